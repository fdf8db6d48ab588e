//! Changes at one end that stop a connection.

use podreach_syntax::{Change, Content, Path, Sources, Written};

use crate::analysis::Analysis;
use crate::explain::{endpoint_name, rule_title};
use crate::kinds::ContainerPort;
use crate::kinds::well_known::NAME_LABEL;
use crate::policy::{Action, Direction, Policy, Port, PortMatch, Rule, RuleRef};
use crate::query::{DirectionReason, DirectionVerdict, Hit};
use crate::sets::Protocol;

use super::identity::{is_selectable, labels};
use super::rule_text::{admin_rule, keys, new_policy};
use super::{EndChange, Wanted};

pub(super) fn changes(
    analysis: &Analysis,
    sources: &Sources,
    (wanted, direction): (&Wanted, Direction),
) -> Vec<EndChange> {
    let decisions = wanted.questions().into_iter().map(|question| {
        let verdict = analysis.verdict(wanted.source, wanted.destination, &question);
        match direction {
            Direction::Egress => verdict.egress,
            Direction::Ingress => verdict.ingress,
        }
    });
    let decisions: Vec<DirectionVerdict> = decisions.collect();
    let end = End { analysis, sources, wanted, direction };
    let mut found: Vec<EndChange> = Vec::new();
    let mut hits: Vec<Hit> = decisions.iter().flat_map(|decision| decision.hits.iter().cloned()).collect();
    hits.sort_by_key(|hit| hit.rule);
    hits.dedup_by_key(|hit| hit.rule);
    found.extend(end.without(&hits));
    found.extend(end.deny_before(&hits));
    if decisions.iter().all(|decision| decision.reason == DirectionReason::NotIsolated) {
        found.extend([true, false].into_iter().filter_map(|outside| end.all_but(outside)));
    }
    found
}

/// Ways of several rules are combined up to so many.
const COMBINED: usize = 27;

/// A policy with those of its rules that allow, and what they match.
type Allowing<'a, 'h> = (&'a Policy, Vec<(&'h Hit, &'a Rule)>);

/// A way to take what is wanted out of a rule.
#[derive(Clone)]
struct Way {
    rule: RuleRef,
    changes: Vec<Change>,
    title: String,
    /// Whether the rule goes as a whole.
    whole: bool,
}

struct End<'a> {
    analysis: &'a Analysis,
    sources: &'a Sources,
    wanted: &'a Wanted,
    direction: Direction,
}

impl End<'_> {
    /// The policies of rules that allow, each with its rules and the peers of them that match; none where a rule of another
    /// kind of policy allows.
    fn allowing<'h>(&self, hits: &'h [Hit]) -> Option<Vec<Allowing<'_, 'h>>> {
        let mut of: Vec<Allowing<'_, 'h>> = Vec::new();
        for hit in hits.iter().filter(|hit| hit.action == Action::Allow) {
            let policy = self.analysis.policy(hit.rule.policy).filter(|policy| &*policy.kind == "NetworkPolicy")?;
            let rule = self.analysis.rule(hit.rule)?;
            match of.last_mut().filter(|(known, _)| known.id == policy.id) {
                Some((_, rules)) => rules.push((hit, rule)),
                None => of.push((policy, vec![(hit, rule)])),
            }
        }
        (!of.is_empty()).then_some(of)
    }

    fn rule_path(&self, index: u32) -> Path {
        let [rules_key, _] = keys(self.direction);
        Path::of("spec").key(rules_key).item(index as usize)
    }

    /// Whether a port entry matches one of the ports that are wanted.
    fn names_wanted(&self, port: &Port) -> bool {
        let declared = &self.analysis.endpoint(self.wanted.destination).ports;
        let named = |name: &str, protocol: Protocol, number: u16| {
            let is = |one: &ContainerPort| {
                one.protocol == protocol && one.port == number && one.name.as_deref() == Some(name)
            };
            declared.iter().any(is)
        };
        self.wanted.ports.iter().any(|(protocol, number)| match port.matches.atom() {
            Some(PortMatch::Range(of, first, last)) => of == protocol && (first..=last).contains(&number),
            Some(PortMatch::Protocol(of)) => of == protocol,
            Some(PortMatch::Name(of, name)) => of == protocol && named(name, *protocol, *number),
            _ => false,
        })
    }

    /// Ways to take what is wanted out of a rule that allows it: its ports, the peers that match, or the rule.
    fn ways(&self, hit: &Hit, rule: &Rule) -> Vec<Way> {
        let [_, peers_key] = keys(self.direction);
        let (path, title) = (self.rule_path(hit.rule.index), rule_title(self.analysis, hit.rule));
        let without = |key: &str, gone: Vec<usize>| {
            let list = path.clone().key(key);
            gone.into_iter().map(|at| Change::Remove { at: list.clone().item(at) }).collect::<Vec<_>>()
        };
        let mut ways = Vec::new();
        let ports = rule.ports.as_deref().unwrap_or(&[]);
        let gone: Vec<usize> = (0..).zip(ports).filter(|(_, port)| self.names_wanted(port)).map(|(at, _)| at).collect();
        if !gone.is_empty() && gone.len() < ports.len() {
            let words: Vec<String> =
                self.wanted.ports.iter().map(|(protocol, port)| format!("{protocol} {port}")).collect();
            let title = format!("remove {} from {title}", crate::explain::list(&words));
            ways.push(Way { rule: hit.rule, changes: without("ports", gone), title, whole: false });
        }
        let peers = rule.peers.as_deref().unwrap_or(&[]);
        if !hit.peers.is_empty() && hit.peers.len() < peers.len() {
            let gone = hit.peers.iter().map(|at| *at as usize).collect();
            let name = endpoint_name(self.analysis, self.wanted.other(self.direction));
            let title = format!("remove {name} from {title}");
            ways.push(Way { rule: hit.rule, changes: without(peers_key, gone), title, whole: false });
        }
        let changes = vec![Change::Remove { at: path }];
        ways.push(Way { rule: hit.rule, changes, title: format!("remove {title}"), whole: true });
        ways
    }

    /// Takes what is wanted out of all rules that allow it, in every way up to a bound.
    fn without(&self, hits: &[Hit]) -> Vec<EndChange> {
        let Some(allowing) = self.allowing(hits) else { return Vec::new() };
        let mut combined: Vec<Vec<Way>> = vec![Vec::new()];
        for (hit, rule) in allowing.iter().flat_map(|(_, rules)| rules) {
            let ways = self.ways(hit, rule);
            let longer = |done: &Vec<Way>| {
                ways.iter().map(|way| done.iter().cloned().chain([way.clone()]).collect()).collect::<Vec<Vec<Way>>>()
            };
            combined = combined.iter().flat_map(longer).take(COMBINED).collect();
        }
        combined.into_iter().filter_map(|ways| self.made(&allowing, ways)).collect()
    }

    fn made(&self, allowing: &[Allowing<'_, '_>], ways: Vec<Way>) -> Option<EndChange> {
        let [rules_key, _] = keys(self.direction);
        let mut edits = Vec::new();
        for (policy, _) in allowing {
            let here: Vec<&Way> = ways.iter().filter(|way| way.rule.policy == policy.id).collect();
            let written = Written::of(self.sources, policy.span)?;
            let mut changes: Vec<Change> = here.iter().flat_map(|way| way.changes.iter().cloned()).collect();
            let gone = here.iter().filter(|way| way.whole).count();
            if gone == policy.rules(self.direction).map_or(0, <[_]>::len) {
                let at = Path::of("spec").key(rules_key);
                changes = vec![Change::Value { at, content: Content::List(Vec::new()) }];
                changes.extend(self.types(policy, &written));
            }
            edits.extend(written.edits(changes)?);
        }
        let titles: Vec<String> = ways.into_iter().map(|way| way.title).collect();
        let title = crate::explain::list(&titles);
        Some(EndChange::of_edits(self.sources, self.direction, title, edits))
    }

    /// Without egress rules a policy isolates egress only where it says so.
    fn types(&self, policy: &Policy, written: &Written<'_>) -> Option<Change> {
        let path = Path::of("spec.policyTypes");
        if self.direction == Direction::Ingress || written.value(&path).is_some() {
            return None;
        }
        let types = if policy.isolates(Direction::Ingress) { vec!["Ingress", "Egress"] } else { vec!["Egress"] };
        written.set(path, Content::list(types))
    }

    /// A rule of a cluster-wide policy in front of the one that allows.
    fn deny_before(&self, hits: &[Hit]) -> Vec<EndChange> {
        let allowing = hits.iter().filter(|hit| hit.action == Action::Allow).filter_map(|hit| {
            let policy = self.analysis.policy(hit.rule.policy)?;
            let other = (false, self.wanted.other(self.direction));
            let content = admin_rule(self.analysis, (policy, self.direction), other, &self.wanted.ports)?;
            let [rules_key, _] = keys(self.direction);
            let list = Path::of("spec").key(rules_key);
            let written = Written::of(self.sources, policy.span)?;
            let edits = written.edits([Change::Item { list, at: hit.rule.index as usize, content }])?;
            let name = endpoint_name(self.analysis, self.wanted.other(self.direction));
            let title = format!("deny {name} before {}", rule_title(self.analysis, hit.rule));
            Some(EndChange::of_edits(self.sources, self.direction, title, edits))
        });
        allowing.collect()
    }

    /// A NetworkPolicy that allows everyone but the other end; with addresses outside, or without them.
    fn all_but(&self, outside: bool) -> Option<EndChange> {
        let other_id = self.wanted.other(self.direction);
        let (end, other) = (self.wanted.end(self.direction), self.analysis.endpoint(other_id));
        let namespace = other.namespace.as_deref().filter(|_| is_selectable(other))?;
        let is_name = |operator: &str| {
            let requirement = [
                ("key", Content::from(NAME_LABEL)),
                ("operator", Content::from(operator)),
                ("values", Content::list([namespace])),
            ];
            Content::map([("matchExpressions", Content::List(vec![Content::map(requirement)]))])
        };
        let mut peers = vec![Content::map([("namespaceSelector", is_name("NotIn"))])];
        for (key, value) in labels(self.analysis, other_id) {
            let requirement =
                [("key", Content::from(key)), ("operator", Content::from("NotIn")), ("values", Content::list([value]))];
            let pods = Content::map([("matchExpressions", Content::List(vec![Content::map(requirement)]))]);
            let here = Content::map([("matchLabels", Content::map([(NAME_LABEL, namespace)]))]);
            peers.push(Content::map([("namespaceSelector", here), ("podSelector", pods)]));
        }
        if outside {
            let block = |cidr: &str| Content::map([("ipBlock", Content::map([("cidr", cidr)]))]);
            peers.extend(["0.0.0.0/0", "::/0"].map(block));
        }
        let [_, peers_key] = keys(self.direction);
        let rule = Content::map([(peers_key, Content::List(peers))]);
        let [source, destination] =
            [self.wanted.source, self.wanted.destination].map(|id| endpoint_name(self.analysis, id));
        let name = match self.direction {
            Direction::Ingress => format!("deny-{source}-to-{destination}"),
            Direction::Egress => format!("deny-egress-{source}-to-{destination}"),
        };
        let (name, edit) = new_policy(self.analysis, self.sources, (end, self.direction), &name, vec![rule])?;
        let but = endpoint_name(self.analysis, other_id);
        let title = if outside {
            format!("add the NetworkPolicy {name} that allows everyone but {but}")
        } else {
            format!("add the NetworkPolicy {name} that allows all pods but {but}")
        };
        Some(EndChange { direction: self.direction, title, edits: vec![edit], span: None, code: None })
    }
}
