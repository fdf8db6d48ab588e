//! Folded pictures and matrices against asking every pair.

use std::collections::{BTreeMap, BTreeSet};

use podreach_syntax::{Limits, Sources};
use podreach_testkit::sized::{Size, yaml};

use super::tests::{analysis, answer};
use super::*;
use crate::options::Options;
use crate::pipeline::analyze;
use crate::query::PairState;
use crate::view::fixture::tenants;
use crate::view::{Badge, FoldKind, GraphView, Level};

fn of(text: String) -> Analysis {
    analyze(&Sources::single("c.yaml", text), &Options { limits: Limits::COMMAND_LINE, ..Options::default() })
}

fn at(level: Level) -> FoldOptions {
    FoldOptions { level: Some(level), lines: usize::MAX, ..FoldOptions::default() }
}

fn members(analysis: &Analysis, folding: &Folding, options: &FoldOptions, view: &GraphView) -> Vec<Vec<EndpointId>> {
    view.nodes.iter().map(|node| analysis.folded_members(folding, options, &node.id)).collect()
}

fn is_pair(analysis: &Analysis, from: EndpointId, to: EndpointId) -> bool {
    let outside = |id: EndpointId| analysis.endpoint(id).is_external();
    !(outside(from) && outside(to)) && (from != to || analysis.has_two_pods(from))
}

/// By endpoint, direction and ports: whether nearly all workloads have them with it, asked pair by pair.
fn everyone(analysis: &Analysis, folding: &Folding, drawn: &[EndpointId]) -> BTreeSet<(EndpointId, bool, String)> {
    let pods: Vec<EndpointId> = drawn.iter().copied().filter(|id| !analysis.endpoint(*id).is_external()).collect();
    let others = pods.len() - 1;
    let mut found = BTreeSet::new();
    for one in pods.iter().filter(|_| others >= 7) {
        for outward in [true, false] {
            let ends = |other: EndpointId| if outward { (*one, other) } else { (other, *one) };
            let pairs: Vec<_> = pods
                .iter()
                .filter(|other| *other != one)
                .map(|other| {
                    let (from, to) = ends(*other);
                    analysis.pair(from, to)
                })
                .filter(|pair| pair.state == PairState::Allowed)
                .collect();
            for pair in &pairs {
                let ports = pair.shown();
                let count = pairs.iter().filter(|other| ports.is_subset(other.shown())).count();
                // Rules that allow everything with everyone: asked of all that is drawn.
                let behaviour = folding.behaviour(folding.behaviour_of(*one).unwrap()).unwrap();
                let for_all = behaviour.allows_all[usize::from(!outward)];
                if for_all {
                    for other in drawn.iter().filter(|other| *other != one) {
                        let (from, to) = ends(*other);
                        let pair = analysis.pair_with(from, to, analysis.pair_ids(from, to));
                        let own = if outward { pair.egress } else { pair.ingress };
                        assert!(own.is_all());
                    }
                }
                if count * 10 >= others * 9 || (for_all && count >= 3 && ports.is_all()) {
                    found.insert((*one, outward, ports.short_notation()));
                }
            }
        }
    }
    found
}

#[test]
fn bundles_count_what_asking_each_pair_gives() {
    let (mut bundles, mut badges, mut depends) = (0, 0, 0);
    for seed in 0..70 {
        let analysis = analysis(seed);
        let folding = analysis.folding();
        let everyone = everyone(&analysis, &folding, &folding.drawn);
        badges += everyone.len();
        for level in [Level::Stacks, Level::Namespaces, Level::Alike] {
            let options = at(level);
            let view = analysis.folded_view(&folding, &options);
            let members = members(&analysis, &folding, &options, &view);
            let all: BTreeSet<EndpointId> = members.iter().flatten().copied().collect();
            assert_eq!(all.len(), members.iter().map(Vec::len).sum::<usize>(), "seed {seed}");
            assert_eq!(all, folding.drawn.iter().copied().collect(), "seed {seed}");
            let internet: BTreeSet<usize> = (0..view.nodes.len())
                .filter(|at| view.nodes[*at].badges.iter().any(|badge| matches!(badge, Badge::ReachesInternet { .. })))
                .collect();
            let mut expected: BTreeMap<(usize, usize, PairState), (u64, u64)> = BTreeMap::new();
            for (from, sources) in members.iter().enumerate() {
                for (to, destinations) in members.iter().enumerate() {
                    let to_internet = view.nodes[to].title.contains("Internet") || view.nodes[to].title.contains("/0");
                    let mut counts: BTreeMap<PairState, u64> = BTreeMap::new();
                    let mut of = 0;
                    for (source, destination) in
                        sources.iter().flat_map(|one| destinations.iter().map(move |two| (*one, *two)))
                    {
                        of += u64::from(is_pair(&analysis, source, destination));
                        if !is_pair(&analysis, source, destination) || analysis.endpoint(source).is_only_reached() {
                            continue;
                        }
                        let Some((state, ports)) = answer(&analysis, source, destination) else { continue };
                        let outside = [source, destination].iter().any(|id| analysis.endpoint(*id).is_external());
                        let said = !outside
                            && (everyone.contains(&(source, true, ports.clone()))
                                || everyone.contains(&(destination, false, ports)));
                        if state == PairState::Open
                            || (state == PairState::Allowed && (said || (internet.contains(&from) && to_internet)))
                        {
                            continue;
                        }
                        *counts.entry(state).or_default() += 1;
                    }
                    for (state, count) in counts {
                        expected.insert((from, to, state), (count, of));
                    }
                }
            }
            let single = |at: usize| view.nodes[at].fold.is_none();
            for edge in &view.edges {
                let (count, of) = expected
                    .remove(&(edge.from, edge.to, edge.state))
                    .unwrap_or_else(|| panic!("seed {seed} {level:?}: {edge:?}"));
                assert_eq!(edge.bundle.is_none(), single(edge.from) && single(edge.to));
                if let Some(bundle) = edge.bundle {
                    assert_eq!((bundle.pairs, bundle.of), (count, of), "seed {seed} {level:?}: {edge:?}");
                    bundles += 1;
                }
                depends += u32::from(edge.state == PairState::Depends);
            }
            let told: Vec<_> = view.nodes.iter().map(|node| (&node.title, &node.badges)).collect();
            assert!(expected.is_empty(), "seed {seed} {level:?}: {expected:?} {told:#?}");
        }
    }
    assert!(bundles > 300 && badges > 20 && depends > 50, "{bundles} {badges} {depends}");
}

#[test]
fn small_inputs_are_drawn_as_ever() {
    for seed in 0..40 {
        let analysis = analysis(seed);
        let folding = analysis.folding();
        let view = analysis.folded_view(&folding, &at(Level::Workloads));
        let plain = analysis.graph_view(&crate::view::GraphOptions::default());
        let shown = |view: &GraphView| {
            let nodes =
                view.nodes.iter().map(|node| (node.id.clone(), node.title.clone(), node.namespace, node.ports.len()));
            nodes.collect::<Vec<_>>()
        };
        assert_eq!(shown(&view), shown(&plain), "seed {seed}");
        assert_eq!(view.namespaces, plain.namespaces);
        let blocked =
            |view: &GraphView| view.edges.iter().filter(|edge| matches!(edge.state, PairState::Blocked(_))).count();
        assert_eq!(blocked(&view), blocked(&plain));
        let edges: Vec<_> = plain.edges.iter().map(|edge| (edge.from, edge.to, edge.state, &edge.ports)).collect();
        for edge in &view.edges {
            assert!(edges.contains(&(edge.from, edge.to, edge.state, &edge.ports)), "seed {seed}: {edge:?}");
        }
    }
}

#[test]
fn blocked_pairs_of_a_card_are_counted() {
    for seed in 0..40 {
        let analysis = analysis(seed);
        let folding = analysis.folding();
        let card = NodeId::namespace("n0");
        let options = FoldOptions { blocked_of: Some(card.clone()), ..at(Level::Namespaces) };
        let view = analysis.folded_view(&folding, &options);
        let members = members(&analysis, &folding, &options, &view);
        let mut expected: BTreeMap<(usize, usize, PairState), u64> = BTreeMap::new();
        for (from, to) in (0..members.len()).flat_map(|from| (0..members.len()).map(move |to| (from, to))) {
            if view.nodes[from].id != card && view.nodes[to].id != card {
                continue;
            }
            for (source, destination) in
                members[from].iter().flat_map(|one| members[to].iter().map(move |two| (*one, *two)))
            {
                let state = analysis.pair(source, destination).state;
                if is_pair(&analysis, source, destination)
                    && !analysis.endpoint(source).is_only_reached()
                    && matches!(state, PairState::Blocked(_))
                {
                    *expected.entry((from, to, state)).or_default() += 1;
                }
            }
        }
        let blocked = view.edges.iter().filter(|edge| matches!(edge.state, PairState::Blocked(_)));
        let found: BTreeMap<_, _> = blocked
            .map(|edge| ((edge.from, edge.to, edge.state), edge.bundle.map_or(1, |bundle| bundle.pairs)))
            .collect();
        assert_eq!(found, expected, "seed {seed}");
    }
}

#[test]
fn every_size_fits_the_budget() {
    let sizes = [(50, 1, 5, 20), (200, 1, 10, 60), (600, 3, 30, 150), (2_000, 4, 114, 500), (4_000, 0, 400, 800)];
    for (pods, replicas, namespaces, policies) in sizes {
        let analysis = of(yaml(Size { pods, replicas, namespaces, policies }));
        let folding = analysis.folding();
        let options = FoldOptions::default();
        let view = analysis.folded_view(&folding, &options);
        let lines = view.edges.iter().filter(|edge| !matches!(edge.state, PairState::Blocked(_))).count();
        assert!(view.nodes.len() <= options.cards && lines <= options.lines, "{pods}: {} {lines}", view.nodes.len());
        let drawn: usize = members(&analysis, &folding, &options, &view).iter().map(Vec::len).sum();
        assert_eq!(drawn, folding.drawn.len(), "{pods}");
        assert_eq!(view, analysis.folded_view(&analysis.folding(), &options), "{pods}");
    }
}

#[test]
fn many_lines_of_namespaces_that_are_exactly_alike_fold_though_there_is_room() {
    for (namespaces, level) in [(8, Level::Namespaces), (20, Level::Alike)] {
        let analysis = of(yaml(Size { pods: namespaces * 30, replicas: 3, namespaces, policies: namespaces * 10 }));
        let view = analysis.folded_view(&analysis.folding(), &FoldOptions::default());
        assert_eq!(view.folding.as_ref().map(|said| said.level), Some(level), "{namespaces}");
        assert_eq!(analysis.folded_view(&analysis.folding(), &at(Level::Namespaces)).undrawn, 0);
    }
}

#[test]
fn namespaces_that_behave_alike_share_a_card_and_the_others_say_why_not() {
    let analysis = of(tenants(80));
    let folding = analysis.folding();
    let view = analysis.folded_view(&folding, &FoldOptions::default());
    let node = |id: &str| {
        view.nodes.iter().find(|node| node.id == NodeId::parse(id)).unwrap_or_else(|| panic!("{id}: {view:#?}"))
    };
    let group = node("group:tenant-000");
    let fold = group.fold.as_ref().unwrap();
    assert_eq!((fold.kind, fold.namespaces, fold.workloads), (FoldKind::Alike, 79, 237));
    assert_eq!(group.title, "tenant-*");
    let unlike = node("namespace:tenant-003");
    assert_eq!(unlike.unlike, ["takes TCP 22 from outside"]);
    assert_eq!(unlike.namespace, group.namespace);
    let said = view.folding.as_ref().unwrap();
    assert_eq!(said.unusual.len(), 1);
    assert_eq!(said.unusual[0].name, "tenant-003");
    assert_eq!(said.ways_in.iter().filter(|way| way.by_rule).map(|way| way.workloads).collect::<Vec<_>>(), [1]);
    assert_eq!(folding.members(&analysis, &NodeId::parse("group:tenant-000")).len(), 237);
}

#[test]
fn what_is_unlike_its_kind_names_its_partner_as_people_call_it() {
    let policy = |at: usize, way: &str, peer: &str| {
        let (key, side) = if way == "Ingress" { ("ingress", "from") } else { ("egress", "to") };
        format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: more, namespace: tenant-{at:03}}}\nspec: {{podSelector: {{}}, policyTypes: [{way}], {key}: [{{{side}: [{{{peer}}}], ports: [{{port: 8080}}]}}]}}\n"
        )
    };
    let controllers = "namespaceSelector: {}, podSelector: {matchLabels: {component: ingress-controllers}}";
    let text = tenants(80)
        + &policy(10, "Ingress", controllers)
        + &policy(20, "Egress", "namespaceSelector: {matchLabels: {team: a}}")
        + &policy(30, "Egress", "ipBlock: {cidr: 198.51.100.0/24}")
        + &policy(40, "Egress", "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: tenant-050}}");
    // What all others let in as a whole, one of them lets in by a label and on a port alone.
    let ops = "namespaceSelector: {matchLabels: {team: ops}}";
    let some = format!("{ops}, podSelector: {{matchLabels: {{app: proxy}}}}");
    let text = (0..80).fold(text, |text, at| {
        text + &if at == 60 {
            policy(at, "Ingress", &some).replace("name: more", "name: ops")
        } else {
            policy(at, "Ingress", ops).replace("name: more", "name: ops").replace(", ports: [{port: 8080}]", "")
        }
    });
    let analysis = of(text);
    let view = analysis.folded_view(&analysis.folding(), &FoldOptions::default());
    let unusual = &view.folding.as_ref().unwrap().unusual;
    let says = |name: &str| unusual.iter().find(|one| one.name == name).map(|one| one.says.clone()).unwrap_or_default();
    let controllers = "takes TCP 8080 from any pod component=ingress-controllers in any namespace; ";
    assert!(says("tenant-010").starts_with(controllers), "{unusual:#?}");
    assert!(says("tenant-020").starts_with("reaches any pod in namespaces team=a on TCP 8080; "), "{unusual:#?}");
    let proxies = "takes TCP 8080 from any pod app=proxy in namespaces team=ops; ";
    assert!(says("tenant-060").starts_with(proxies), "{unusual:#?}");
    assert!(says("tenant-030").starts_with("reaches 198.51.100.0/24 on TCP 8080; "), "{unusual:#?}");
}

#[test]
fn what_is_opened_or_kept_leaves_the_others_as_they_were() {
    let analysis = of(tenants(80));
    let folding = analysis.folding();
    let ids = |options: &FoldOptions| -> Vec<String> {
        analysis.folded_view(&folding, options).nodes.iter().map(|node| node.id.to_string()).collect()
    };
    let plain = ids(&FoldOptions::default());
    let opened = FoldOptions { opened: [NodeId::namespace("tenant-003")].into(), ..FoldOptions::default() };
    let shown = ids(&opened);
    assert!(shown.contains(&"tenant-003/web".to_owned()) && shown.contains(&"tenant-003/db".to_owned()), "{shown:?}");
    let others = |list: &[String]| list.iter().filter(|id| !id.contains("tenant-003")).cloned().collect::<Vec<_>>();
    assert_eq!(others(&shown), others(&plain));
    let kept = FoldOptions { keep: [NodeId::parse("tenant-050/web")].into(), ..FoldOptions::default() };
    let shown = ids(&kept);
    assert!(
        shown.contains(&"tenant-050/web".to_owned()) && shown.contains(&"group:tenant-000".to_owned()),
        "{shown:?}"
    );
    let group = FoldOptions { opened: [NodeId::parse("group:tenant-000")].into(), ..FoldOptions::default() };
    assert!(ids(&group).len() > 79);
    // An edit that does not concern them changes no id.
    let more = of(tenants(80)
        + "apiVersion: v1\nkind: Pod\nmetadata: {name: z, namespace: zone, labels: {app: z}}\nspec: {containers: [{name: c}]}\n");
    let edited = more.folded_view(&more.folding(), &FoldOptions::default());
    let edited: Vec<String> = edited.nodes.iter().map(|node| node.id.to_string()).collect();
    assert!(plain.iter().all(|id| edited.contains(id)), "{plain:?} {edited:?}");
}

#[test]
fn a_filter_and_a_focus_say_how_many_they_leave_out() {
    let analysis = of(tenants(80));
    let folding = analysis.folding();
    let filter = FoldFilter { namespaces: ["tenant-001".to_owned()].into(), ..FoldFilter::default() };
    let view = analysis.folded_view(&folding, &FoldOptions { filter, ..FoldOptions::default() });
    let said = view.folding.as_ref().unwrap();
    assert_eq!((said.workloads, said.workloads + said.aside), (3, folding.pods().count()));
    let focus = Focus { node: NodeId::parse("tenant-003/web"), hops: 1, way: FocusWay::Both };
    let view = analysis.folded_view(&folding, &FoldOptions { focus: Some(focus), ..FoldOptions::default() });
    let ids: Vec<String> = view.nodes.iter().map(|node| node.id.to_string()).collect();
    assert_eq!(ids, ["external:0.0.0.0/0", "tenant-003/db", "tenant-003/web", "rep:tenant-003/*", "rep:*/*"]);
    let filter = FoldFilter {
        port: Some((crate::sets::Protocol::Tcp, 22)),
        state: Some(LineState::Allowed),
        ..FoldFilter::default()
    };
    let view = analysis.folded_view(&folding, &FoldOptions { filter, ..FoldOptions::default() });
    assert!(view.edges.iter().all(|edge| edge.state == PairState::Allowed));
}

#[test]
fn groups_with_one_stem_are_told_apart_by_their_names() {
    let mut text = tenants(80);
    for at in (0..80).step_by(2) {
        text += &format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: out, namespace: tenant-{at:03}}}\nspec: {{podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{{ipBlock: {{cidr: 198.51.100.0/24}}}}], ports: [{{port: 443}}]}}]}}\n"
        );
    }
    let analysis = of(text);
    let view = analysis.folded_view(&analysis.folding(), &FoldOptions::default());
    let groups = view.nodes.iter().filter(|node| node.fold.as_ref().is_some_and(|fold| fold.kind == FoldKind::Alike));
    let titles: Vec<&str> = groups.map(|node| node.title.as_str()).collect();
    let unique: BTreeSet<&&str> = titles.iter().collect();
    assert!(titles.len() > 1 && unique.len() == titles.len(), "{titles:?}");
    assert!(titles.iter().all(|title| title.contains(" … ")), "{titles:?}");
}
