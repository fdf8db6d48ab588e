//! Strict decoding as in the API server: the fields of each kind and their types, read from tables.
//!
//! Source: the Go types of Kubernetes 1.36, and the CRDs of the Gateway API 1.6. Only values
//! that affect traffic are checked; required fields that do not (images, schedules, restart policies) may be missing.

mod outline;
mod table;
mod values;
mod walk;

use podreach_syntax::Node;

use super::reader::Reader;
pub(crate) use values::MISSING;
use walk::Walk;

pub use outline::{Known, Place, Shape, place};

/// How strictly a kind is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// Built into the API server: Go's decoding, which reads null as nothing.
    BuiltIn,
    /// By the schema of a CRD, which knows no null.
    Crd,
    /// A version that is no longer served and that may have other fields: those are let pass.
    Old,
}

/// Checks an object of a kind that the tables have. Returns whether they have it.
pub(crate) fn check(kind: &str, node: &Node, strictness: Strictness, reader: &mut Reader) -> bool {
    check_at(kind, node, "", strictness, reader)
}

/// Checks the metadata of an object of any kind; it is decoded the same way everywhere.
pub(crate) fn check_metadata(node: &Node, reader: &mut Reader) {
    check_at("ObjectMeta", node, "metadata", Strictness::BuiltIn, reader);
}

/// The fields of a type, in order; none of a type that the tables do not have.
pub(crate) fn names(of: &str) -> &'static [&'static str] {
    table::TABLE.named(of).map_or(&[], |fields| &fields.names)
}

fn check_at(name: &str, node: &Node, path: &str, strictness: Strictness, reader: &mut Reader) -> bool {
    let Some(fields) = table::TABLE.named(name) else { return false };
    Walk { path: path.to_owned(), strictness, reader }.object(fields, node);
    true
}
