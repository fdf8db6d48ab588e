//! Exposure as a picture: the workloads as they are, and kinds of pods that could be created as hatched cards around them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use podreach_eval::exposure::{ExposedSet, SideExposure};
use podreach_eval::policy::{Direction, NamespaceScope};
use podreach_eval::reach::{BlockedBy, PairState};
use podreach_eval::view::{GraphView, NamespaceView, NodeKind, NodeView};
use podreach_eval::{Analysis, GraphOptions, explain};
use podreach_picture::scene::{EdgeFacts, Head, SceneEdge};

use super::{ExposureDoc, ends, shown, told};
use crate::Printer;
use crate::svg::{self, Words};

/// At most this many kinds of pods are drawn.
const KINDS: usize = 100;

/// Draws workloads, the outside, and the kinds of pods that workloads are exposed to; with representatives what is said of
/// them as well. Kinds of pods say all that representatives of selectors would, and more, so that those are left out else.
pub(crate) fn svg(doc: &ExposureDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let graph = GraphOptions { only_given: !doc.representatives, ..doc.picture.graph.clone() };
    let (view, facts) = with_kinds(doc, doc.analysis.graph_view(&graph));
    let mut scene = svg::scene(&view, &doc.picture);
    for edge in &mut scene.edges {
        if let Some(fact) = facts.get(&(edge.facts.from.clone(), edge.facts.to.clone())) {
            edge.label.clone_from(&fact.sentence);
            if let Some(by) = fact.barred {
                bar(edge, by);
            }
        }
    }
    for edge in &mut scene.silent {
        let by = facts.get(&(edge.from.clone(), edge.to.clone())).and_then(|fact| fact.barred);
        if let Some(by) = by {
            stop(edge, by);
        }
    }
    let kinds = scene.nodes.iter_mut().filter(|node| node.id.starts_with(KIND));
    // Which policies select pods of a kind differs from pod to pod.
    let kinds = kinds.map(|node| node.label = format!("{}, {}", node.card.full_title, node.card.subtitle)).count();
    let pods = scene.nodes.len() - kinds;
    scene.summary = format!("Exposure: {pods} workloads and ends outside, {kinds} kinds of pods, existing or to come.");
    let words = Words {
        title: "Who reaches whom, and who could",
        empty: "Nothing to draw: the input holds no workloads, and exposure is told of those.",
        hatched: "any such pod, existing or to come",
    };
    out.write_str(&svg::draw(&scene, &words))
}

/// Ids of kinds of pods begin so.
const KIND: &str = "kind:";

/// What a line from or to a kind of pods says.
struct Fact {
    sentence: String,
    /// Who stops everything.
    barred: Option<BlockedBy>,
}

/// By the ids of both ends.
type Facts = BTreeMap<(String, String), Fact>;

/// Gives a line the look of one that an end stops.
fn bar(edge: &mut SceneEdge, by: BlockedBy) {
    stop(&mut edge.facts, by);
    let heads = match by {
        BlockedBy::Source => [Head::Bar, Head::Chevron],
        BlockedBy::Destination => [Head::Plain, Head::BarredChevron],
        BlockedBy::Both => [Head::Bar, Head::BarredChevron],
    };
    for (end, head) in edge.ends.iter_mut().zip(heads) {
        end.head = head;
    }
}

fn stop(facts: &mut EdgeFacts, by: BlockedBy) {
    (facts.state, facts.blocked_by) = ("blocked", Some(by.as_str()));
    "none".clone_into(&mut facts.ports);
}

/// The view with kinds of pods, and what the lines from and to them say.
fn with_kinds(doc: &ExposureDoc<'_>, mut view: GraphView) -> (GraphView, Facts) {
    let analysis = doc.analysis;
    let pods = view.nodes.iter().enumerate().filter(|(_, node)| node.kind != NodeKind::External);
    let pods: Vec<(usize, String)> = pods.map(|(at, node)| (at, node.id.clone())).collect();
    let (mut kinds, mut facts) = (Kinds::default(), Facts::new());
    for (pod, id) in pods {
        let Some(endpoint) = analysis.endpoint_by_id(&id) else { continue };
        let Some(found) = doc.of(endpoint) else { continue };
        for side in [found.side(Direction::Ingress), found.side(Direction::Egress)] {
            for kind in told(side) {
                let Some(at) = kinds.of(analysis, kind, &mut view) else { continue };
                let shown = shown(kind);
                let words = if shown.is_none() { "no port".to_owned() } else { shown.short_notation() };
                view.connect(ends(side.direction, pod, at), state(side, kind), shown, words);
                let other = view.nodes.get(at).map(|node| node.id.as_str()).unwrap_or_default();
                let [from, to] = ends(side.direction, id.as_str(), other).map(str::to_owned);
                let sentence = explain::exposure_sentence(analysis, endpoint, side, kind, |_| String::new());
                facts.insert((from, to), Fact { sentence, barred: barred(side, kind) });
            }
        }
    }
    view.left_out += kinds.left_out.len();
    (view, facts)
}

/// The end that stops everything.
fn barred(side: &SideExposure, kind: &ExposedSet) -> Option<BlockedBy> {
    if !shown(kind).is_none() {
        return None;
    }
    let [source, destination] = ends(side.direction, true, false);
    // Where the workload lets something pass, it is the other end that does not.
    let is_source = if kind.connections.is_none() { source } else { destination };
    Some(if is_source { BlockedBy::Source } else { BlockedBy::Destination })
}

/// Everything passes that nobody holds back; what a rule lets pass is allowed.
fn state(side: &SideExposure, kind: &ExposedSet) -> PairState {
    let free = !side.isolated && kind.rules.is_empty() && kind.selecting_all.is_empty();
    if free { PairState::Open } else { PairState::Allowed }
}

/// Kinds of pods that are drawn, by notation.
#[derive(Default)]
struct Kinds {
    places: BTreeMap<String, usize>,
    left_out: BTreeSet<String>,
}

impl Kinds {
    /// The node of a kind, which is made when there is none; `None` when there are too many.
    fn of(&mut self, analysis: &Analysis, kind: &ExposedSet, view: &mut GraphView) -> Option<usize> {
        let notation = kind.notation();
        if let Some(at) = self.places.get(&notation) {
            return Some(*at);
        }
        if self.places.len() >= KINDS {
            self.left_out.insert(notation);
            return None;
        }
        let node = node(analysis, kind, &notation, view);
        view.nodes.push(node);
        let at = view.nodes.len() - 1;
        self.places.insert(notation, at);
        Some(at)
    }
}

fn node(analysis: &Analysis, kind: &ExposedSet, notation: &str, view: &mut GraphView) -> NodeView {
    let (namespace, place) = match &kind.pods.namespaces {
        NamespaceScope::Named(name) => (Some(namespace(analysis, name, view)), "existing or to come".to_owned()),
        NamespaceScope::Matching(selector) if selector.is_empty() => (None, "in any namespace".to_owned()),
        NamespaceScope::Matching(selector) => (None, format!("in namespaces {selector}")),
    };
    let pods = &kind.pods.pods;
    let title = if pods.is_empty() { "any pod".to_owned() } else { pods.to_string() };
    let node = NodeView::plain(format!("{KIND}{notation}"), NodeKind::Representative, title, place);
    NodeView { namespace, ..node }
}

/// The box of a namespace, which is made when it has none.
fn namespace(analysis: &Analysis, name: &str, view: &mut GraphView) -> usize {
    let found = view.namespaces.iter().position(|namespace| namespace.name == name);
    found.unwrap_or_else(|| {
        view.namespaces.push(NamespaceView {
            id: format!("namespace:{name}"),
            name: name.to_owned(),
            workloads: 0,
            policies: analysis.policies.list.iter().filter(|policy| policy.namespace.as_deref() == Some(name)).count(),
            implied: true,
        });
        view.namespaces.len() - 1
    })
}
