//! The one label of a namespace by which a namespace selector fails to match.

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::policy::{NamespaceScope, RuleRef};
use crate::sets::Requirement;

/// A label that a namespace selector requires and that a namespace of the input lacks, or has with another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// The namespace.
    pub namespace: Box<str>,
    /// The label's key.
    pub key: Box<str>,
    /// The value that the namespace has.
    pub has: Option<Box<str>>,
    /// Whether the selector asks for the namespace's own name, which `kubernetes.io/metadata.name` holds.
    pub is_name: bool,
}

impl Analysis {
    /// The label by which a rule fails to match an end, where it is the only one: the rule has a peer whose pod selector
    /// matches, and whose namespace selector fails at one label.
    pub(super) fn lacking(&self, rule: RuleRef, end: EndpointId) -> Option<Lacking> {
        let endpoint = self.endpoint(end);
        let name = endpoint.namespace.as_ref().filter(|_| !endpoint.host_network)?;
        let at = self.namespaces.binary_search_by(|known| known.name.cmp(name)).ok()?;
        let namespace = self.namespaces.get(at).filter(|known| known.declared)?;
        let peers = self.rule(rule)?.peers.as_deref()?;
        peers.iter().find_map(|peer| {
            let scope = peer.matches.pods()?;
            let NamespaceScope::Matching(selector) = &scope.namespaces else { return None };
            if !scope.pods.matches(&endpoint.labels) {
                return None;
            }
            let mut failing = selector.conjunction()?.iter().filter(|one| !one.matches(&namespace.labels));
            let Requirement { key, operator, .. } = failing.next()?;
            let named = operator.values().contains(name);
            failing.next().is_none().then(|| Lacking {
                namespace: name.clone(),
                key: key.clone(),
                has: namespace.labels.get(key).cloned(),
                is_name: named,
            })
        })
    }
}
