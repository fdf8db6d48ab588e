//! A `namespaceSelector` matches no namespace of the input.
//!
//! Found where Namespace objects are in the input and none has the labels; namespaces of which only the name is known may have them,
//! and nothing is said where one of these could. It is a warning where the cause can be told (the value is the name of a namespace,
//! asked for by a label such as `name`, or a value is misspelt) and where the input holds the Namespaces of a whole cluster
//! (`kube-system` is among them); otherwise a note. Selectors that are alike are reported once.
//! Nothing is said where the value is the name of a namespace that another peer of the rule matches.
//!
//! ## Why it matters
//!
//! The peer matches nobody. Namespaces carry their name in the label `kubernetes.io/metadata.name`, which Kubernetes sets. A label
//! `name` is there only if somebody has set it.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: {name: monitoring}
//! ---
//! apiVersion: v1
//! kind: Namespace
//! metadata: {name: shop}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - namespaceSelector: {matchLabels: {name: monitoring}} # L34
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: {name: monitoring}
//! ---
//! apiVersion: v1
//! kind: Namespace
//! metadata: {name: shop}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
//! ```
//!
//! ## How to fix it
//!
//! Select by `kubernetes.io/metadata.name`, or label the Namespace.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, targeting a namespace by its name](https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-namespace-by-its-name)
//! * [Kubernetes: Well-Known Labels, `kubernetes.io/metadata.name`](https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name)

use podreach_syntax::{Diagnostic, Fix, Severity};
use rustc_hash::FxHashMap;

use crate::inventory::NamespaceInfo;
use crate::kinds::well_known::NAME_LABEL;
use crate::kinds::{NetworkPeer, NetworkPolicyRule, PeerNamespaces};
use crate::policy::RuleRef;
use crate::sets::{Requirement, Selector};

use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::networks::is_dns_by_custom_label;
use crate::lint::places::{key_of, value_of};
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};

use super::labels::{contradiction, is_misspelt, is_plain};
use super::said::place;

pub(super) static LINT: Lint = Lint {
    code: "L34",
    name: "namespace-selector-matches-nothing",
    severity: Severity::Warning,
    needs: &[Need::Namespaces],
    source: source!("namespace_selector_matches_nothing.rs"),
    check: Check::Run(check),
};

/// Keys by which people ask for the name of a namespace.
const NAMES: [&str; 9] = [
    "name",
    "namespace",
    "ns",
    "kubernetes.io/name",
    "kubernetes.io/namespace",
    "k8s.io/name",
    "metadata.name",
    "kubernetes.io/metadata.namespace",
    "app.kubernetes.io/name",
];

/// Other places that are shown, and Namespaces that are looked at for a misspelt value.
const SHOWN: usize = 5;
const LOOKED_AT: usize = 500;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    // By selector: where it is written.
    let mut places: FxHashMap<&Selector, usize> = FxHashMap::default();
    let mut all: Vec<(&Selector, Vec<Place<'_>>)> = Vec::new();
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules() {
            for peer in &rule.peers {
                let NetworkPeer::Pods { namespaces: PeerNamespaces::Matching(selector), pods, .. } = peer else {
                    continue;
                };
                // A rule for DNS is a finding of its own.
                if selector.is_empty() || !sink.spend(16) || is_dns_by_custom_label(input, at, rule, selector) {
                    continue;
                }
                let place = *places.entry(selector).or_insert_with(|| {
                    all.push((selector, Vec::new()));
                    all.len() - 1
                });
                let here = Place { selector, pods, policy, at, rule };
                all.get_mut(place).into_iter().for_each(|(_, list)| list.push(here));
            }
        }
    }
    let is_whole = input.namespace("kube-system").is_some_and(|one| one.declared);
    for (mut selector, mut places) in all {
        if selector.requirements().all(|one| !one.operator.needs_label()) || contradiction(selector).is_some() {
            continue;
        }
        let is_known = input.by_label().namespaces(selector).next().is_some() || input.by_label().is_open(selector);
        let cause_of = |selector| {
            if is_known { misspelt_name(input, sink, selector) } else { cause(input, sink, selector) }
        };
        let mut cause = cause_of(selector);
        if (is_known && cause.is_none()) || !sink.spend(256) {
            continue;
        }
        // The label that is wanted may be set in another cluster; here the rule allows the namespace by another peer.
        if let Some(named) = cause.as_ref().filter(|cause| cause.value.is_none()).map(|cause| cause.namespace) {
            places.retain(|place| !sink.spend(8 * place.rule.peers.len()) || !place.has_other_peer(named));
            let Some(first) = places.first() else { continue };
            selector = first.selector;
            cause = cause_of(selector);
        }
        // Labels of somebody's domain may be set by something that is not a part of the input.
        let is_sure =
            cause.as_ref().is_some_and(|cause| cause.value.is_some() || is_set_by_hand(&cause.requirement.key));
        let severity = if is_sure || is_whole { Severity::Warning } else { Severity::Note };
        let message = format!("no namespace of the input has the label `{selector}`, so the peer matches nobody");
        let message =
            if selector.requirements().count() > 1 { message.replace("the label ", "the labels ") } else { message };
        let mut others = places.iter();
        let Some(Place { selector: first, at, .. }) = others.next() else { continue };
        // The place of the cause is in the first one, which is the selector that was asked.
        let span = cause.as_ref().map_or_else(|| place(first), |cause| cause.requirement.span);
        let mut diagnostic = Diagnostic::new(LINT.code, severity, Some(span), message);
        diagnostic = match &cause {
            Some(cause) => explain(input, cause, diagnostic),
            None => diagnostic
                .help(format!("compare with the labels of the Namespaces; `{NAME_LABEL}` holds the name of each")),
        };
        for other in others.clone().take(SHOWN) {
            diagnostic = diagnostic.related(place(other.selector), "the same selector");
        }
        if others.len() > SHOWN {
            let more = format!(" here and in {} more places", others.len());
            diagnostic.message += &more;
        }
        sink.push(Finding::from(diagnostic).rule(*at));
    }
}

/// Where a selector is written.
#[derive(Clone, Copy)]
struct Place<'a> {
    selector: &'a Selector,
    /// The pods of the peer.
    pods: &'a Selector,
    policy: NetworkPolicyAt<'a>,
    at: RuleRef,
    rule: &'a NetworkPolicyRule,
}

impl Place<'_> {
    /// Whether another peer of the rule matches what this one is to match in a namespace.
    fn has_other_peer(&self, namespace: &NamespaceInfo) -> bool {
        self.rule.peers.iter().any(|peer| {
            let NetworkPeer::Pods { namespaces, pods, .. } = peer else { return false };
            let here = match namespaces {
                PeerNamespaces::Own => self.policy.namespace() == &*namespace.name,
                PeerNamespaces::Matching(selector) => selector.matches(&namespace.labels),
            };
            here && (pods.is_empty() || pods == self.pods)
        })
    }
}

/// Whether a label of a Namespace is one that people write there.
fn is_set_by_hand(key: &str) -> bool {
    NAMES.contains(&key) || !key.contains('/')
}

/// What is wrong with a selector that matches no namespace.
struct Cause<'s, 'a> {
    requirement: &'s Requirement,
    namespace: &'a NamespaceInfo,
    /// The value that is misspelt, as the namespace has it; otherwise the key is wrong.
    value: Option<&'a str>,
}

/// A selector that gives a name which no Namespace and no workload has, and which is nearly that of a Namespace.
fn misspelt_name<'s, 'a>(input: &Input<'a>, sink: &Sink<'_>, selector: &'s Selector) -> Option<Cause<'s, 'a>> {
    let requirement = selector.conjunction()?.iter().find(|one| &*one.key == NAME_LABEL)?;
    let [name] = requirement.operator.needed_values()? else { return None };
    if input.namespace(name).is_some_and(|one| one.declared) || !input.by_label().of(name).is_empty() {
        return None;
    }
    let mut known = input.analysis.namespaces.iter().filter(|namespace| namespace.declared).take(LOOKED_AT);
    let namespace = known.find(|namespace| sink.spend(64) && is_misspelt(name, &namespace.name))?;
    Some(Cause { requirement, namespace, value: Some(&namespace.name) })
}

fn cause<'s, 'a>(input: &Input<'a>, sink: &Sink<'_>, selector: &'s Selector) -> Option<Cause<'s, 'a>> {
    let requirements = selector.conjunction()?;
    let others_match = |one: &Requirement, namespace: &NamespaceInfo| {
        requirements.iter().all(|other| std::ptr::eq(one, other) || other.matches(&namespace.labels))
    };
    let by_name = requirements.iter().filter(|one| &*one.key != NAME_LABEL).find_map(|requirement| {
        let names = requirement.operator.needed_values()?.iter();
        let mut known = names.filter_map(|name| input.namespace(name)).filter(|namespace| namespace.declared);
        let is_name = NAMES.contains(&&*requirement.key);
        let may_be = |namespace: &&NamespaceInfo| is_name || !namespace.labels.contains_key(&requirement.key);
        let namespace = known.find(|namespace| may_be(namespace) && others_match(requirement, namespace))?;
        Some(Cause { requirement, namespace, value: None })
    });
    by_name.or_else(|| {
        let known = input.analysis.namespaces.iter().filter(|namespace| namespace.declared).take(LOOKED_AT);
        let candidates = known.flat_map(|namespace| requirements.iter().map(move |one| (one, namespace)));
        candidates.filter(|_| sink.spend(64)).find_map(|(requirement, namespace)| {
            let value = namespace.labels.get(&requirement.key)?;
            let wanted = requirement.operator.needed_values()?;
            let found = wanted.iter().any(|wanted| is_misspelt(wanted, value)) && others_match(requirement, namespace);
            found.then_some(Cause { requirement, namespace, value: Some(value) })
        })
    })
}

fn explain(input: &Input<'_>, cause: &Cause<'_, '_>, diagnostic: Diagnostic) -> Diagnostic {
    let key = &cause.requirement.key;
    let (fix, help) = match cause.value {
        None => (
            key_of(input.sources, cause.requirement)
                .map(|span| Fix::replace(format!("change the key to `{NAME_LABEL}`"), span, NAME_LABEL)),
            format!("the name of a namespace is in the label `{NAME_LABEL}`; it has `{key}` only if something sets it"),
        ),
        Some(value) => (
            value_of(input.sources, cause.requirement)
                .filter(|_| is_plain(value))
                .map(|span| Fix::replace(format!("change the value to `{value}`"), span, value)),
            format!("is `{key}: {value}` meant?"),
        ),
    };
    let written = input.resources.namespaces.iter().find(|one| one.meta.name.value == cause.namespace.name);
    let has = match cause.value {
        None => format!("this Namespace has no matching label `{key}`"),
        Some(value) => format!("this Namespace has `{key}={value}`"),
    };
    let diagnostic = diagnostic.help(help);
    let diagnostic = match written {
        Some(written) => diagnostic.related(written.meta.name.span, has),
        None => diagnostic,
    };
    match fix {
        Some(fix) => diagnostic.fix(fix),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    fn check(namespaces: &[&str], labels: &str, expected: &[&str]) {
        let namespaces =
            namespaces.iter().map(|one| format!("{{apiVersion: v1, kind: Namespace, metadata: {{{one}}}}}\n---\n"));
        let policy = format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p, namespace: shop}}\nspec: {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {{matchLabels: {{{labels}}}}}}}]}}]}}\n"
        );
        let text = namespaces.collect::<String>() + &policy;
        assert_eq!(weighed("L34", &text), expected, "{text}");
    }

    #[test]
    fn what_the_input_may_not_hold_is_a_note() {
        check(&["name: shop", "name: ops, labels: {team: platform}"], "team: platform", &[]);
        check(&["name: shop", "name: ops, labels: {team: platform}"], "team: plat-form", &["8 warning"]);
        check(&["name: shop", "name: ops"], "team: payments", &["8 note"]);
        check(&["name: shop", "name: kube-system"], "team: payments", &["8 warning"]);
        check(&["name: shop", "name: ops"], "ns: ops", &["8 warning"]);
        check(&["name: shop", "name: ops, labels: {ns: ops}"], "ns: ops", &[]);
        check(&["name: shop", "name: ops"], "component: ops", &["8 warning"]);
        check(&["name: shop", "name: ops"], "example.com/namespace: ops", &["8 note"]);
        check(&["name: ops"], "team: payments", &[]);
        check(&["name: shop", "name: monitoring"], "kubernetes.io/metadata.name: monitorng", &["8 warning"]);
        check(&["name: shop", "name: monitoring"], "kubernetes.io/metadata.name: ingress", &[]);
    }
    #[test]
    fn another_peer_of_the_rule_may_match_the_namespace() {
        let check = |peers: &str, expected: &[&str]| {
            let yaml = format!(
                "{{apiVersion: v1, kind: Namespace, metadata: {{name: shop}}}}
---
{{apiVersion: v1, kind: Namespace, metadata: {{name: ops, labels: {{team: ops}}}}}}
---
{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p, namespace: shop}}, spec: {{podSelector: {{}}, ingress: [{{from: [{peers}]}}]}}}}
"
            );
            assert_eq!(weighed("L34", &yaml), expected, "{peers}");
        };
        let one = "{namespaceSelector: {matchLabels: {component: ops}}}";
        let pods = |of: &str| {
            format!(
                "{{namespaceSelector: {{matchLabels: {{team: ops}}}}, podSelector: {{matchLabels: {{app: {of}}}}}}}"
            )
        };
        check(one, &["5 warning"]);
        check(&format!("{one}, {{namespaceSelector: {{matchLabels: {{team: ops}}}}}}"), &[]);
        check(&format!("{one}, {}", pods("a")), &["5 warning"]);
        let only = one.replace("}}}", "}}, podSelector: {matchLabels: {app: a}}}");
        check(&format!("{only}, {}", pods("a")), &[]);
        check(&format!("{only}, {}", pods("b")), &["5 warning"]);
        check(&format!("{one}, {{podSelector: {{}}}}"), &["5 warning"]);
    }
}
