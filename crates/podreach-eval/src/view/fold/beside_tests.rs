//! Folded pictures and matrices of two analyses against asking both about every pair.

use std::collections::{BTreeMap, BTreeSet};

use podreach_syntax::Sources;

use super::*;
use crate::diff::{Diff, DiffOptions, diff_with};
use crate::options::Options;
use crate::pipeline::analyze;
use crate::query::PairState;
use crate::view::fixture::{cluster, tenants};
use crate::view::{BothSides, Differences, EdgeChange, FoldKind, GraphView, Joint, Level, PairChange};

/// Two analyses, their comparison, and its nodes.
struct Both {
    sides: [Analysis; 2],
    diff: Diff,
    joint: Joint,
}

impl Both {
    fn new(before: &str, after: &str) -> Self {
        let of = |text: &str, represent| {
            analyze(&Sources::single("c.yaml", text), &Options { represent, ..Options::default() })
        };
        let [old, new] = [before, after].map(|text| of(text, Vec::new()));
        let sides = [of(before, new.represented()), of(after, old.represented())];
        let diff = diff_with(&sides[0], &sides[1], &DiffOptions { jointly: true, ..DiffOptions::default() });
        let joint = Joint::new([&sides[0], &sides[1]], &diff);
        Self { sides, diff, joint }
    }

    fn sides(&self) -> BothSides<'_> {
        let [before, after] = &self.sides;
        BothSides { before, after, diff: &self.diff, joint: &self.joint }
    }

    fn after(&self) -> &Analysis {
        &self.sides[1]
    }

    /// What changed between two members, asked on both sides.
    fn change(&self, folding: &Folding, from: EndpointId, to: EndpointId) -> Option<EdgeChange> {
        let node = |id| self.joint.find(&folding.node_id(self.after(), id)).unwrap();
        self.sides().change(node(from), node(to))
    }

    fn differs(&self, folding: &Folding, from: &[EndpointId], to: &[EndpointId]) -> Differences {
        let mut found = Differences::default();
        for change in from.iter().flat_map(|from| to.iter().filter_map(|to| self.change(folding, *from, *to))) {
            found.count(1, [!change.opens.is_empty(), !change.closes.is_empty()]);
        }
        found
    }
}

/// A cluster, and the same without some parts, with some of another one, and with other labels and ports.
fn edited(seed: u64) -> [String; 2] {
    let (own, other) = (cluster(seed), cluster(seed + 1000));
    let parts = |text: &str| text.split("---\n").map(str::to_owned).collect::<Vec<String>>();
    let is_policy = |part: &String| part.contains("Policy\n");
    let mut after = parts(&own);
    let count = after.len() as u64;
    if seed.is_multiple_of(3) {
        after.remove((seed / 3 % count) as usize);
    }
    let policies: Vec<String> = parts(&other).into_iter().filter(is_policy).collect();
    for (part, more) in after.iter_mut().filter(|part| is_policy(part)).zip(policies).take((seed % 4) as usize) {
        *part = more;
    }
    if seed.is_multiple_of(5) {
        after.insert(0, "apiVersion: v1\nkind: Pod\nmetadata: {name: more, namespace: n0, labels: {app: a1}}\nspec: {containers: [{name: c}]}\n".to_owned());
    }
    if seed.is_multiple_of(7) {
        let at = (seed / 7 % count.min(8)) as usize;
        after[at] = after[at].replace("app: a1", "app: a2").replace("cidr: 10.0.0.0/8", "cidr: 10.0.0.0/9");
    }
    if seed % 2 == 1 {
        for part in &mut after {
            *part = part.replace("10.0.0.0/8", "10.0.0.0/9");
        }
    }
    [own, after.join("---\n")]
}

fn at(level: Level) -> FoldOptions {
    FoldOptions { level: Some(level), lines: usize::MAX, ..FoldOptions::default() }
}

/// The members of every card.
fn members(both: &Both, folding: &Folding, options: &FoldOptions, view: &GraphView) -> Vec<Vec<EndpointId>> {
    view.nodes.iter().map(|node| both.after().folded_members(folding, options, &node.id)).collect()
}

#[test]
fn every_pair_of_members_says_what_asking_both_sides_gives() {
    let (mut changed, mut gone, mut added, mut parts) = (BTreeMap::new(), 0, 0, 0);
    for seed in 0..120 {
        let [before, after] = edited(seed);
        let both = Both::new(&before, &after);
        let folding = both.sides().folding();
        assert!(folding.beside.whole && folding.is_whole());
        assert_eq!(folding.drawn.len(), both.joint.nodes.len());
        for from in &folding.drawn {
            for to in &folding.drawn {
                let label =
                    folding.label_between(folding.behaviour_of(*from).unwrap(), folding.behaviour_of(*to).unwrap());
                let outside = [from, to].iter().all(|id| folding.endpoint(both.after(), **id).is_external());
                if outside || (from == to && !folding.has_two_pods(both.after(), *from)) {
                    continue;
                }
                let said = folding.lines.change(label).map(|change| change.edge.clone());
                let asked = both.change(&folding, *from, *to);
                assert_eq!(said, asked, "seed {seed}: {from:?} to {to:?}\n{before}\n=====\n{after}");
                if let Some(change) = asked {
                    *changed.entry(change.what).or_insert(0) += 1;
                }
                // Without regard to the change it says what the analysis after says.
                let plain = folding.lines.label(folding.lines.plain(label));
                let plain = plain.map(|label| (label.state, label.connections.short_notation()));
                let now = folding
                    .end(*from)
                    .zip(folding.end(*to))
                    .and_then(|(from, to)| super::tests::answer(both.after(), from, to));
                assert_eq!(plain, now, "seed {seed}: {from:?} to {to:?}");
            }
        }
        for id in &folding.drawn {
            gone += u32::from(folding.existence(*id) == Some(ChangeKind::Removed));
            added += u32::from(folding.existence(*id) == Some(ChangeKind::Added));
            parts += u32::from(folding.beside.node(*id).is_some() && folding.end(*id).is_some());
        }
        for stack in &folding.stacks {
            for two in stack.members.windows(2) {
                assert_eq!(folding.existence(two[0]), folding.existence(two[1]), "seed {seed}");
                for other in folding.drawn.iter().filter(|other| !stack.members.contains(other)) {
                    let ways =
                        |one: EndpointId| [both.change(&folding, one, *other), both.change(&folding, *other, one)];
                    assert_eq!(ways(two[0]), ways(two[1]), "seed {seed}");
                }
            }
        }
    }
    assert!(changed.len() == 3 && changed.values().all(|count| *count > 200), "{changed:?}");
    assert!(gone > 10 && added > 10 && parts > 50, "{gone} {added} {parts}");
}

#[test]
fn bundles_and_cells_count_every_pair_that_differs() {
    let (mut bundles, mut inside, mut cells, mut lacking) = (0, 0, 0, 0);
    for seed in 0..70 {
        let [before, after] = edited(seed);
        let both = Both::new(&before, &after);
        let folding = both.sides().folding();
        let total = both.sides().differences().all;
        for level in [Level::Workloads, Level::Stacks, Level::Namespaces, Level::Alike] {
            let options = at(level);
            let view = both.after().folded_view(&folding, &options);
            let members = members(&both, &folding, &options, &view);
            let mut found: BTreeMap<(usize, usize), Differences> = BTreeMap::new();
            for edge in &view.edges {
                let differs = match (&edge.bundle, &edge.change) {
                    (Some(bundle), change) => {
                        let what = match bundle.differs.what() {
                            Some(PairChange::Closed) if !matches!(edge.state, PairState::Blocked(_)) => {
                                Some(PairChange::Changed)
                            }
                            what => what,
                        };
                        assert_eq!(what, change.as_ref().map(|change| change.what), "seed {seed}");
                        bundle.differs
                    }
                    (None, Some(change)) => {
                        let mut one = Differences::default();
                        one.count(1, [!change.opens.is_empty(), !change.closes.is_empty()]);
                        one
                    }
                    (None, None) => Differences::default(),
                };
                assert_eq!(edge.change.is_some(), edge.says.is_some());
                if let Some(bundle) = edge.bundle.filter(|bundle| bundle.differs.all > 0) {
                    assert!(bundle.pairs <= bundle.of && bundle.differs.all <= bundle.of, "seed {seed} {bundle:?}");
                }
                bundles += u32::from(edge.bundle.is_some() && differs.all > 0);
                let sum = found.entry((edge.from, edge.to)).or_default();
                *sum = sum.and(&differs);
            }
            let mut sum = 0;
            for (from, sources) in members.iter().enumerate() {
                for (to, destinations) in members.iter().enumerate() {
                    let expected = both.differs(&folding, sources, destinations);
                    let said = found.get(&(from, to)).copied().unwrap_or_default();
                    assert_eq!(said, expected, "seed {seed} {level:?}: {from} to {to}\n{before}\n=====\n{after}");
                    sum += expected.all;
                    if let (true, Some(fold)) = (from == to, &view.nodes[from].fold) {
                        assert_eq!(fold.inside, expected, "seed {seed} {level:?}");
                        inside += u32::from(expected.all > 0);
                    }
                    let between = both.after().between(&folding, sources, destinations).unwrap();
                    assert_eq!(between.differs, expected, "seed {seed}");
                }
            }
            assert_eq!(sum, total, "seed {seed} {level:?}");
            for (node, members) in view.nodes.iter().zip(&members) {
                let count = |kind| members.iter().filter(|id| folding.existence(**id) == Some(kind)).count();
                let counts = (count(ChangeKind::Added), count(ChangeKind::Removed));
                match &node.fold {
                    Some(fold) => assert_eq!(fold.existence, counts),
                    None => assert_eq!(node.existence, folding.existence(members[0])),
                }
                lacking += counts.0 + counts.1;
            }
            let wide = MatrixFold { fold: options.clone(), rows: 0..999, columns: 0..999, ..MatrixFold::default() };
            let matrix = both.after().folded_matrix(&folding, &wide);
            let rows: Vec<Vec<EndpointId>> =
                matrix.rows.iter().map(|row| both.after().folded_members(&folding, &options, &row.id)).collect();
            let mut seen = BTreeSet::new();
            for cell in &matrix.cells {
                let expected = both.differs(&folding, &rows[cell.from], &rows[cell.to]);
                assert_eq!(cell.differs, expected, "seed {seed} {level:?} {:?}", matrix.rows[cell.from]);
                cells += u32::from(expected.all > 0);
                seen.insert((cell.from, cell.to));
            }
            for (from, to) in (0..rows.len()).flat_map(|from| (0..rows.len()).map(move |to| (from, to))) {
                assert!(seen.contains(&(from, to)) || both.differs(&folding, &rows[from], &rows[to]).all == 0);
            }
        }
    }
    assert!(bundles > 300 && inside > 50 && cells > 300 && lacking > 50, "{bundles} {inside} {cells} {lacking}");
}

#[test]
fn beside_itself_a_picture_is_as_without_a_baseline() {
    for seed in 0..30 {
        let text = cluster(seed);
        let both = Both::new(&text, &text);
        let (plain, folding) = (both.after().folding(), both.sides().folding());
        for level in [None, Some(Level::Stacks), Some(Level::Namespaces), Some(Level::Alike)] {
            let options = FoldOptions { level, ..FoldOptions::default() };
            let views = [&plain, &folding].map(|folding| both.after().folded_view(folding, &options));
            assert_eq!(views[0].nodes, views[1].nodes, "seed {seed} {level:?}");
            assert_eq!(views[0].edges, views[1].edges, "seed {seed} {level:?}");
        }
    }
}

#[test]
fn what_differs_stands_by_itself() {
    let before = tenants(80);
    let more = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: dns, namespace: tenant-050}\nspec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: tenant-003}}}], ports: [{port: 5432}]}]}\n---\n";
    let out = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: out, namespace: tenant-003}\nspec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}]}]}\n---\n";
    let both = Both::new(&before, &(before.clone() + more + out));
    let folding = both.sides().folding();
    let view = both.after().folded_view(&folding, &FoldOptions::default());
    let place = |id: &str| view.nodes.iter().position(|node| node.id == NodeId::parse(id));
    let (web, db) = (place("tenant-003/web").unwrap(), place("tenant-050/db").unwrap());
    let edge = view.edges.iter().find(|edge| edge.from == web && edge.to == db).unwrap();
    let change = edge.change.as_ref().unwrap();
    assert_eq!((change.what, change.opens.as_str()), (PairChange::Opened, "TCP 5432"));
    // The others are folded as before.
    let alike = view.nodes.iter().filter_map(|node| node.fold.as_ref()).find(|fold| fold.kind == FoldKind::Alike);
    assert_eq!(alike.unwrap().namespaces, 78);
    assert!(view.edges.iter().filter(|edge| edge.change.is_some()).count() <= 2, "{:#?}", view.edges);
    let only = FoldOptions { filter: FoldFilter { changes: true, ..FoldFilter::default() }, ..FoldOptions::default() };
    let view = both.after().folded_view(&folding, &only);
    let ids: Vec<String> = view.nodes.iter().map(|node| node.id.to_string()).collect();
    assert_eq!(ids, ["tenant-003/web", "tenant-050/db"]);
    assert!(view.edges.iter().all(|edge| edge.change.is_some() && edge.state == PairState::Allowed));
}

#[test]
fn what_became_like_its_family_only_differs_from_the_baseline() {
    let after = tenants(80);
    let own = "namespace: tenant-060}\nspec: {podSelector: {}, policyTypes: [Ingress, Egress], ";
    let (start, rest) = after.split_once(own).unwrap();
    let (_, rest) = rest.split_once("}\n---").unwrap();
    let both = Both::new(&format!("{start}{own}ingress: []}}\n---{rest}"), &after);
    let folding = both.sides().folding();
    let view = both.after().folded_view(&folding, &FoldOptions::default());
    let said = view.folding.unwrap();
    let unusual: BTreeMap<_, _> = said.unusual.iter().map(|one| (one.name.as_str(), one.says.as_str())).collect();
    assert_eq!(unusual["tenant-060"], "differs from the baseline; 78 like it do not");
    assert_eq!(unusual["tenant-003"], "takes TCP 22 from outside; 78 like it do not");
    let changed: Vec<_> = view.edges.iter().filter_map(|edge| edge.change.as_ref()).map(|change| change.what).collect();
    assert!(!changed.is_empty() && changed.iter().all(|what| *what == PairChange::Opened), "{changed:?}");
}
