//! Pods that may be the controller of an entry point whose own pods are not in the input.

use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

use crate::analysis::Analysis;
use crate::inventory::{EndpointId, may_hold_a_controller};
use crate::sets::Protocol;

/// Class, namespace, protocol and port of a pod port.
type Key = (u32, Option<Box<str>>, Protocol, u16);

/// Pods of other namespaces that policies allow to reach a pod port. Answers are kept: many entry points lead to pods of one
/// class.
#[derive(Debug)]
pub(crate) struct OtherPods {
    /// One endpoint of each class and namespace, workloads and representatives.
    inside: Vec<EndpointId>,
    known: FxHashMap<Key, Option<EndpointId>>,
}

impl OtherPods {
    pub(crate) fn new(analysis: &Analysis) -> Self {
        let mut known = BTreeSet::new();
        let inside = analysis.endpoint_ids().filter(|(_, endpoint)| {
            (endpoint.is_workload() || endpoint.is_representative())
                && known.insert((endpoint.class(), endpoint.namespace.as_deref()))
        });
        Self { inside: inside.map(|(id, _)| id).collect(), known: FxHashMap::default() }
    }

    /// A pod of another namespace that reaches a pod port: one that may be a controller, if there is any.
    pub(crate) fn other(
        &mut self,
        analysis: &Analysis,
        (endpoint, protocol, port): (EndpointId, Protocol, u16),
    ) -> Option<EndpointId> {
        let here = analysis.endpoint(endpoint);
        let home = here.namespace.as_deref();
        *self.known.entry((here.class(), home.map(Into::into), protocol, port)).or_insert_with(|| {
            let of_others = |id: &EndpointId| analysis.endpoint(*id).namespace.as_deref() != home;
            let known = || self.inside.iter().copied().filter(of_others);
            let passes = |id: &EndpointId| analysis.port_passes(*id, endpoint, protocol, port);
            let may_be = |id: &EndpointId| may_hold_a_controller(&analysis.endpoint(*id).id);
            known().filter(may_be).find(passes).or_else(|| known().find(passes))
        })
    }
}
