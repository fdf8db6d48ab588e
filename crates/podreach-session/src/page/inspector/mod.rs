//! What the page asks about the thing that is selected: the inspector's pages, any port of a connection, a line for a narrow
//! screen, the places that the editor marks.

mod bundle;
mod card;
mod connection;
mod deciding;
mod entry;
mod inspect;
mod nearest;
mod overview;
mod policy;
mod ports;
mod service;
mod standing;
#[cfg(test)]
mod tests;
mod title;
mod workload;

pub use bundle::{Bundle, BundlePair, BundleState};
pub use card::{CardAnswer, CardOf};
pub use connection::{Connection, DirectionSection, OtherWay};
pub use deciding::{Deciding, DecidingPlace, Sign};
pub use entry::{EntryModel, PathRow, Requests};
pub use inspect::{Inspect, InspectorPage};
pub use nearest::{Cause, CriterionRow, Nearest};
pub use overview::{Overview, OverviewPolicy};
pub use policy::{PolicyModel, RuleSection};
pub use ports::{Ask, PortRow};
pub use service::{NamespaceModel, ServiceModel};
pub use standing::{RuleCard, Standing};
pub use title::{Title, TitleLine};
pub use workload::{PeerRow, Peers, Selecting, ServiceRow, Workload};

pub(super) use card::answer as card;
pub(super) use connection::connection;
pub(super) use deciding::answer as deciding;
pub(super) use inspect::answer as inspect;
pub(super) use ports::answer as ask;
pub(super) use title::answer as title;
