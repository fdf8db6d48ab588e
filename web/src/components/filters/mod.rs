//! The bar between tabs and view: where the person is, how much is drawn, how far it is folded, and what it is filtered by.
//!
//! Small inputs need none of it: the bar is then not there until somebody asks for it.

mod bar;
mod chips;
mod crumbs;
mod levels;
mod menu;
mod nearby;

pub(crate) use bar::{FilterBar, FilterButton};
