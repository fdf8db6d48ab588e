//! The graph: namespaces, workloads, ports and who reaches whom.
//!
//! Data flows one way: the evaluator's view becomes cards ([`card`]), the layout gives them places ([`arrange`]), the
//! result is a [`scene::Scene`] of plain data, and the components ([`layers`]) only read it.

mod arrange;
mod badge;
mod card;
mod edge;
mod edges;
mod layers;
mod legend;
pub(crate) mod measure;
mod node;
mod panel;
mod place;
mod pointing;
mod scene;
mod table;
mod transform;
mod viewport;
mod wording;

pub(crate) use panel::GraphPanel;
