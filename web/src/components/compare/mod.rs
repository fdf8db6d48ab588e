//! Comparing: the bar with the baseline and the counts, the list of what changed, switches of policies and rules.

mod bar;
mod bundle;
mod changes;
mod choose;
mod link;
mod page;
mod pair;
mod preview;
mod says;
mod state;
mod switch;

pub(crate) use bar::{CompareBar, CompareButton};
pub(crate) use bundle::ComparedBundleBlock;
pub(crate) use changes::{ChangeList, PlaceLink};
pub(crate) use link::LinkDialog;
pub(crate) use page::ComparePage;
pub(crate) use pair::ComparedPairBlock;
pub(crate) use preview::PreviewDialog;
pub(crate) use says::{Sign, sign};
pub(crate) use state::{CompareState, key};
pub(crate) use switch::OffSwitch;
