//! Namespaces of the input: declared ones, and ones that are only referred to.

use std::collections::BTreeMap;

use crate::kinds::Resources;
use crate::kinds::well_known::NAME_LABEL;
use crate::policy::{EndpointPredicate, NamespaceScope, PodSelector, Policies, Policy, Rule};
use crate::sets::{Labels, Selector};

use super::NamespaceInfo;

/// Every pod scope that policies use, subjects and peers, with those that are switched off.
pub(crate) fn scopes(policies: &Policies) -> impl Iterator<Item = &PodSelector> {
    policies.list.iter().flat_map(|policy| scopes_of(policy)).map(|(scope, _)| scope)
}

/// The pod scopes of a policy, and whether it selects them.
pub(crate) fn scopes_of(policy: &Policy) -> impl Iterator<Item = (&PodSelector, bool)> {
    fn of_rule(rule: &Rule) -> impl Iterator<Item = &EndpointPredicate> {
        rule.peers.iter().flatten().map(|peer| &peer.matches).chain(rule.own.as_deref())
    }
    let subject = policy.subject.pod_selectors().map(|scope| (scope, true));
    let others = policy.written_rules().flat_map(of_rule).flat_map(EndpointPredicate::pod_selectors);
    subject.chain(others.map(|scope| (scope, false)))
}

/// The same with those that are to be represented besides.
pub(crate) fn represented_scopes(policies: &Policies) -> impl Iterator<Item = &PodSelector> {
    scopes(policies).chain(policies.also.iter().map(|also| &also.pods))
}

/// Names that a namespace selector pins by the automatic name label.
fn pinned(selector: &Selector) -> Vec<&str> {
    let of_name = selector.requirements().filter(|requirement| &*requirement.key == NAME_LABEL);
    of_name.filter_map(|requirement| requirement.operator.needed_values()).flatten().map(|value| &**value).collect()
}

/// All namespaces, sorted by name.
pub(crate) fn namespaces(resources: &Resources, policies: &Policies) -> Vec<NamespaceInfo> {
    let mut found: BTreeMap<Box<str>, Option<Labels>> = BTreeMap::new();
    for namespace in &resources.namespaces {
        found.insert(namespace.meta.name.value.clone(), Some(namespace.meta.labels.clone()));
    }
    let used = resources.pods.iter().map(|pod| &pod.meta.namespace);
    let used = used.chain(resources.services.iter().map(|service| &service.meta.namespace));
    let mut last: Option<&Box<str>> = None;
    for name in used.chain(policies.list.iter().filter_map(|policy| policy.namespace.as_ref())) {
        // What follows each other is mostly in one namespace.
        if last.replace(name).is_none_or(|last| last != name) && !found.contains_key(name) {
            found.insert(name.clone(), None);
        }
    }
    for also in &policies.also {
        if let NamespaceScope::Named(name) = &also.pods.namespaces
            && !found.contains_key(name)
        {
            found.insert(name.clone(), None);
        }
    }
    for scope in represented_scopes(policies) {
        if let NamespaceScope::Matching(selector) = &scope.namespaces {
            for name in pinned(selector) {
                // Only a selector that this name alone can satisfy refers to the namespace.
                let labels: Labels = [(NAME_LABEL.into(), name.into())].into();
                if selector.matches(&labels) && !found.contains_key(name) {
                    found.insert(name.into(), None);
                }
            }
        }
    }
    found
        .into_iter()
        .map(|(name, labels)| {
            let declared = labels.is_some();
            let mut labels = labels.unwrap_or_default();
            labels.insert(NAME_LABEL.into(), name.clone());
            NamespaceInfo { name, labels, declared }
        })
        .collect()
}
