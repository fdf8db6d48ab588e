//! Why a selector matches no pod: the one cause that is reported, each by a finding of its own.

use std::collections::BTreeSet;

use podreach_syntax::{Diagnostic, Span};

use crate::kinds::{NetworkPeer, NetworkPolicyRule, PeerNamespaces, WorkloadSpec};
use crate::policy::{PolicyId, RuleRef};
use crate::sets::{Requirement, Selector};

use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::pods::is_evaluated;
use crate::lint::sink::{Finding, Sink};

use super::labels::{are_alike, contradiction, first_short_lived, is_misspelt, is_name, is_opt_in, wanted};
use super::or_where_and_may_be_meant;

/// Namespaces of one peer that are looked at, and pods of a namespace, at most.
const LOOKED_AT: (usize, usize) = (50, 500);

/// Labels that a plugin gives to what it sees of a pod, and that pods do not have.
const OF_PLUGINS: [&str; 3] = ["io.kubernetes.pod.", "io.cilium.", "reserved:"];

/// Why a selector matches no pod.
#[derive(Debug)]
pub(crate) enum Why<'a> {
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
pub(crate) struct Near<'a> {
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

/// A selector that matches no pod.
#[derive(Debug)]
pub(crate) struct Dead<'a> {
    pub(super) policy: NetworkPolicyAt<'a>,
    /// The rule whose peer it is; otherwise it is that of the policy.
    pub(super) rule: Option<RuleRef>,
    /// The list item of the peer.
    pub(super) peer: Option<Span>,
    pub(super) selector: &'a Selector,
    pub(super) why: Why<'a>,
}

impl Dead<'_> {
    /// What the selector does, in words.
    pub(super) const fn so(&self) -> &'static str {
        if self.rule.is_some() { "this peer matches no pod" } else { "the policy selects no pod" }
    }

    /// A finding about it.
    pub(super) fn finding(&self, diagnostic: Diagnostic) -> Finding {
        let finding = Finding::from(diagnostic);
        match self.rule {
            Some(rule) => finding.rule(rule),
            None => finding.policy(self.policy.id),
        }
    }
}

/// All selectors of pods that match none, in the order of the input: found once for all findings about them.
pub(super) fn dead<'s, 'a>(input: &'s Input<'a>, sink: &Sink<'_>) -> &'s [Dead<'a>] {
    let found = input.dead.get_or_init(|| {
        let mut found = Vec::new();
        for policy in input.network_policies() {
            let selector = &policy.written.pod_selector;
            let why = of_subject(input, sink, policy);
            found.extend(why.map(|why| Dead { policy, rule: None, peer: None, selector, why }));
            for (at, rule) in policy.all_rules() {
                for (index, peer) in rule.peers.iter().enumerate() {
                    let NetworkPeer::Pods { pods: selector, span, .. } = peer else { continue };
                    let why = of_peer(input, sink, (policy, at, rule), index);
                    found.extend(why.map(|why| Dead { policy, rule: Some(at), peer: Some(*span), selector, why }));
                }
            }
            if !sink.spend(16) {
                return None;
            }
        }
        Some(found)
    });
    if found.is_none() {
        // None of them is checked then.
        sink.spend(usize::MAX);
    }
    found.as_deref().unwrap_or(&[])
}

/// The policies that are said to select no pod.
pub(crate) fn selecting_no_pod(input: &Input<'_>, sink: &Sink<'_>) -> BTreeSet<PolicyId> {
    dead(input, sink).iter().filter(|dead| dead.rule.is_none()).map(|dead| dead.policy.id).collect()
}

/// Why a policy selects no pod. Absent where it selects some, and where the pods of its namespace are not known.
fn of_subject<'a>(input: &Input<'a>, sink: &Sink<'_>, policy: NetworkPolicyAt<'a>) -> Option<Why<'a>> {
    let selector = &policy.written.pod_selector;
    if selector.is_empty() || input.any_workload(&input.subject(policy.id)) {
        return None;
    }
    of_labels(input, sink, vec![policy.namespace()], selector)
}

/// Why a peer of a rule matches no pod, likewise.
fn of_peer<'a>(
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
    for namespace in &namespaces {
        if !sink.spend(64) {
            return None;
        }
        let needed = selector.conjunction()?.iter().find_map(|one| Some((one, one.operator.needed_values()?.first()?)));
        let of_controller = needed.and_then(|(one, value)| {
            let controllers = input.by_label().controllers(namespace, &one.key, value);
            controllers.into_iter().find(|one| selector.matches(&one.meta.labels) && !selector.matches(&one.labels))
        });
        if let Some(controller) = of_controller {
            return Some(Why::OfController(controller));
        }
    }
    if let Some(near) = namespaces.iter().find_map(|namespace| other_key(input, namespace, selector)) {
        return Some(Why::OtherKey(near));
    }
    let made = namespaces.iter().any(|namespace| input.has_makers(namespace));
    Some(Why::Nothing { namespaces, may_be_meant: made || is_opt_in(selector) })
}

/// The one requirement of a selector that labels do not meet.
fn missed<'s>(selector: &'s Selector, pod: &WorkloadSpec) -> Option<&'s Requirement> {
    let mut missed = selector.conjunction()?.iter().filter(|one| !one.matches(&pod.labels));
    missed.next().filter(|_| missed.next().is_none())
}

/// A pod of a namespace that lacks one label, and has the value at another key that is easily taken for it.
fn other_key<'a>(input: &Input<'a>, namespace: &str, selector: &Selector) -> Option<Near<'a>> {
    let named = selector.conjunction()?.iter().filter(|one| is_name(&one.key));
    let wanted =
        named.flat_map(|one| one.operator.needed_values().unwrap_or(&[]).iter().map(move |value| (one, value)));
    wanted.take(20).find_map(|(one, value)| {
        let pods = input.by_label().named(namespace, value);
        pods.into_iter().find_map(|pod| {
            missed(selector, pod).filter(|missed| missed.key == one.key)?;
            let (key, value) = pod.labels.iter().find(|(key, has)| *has == value && are_alike(key, &one.key))?;
            Some(Near { pod, requirement: one.clone(), has: (key, value) })
        })
    })
}

/// A pod of a namespace that has nearly the value of the one requirement that it does not meet.
pub(super) fn misspelt<'a>(
    input: &Input<'a>,
    sink: &Sink<'_>,
    namespace: &str,
    selector: &Selector,
) -> Option<Near<'a>> {
    let (_, most) = LOOKED_AT;
    let pods = input.by_label().of(namespace);
    pods.iter().copied().take(most).filter(|pod| is_evaluated(pod) && sink.spend(32)).find_map(|pod| {
        let missed = missed(selector, pod)?;
        let (key, value) = pod.labels.get_key_value(&missed.key)?;
        let is_near = missed.operator.needed_values()?.iter().any(|wanted| is_misspelt(wanted, value));
        is_near.then(|| Near { pod, requirement: missed.clone(), has: (key, value) })
    })
}

/// The requirement of a selector for a value whose key no pod of a namespace has, if there is one; otherwise the values that these
/// pods have at the key of the first such requirement, in order: `app=api`.
pub(super) fn values_there<'s>(
    input: &Input<'_>,
    sink: &Sink<'_>,
    namespaces: &[&str],
    selector: &'s Selector,
) -> Result<Vec<String>, &'s Requirement> {
    let (_, most) = LOOKED_AT;
    let wanted: Vec<&Requirement> =
        selector.conjunction().unwrap_or(&[]).iter().filter(|one| one.operator.needed_values().is_some()).collect();
    let mut there: Vec<BTreeSet<&str>> = wanted.iter().map(|_| BTreeSet::new()).collect();
    let mut pods = namespaces.iter().flat_map(|namespace| input.by_label().of(namespace));
    for pod in pods.by_ref().take(most).filter(|pod| is_evaluated(pod)) {
        if !sink.spend(4 * wanted.len()) {
            return Ok(Vec::new());
        }
        for (one, there) in wanted.iter().zip(&mut there) {
            there.extend(pod.labels.get(&one.key).map(|value| &**value));
        }
    }
    let is_all = pods.next().is_none();
    match wanted.iter().zip(&there).find(|(_, there)| there.is_empty()) {
        Some((one, _)) if is_all => Err(one),
        _ => {
            let first = wanted.first().zip(there.first());
            let named = |(one, there): (&&Requirement, &BTreeSet<&str>)| {
                there.iter().map(|value| format!("{}={value}", one.key)).collect()
            };
            Ok(first.map(named).unwrap_or_default())
        }
    }
}
