//! The words of a search, as they are understood.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// A word of a search, as it was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchWord {
    /// What it is taken for: `name`, `label`, `port`, `namespace` or `address`.
    pub kind: String,
    /// What is looked for.
    pub text: String,
}

/// A word of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A part of a name.
    Name(String),
    /// A label: its key and, if one is written, its value.
    Label(String, String),
    /// A port, by number or name, and whether it is `tcp`, `udp` or `sctp`.
    Port(Option<String>, u16),
    /// A namespace, in full, and a part of a name in it.
    Within(String, String),
    Address(IpAddr),
}

impl Word {
    pub(super) fn shown(&self) -> SearchWord {
        let (kind, text) = match self {
            Self::Name(text) => ("name", text.clone()),
            Self::Label(key, value) if value.is_empty() => ("label", key.clone()),
            Self::Label(key, value) => ("label", format!("{key}={value}")),
            Self::Port(Some(protocol), port) => ("port", format!("{} {port}", protocol.to_uppercase())),
            Self::Port(None, port) => ("port", port.to_string()),
            Self::Within(namespace, name) if name.is_empty() => ("namespace", namespace.clone()),
            Self::Within(namespace, name) => ("namespace", format!("{namespace}/{name}")),
            Self::Address(address) => ("address", address.to_string()),
        };
        SearchWord { kind: kind.to_owned(), text }
    }
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut protocol = None;
    let mut list = text.split_whitespace().map(str::to_lowercase).peekable();
    while let Some(word) = list.next() {
        // As the filter and the words below the field have it: `port 9090`, `port TCP 9090`.
        let is_port = |next: &String| matches!(&**next, "tcp" | "udp" | "sctp") || next.parse::<u16>().is_ok();
        if word == "port" && list.peek().is_some_and(is_port) {
            continue;
        }
        if matches!(&*word, "tcp" | "udp" | "sctp") {
            protocol = Some(word);
            continue;
        }
        let port = word.parse().ok().filter(|port| *port != 0);
        found.push(if let Some(port) = port {
            Word::Port(protocol.take(), port)
        } else if let Ok(address) = word.parse() {
            Word::Address(address)
        } else if let Some((key, value)) = word.split_once('=') {
            Word::Label(key.to_owned(), value.trim_start_matches('=').to_owned())
        } else if let Some((namespace, name)) = word.split_once('/').filter(|(namespace, _)| !namespace.is_empty()) {
            Word::Within(namespace.to_owned(), name.to_owned())
        } else {
            Word::Name(word)
        });
    }
    // A protocol without a port is looked for as it is written.
    found.extend(protocol.map(Word::Name));
    found
}
