//! What is written where: the place that is completed, and what an offer is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::loose::End;
use super::object::Object;
use crate::evaluation::Evaluation;

/// What an offer is, for its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum OfferKind {
    /// A field of an object.
    Field,
    /// One of some words.
    Word,
    /// A kind or a version.
    Kind,
    /// A label's key.
    Label,
    /// A label's value.
    Value,
    /// A namespace.
    Namespace,
    /// A port.
    Port,
}

impl OfferKind {
    /// `field`, `word`, `kind`, `label`, `value`, `namespace` or `port`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Word => "word",
            Self::Kind => "kind",
            Self::Label => "label",
            Self::Value => "value",
            Self::Namespace => "namespace",
            Self::Port => "port",
        }
    }
}

/// Something that may be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What is shown, and what the letters that are typed are looked for in.
    pub label: String,
    /// A few words beside it.
    pub detail: String,
    /// A sentence about it; empty where there is none.
    pub info: Cow<'static, str>,
    /// What is written.
    pub insert: String,
    /// What it is.
    pub kind: OfferKind,
    /// Whether something is to be chosen right behind it.
    pub goes_on: bool,
}

/// The place, and what is known about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Here<'a> {
    pub(super) object: &'a Object<'a>,
    pub(super) evaluation: &'a Evaluation,
    pub(super) end: &'a End,
    /// The text behind it.
    pub(super) rest: &'a str,
    /// Whether the text is JSON.
    pub(super) json: bool,
}

impl Here<'_> {
    /// A text as it is written as a value here.
    pub(super) fn written(&self, text: &str) -> String {
        if self.end.quoted {
            return text.to_owned();
        }
        let is_other = text.is_empty()
            || text.parse::<f64>().is_ok()
            || matches!(
                text.to_ascii_lowercase().as_str(),
                "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n" | "~"
            )
            || text.starts_with(|first: char| !first.is_ascii_alphanumeric() && first != '/')
            || text.contains(": ")
            || text.contains(" #")
            || text.contains([',', '{', '}', '[', ']', '"', '\n']);
        if self.json || is_other {
            format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        } else {
            text.to_owned()
        }
    }
}

/// An offer without a sentence, behind which nothing is to be chosen.
pub(super) fn offer(label: &str, detail: String, insert: String, kind: OfferKind) -> Offer {
    Offer { label: label.to_owned(), detail, info: Cow::Borrowed(""), insert, kind, goes_on: false }
}
