//! Messages of the page around the frame as plain values, and ours to it. Whatever arrives is somebody's: every field is looked
//! at before it is used, and has a bound.

use js_sys::{Array, Object, Reflect};
use podreach_link::{Shared, SharedSource};
use podreach_session::page::Verdict;
use wasm_bindgen::{JsCast, JsValue};

/// The version of the protocol, which every message carries as `podreach`.
const VERSION: f64 = 1.0;
/// Sources of a message.
const SOURCES: u32 = 200;
/// UTF-16 units of all sources of a message together.
const TEXTS: u32 = 16 << 20;
/// UTF-16 units of a name, of an end of a question, of an id, of a selection.
const WORD: u32 = 2_000;

/// What the parent calls its message, a text or a number. It goes back as it came.
#[derive(Clone, Debug)]
pub(super) struct Id(JsValue);

impl Id {
    pub(super) const fn value(&self) -> &JsValue {
        &self.0
    }
}

/// What the parent wants.
pub(super) enum Asked {
    /// Other sources.
    Set(Box<Shared>, Option<Id>),
    /// An answer about two ends.
    Verdict(Verdict, Id),
    /// All connections.
    Connections(Id),
}

/// Whether a message is meant for a frame of Podreach, of this version or another.
pub(super) fn is_ours(data: &JsValue) -> bool {
    data.is_object() && !Array::is_array(data) && get(data, "podreach").as_f64().is_some()
}

/// What a message wants, or what is wrong with it, with its id.
pub(super) fn read(data: &JsValue) -> Result<Asked, (Option<Id>, String)> {
    let id = id(data);
    wanted(data, id.clone()).map_err(|why| (id, why))
}

fn wanted(data: &JsValue, id: Option<Id>) -> Result<Asked, String> {
    if get(data, "podreach").as_f64() != Some(VERSION) {
        return Err(format!("this frame knows version {VERSION} of the protocol"));
    }
    let needed = |id: Option<Id>| id.ok_or_else(|| "`id` has to be a text or a number".to_owned());
    match text(data, "type", WORD)?.as_deref() {
        Some("set-sources") => Ok(Asked::Set(Box::new(shared(data)?), id)),
        Some("get-verdict") => {
            let ends = |name: &str| text(data, name, WORD)?.ok_or_else(|| format!("`{name}` is missing"));
            let port = match get(data, "port").as_f64() {
                Some(number) => format!("{number}"),
                None => text(data, "port", WORD)?.unwrap_or_default(),
            };
            let protocol = text(data, "protocol", WORD)?.unwrap_or_default();
            Ok(Asked::Verdict(Verdict { from: ends("from")?, to: ends("to")?, port, protocol }, needed(id)?))
        }
        Some("get-connections") => Ok(Asked::Connections(needed(id)?)),
        _ => Err("`type` has to be `set-sources`, `get-verdict` or `get-connections`".to_owned()),
    }
}

fn id(data: &JsValue) -> Option<Id> {
    let id = get(data, "id");
    let is_text = id.dyn_ref::<js_sys::JsString>().is_some_and(|text| text.length() <= WORD);
    (is_text || id.as_f64().is_some()).then_some(Id(id))
}

/// Sources, view, selection and options, as a link would hold them.
fn shared(data: &JsValue) -> Result<Shared, String> {
    let list = get(data, "sources");
    if !Array::is_array(&list) {
        return Err("`sources` has to be a list".to_owned());
    }
    let list: Array = list.unchecked_into();
    if list.length() > SOURCES {
        return Err(format!("more than {SOURCES} sources"));
    }
    let mut room = TEXTS;
    let mut sources = Vec::new();
    for source in list.iter() {
        let name = text(&source, "name", WORD)?.unwrap_or_default();
        let length = get(&source, "text").dyn_ref::<js_sys::JsString>().map_or(0, js_sys::JsString::length);
        let found = text(&source, "text", room).map_err(|why| if length > room { too_large() } else { why })?;
        room -= length.min(room);
        let at = sources.len() + 1;
        let name = if name.trim().is_empty() { format!("source-{at}.yaml") } else { name };
        sources.push(SharedSource { name, text: found.ok_or("a source has no `text`")? });
    }
    let options = get(data, "options");
    let option = |name: &str| if options.is_object() { text(&options, name, WORD) } else { Ok(None) };
    Ok(Shared {
        sources,
        view: text(data, "view", WORD)?,
        selection: text(data, "selection", WORD)?,
        namespace: option("namespace")?,
        ip_block_pods: option("ipBlockPods")?,
        ..Shared::default()
    })
}

fn too_large() -> String {
    format!("the sources have more than {TEXTS} characters")
}

/// A field that is a text of at most so many UTF-16 units; none where it is absent.
fn text(data: &JsValue, name: &str, most: u32) -> Result<Option<String>, String> {
    let value = get(data, name);
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    let found = value.dyn_ref::<js_sys::JsString>().ok_or_else(|| format!("`{name}` has to be a text"))?;
    if found.length() > most {
        return Err(format!("`{name}` is longer than {most} characters"));
    }
    Ok(Some(String::from(found)))
}

fn get(data: &JsValue, name: &str) -> JsValue {
    Reflect::get(data, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A message to the parent, or a part of one.
pub(super) struct Outgoing(Object);

impl Outgoing {
    /// An object without fields.
    pub(super) fn plain() -> Self {
        Self(Object::new())
    }

    /// A message of a type.
    pub(super) fn new(kind: &str) -> Self {
        Self::plain().with("podreach", &VERSION.into()).text("type", kind)
    }

    /// Says what is wrong with a message.
    pub(super) fn error(id: Option<&Id>, why: &str) -> Self {
        let error = Self::new("error").text("message", why);
        match id {
            Some(id) => error.with("id", id.value()),
            None => error,
        }
    }

    pub(super) fn with(self, name: &str, value: &JsValue) -> Self {
        // A new object takes any field.
        let _ = Reflect::set(&self.0, &name.into(), value);
        self
    }

    pub(super) fn text(self, name: &str, value: &str) -> Self {
        self.with(name, &value.into())
    }

    pub(super) fn number(self, name: &str, value: usize) -> Self {
        self.with(name, &(value as f64).into())
    }
}

impl AsRef<JsValue> for Outgoing {
    fn as_ref(&self) -> &JsValue {
        self.0.as_ref()
    }
}
