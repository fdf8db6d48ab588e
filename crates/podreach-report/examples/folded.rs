//! Draws folded pictures as SVG into the folder given as the first argument, to look at them; `scales.txt` there says at which
//! scale each fits a usual window.
#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "an example knows its own pictures")]

use std::fmt::Write as _;
use std::path::Path;

use podreach_picture::{Arrangement, arrange};
use podreach_report::{SvgOptions, svg_of_view};

#[path = "../../podreach-picture/tests/folded/views.rs"]
mod views;

use views::Opened;

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let pictures = [
        ("two-thousand", views::two_thousand()),
        ("sixty-closed", views::sixty(Opened::default())),
        ("sixty", views::sixty(Opened { shop: true, data: true })),
        ("budget", views::budget()),
    ];
    let mut scales = String::new();
    for (name, view) in &pictures {
        std::fs::write(Path::new(&folder).join(format!("{name}.svg")), svg_of_view(view, &SvgOptions::default()))?;
        let scene = arrange::scene(view, &Arrangement::default());
        let (width, height) = (scene.bounds.width, scene.bounds.height);
        let scale = (1030.0 / width).min(745.0 / height);
        let missing = scene.edges.iter().filter(|edge| edge.chip.is_none()).count();
        let _ = writeln!(
            scales,
            "{name}: {} cards, {} lines, {width:.0} x {height:.0}, scale {scale:.2}, {missing} without label",
            view.nodes.len() - 1,
            scene.edges.len()
        );
    }
    std::fs::write(Path::new(&folder).join("scales.txt"), scales)
}
