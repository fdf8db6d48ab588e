//! Folded pictures: they fit, nothing covers anything, and what opens moves only what it has to.

mod opening;
mod room;
mod views;
