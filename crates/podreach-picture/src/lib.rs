//! The picture of a reachability graph as plain data, for whoever draws it: the page and the SVG report.
//!
//! The evaluator's view becomes cards ([`card`]) and lines, text is measured without a browser ([`measure`]), the layout gives
//! everything a place, and the result is a [`scene::Scene`] that a drawing only reads.
//!
//! ```
//! use podreach_eval::{GraphOptions, Options, analyze};
//! use podreach_picture::{Arrangement, arrange};
//! use podreach_syntax::Sources;
//!
//! let yaml = "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: i}]}}";
//! let view = analyze(&Sources::single("pod.yaml", yaml), &Options::default()).graph_view(&GraphOptions::default());
//! let scene = arrange::scene(&view, &Arrangement::default());
//! assert!(scene.node(&"default/web".into()).is_some());
//! ```

pub mod arrange;
mod arrangement;
mod bounds;
pub mod card;
mod casing;
mod chips;
mod edges;
mod headers;
mod heads;
mod kept;
pub mod marks;
pub mod measure;
mod picked;
pub mod pieces;
mod place;
pub mod scene;
mod ties;
mod tucked;
pub mod visible;
mod wholes;
pub mod wording;

pub use arrangement::Arrangement;
pub use bounds::Bounds;
pub use edges::{DRAWN, is_crowded, telling_selection};
pub use kept::Kept;
pub use picked::{Picked, edge_belongs};
