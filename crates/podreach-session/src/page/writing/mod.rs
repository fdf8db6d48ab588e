//! What an editor asks about a text that is being written: what may be written at a place, what stands there, and what the
//! picture shows of it. A text may be broken; answers about the input come from the last evaluation.

mod at;
mod complete;
mod docs;
mod explain;
mod here;
mod loose;
#[cfg(test)]
mod loose_tests;
mod object;
mod offers;
mod scope;
mod shapes;
#[cfg(test)]
mod tests;

pub use at::{At, Standing};
pub use complete::{Complete, Completions};
pub use explain::{Explain, Explanation};
pub use here::{Offer, OfferKind};

pub(super) use at::{answer as at, decided, whole};
pub(super) use complete::answer as complete;
pub(super) use explain::answer as explain;
