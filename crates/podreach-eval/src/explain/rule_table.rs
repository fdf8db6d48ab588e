//! Rules as rows of a table: plain data with all words that a page or a report shows.

use std::borrow::Cow;

use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::policy::{
    Action, Direction, EndpointMatch, EndpointPredicate, NamespaceScope, PodSelector, Policy, PolicyId, Port,
    PortMatch, Rule,
};

use super::isolation::tier_words;
use super::words;

/// Which ends: pods and where they live, addresses, nodes, names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleEnd {
    /// Selector, address block or name; `everyone`.
    pub what: String,
    /// Namespaces, what is taken out of a block, or what kind of end it is; empty where nothing is to be said.
    pub place: String,
}

/// A rule, or a policy without rules in a direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    /// Its policy.
    pub policy: PolicyId,
    /// The tier that its policy stands in, where there is more than one.
    pub tier: Option<String>,
    /// `Allow`, `Deny`, `Pass` or `Log`; `Deny` for a policy without rules.
    pub action: Cow<'static, str>,
    /// The pods that the policy selects.
    pub target: RuleEnd,
    /// Sources or destinations; several mean any of them, none that nobody matches.
    pub peers: Vec<RuleEnd>,
    /// Protocols and ports.
    pub ports: Vec<String>,
    /// The rule as a sentence.
    pub sentence: String,
    /// Where it is written.
    pub span: Span,
    /// Its index among the rules of its policy in the direction; none for a policy without rules there.
    pub index: Option<u32>,
    /// Whether the rule or its policy is switched off.
    pub off: bool,
}

/// How many rows both directions have.
pub fn rule_row_count(analysis: &Analysis) -> usize {
    let rules = |policy: &Policy, direction| policy.written(direction).map_or(0, |effect| effect.rules.len().max(1));
    let both = |policy: &Policy| rules(policy, Direction::Ingress) + rules(policy, Direction::Egress);
    analysis.policies.list.iter().map(|policy| both(policy)).sum()
}

/// The rules of a direction, in order of evaluation. A policy without rules has one row: it isolates.
pub fn rule_rows(analysis: &Analysis, direction: Direction) -> Vec<RuleRow> {
    let row = |policy: &Policy, rule: Option<&Rule>, index: Option<u32>| RuleRow {
        policy: policy.id,
        tier: tier_words(analysis, policy),
        action: Cow::Borrowed(action(rule.map_or(Action::Deny, |rule| rule.action))),
        target: end(&policy.subject),
        peers: peers(rule),
        ports: ports(rule.and_then(|rule| rule.ports.as_deref())),
        sentence: sentence(policy, direction, rule),
        span: rule.map_or(policy.span, |rule| rule.span),
        index,
        off: policy.is_off() || rule.is_some_and(|rule| rule.off),
    };
    let with_rules =
        analysis.policies.list.iter().filter_map(|policy| Some((policy, &policy.written(direction)?.rules)));
    with_rules
        .flat_map(|(policy, rules)| {
            let alone = rules.is_empty().then(|| row(policy, None, None));
            alone.into_iter().chain((0..).zip(rules).map(move |(index, rule)| row(policy, Some(rule), Some(index))))
        })
        .collect()
}

/// An action at the head of a row.
const fn action(action: Action) -> &'static str {
    match action {
        Action::Allow => "Allow",
        Action::Deny => "Deny",
        Action::Pass => "Pass",
        Action::Log => "Log",
    }
}

fn peers(rule: Option<&Rule>) -> Vec<RuleEnd> {
    match rule.and_then(|rule| rule.peers.as_deref()) {
        None => vec![RuleEnd { what: "everyone".into(), place: "in and outside the cluster".into() }],
        Some(peers) => peers.iter().map(|peer| end(&peer.matches)).collect(),
    }
}

fn end(predicate: &EndpointPredicate) -> RuleEnd {
    let (what, place) = match predicate.atom() {
        None => (words::end(predicate), String::new()),
        Some(EndpointMatch::Pods(pods)) => return scope(pods),
        Some(EndpointMatch::Nodes { selector, .. }) if selector.is_empty() => ("all nodes".to_owned(), String::new()),
        Some(EndpointMatch::Nodes { selector, .. }) => (selector.to_string(), "nodes".to_owned()),
        Some(EndpointMatch::Domain(name)) => (name.to_string(), "domain name".to_owned()),
        Some(EndpointMatch::Addresses { cidr, except, .. }) => {
            let except: Vec<String> = except.iter().map(ToString::to_string).collect();
            let place = if except.is_empty() { String::new() } else { format!("except {}", except.join(", ")) };
            (cidr.to_string(), place)
        }
    };
    RuleEnd { what, place }
}

fn scope(pods: &PodSelector) -> RuleEnd {
    let what = if pods.pods.is_empty() { "all pods".to_owned() } else { pods.pods.to_string() };
    let place = match &pods.namespaces {
        NamespaceScope::Named(name) => name.to_string(),
        NamespaceScope::Matching(selector) if selector.is_empty() => "all namespaces".to_owned(),
        NamespaceScope::Matching(selector) => format!("namespaces {selector}"),
    };
    RuleEnd { what, place }
}

fn ports(ports: Option<&[Port]>) -> Vec<String> {
    let Some(ports) = ports else { return vec!["all".into()] };
    let port = |port: &Port| match port.matches.atom() {
        Some(PortMatch::Protocol(protocol)) => format!("{protocol} all"),
        Some(PortMatch::AnyName(name)) => name.to_string(),
        _ => words::ports_of(&port.matches),
    };
    ports.iter().map(port).collect()
}

fn sentence(policy: &Policy, direction: Direction, rule: Option<&Rule>) -> String {
    let mut subject = words::end(&policy.subject);
    let Some(rule) = rule else {
        let what = match direction {
            Direction::Ingress => "nothing may connect to them",
            Direction::Egress => "they may connect to nothing",
        };
        return format!("Isolates {subject}: {what} unless another rule allows it.");
    };
    if let Some(own) = &rule.own {
        subject = format!("{subject} that are {}", words::end(own));
    }
    let others = words::peers(rule.peers.as_deref());
    let on = format!("on {}", words::ports(rule.ports.as_deref()));
    let (from, to) = match direction {
        Direction::Ingress => (others, subject),
        Direction::Egress => (subject, others),
    };
    words::capitalized(&match rule.action {
        Action::Allow => format!("{from} may connect to {to} {on}."),
        Action::Deny => format!("{from} may not connect to {to} {on}."),
        Action::Pass => format!("whether {from} may connect to {to} {on} passes to the next tier."),
        Action::Log => format!("connections from {from} to {to} {on} are logged."),
    })
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use super::*;
    use crate::options::Options;
    use crate::pipeline::analyze;

    #[test]
    fn rules_become_rows() {
        let yaml = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress, Egress]
  ingress:
    - ports: [{port: 80}]
    - from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {namespaceSelector: {}}]
";
        let analysis = analyze(&Sources::single("a.yaml", yaml), &Options::default());
        let [ingress, egress] =
            [Direction::Ingress, Direction::Egress].map(|direction| rule_rows(&analysis, direction));
        assert_eq!(rule_row_count(&analysis), 3);
        assert_eq!(ingress[0].sentence, "Everyone may connect to pods app=web in shop on TCP 80.");
        assert_eq!(
            ingress[1].sentence,
            "Addresses in 10.0.0.0/8 except 10.1.0.0/16 or all pods in all namespaces may connect to pods app=web in shop on all ports."
        );
        assert_eq!(ingress[1].peers[0], RuleEnd { what: "10.0.0.0/8".into(), place: "except 10.1.0.0/16".into() });
        assert_eq!((&*egress[0].action, ingress[0].ports.as_slice()), ("Deny", &["TCP 80".to_owned()][..]));
        assert_eq!(
            egress[0].sentence,
            "Isolates pods app=web in shop: they may connect to nothing unless another rule allows it."
        );
    }

    #[test]
    fn many_ports_are_cut_in_the_sentence_and_kept_in_the_row() {
        let ports: Vec<String> = (1..=20).map(|port| format!("{{port: {port}}}")).collect();
        let yaml = format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: a, namespace: ns}}\nspec: {{podSelector: {{}}, ingress: [{{ports: [{}]}}]}}\n",
            ports.join(", ")
        );
        let analysis = analyze(&Sources::single("a.yaml", yaml), &Options::default());
        let row = &rule_rows(&analysis, Direction::Ingress)[0];
        assert_eq!(row.ports.len(), 20);
        assert_eq!(
            row.sentence,
            "Everyone may connect to all pods in ns on TCP 1, TCP 2, TCP 3, TCP 4, TCP 5, TCP 6 and 14 more."
        );
    }
}
