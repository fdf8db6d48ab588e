//! What may be written at a place of a text: fields, kinds, labels, namespaces, ports. The text may be broken; what the input
//! holds comes from the last evaluation.

use std::borrow::Cow;

use podreach_eval::kinds::kinds;
use podreach_eval::kinds::schema::{Known, Place, Shape};
use serde::{Deserialize, Serialize};

use super::docs::sentence;
use super::here::{Here, Offer, OfferKind, offer};
use super::loose::{End, Step, Writing, read};
use super::object::{Object, keys};
use super::offers;
use crate::evaluation::Evaluation;

/// What may be written at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complete {
    /// The document, or a part of it around the place.
    pub text: String,
    /// The place: a byte of the text.
    pub offset: u32,
}

/// The offers for a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completions {
    /// What they take the place of: bytes of the text.
    pub from: u32,
    /// Its end, the place that was asked about.
    pub to: u32,
    /// The offers, in order.
    pub offers: Vec<Offer>,
}

/// No answer has more offers than this.
const MOST: usize = 200;

/// Answers with what may be written.
pub(in crate::page) fn answer(asked: Complete, evaluation: &Evaluation) -> Completions {
    let mut offset = (asked.offset as usize).min(asked.text.len());
    while !asked.text.is_char_boundary(offset) {
        offset -= 1;
    }
    let end = read(asked.text.get(..offset).unwrap_or("")).end;
    if end.writing == Writing::Nothing {
        return Completions::default();
    }
    let default_namespace = &evaluation.options().default_namespace;
    let object = Object::around(&asked.text, &end.path, default_namespace);
    let rest = asked.text.get(offset..).unwrap_or("");
    let here = Writer(Here {
        object: &object,
        evaluation,
        end: &end,
        rest,
        json: asked.text.trim_start().starts_with(['{', '[']),
    });
    let (from, to) = (end.word.start as u32, offset as u32);
    let mut offers = here.offers();
    offers.truncate(MOST);
    Completions { from, to, offers }
}

/// Writes offers for a place.
struct Writer<'a>(Here<'a>);

impl Writer<'_> {
    fn offers(&self) -> Vec<Offer> {
        let path = self.0.object.within(&self.0.end.path);
        if path.is_empty() && self.0.end.writing == Writing::Key && self.0.object.kind().is_empty() {
            let mut offers = self.skeletons();
            offers.extend(self.fields(path, ""));
            return offers;
        }
        if self.0.end.writing == Writing::Value
            && let [Step::Key(key)] = path
        {
            match &**key {
                "kind" => return self.kinds(),
                "apiVersion" => return self.versions(),
                _ => {}
            }
        }
        let Some(place) = self.0.object.place(path) else { return Vec::new() };
        match (self.0.end.writing, place.shape) {
            (Writing::Key, Shape::Object) => self.fields(path, ""),
            (Writing::Key, Shape::List) if !self.0.end.flow => self.items(path, &place),
            (Writing::Key, Shape::Labels | Shape::Map) => self.label_keys(path),
            (Writing::Value, Shape::Object) if self.is_item() => self.fields(path, ""),
            (Writing::Value, Shape::Object) => empty_object(&place),
            (Writing::Value, _) => self.values(path, &place),
            _ => Vec::new(),
        }
    }

    /// Whether what is written is the beginning of an item of a list.
    fn is_item(&self) -> bool {
        matches!(self.0.end.path.last(), Some(Step::Item(_))) && !self.0.end.flow
    }

    /// A key with its colon, where none stands there yet, and with the beginning of what it holds.
    fn key(&self, name: &str, shape: Shape) -> String {
        let has_colon = self.0.rest.trim_start_matches(['"', '\'']).starts_with(':');
        let key = if self.0.json && !self.0.end.quoted { format!("\"{name}\"") } else { name.to_owned() };
        let is_closed = self.0.end.quoted && self.0.rest.starts_with(['"', '\'']);
        if has_colon || is_closed {
            return key;
        }
        let quote = if self.0.end.quoted { "\"" } else { "" };
        let indent = " ".repeat(self.0.end.column + 2);
        let behind = match shape {
            _ if self.0.end.flow || self.0.end.quoted => " ".to_owned(),
            Shape::Object | Shape::Map | Shape::Labels => format!("\n{indent}"),
            Shape::List => format!("\n{indent}- "),
            _ => " ".to_owned(),
        };
        format!("{key}{quote}:{behind}")
    }

    /// Fields that the object at a path does not have yet.
    fn fields(&self, path: &[Step], before: &str) -> Vec<Offer> {
        let Some(place) = self.0.object.place(path) else { return Vec::new() };
        let wanted = |field: &&Known| {
            let at = [path, &[Step::Key(field.name.into())]].concat();
            // What the API server writes is nothing to be written.
            let is_servers = path.is_empty() && field.name == "status";
            !is_servers && !self.is_known(&at)
        };
        let mut fields: Vec<&Known> = place.fields.iter().filter(wanted).collect();
        // What the API server requires first, then what there are words about, then the rest; each in the order of the API.
        fields.sort_by_key(|field| (!field.required, sentence(field.holder, field.name).is_none()));
        fields.into_iter().map(|field| self.field(field, before)).collect()
    }

    /// Whether a path stands in the text apart from the word that is being written.
    fn is_known(&self, path: &[Step]) -> bool {
        let word = &self.0.end.word;
        let exact = self.0.object.below(path).find(|(inside, _)| inside.is_empty());
        exact.is_some_and(|(_, entry)| entry.key.start != word.start)
    }

    fn field(&self, field: &Known, before: &str) -> Offer {
        Offer {
            label: field.name.to_owned(),
            detail: if field.required { "required".to_owned() } else { String::new() },
            info: Cow::Borrowed(sentence(field.holder, field.name).unwrap_or("")),
            insert: format!("{before}{}", self.key(field.name, field.shape)),
            kind: OfferKind::Field,
            goes_on: true,
        }
    }

    /// The first field or value of a new item, with its dash.
    fn items(&self, path: &[Step], place: &Place) -> Vec<Offer> {
        let next = [path, &[Step::Item(u32::MAX)]].concat();
        let Some(item) = self.0.object.place(&next) else { return Vec::new() };
        if item.shape == Shape::Object {
            let end = End { column: self.0.end.column + 2, ..self.0.end.clone() };
            let inside = Writer(Here { end: &end, ..self.0 });
            return inside.fields(&next, "- ");
        }
        let mut offers = offers::values(&self.0, &next, &item, place.field);
        for offer in &mut offers {
            offer.insert.insert_str(0, "- ");
        }
        offers
    }

    fn label_keys(&self, path: &[Step]) -> Vec<Offer> {
        let mut offers = offers::label_keys(&self.0, path);
        offers.retain(|offer| !self.is_known(&[path, &[Step::Key(offer.label.as_str().into())]].concat()));
        for offer in &mut offers {
            offer.insert = self.key(&offer.label, Shape::Value);
            offer.goes_on = true;
        }
        offers
    }

    fn values(&self, path: &[Step], place: &Place) -> Vec<Offer> {
        offers::values(&self.0, path, place, place.field)
    }

    fn kinds(&self) -> Vec<Offer> {
        let version = self.0.object.api_version();
        let fits = |(_, of): &(&str, &str)| version.is_empty() || group(of) == group(version);
        let mut all: Vec<_> = kinds().collect();
        if all.iter().any(fits) {
            all.retain(fits);
        }
        let of = |(kind, of): (&str, &str)| offer(kind, of.to_owned(), self.0.written(kind), OfferKind::Kind);
        all.into_iter().map(of).collect()
    }

    fn versions(&self) -> Vec<Offer> {
        let kind = self.0.object.kind();
        let mut seen: Vec<&str> = Vec::new();
        for (of, version) in kinds() {
            if (kind.is_empty() || of == kind) && !seen.contains(&version) {
                seen.push(version);
            }
        }
        let of = |version: &&str| {
            let kinds: Vec<&str> = kinds().filter(|(_, of)| of == version).map(|(kind, _)| kind).take(3).collect();
            offer(version, kinds.join(", "), self.0.written(version), OfferKind::Kind)
        };
        seen.iter().map(of).collect()
    }

    /// The first lines of an object, where there is none yet.
    fn skeletons(&self) -> Vec<Offer> {
        if self.0.end.flow || self.0.json || self.0.object.has(&keys(&["apiVersion"])) || self.0.end.column > 0 {
            return Vec::new();
        }
        let of = |(kind, version): (&str, &str)| Offer {
            goes_on: false,
            ..offer(
                kind,
                format!("new, {version}"),
                format!("apiVersion: {version}\nkind: {kind}\nmetadata:\n  name: "),
                OfferKind::Kind,
            )
        };
        kinds().map(of).collect()
    }
}

fn group(version: &str) -> &str {
    version.rsplit_once('/').map_or("", |(group, _)| group)
}

/// Braces without anything between them, where that means something.
fn empty_object(place: &Place) -> Vec<Offer> {
    if place.of != "LabelSelector" {
        return Vec::new();
    }
    let detail = "selects everything".to_owned();
    vec![offer("{}", detail, "{}".to_owned(), OfferKind::Word)]
}
