//! A file is not text in UTF-8.
//!
//! Found at bytes that are no characters, and for files that hold an archive, an image or other binary data. Objects with such bytes
//! are left out; in a comment they are a warning. UTF-16 with a mark at its start is read.
//!
//! ## Why it matters
//!
//! `kubectl` reads UTF-8 alone. What an editor shows of a file in another encoding is not what the cluster gets.
//!
//! ## How to fix it
//!
//! Save the file as UTF-8. Unpack archives.
//!
//! ## Sources
//!
//! * [YAML 1.2: character encodings](https://yaml.org/spec/1.2.2/#52-character-encodings)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S06",
    name: "not-utf8",
    severity: Severity::Error,
    needs: &[],
    source: source!("not_utf8.rs"),
    check: Check::Reading,
};
