//! What would allow or deny a connection: the smallest changes, each complete and tried, with all that they open and close besides.

use podreach_eval::diff::EndRef;
use podreach_eval::inventory::EndpointId;
use podreach_eval::query::Question;
use podreach_eval::sets::ConnectionSet;
use podreach_eval::suggest::{
    Besides, Candidates, EndChange, Goal, Moved, Suggestion, Suggestions, Wanted, candidates,
};
use podreach_syntax::{PlacedEdit, Sources};

use crate::evaluation::Evaluation;
use crate::trial::Trial;

/// Of the candidates at one end, so many go on to be combined with those of the other.
const COMBINED: usize = 3;
/// Candidates at one end that are tried.
const TRIED: usize = 12;
/// Suggestions that are given.
const GIVEN: usize = 4;
/// Pairs that a change opens or closes besides that are listed one by one; all are counted.
const LISTED: usize = 50;

/// What would allow or deny a connection. Trying changes takes no more than these steps, and those of one evaluation.
pub fn suggest(
    evaluation: &Evaluation,
    (goal, ends, question): (Goal, [EndpointId; 2], &Question),
    steps: u64,
    threads: usize,
) -> Suggestions {
    let (analysis, sources) = (&evaluation.analysis, &evaluation.sources);
    let Some(wanted) = Wanted::of(analysis, goal, ends, question) else { return Suggestions::NoSuchPort };
    if wanted.holds(analysis, wanted.source, wanted.destination) {
        return Suggestions::AlreadySo;
    }
    let Candidates { egress, ingress } = candidates(analysis, sources, &evaluation.findings().found, &wanted);
    let mut search = Search {
        trial: Trial::new(plain(sources), evaluation.options().clone(), steps, threads),
        names: ends.map(|id| analysis.endpoint(id).id.clone()),
        peers: ends.map(|id| analysis.endpoint(id).peer.clone()),
        sources,
        wanted,
    };
    let mut found = match (goal, egress, ingress) {
        (Goal::Deny, egress, ingress) => {
            let all = egress.into_iter().flatten().map(|one| (Some(one), None));
            let all = all.chain(ingress.into_iter().flatten().map(|one| (None, Some(one))));
            search.all(all.take(5 * TRIED).collect())
        }
        (Goal::Allow, Some(egress), Some(ingress)) => search.both(egress, ingress),
        (Goal::Allow, egress, ingress) => {
            let all = egress.into_iter().flatten().map(|one| (Some(one), None));
            let all = all.chain(ingress.into_iter().flatten().map(|one| (None, Some(one))));
            search.all(all.take(TRIED).collect())
        }
    };
    found.sort_by_cached_key(|one| rank(goal, one));
    found.dedup_by(|one, kept| one.edits == kept.edits);
    found.truncate(GIVEN);
    Suggestions::Found(found)
}

fn rank(goal: Goal, one: &Suggestion) -> (bool, [usize; 4], usize, usize) {
    let fixes = [&one.egress, &one.ingress].into_iter().flatten().any(|end| end.code.is_some());
    let (first, second) = if goal == Goal::Allow { (&one.opens, &one.closes) } else { (&one.closes, &one.opens) };
    // Pods of the input first; then those that policies name as well.
    let besides = [first.known, second.known, first.count, second.count];
    let ends = usize::from(one.egress.is_some()) + usize::from(one.ingress.is_some());
    (!fixes, besides, one.lines, ends)
}

type Ends = (Option<EndChange>, Option<EndChange>);

struct Search<'a> {
    trial: Trial,
    /// Ids of source and destination.
    names: [String; 2],
    /// Their names in lists.
    peers: [String; 2],
    sources: &'a Sources,
    wanted: Wanted,
}

impl Search<'_> {
    fn all(&mut self, changes: Vec<Ends>) -> Vec<Suggestion> {
        changes.into_iter().filter_map(|ends| self.tried(ends)).collect()
    }

    /// Each change of one end is tried with the one of the other end that says the most exactly what is meant, a policy of its
    /// own; those that do best are combined.
    fn both(&mut self, egress: Vec<EndChange>, ingress: Vec<EndChange>) -> Vec<Suggestion> {
        let (Some(last_egress), Some(last_ingress)) = (egress.last().cloned(), ingress.last().cloned()) else {
            return Vec::new();
        };
        let mut of_egress: Vec<Suggestion> = Vec::new();
        for one in egress.into_iter().take(TRIED) {
            of_egress.extend(self.tried((Some(one), Some(last_ingress.clone()))));
        }
        let mut of_ingress: Vec<Suggestion> = Vec::new();
        for one in ingress.into_iter().take(TRIED) {
            of_ingress.extend(self.tried((Some(last_egress.clone()), Some(one))));
        }
        for found in [&mut of_egress, &mut of_ingress] {
            found.sort_by_cached_key(|one| rank(Goal::Allow, one));
        }
        let mut found: Vec<Suggestion> = Vec::new();
        for one in of_egress.iter().take(COMBINED) {
            for other in of_ingress.iter().take(COMBINED) {
                found.extend(self.tried((one.egress.clone(), other.ingress.clone())));
            }
        }
        found.extend(of_egress);
        found.extend(of_ingress);
        found
    }

    /// A change with what it does, where it brings about what is wanted.
    fn tried(&mut self, (egress, ingress): Ends) -> Option<Suggestion> {
        let ends = || [&egress, &ingress].into_iter().flatten();
        let mut edits: Vec<PlacedEdit> = ends().flat_map(|end| end.edits.iter().cloned()).collect();
        edits.sort();
        edits.dedup();
        let after = self.trial.evaluate(&edits).ok()?;
        let id = |name: &String| after.analysis.endpoint_ids().find(|(_, one)| one.id == *name).map(|(id, _)| id);
        let [source, destination] = self.names.each_ref().map(id);
        if !self.wanted.holds(&after.analysis, source?, destination?) {
            return None;
        }
        // A text that is worse to read than before is no help.
        let (base, comparison) = after.comparison()?;
        let errors = |evaluation: &Evaluation| {
            let all = &evaluation.analysis.diagnostics;
            all.iter().filter(|found| found.severity == podreach_syntax::Severity::Error).count()
        };
        if errors(&after) > errors(base) {
            return None;
        }
        let diff = &comparison.diff;
        let (mut opens, mut closes) = (Besides::default(), Besides::default());
        for change in &diff.connections {
            let (opened, closed) = (change.opened(), change.closed());
            for (from, to) in diff.pairs(change) {
                let name = |end: EndRef<'_>| match end {
                    EndRef::Peer(id) => diff.peer(id).map(|peer| peer.name.clone()).unwrap_or_default(),
                    EndRef::Outside(addresses) => addresses.short_label(),
                    EndRef::Named(name) => name.to_owned(),
                };
                let pair = [name(from), name(to)];
                let known = [from, to]
                    .into_iter()
                    .filter_map(EndRef::peer)
                    .filter_map(|id| diff.peer(id))
                    .all(|peer| !peer.representative);
                let is_wanted = self.is_wanted(&pair, (from, to));
                let besides = |set: &ConnectionSet| if is_wanted { self.without_wanted(set) } else { set.clone() };
                for (moved, set) in [(&mut opens, besides(&opened)), (&mut closes, besides(&closed))] {
                    if set.is_none() {
                        continue;
                    }
                    moved.count += 1;
                    moved.known += usize::from(known);
                    if moved.listed.len() < LISTED {
                        let [source, destination] = pair.clone();
                        moved.listed.push(Moved { source, destination, connections: set.list_notation() });
                    }
                }
            }
        }
        let lines = edits.iter().map(|edit| lines(self.sources, edit)).sum();
        Some(Suggestion { egress, ingress, edits, opens, closes, lines })
    }

    fn is_wanted(&self, pair: &[String; 2], (from, to): (EndRef<'_>, EndRef<'_>)) -> bool {
        let same = |name: &String, end: EndRef<'_>, wanted: &String| match end {
            EndRef::Peer(_) => name == wanted,
            // The outside is one end where it was asked about.
            EndRef::Outside(_) => wanted.starts_with("external:"),
            EndRef::Named(_) => false,
        };
        let ([from_name, to_name], [source, destination]) = (pair, &self.peers);
        same(from_name, from, source) && same(to_name, to, destination)
    }

    fn without_wanted(&self, set: &ConnectionSet) -> ConnectionSet {
        use podreach_eval::sets::PortSet;
        if self.wanted.ports.is_empty() {
            return ConnectionSet::none();
        }
        let wanted = self.wanted.ports.iter().fold(ConnectionSet::none(), |all, (protocol, port)| {
            all.union(&ConnectionSet::of(*protocol, PortSet::range(*port, *port)))
        });
        set.difference(&wanted)
    }
}

/// Lines that an edit adds, changes or removes.
fn lines(sources: &Sources, edit: &PlacedEdit) -> usize {
    let text = sources.get(edit.source).map_or("", |source| source.text());
    let old = text.get(edit.start as usize..edit.end as usize).unwrap_or_default();
    old.matches('\n').count().max(edit.text.matches('\n').count()).max(1)
}

/// The sources without the places of an evaluation.
pub fn plain(sources: &Sources) -> Sources {
    let mut plain = Sources::new();
    for source in sources.shared() {
        plain.share(std::sync::Arc::clone(source));
    }
    plain
}
