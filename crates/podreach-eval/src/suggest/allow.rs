//! Changes at one end that let a connection pass.

use podreach_syntax::{Change, Path, Sources, Written};

use crate::analysis::Analysis;
use crate::explain::{cause, nearest_miss, rule_title};
use crate::lint::Finding;
use crate::policy::{Action, Direction, Policy};
use crate::query::{DirectionVerdict, Verdict};
use crate::sets::Protocol;

use super::rule_text::{admin_rule, keys, new_policy, peers, ports, rule};
use super::{EndChange, Wanted};

/// Of rules and policies that could be changed, so many are looked at.
const LOOKED_AT: usize = 4;

/// None where everything that is wanted passes this end already.
pub(super) fn changes(
    analysis: &Analysis,
    sources: &Sources,
    findings: &[Finding],
    (wanted, direction): (&Wanted, Direction),
) -> Option<Vec<EndChange>> {
    let verdicts: Vec<Verdict> =
        wanted.questions().iter().map(|one| analysis.verdict(wanted.source, wanted.destination, one)).collect();
    let of = |verdict: &Verdict| match direction {
        Direction::Egress => verdict.egress.clone(),
        Direction::Ingress => verdict.ingress.clone(),
    };
    let blocked = verdicts
        .iter()
        .map(|verdict| (verdict, of(verdict)))
        .find(|(verdict, end)| !end.allowed || !verdict.allowed && wanted.ports.is_empty());
    let (verdict, decision) = blocked?;
    let missing: Vec<(Protocol, u16)> =
        wanted.ports.iter().zip(&verdicts).filter(|(_, verdict)| !of(verdict).allowed).map(|(port, _)| *port).collect();
    let end = End { analysis, sources, wanted, direction, missing };
    let mut found = end.fixes(findings, verdict, &decision);
    found.extend(end.wider_rules(&decision));
    found.extend(end.rules_before(&decision));
    found.extend(end.new_rules(&decision));
    found.extend(end.policy());
    Some(found)
}

struct End<'a> {
    analysis: &'a Analysis,
    sources: &'a Sources,
    wanted: &'a Wanted,
    direction: Direction,
    /// The ports that do not pass here; without any, everything is wanted.
    missing: Vec<(Protocol, u16)>,
}

impl End<'_> {
    fn change(
        &self,
        policy: &Policy,
        title: String,
        change: impl FnOnce(&Written<'_>) -> Option<Vec<Change>>,
    ) -> Option<EndChange> {
        let written = Written::of(self.sources, policy.span)?;
        let edits = written.edits(change(&written)?)?;
        Some(EndChange::of_edits(self.sources, self.direction, title, edits))
    }

    fn ports_words(&self) -> String {
        let words: Vec<String> = self.missing.iter().map(|(protocol, port)| format!("{protocol} {port}")).collect();
        if words.is_empty() { "all ports".into() } else { crate::explain::list(&words) }
    }

    fn other_name(&self) -> String {
        crate::explain::endpoint_name(self.analysis, self.wanted.other(self.direction))
    }

    /// Fixes of the finding that names the cause.
    fn fixes(&self, findings: &[Finding], verdict: &Verdict, decision: &DirectionVerdict) -> Vec<EndChange> {
        let near = nearest_miss(self.analysis, verdict, decision);
        let found = near.and_then(|near| cause(self.analysis, findings, &near));
        let fixes =
            found.iter().flat_map(|found| found.diagnostic.fixes.iter().map(|fix| (found.diagnostic.code, fix)));
        let change = |(code, fix): (&'static str, &podreach_syntax::Fix)| EndChange {
            code: Some(code),
            ..EndChange::of_edits(self.sources, self.direction, fix.title.clone(), fix.edits.clone())
        };
        fixes.map(change).collect()
    }

    /// Rules that match the other end get the ports, and rules that match the ports get the other end.
    fn wider_rules(&self, decision: &DirectionVerdict) -> Vec<EndChange> {
        let misses = decision.misses.iter().filter(|miss| miss.selects && miss.peer_matches != miss.port_matches);
        let wider = misses.take(LOOKED_AT).filter_map(|miss| {
            let policy = self.network_policy(miss.rule.policy)?;
            let [rules_key, peers_key] = keys(self.direction);
            let at = Path::of("spec").key(rules_key).item(miss.rule.index as usize);
            let title = rule_title(self.analysis, miss.rule);
            let (title, list, added) = if miss.peer_matches {
                (format!("add {} to {title}", self.ports_words()), at.key("ports"), ports(&self.missing))
            } else {
                let peers = peers(self.analysis, policy.namespace.as_deref()?, self.wanted.other(self.direction))?;
                (format!("add {} to {title}", self.other_name()), at.key(peers_key), peers)
            };
            self.change(policy, title, |written| {
                added.into_iter().map(|one| written.append(list.clone(), one)).collect()
            })
        });
        wider.collect()
    }

    /// A rule in front of one that denies.
    fn rules_before(&self, decision: &DirectionVerdict) -> Vec<EndChange> {
        let denying = decision.hits.iter().filter(|hit| hit.action == Action::Deny);
        let before = denying.take(LOOKED_AT).filter_map(|hit| {
            let policy = self.analysis.policy(hit.rule.policy)?;
            let other = (true, self.wanted.other(self.direction));
            let content = admin_rule(self.analysis, (policy, self.direction), other, &self.missing)?;
            let [rules_key, _] = keys(self.direction);
            let list = Path::of("spec").key(rules_key);
            let title = format!(
                "allow {} on {} before {}",
                self.other_name(),
                self.ports_words(),
                rule_title(self.analysis, hit.rule)
            );
            self.change(policy, title, |_| Some(vec![Change::Item { list, at: hit.rule.index as usize, content }]))
        });
        before.collect()
    }

    /// A rule of its own in a policy that isolates the end.
    fn new_rules(&self, decision: &DirectionVerdict) -> Vec<EndChange> {
        let isolating = decision.isolating.iter().take(LOOKED_AT).filter_map(|id| {
            let policy = self.network_policy(*id)?;
            let peers = peers(self.analysis, policy.namespace.as_deref()?, self.wanted.other(self.direction))?;
            let [rules_key, _] = keys(self.direction);
            let list = Path::of("spec").key(rules_key);
            let title =
                format!("add a rule to {} that allows {} on {}", policy.name, self.other_name(), self.ports_words());
            let content = rule(self.direction, peers, &self.missing);
            self.change(policy, title, |written| Some(vec![written.append(list, content)?]))
        });
        isolating.collect()
    }

    /// A policy of its own.
    fn policy(&self) -> Option<EndChange> {
        let end = self.wanted.end(self.direction);
        let namespace = self.analysis.endpoint(end).namespace.as_deref()?;
        let peers = peers(self.analysis, namespace, self.wanted.other(self.direction))?;
        let rule = rule(self.direction, peers, &self.missing);
        let [source, destination] =
            [self.wanted.source, self.wanted.destination].map(|id| crate::explain::endpoint_name(self.analysis, id));
        let name = match self.direction {
            Direction::Ingress => format!("allow-{source}-to-{destination}"),
            Direction::Egress => format!("allow-egress-{source}-to-{destination}"),
        };
        let (name, edit) = new_policy(self.analysis, self.sources, (end, self.direction), &name, vec![rule])?;
        let title = format!("add the NetworkPolicy {name} in {namespace}");
        Some(EndChange { direction: self.direction, title, edits: vec![edit], span: None, code: None })
    }

    fn network_policy(&self, id: crate::policy::PolicyId) -> Option<&Policy> {
        self.analysis.policy(id).filter(|policy| &*policy.kind == "NetworkPolicy")
    }
}
