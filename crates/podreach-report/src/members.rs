//! Endpoints by class: what is true of one member is true of all.

use std::collections::BTreeMap;

use podreach_eval::Analysis;
use podreach_eval::inventory::EndpointId;

/// Classes with their members, in order.
#[derive(Debug, Default)]
pub(crate) struct Members {
    of: BTreeMap<u32, Vec<EndpointId>>,
}

impl Members {
    pub(crate) fn new(analysis: &Analysis, ids: impl Iterator<Item = EndpointId>) -> Self {
        let mut of: BTreeMap<u32, Vec<EndpointId>> = BTreeMap::new();
        for id in ids {
            of.entry(analysis.endpoint(id).class()).or_default().push(id);
        }
        Self { of }
    }

    /// The members of a class.
    pub(crate) fn of(&self, class: u32) -> &[EndpointId] {
        self.of.get(&class).map_or(&[], Vec::as_slice)
    }

    /// Classes with one of their members and all of them.
    pub(crate) fn classes(&self) -> impl Iterator<Item = (u32, EndpointId, &[EndpointId])> {
        self.of.iter().filter_map(|(class, members)| Some((*class, *members.first()?, members.as_slice())))
    }
}
