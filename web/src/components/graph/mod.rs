//! The graph: namespaces, workloads, ports and who reaches whom.
//!
//! Data flows one way: the evaluator's view becomes a [`scene::Scene`] of plain data ([`podreach_picture`]), and the
//! components ([`layers`]) only read it.

mod badge;
mod edge;
mod layers;
mod legend;
mod node;
mod panel;
mod pointing;
mod table;
mod transform;
mod viewport;

pub(crate) use panel::GraphPanel;
pub(crate) use podreach_picture::measure;
use podreach_picture::{arrange, card, scene};
