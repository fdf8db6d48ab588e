//! What can be taken away, in a menu: files of the view and of everything, a text for a pull request, paper.

mod menu;
mod print;
mod take;

pub(crate) use menu::ExportMenu;
pub(crate) use print::{Printed, print_view};
