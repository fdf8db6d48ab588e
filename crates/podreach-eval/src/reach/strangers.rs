//! Who may be the controller of an entry point whose pods are not in the input.

use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::sets::Protocol;

/// Class, namespace, protocol and port of a pod port.
type Key = (u32, Option<Box<str>>, Protocol, u16);

/// Pods of other namespaces whom policies let in to a pod port. What is found out is kept: many entry points lead to pods that
/// no policy tells apart.
#[derive(Debug)]
pub(crate) struct Strangers {
    /// One endpoint of each class and namespace, workloads and pods that policies speak of.
    inside: Vec<EndpointId>,
    known: FxHashMap<Key, Option<EndpointId>>,
}

impl Strangers {
    pub(crate) fn new(analysis: &Analysis) -> Self {
        let mut known = BTreeSet::new();
        let inside = analysis.endpoint_ids().filter(|(_, endpoint)| {
            (endpoint.is_workload() || endpoint.is_representative())
                && known.insert((endpoint.class(), endpoint.namespace.as_deref()))
        });
        Self { inside: inside.map(|(id, _)| id).collect(), known: FxHashMap::default() }
    }

    /// Somebody of another namespace who gets to a pod port.
    pub(crate) fn other(
        &mut self,
        analysis: &Analysis,
        (endpoint, protocol, port): (EndpointId, Protocol, u16),
    ) -> Option<EndpointId> {
        let here = analysis.endpoint(endpoint);
        let home = here.namespace.as_deref();
        *self.known.entry((here.class(), home.map(Into::into), protocol, port)).or_insert_with(|| {
            let of_others = |id: &EndpointId| analysis.endpoint(*id).namespace.as_deref() != home;
            let mut known = self.inside.iter().copied().filter(of_others);
            known.find(|id| analysis.port_passes(*id, endpoint, protocol, port))
        })
    }
}
