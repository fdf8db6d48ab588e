//! Links to what a person sees.

mod dialog;
mod readable;

pub(crate) use dialog::{ShareDialog, ShareState};
pub(crate) use readable::ReadableButton;
