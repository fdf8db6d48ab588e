//! The graph: namespaces, workloads, ports and who reaches whom.
//!
//! Data flows one way: the worker sends a [`scene::Scene`] of plain data ([`podreach_picture`]), and the components
//! ([`layers`]) only read it.

mod badge;
mod boxes;
mod changed;
mod corner;
mod drawing;
mod edge;
mod folded;
mod found;
mod layers;
mod left_out;
mod legend;
mod lines;
mod minimap;
mod more;
mod node;
mod opened;
mod panel;
mod pointing;
mod switches;
mod table;
mod transform;
mod viewport;
mod walk;
mod zoom;

pub(crate) use panel::GraphPanel;
use podreach_picture::{card, scene};
pub(crate) use switches::{GraphSwitches, key};
