//! Text to documents: reads YAML and JSON the way `kubectl` does, into nodes that know their byte spans.
//!
//! This crate knows no Kubernetes kind, only the tools around them: what `helm`, `kubectl` and `kustomize` print and read. It never fails: [`parse`] returns the documents that could be read *and* the
//! diagnostics for what could not.

pub mod bytes;
mod chunks;
mod comments;
mod compose;
mod cut;
mod damage;
pub mod diagnostic;
mod edit;
mod fix;
pub mod hunks;
mod items;
mod limits;
mod mistakes;
pub mod node;
mod notices;
mod parts;
mod pasted;
mod places;
mod read;
mod recut;
pub mod scalar;
pub mod source;
pub mod span;
mod template;
mod unbuilt;
mod visible;

pub use bytes::{Damage, Decoded, Encoding, decode};
pub use cut::Cut;
pub use diagnostic::{Diagnostic, Related, Severity};
pub use edit::{Change, Content, Path, Step, Written};
pub use fix::{Edit, Fix, PlacedEdit, apply};
pub use limits::Limits;
pub use node::{Document, Entry, Node, ScalarStyle, Tool, Value};
pub use notices::notices;
pub use parts::{Part, PartReading};
pub use places::{Place, Places};
pub use read::{Allowance, check, parse, parse_each};
pub use recut::Same;
pub use source::{LineColumn, Source, Sources};
pub use span::{SourceId, Span, Spanned, TextId};
pub use unbuilt::{Charts, ToolFile, tool_files};
pub use visible::{hidden_from, is_hidden, push_escaped, visible};

/// What reading gave: the documents that could be read, in order, and what is to be said about the rest.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Documents in source order; empty and comment-only ones are left out.
    pub documents: Vec<Document>,
    /// Diagnostics in source order.
    pub diagnostics: Vec<Diagnostic>,
}
