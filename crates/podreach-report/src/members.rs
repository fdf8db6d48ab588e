//! Endpoints by class: what is true of one member is true of all.

use podreach_eval::Analysis;
use podreach_eval::inventory::EndpointId;

/// Classes with their members, in order.
#[derive(Debug, Default)]
pub(crate) struct Members {
    /// In order of classes, and of their numbers in each.
    all: Vec<EndpointId>,
    /// By number of the class, where its members begin; one more at the end.
    first: Vec<usize>,
}

impl Members {
    pub(crate) fn new(analysis: &Analysis, ids: impl Iterator<Item = EndpointId>) -> Self {
        let mut all: Vec<(u32, EndpointId)> = ids.map(|id| (analysis.endpoint(id).class(), id)).collect();
        all.sort();
        let mut first = Vec::new();
        for ((class, _), at) in all.iter().zip(0..) {
            first.resize(first.len().max(*class as usize + 1), at);
        }
        first.push(all.len());
        Self { all: all.into_iter().map(|(_, id)| id).collect(), first }
    }

    /// The members of a class.
    pub(crate) fn of(&self, class: u32) -> &[EndpointId] {
        let bounds = self.first.get(class as usize).zip(self.first.get(class as usize + 1));
        bounds.and_then(|(first, next)| self.all.get(*first..*next)).unwrap_or(&[])
    }

    /// Classes with one of their members and all of them.
    pub(crate) fn classes(&self) -> impl Iterator<Item = (u32, EndpointId, &[EndpointId])> + Clone {
        (0..self.first.len() as u32).filter_map(|class| {
            let members = self.of(class);
            Some((class, *members.first()?, members))
        })
    }
}
