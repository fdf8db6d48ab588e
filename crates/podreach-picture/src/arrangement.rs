//! What may be chosen about a picture.

use serde::{Deserialize, Serialize};

use crate::picked::Picked;

/// Choices of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "choices that have nothing to do with each other")]
pub struct Arrangement {
    /// A small screen.
    pub compact: bool,
    /// Whether Services stand in front of pills.
    pub show_services: bool,
    /// Whether blocked pairs are part of the picture.
    pub show_blocked: bool,
    /// What is selected: its blocked pairs get lines.
    pub selected: Picked,
    /// Whether no one can point at the picture, as in a file: open lines that keep quiet then have no label at all, and
    /// where there are too many lines, those that rules allow are still drawn.
    pub still: bool,
    /// Width and height, in pixels, that a picture which folds something should fit; zero for that of a usual window.
    pub room: (u32, u32),
}
