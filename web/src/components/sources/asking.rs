//! Answers the editor's questions about places of a text: what may be written there, and what stands there.

use js_sys::{Array, Function, Object, Promise};
use podreach_session::page::writing::{Completions, Explanation};
use podreach_session::page::{Complete, Explain};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::element::{range_object, set};
use crate::offsets::{Utf16, to_bytes};
use crate::state::AppState;

/// What the element calls: what it asks (`complete` or `explain`), a part of its text, and a place in it, in UTF-16 units.
pub(super) type Asking = Closure<dyn Fn(String, String, u32) -> Promise>;

/// Answers with a promise of an object with places in the part of the text, or of null.
pub(super) fn asking(state: AppState) -> Asking {
    Closure::new(move |what: String, text: String, units: u32| {
        let mut give = move |resolve: Function, _: Function| {
            let offset = to_bytes(&text, units);
            let given = text.clone();
            if what == "complete" {
                let question = Complete { text: text.clone(), offset };
                state
                    .analysed
                    .ask_once(question, move |found| resolve_with(&resolve, &completions(&given, &found).into()));
            } else {
                let question = Explain { text: text.clone(), offset };
                state.analysed.ask_once(question, move |found| {
                    let object = found.map_or(JsValue::NULL, |found| explanation(&given, &found).into());
                    resolve_with(&resolve, &object);
                });
            }
        };
        Promise::new(&mut give)
    })
}

fn resolve_with(resolve: &Function, value: &JsValue) {
    // A promise's own function cannot fail.
    let _ = resolve.call1(&JsValue::UNDEFINED, value);
}

/// An object with a range of bytes as UTF-16 units.
fn placed(text: &str, from: u32, to: u32) -> Object {
    let mut units = Utf16::new(text);
    range_object(units.at(from), units.at(to))
}

fn completions(text: &str, found: &Completions) -> Object {
    let object = placed(text, found.from, found.to);
    let offers = found.offers.iter().map(|offer| {
        let object = Object::new();
        set(&object, "label", &offer.label.as_str().into());
        set(&object, "detail", &offer.detail.as_str().into());
        set(&object, "info", &offer.info.as_ref().into());
        set(&object, "insert", &offer.insert.as_str().into());
        set(&object, "kind", &offer.kind.as_str().into());
        set(&object, "goesOn", &offer.goes_on.into());
        object
    });
    set(&object, "offers", &offers.collect::<Array>().into());
    object
}

fn explanation(text: &str, found: &Explanation) -> Object {
    let object = placed(text, found.from, found.to);
    set(&object, "title", &found.title.as_str().into());
    set(&object, "sentence", &found.sentence.as_ref().into());
    set(&object, "now", &found.now.iter().map(JsValue::from).collect::<Array>().into());
    object
}
