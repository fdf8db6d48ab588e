//! Find: a field whose results show the way in the graph while a person goes through them.
//!
//! The text narrows rules and matrix as well (`chosen.find`). [`going`] knows what keys do, [`results`] draws what was found.

mod field;
mod going;
mod results;

pub(crate) use field::FindBox;
