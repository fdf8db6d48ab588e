//! Why a selector matches no pod: the one cause that is reported, each by a finding of its own.

use crate::kinds::{NetworkPeer, NetworkPolicyRule, PeerNamespaces, WorkloadSpec};
use crate::policy::RuleRef;
use crate::sets::{Requirement, Selector};

use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::pods::is_evaluated;
use crate::lint::sink::Sink;

use super::labels::{are_alike, contradiction, first_short_lived, is_misspelt, is_opt_in, wanted};
use super::or_where_and_may_be_meant;

/// Namespaces of one peer that are looked at, and pods of a namespace, at most.
const LOOKED_AT: (usize, usize) = (50, 500);

/// Labels that a plugin gives to what it sees of a pod, and that pods do not have.
const OF_PLUGINS: [&str; 3] = ["io.kubernetes.pod.", "io.cilium.", "reserved:"];

/// Why a selector matches no pod.
#[derive(Debug)]
pub(super) enum Why<'a> {
    /// Another finding says it by the selector or the rule alone: L35, L36, L39, L42.
    SaidElsewhere,
    /// It matches labels that this controller has itself (L41).
    OfController(&'a WorkloadSpec),
    /// Pods have the value at another key (L45).
    OtherKey(Near<'a>),
    /// Pods of other namespaces match: the first of each (L32).
    OtherNamespaces(Vec<&'a WorkloadSpec>),
    /// Nothing explains it (L31, L33).
    Nothing {
        /// Where it looks.
        namespaces: Vec<&'a str>,
        /// Whether it may be meant: pods have to opt in, or are made by a controller.
        may_be_meant: bool,
    },
}

/// A pod that has nearly the labels that a selector asks for.
#[derive(Clone, Debug)]
pub(super) struct Near<'a> {
    pub(super) pod: &'a WorkloadSpec,
    /// The one requirement that it does not meet.
    pub(super) requirement: Requirement,
    /// What the pod has instead.
    pub(super) has: (&'a str, &'a str),
}

impl Near<'_> {
    pub(super) fn is_other_key(&self) -> bool {
        self.has.0 != &*self.requirement.key
    }
}

/// Why a policy selects no pod. Absent where it selects some, and where the pods of its namespace are not known.
pub(super) fn of_subject<'a>(input: &Input<'a>, sink: &Sink<'_>, policy: NetworkPolicyAt<'a>) -> Option<Why<'a>> {
    let selector = &policy.written.pod_selector;
    if selector.is_empty() || input.any_workload(&input.subject(policy.id)) {
        return None;
    }
    of_labels(input, sink, vec![policy.namespace()], selector)
}

/// Why a peer of a rule matches no pod, likewise.
pub(super) fn of_peer<'a>(
    input: &Input<'a>,
    sink: &Sink<'_>,
    (policy, at, rule): (NetworkPolicyAt<'a>, RuleRef, &'a NetworkPolicyRule),
    index: usize,
) -> Option<Why<'a>> {
    let NetworkPeer::Pods { namespaces, pods, null_namespaces, .. } = rule.peers.get(index)? else { return None };
    if pods.is_empty() || input.any_workload(&input.peer(at, index)) {
        return None;
    }
    let own = *namespaces == PeerNamespaces::Own;
    let scope = match namespaces {
        PeerNamespaces::Own => vec![policy.namespace()],
        PeerNamespaces::Matching(selector) if contradiction(selector).is_some() => return Some(Why::SaidElsewhere),
        PeerNamespaces::Matching(selector) => scope(input, selector)?,
    };
    if null_namespaces.is_some() {
        return Some(Why::SaidElsewhere);
    }
    match of_labels(input, sink, scope, pods)? {
        Why::SaidElsewhere => Some(Why::SaidElsewhere),
        _ if or_where_and_may_be_meant::is_plausible(input, sink, (policy, at, rule), index) => {
            Some(Why::SaidElsewhere)
        }
        Why::Nothing { namespaces, may_be_meant } if own => {
            let found = input.by_label().elsewhere(policy.namespace(), pods, sink);
            let nothing = Why::Nothing { namespaces, may_be_meant };
            Some(if found.is_empty() { nothing } else { Why::OtherNamespaces(found) })
        }
        why => Some(why),
    }
}

/// The namespaces that a selector matches, where all of them are known.
fn scope<'a>(input: &Input<'a>, selector: &Selector) -> Option<Vec<&'a str>> {
    if input.by_label().is_open(selector) || !input.knows_namespaces_of(selector) {
        return None;
    }
    let (most, _) = LOOKED_AT;
    let found: Vec<&str> = input.by_label().namespaces(selector).take(most + 1).map(|one| &*one.name).collect();
    (!found.is_empty() && found.len() <= most).then_some(found)
}

fn of_labels<'a>(input: &Input<'a>, sink: &Sink<'_>, namespaces: Vec<&'a str>, selector: &Selector) -> Option<Why<'a>> {
    if contradiction(selector).is_some() || first_short_lived(selector).is_some() {
        return Some(Why::SaidElsewhere);
    }
    // What is only excluded is meant for pods to come; labels of plugins are not in the input.
    let needed = || selector.requirements().filter(|one| one.operator.needs_label());
    if needed().next().is_none() || needed().any(|one| OF_PLUGINS.iter().any(|prefix| one.key.starts_with(prefix))) {
        return None;
    }
    let labels = wanted(selector);
    let is_unknown = |namespace: &&str| {
        !input.knows_pods_of(namespace)
            || input.may_be_made(namespace, &labels)
            || input.by_label().may_match(namespace, selector, sink)
    };
    if namespaces.iter().any(is_unknown) {
        return None;
    }
    let (_, most) = LOOKED_AT;
    for namespace in &namespaces {
        let pods = input.by_label().of(namespace);
        let pods = pods.get(..most).unwrap_or(pods);
        if !sink.spend(16 * pods.len()) {
            return None;
        }
        let of_controller = |pod: &&&WorkloadSpec| {
            is_evaluated(pod) && selector.matches(&pod.meta.labels) && !selector.matches(&pod.labels)
        };
        if let Some(pod) = pods.iter().find(of_controller) {
            return Some(Why::OfController(pod));
        }
    }
    let mut near = namespaces.iter().filter_map(|namespace| nearest(input, sink, namespace, selector));
    if let Some(near) = near.find(Near::is_other_key) {
        return Some(Why::OtherKey(near));
    }
    let made = namespaces.iter().any(|namespace| input.has_makers(namespace));
    Some(Why::Nothing { namespaces, may_be_meant: made || is_opt_in(selector) })
}

/// The pod of a namespace that is nearest to what a selector asks for: the value at another key, or nearly the value.
pub(super) fn nearest<'a>(
    input: &Input<'a>,
    sink: &Sink<'_>,
    namespace: &str,
    selector: &Selector,
) -> Option<Near<'a>> {
    let (_, most) = LOOKED_AT;
    let pods = input.by_label().of(namespace);
    let pods = pods.get(..most).unwrap_or(pods);
    let mut misspelt = None;
    for pod in pods.iter().copied().filter(|pod| is_evaluated(pod)) {
        if !sink.spend(16) {
            return None;
        }
        let mut missed = selector.conjunction()?.iter().filter(|one| !one.matches(&pod.labels));
        let (Some(requirement), None) = (missed.next(), missed.next()) else { continue };
        let Some(values) = requirement.operator.needed_values() else { continue };
        for (key, value) in pod.labels.iter() {
            let near = || Near { pod, requirement: requirement.clone(), has: (key, value) };
            if are_alike(key, &requirement.key) && values.contains(value) {
                return Some(near());
            }
            let is_near = || {
                *key == requirement.key
                    && sink.spend(50 * values.len())
                    && values.iter().any(|wanted| is_misspelt(wanted, value))
            };
            if misspelt.is_none() && is_near() {
                misspelt = Some(near());
            }
        }
    }
    misspelt
}

/// Values that pods of a namespace have at the keys of a selector, the first few: `app=api`.
pub(super) fn values_there(input: &Input<'_>, sink: &Sink<'_>, namespace: &str, selector: &Selector) -> Vec<String> {
    let (_, most) = LOOKED_AT;
    let mut found = std::collections::BTreeSet::new();
    let Some(key) = selector.requirements().find(|one| one.operator.needed_values().is_some()).map(|one| &one.key)
    else {
        return Vec::new();
    };
    for pod in input.by_label().of(namespace).iter().take(most).filter(|pod| is_evaluated(pod)) {
        if !sink.spend(4) {
            break;
        }
        if let Some(value) = pod.labels.get(key) {
            found.insert(format!("{key}={value}"));
        }
    }
    found.into_iter().take(4).collect()
}
