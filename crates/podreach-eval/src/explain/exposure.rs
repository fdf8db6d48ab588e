//! What a workload is exposed to, in words.

use crate::analysis::Analysis;
use crate::exposure::{ExposedSet, SideExposure};
use crate::inventory::EndpointId;
use crate::policy::{Action, Direction, NamespaceScope, PolicyId, RuleRef};
use crate::sets::ConnectionSet;

use super::{policy::rule_title, words};

/// `any pod role=api in any namespace`, `any pod in default`.
pub fn potential_name(kind: &ExposedSet) -> String {
    let pods = if kind.pods.pods.is_empty() { String::new() } else { format!(" {}", kind.pods.pods) };
    match &kind.pods.namespaces {
        NamespaceScope::Named(name) => format!("any pod{pods} in {name}"),
        NamespaceScope::Matching(selector) if selector.is_empty() => format!("any pod{pods} in any namespace"),
        NamespaceScope::Matching(selector) => format!("any pod{pods} in namespaces {selector}"),
    }
}

/// What is said of a workload and one kind of pods, and why: `default/web may be reached by any pod role=api in any namespace on
/// TCP 80, because of web, ingress rule 2 (web.yaml:8).` `place` says where a rule is written.
pub fn exposure_sentence(
    analysis: &Analysis,
    endpoint: EndpointId,
    side: &SideExposure,
    kind: &ExposedSet,
    place: impl Fn(RuleRef) -> String,
) -> String {
    let (name, pods) = (&analysis.endpoint(endpoint).id, potential_name(kind));
    let ingress = side.direction == Direction::Ingress;
    let narrowed = kind.both_ends != kind.connections;
    let what = match (ingress, kind.connections.is_none()) {
        (true, false) => format!("{name} may be reached by {pods} on {}", ports(&kind.connections)),
        (false, false) => format!("{name} may reach {pods} on {}", ports(&kind.connections)),
        (true, true) => format!("{name} cannot be reached by {pods}"),
        (false, true) => format!("{name} cannot reach {pods}"),
    };
    let mut sentence = format!("{what}, because {}", because(analysis, side, kind, place));
    let some = words::policies(analysis, &kind.selecting_some);
    let one = |policies: &[PolicyId]| policies.len() == 1;
    if kind.depends_on_names {
        sentence.push_str(&by_name(analysis, kind));
        if !some.is_empty() {
            sentence.push_str(&format!("; {some} may allow more for some of them"));
        }
    } else if narrowed {
        let all = words::policies(analysis, &kind.selecting_all);
        let (allow, deny) = if one(&kind.selecting_all) { ("allows", "denies") } else { ("allow", "deny") };
        let left = &kind.both_ends;
        sentence.push_str(&if left.is_none() {
            format!("; but {all} {deny} all of it at the other end")
        } else {
            format!("; of this {all} {allow} only {} at the other end", ports(left))
        });
        if !some.is_empty() {
            let more = if one(&kind.selecting_some) {
                "allows more for pods that it selects"
            } else {
                "allow more for pods that they select"
            };
            sentence.push_str(&format!(", unless {some} {more}"));
        }
    } else if !some.is_empty() {
        sentence.push_str(&format!("; {some} may deny it for some of them"));
    }
    sentence.push('.');
    sentence
}

/// What policies at the other end allow, where that depends on the names of the destination's ports.
fn by_name(analysis: &Analysis, kind: &ExposedSet) -> String {
    let all = words::policies(analysis, &kind.selecting_all);
    let allow = if kind.selecting_all.len() == 1 { "allows" } else { "allow" };
    if kind.both_ends.is_none() {
        format!("; what {all} {allow} of it at the other end depends on the names of the destination's ports")
    } else {
        let left = ports(&kind.both_ends);
        format!(
            "; of this {all} {allow} {left} at the other end, and more depending on the names of the destination's ports"
        )
    }
}

fn ports(connections: &ConnectionSet) -> String {
    if connections.is_all() { "all ports".into() } else { connections.to_string() }
}

fn because(analysis: &Analysis, side: &SideExposure, kind: &ExposedSet, place: impl Fn(RuleRef) -> String) -> String {
    let titles = |wanted: Action| {
        let rules = kind.rules.iter().filter(|(_, action)| *action == wanted);
        let titles = rules.map(|(rule, _)| match place(*rule) {
            at if at.is_empty() => rule_title(analysis, *rule),
            at => format!("{} ({at})", rule_title(analysis, *rule)),
        });
        titles.collect::<Vec<_>>()
    };
    let (allowing, denying) = (titles(Action::Allow), titles(Action::Deny));
    let mut reasons = Vec::new();
    if !allowing.is_empty() {
        reasons.push(format!("of {}", words::list(&allowing)));
    }
    if !denying.is_empty() {
        let verb = if denying.len() == 1 { "denies" } else { "deny" };
        reasons.push(format!(
            "{} {verb} {}",
            words::list(&denying),
            if kind.connections.is_none() { "it" } else { "the rest" }
        ));
    }
    if reasons.is_empty() {
        reasons.push(match (side.policies.is_empty(), kind.connections.is_none()) {
            (true, _) => format!("no policy isolates it for {}", side.direction.as_str()),
            (false, false) => "no rule says otherwise".into(),
            (false, true) => {
                let isolating: Vec<PolicyId> = analysis.policies.isolating(&side.policies, side.direction).collect();
                format!("it is isolated by {} and no rule matches them", words::policies(analysis, &isolating))
            }
        });
    }
    reasons.join(", and ")
}
