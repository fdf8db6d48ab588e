//! The tour of an example with several steps: what each step changes, and the tests that show it on a cluster.

mod page;
mod probes;

pub(crate) use page::TourPage;
pub(crate) use probes::ProbeList;
