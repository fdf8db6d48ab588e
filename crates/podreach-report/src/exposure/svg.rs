//! Exposure as a picture: the workloads as they are, and kinds of pods that could be created as hatched cards around them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use podreach_eval::exposure::{ExposedSet, SideExposure};
use podreach_eval::policy::NamespaceScope;
use podreach_eval::query::{BlockedBy, PairState};
use podreach_eval::view::{BoxKind, EdgeLook, EdgeSays, GraphView, NamespaceView, NodeId, NodeKind, NodeView};
use podreach_eval::{Analysis, GraphOptions, explain};

use super::{ExposureDoc, ends, reportable, shown, sides};
use crate::Printer;
use crate::svg::{self, Words};

/// At most this many kinds of pods are drawn.
const KINDS: usize = 100;

/// Draws workloads, the outside, and the kinds of pods that workloads are exposed to; with representatives what is said of
/// them as well. Kinds of pods say all that representatives of selectors would, and more, so that those are left out else.
pub(crate) fn svg(doc: &ExposureDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let words = Words {
        title: "Who reaches whom, and who could",
        empty: "Nothing to draw: the input holds no workloads, and only workloads have an exposure.",
        hatched: "any such pod, existing or to come",
    };
    out.write_str(&svg::of_view(&view(doc), &doc.picture, &words))
}

/// The view with kinds of pods.
fn view(doc: &ExposureDoc<'_>) -> GraphView {
    let analysis = doc.analysis;
    let graph = GraphOptions { only_given: !doc.representatives, ..doc.picture.graph.clone() };
    let mut view = analysis.graph_view(&graph);
    let given = view.nodes.len();
    let pods = view.nodes.iter().enumerate().filter(|(_, node)| node.kind != NodeKind::External);
    let pods: Vec<(usize, NodeId)> = pods.map(|(at, node)| (at, node.id.clone())).collect();
    let mut kinds = Kinds::default();
    for (pod, id) in pods {
        let Some(endpoint) = analysis.endpoint_of_node(&id) else { continue };
        let Some(found) = doc.of(endpoint) else { continue };
        for side in sides(&found) {
            for kind in reportable(side) {
                let Some(at) = kinds.of(analysis, kind, &mut view) else { continue };
                let sentence = explain::exposure_sentence(analysis, endpoint, side, kind, |_| String::new());
                let (ports, short, look) = match stopped_by(side, kind) {
                    Some(by) => ("none".to_owned(), "no port".to_owned(), EdgeLook::Stopped(by)),
                    None => (shown(kind).short_notation(), shown(kind).short_notation(), EdgeLook::State),
                };
                let says = EdgeSays { short, sentence, look };
                view.connect(ends(side.direction, pod, at), state(side, kind), shown(kind), ports, says);
            }
        }
    }
    view.left_out += kinds.left_out.len();
    let kinds = kinds.places.len();
    view.summary =
        Some(format!("Exposure: {given} workloads and ends outside, {kinds} kinds of pods, existing or to come."));
    view
}

/// The end that stops everything.
fn stopped_by(side: &SideExposure, kind: &ExposedSet) -> Option<BlockedBy> {
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
    let node = NodeView::plain(format!("kind:{notation}"), NodeKind::Representative, title, place);
    NodeView { namespace, to_come: true, ..node }
}

/// The box of a namespace, which is made when it has none.
fn namespace(analysis: &Analysis, name: &str, view: &mut GraphView) -> usize {
    let found = view.namespaces.iter().position(|namespace| namespace.name == name);
    found.unwrap_or_else(|| {
        view.namespaces.push(NamespaceView {
            id: NodeId::namespace(name),
            kind: BoxKind::Namespace,
            name: name.to_owned(),
            workloads: 0,
            policies: analysis.policies.list.iter().filter(|policy| policy.namespace.as_deref() == Some(name)).count(),
            implied: true,
        });
        view.namespaces.len() - 1
    })
}
