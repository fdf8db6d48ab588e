//! Rules as rows of plain data.

use podreach_eval::Analysis;
use podreach_eval::explain::{capitalized, end_words, port_words, tier_words};
use podreach_eval::policy::{
    Action, Direction, EndpointMatch, EndpointPredicate, NamespaceScope, PodSelector, Policy, PortMatch, Rule,
};
use podreach_syntax::{Severity, Span};

/// Ports and peers that are named before the rest is folded.
pub(crate) const FIRST: usize = 6;

/// Who: pods, where they live, addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Who {
    /// Selector or address block; `everyone`.
    pub(crate) what: String,
    /// Namespace, or what is taken out of a block.
    pub(crate) place: String,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) number: usize,
    /// Index of the policy in the analysis.
    pub(crate) policy: usize,
    pub(crate) name: String,
    pub(crate) namespace: String,
    /// When it is asked, where that is not among all others.
    pub(crate) tier: Option<String>,
    /// `Allow`, `Deny`, `Pass`.
    pub(crate) action: &'static str,
    pub(crate) target: Who,
    /// Sources or destinations; several mean any of them.
    pub(crate) peers: Vec<Who>,
    pub(crate) ports: Vec<String>,
    pub(crate) words: String,
    pub(crate) span: Span,
}

/// How many rows both tables have.
pub(crate) fn rule_count(analysis: &Analysis) -> usize {
    let rules = |policy: &Policy, direction| policy.rules(direction).map_or(0, |rules| rules.len().max(1));
    let both = |policy: &Policy| rules(policy, Direction::Ingress) + rules(policy, Direction::Egress);
    analysis.policies.list.iter().map(both).sum()
}

/// Rows of a direction, numbered from `first`. A policy without rules has one row: it isolates.
pub(crate) fn rows(analysis: &Analysis, direction: Direction, first: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for (at, policy) in analysis.policies.list.iter().enumerate() {
        let Some(rules) = policy.rules(direction) else { continue };
        let row = |number, rule: Option<&Rule>| Row {
            number,
            policy: at,
            name: policy.name.to_string(),
            namespace: policy.namespace.as_deref().unwrap_or("").to_owned(),
            tier: tier_words(analysis, policy),
            action: rule.map_or("Deny", |rule| action(rule.action)),
            target: who(&policy.subject),
            peers: rule.map_or_else(everyone, peers),
            ports: rule.map_or_else(all_ports, ports),
            words: words(policy, direction, rule),
            span: rule.map_or(policy.span, |rule| rule.span),
        };
        if rules.is_empty() {
            rows.push(row(first + rows.len(), None));
        }
        for rule in rules {
            rows.push(row(first + rows.len(), Some(rule)));
        }
    }
    rows
}

/// A policy that the API server refuses, so that it has no rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RefusedRow {
    pub(crate) name: String,
    pub(crate) namespace: String,
    /// What is wrong with it, each with its place.
    pub(crate) reasons: Vec<(String, Span)>,
    pub(crate) span: Span,
}

/// Policies that take no part, with the errors in them.
pub(crate) fn refused(analysis: &Analysis) -> Vec<RefusedRow> {
    let errors = |whole: Span| {
        let inside =
            move |span: &Span| span.source == whole.source && span.start >= whole.start && span.end <= whole.end;
        let errors = analysis.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        errors.filter_map(|found| Some((found.message.clone(), found.span?))).filter(move |(_, span)| inside(span))
    };
    let row = |refused: &podreach_eval::kinds::Refused| RefusedRow {
        name: refused.meta.name.value.to_string(),
        namespace: refused.meta.namespace.to_string(),
        reasons: errors(refused.meta.span).collect(),
        span: refused.meta.span,
    };
    analysis.refused.iter().map(row).collect()
}

const fn action(action: Action) -> &'static str {
    match action {
        Action::Allow => "Allow",
        Action::Deny => "Deny",
        Action::Pass => "Pass",
        Action::Log => "Log",
    }
}

fn everyone() -> Vec<Who> {
    vec![Who { what: "everyone".into(), place: "in and outside the cluster".into() }]
}

fn all_ports() -> Vec<String> {
    vec!["all".into()]
}

fn scope(scope: &PodSelector) -> Who {
    let what = if scope.pods.is_empty() { "every pod".to_owned() } else { scope.pods.to_string() };
    let place = match &scope.namespaces {
        NamespaceScope::Named(name) => name.to_string(),
        NamespaceScope::Matching(selector) if selector.is_empty() => "every namespace".to_owned(),
        NamespaceScope::Matching(selector) => format!("namespaces {selector}"),
    };
    Who { what, place }
}

fn peers(rule: &Rule) -> Vec<Who> {
    let Some(peers) = &rule.peers else { return everyone() };
    peers.iter().map(|peer| who(&peer.matches)).collect()
}

/// The place of a peer that asks several things.
const SEVERAL: &str = "together";

fn who(end: &EndpointPredicate) -> Who {
    match end.atom() {
        None => Who { what: end_words(end), place: SEVERAL.into() },
        Some(EndpointMatch::Pods(pods)) => scope(pods),
        Some(EndpointMatch::Nodes { selector, .. }) => {
            let what = if selector.is_empty() { "every node".to_owned() } else { selector.to_string() };
            Who { what, place: "nodes".into() }
        }
        Some(EndpointMatch::Domain(name)) => Who { what: name.to_string(), place: "domain name".into() },
        Some(EndpointMatch::Addresses { cidr, except, .. }) => {
            let except: Vec<String> = except.iter().map(ToString::to_string).collect();
            let place = if except.is_empty() { String::new() } else { format!("except {}", except.join(", ")) };
            Who { what: cidr.to_string(), place }
        }
    }
}

fn ports(rule: &Rule) -> Vec<String> {
    let Some(ports) = &rule.ports else { return all_ports() };
    ports
        .iter()
        .map(|port| match port.matches.atom() {
            Some(PortMatch::Protocol(protocol)) => format!("{protocol} all"),
            Some(PortMatch::AnyName(name)) => name.to_string(),
            _ => port_words(&port.matches),
        })
        .collect()
}

/// The rule as a sentence.
fn words(policy: &Policy, direction: Direction, rule: Option<&Rule>) -> String {
    let subject = {
        let who = who(&policy.subject);
        match policy.subject.pods() {
            Some(scope) if scope.pods.is_empty() => format!("every pod of {}", who.place),
            Some(_) => format!("pods {}", who.what),
            None => who.what,
        }
    };
    let Some(rule) = rule else {
        return match direction {
            Direction::Ingress => {
                format!("Isolates {subject}: nothing may connect to them unless another rule allows it.")
            }
            Direction::Egress => {
                format!("Isolates {subject}: they may connect to nothing unless another rule allows it.")
            }
        };
    };
    let list = |items: Vec<String>| match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    };
    let peer = |who: Who| match who.place.as_str() {
        "" => format!("addresses in {}", who.what),
        "nodes" if who.what == "every node" => "any node".to_owned(),
        "nodes" => format!("nodes {}", who.what),
        "domain name" | SEVERAL => who.what,
        place if place.starts_with("except ") => format!("addresses in {} {place}", who.what),
        place if who.what == "every pod" => format!("any pod of {place}"),
        place => format!("pods {} of {place}", who.what),
    };
    let others = match &rule.peers {
        None => "anyone".to_owned(),
        Some(_) => list(cut(peers(rule).into_iter().map(peer).collect())),
    };
    let on = match &rule.ports {
        None => "on every port".to_owned(),
        Some(_) => format!("on {}", list(cut(ports(rule)))),
    };
    let (from, to) = match direction {
        Direction::Ingress => (others, subject),
        Direction::Egress => (subject, others),
    };
    capitalized(&match rule.action {
        Action::Allow => format!("{from} may connect to {to} {on}."),
        Action::Deny => format!("{from} may not connect to {to} {on}."),
        Action::Pass => format!("whether {from} may connect to {to} {on} passes to the next tier."),
        Action::Log => format!("connections from {from} to {to} {on} are logged."),
    })
}

/// The first of many, and how many more there are.
fn cut(mut items: Vec<String>) -> Vec<String> {
    let more = items.len().saturating_sub(FIRST);
    if more > 1 {
        items.truncate(FIRST);
        items.push(format!("{more} more"));
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use podreach_eval::{Options, analyze};
    use podreach_syntax::Sources;

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
        let ingress = rows(&analysis, Direction::Ingress, 1);
        let egress = rows(&analysis, Direction::Egress, 3);
        assert_eq!(rule_count(&analysis), 3);
        assert_eq!(ingress[0].words, "Anyone may connect to pods app=web on TCP 80.");
        assert_eq!(
            ingress[1].words,
            "Addresses in 10.0.0.0/8 except 10.1.0.0/16 or any pod of every namespace may connect to pods app=web on every port."
        );
        assert_eq!((egress[0].number, egress[0].action), (3, "Deny"));
        assert_eq!(
            egress[0].words,
            "Isolates pods app=web: they may connect to nothing unless another rule allows it."
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
        let row = &rows(&analysis, Direction::Ingress, 1)[0];
        assert_eq!(row.ports.len(), 20);
        assert_eq!(
            row.words,
            "Anyone may connect to every pod of ns on TCP 1, TCP 2, TCP 3, TCP 4, TCP 5, TCP 6 or 14 more."
        );
    }

    #[test]
    fn refused_policies_say_why() {
        let yaml = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podselector: {}
";
        let analysis = analyze(&Sources::single("a.yaml", yaml), &Options::default());
        let found = refused(&analysis);
        assert_eq!((found.len(), found[0].name.as_str(), found[0].namespace.as_str()), (1, "web", "shop"));
        assert!(found[0].reasons.iter().any(|(reason, _)| reason.contains("podselector")), "{found:?}");
        assert_eq!(rule_count(&analysis), 0);
    }
}
