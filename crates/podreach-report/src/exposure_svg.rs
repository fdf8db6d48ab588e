//! Exposure as a picture: the workloads as they are, and kinds of pods that could be created as hatched cards around them.

use std::collections::{BTreeMap, BTreeSet};

use podreach_eval::exposure::{Potential, SideExposure};
use podreach_eval::policy::{Direction, NamespaceScope};
use podreach_eval::reach::{BlockedBy, PairState};
use podreach_eval::view::{GraphView, NamespaceView, NodeKind, NodeView};
use podreach_eval::{Analysis, GraphOptions};
use podreach_picture::scene::{Head, SceneEdge};

use crate::SvgOptions;
use crate::exposure::{ends, told};
use crate::svg::{self, Words};

/// At most this many kinds of pods are drawn.
const KINDS: usize = 100;

/// Draws workloads, the outside, and the kinds of pods that workloads are exposed to. No representatives: kinds of pods say
/// all that they would, and more.
pub fn exposure_svg(analysis: &Analysis, options: &SvgOptions) -> String {
    let graph = GraphOptions { only_given: true, ..options.graph.clone() };
    let (view, barred) = with_kinds(analysis, analysis.graph_view(&graph));
    let mut scene = svg::scene(&view, options);
    for edge in &mut scene.edges {
        let Some(by) = barred.get(&(edge.facts.from.clone(), edge.facts.to.clone())) else { continue };
        bar(edge, *by);
    }
    svg::draw(&scene, &Words { title: "Who reaches whom, and who could", ..Words::default() })
}

/// Lines that nothing passes along, by the ids of their ends, and which end the workload is.
type Barred = BTreeMap<(String, String), BlockedBy>;

/// Gives a line the look of one that its workload stops.
fn bar(edge: &mut SceneEdge, by: BlockedBy) {
    edge.facts.state = "blocked";
    edge.facts.blocked_by = Some(by.as_str());
    edge.label = format!("{} cannot reach {}", edge.facts.from, edge.facts.to);
    let leaving = by == BlockedBy::Source;
    let heads = if leaving { [Head::Bar, Head::Chevron] } else { [Head::Plain, Head::BarredChevron] };
    for (end, head) in edge.ends.iter_mut().zip(heads) {
        end.head = head;
    }
}

/// The view with kinds of pods, and which of its edges nothing passes along.
fn with_kinds(analysis: &Analysis, mut view: GraphView) -> (GraphView, Barred) {
    let workloads: Vec<(usize, String)> = view
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.kind == NodeKind::Workload)
        .map(|(at, node)| (at, node.id.clone()))
        .collect();
    let mut exposure = analysis.exposure();
    let (mut kinds, mut barred) = (Kinds::default(), Barred::new());
    for (workload, id) in workloads {
        let Some(found) = analysis.endpoint_by_id(&id).and_then(|endpoint| exposure.of(endpoint)) else { continue };
        for side in [found.side(Direction::Ingress), found.side(Direction::Egress)] {
            for kind in told(side) {
                let Some(at) = kinds.of(kind, &mut view) else { continue };
                if kind.connections.is_none() {
                    let other = view.nodes.get(at).map(|node| node.id.as_str()).unwrap_or_default();
                    let [from, to] = ends(side.direction, id.as_str(), other).map(str::to_owned);
                    let ingress = side.direction == Direction::Ingress;
                    barred.insert((from, to), if ingress { BlockedBy::Destination } else { BlockedBy::Source });
                }
                let words = kind.connections.short_notation();
                view.connect(ends(side.direction, workload, at), state(side, kind), &kind.connections, words);
            }
        }
    }
    view.left_out += kinds.left_out.len();
    (view, barred)
}

/// Everything passes that nobody holds back; what a rule lets pass is allowed.
fn state(side: &SideExposure, kind: &Potential) -> PairState {
    if !side.isolated && kind.rules.is_empty() { PairState::Open } else { PairState::Allowed }
}

/// Kinds of pods that are drawn, by notation.
#[derive(Default)]
struct Kinds {
    places: BTreeMap<String, usize>,
    left_out: BTreeSet<String>,
}

impl Kinds {
    /// The node of a kind, which is made when there is none; `None` when there are too many.
    fn of(&mut self, kind: &Potential, view: &mut GraphView) -> Option<usize> {
        let notation = kind.notation();
        if let Some(at) = self.places.get(&notation) {
            return Some(*at);
        }
        if self.places.len() >= KINDS {
            self.left_out.insert(notation);
            return None;
        }
        let node = node(kind, &notation, view);
        view.nodes.push(node);
        let at = view.nodes.len() - 1;
        self.places.insert(notation, at);
        Some(at)
    }
}

fn node(kind: &Potential, notation: &str, view: &mut GraphView) -> NodeView {
    let (namespace, place) = match &kind.pods.namespaces {
        NamespaceScope::Named(name) => (Some(namespace(name, view)), "that could be created".to_owned()),
        NamespaceScope::Matching(selector) if selector.is_empty() => (None, "in any namespace".to_owned()),
        NamespaceScope::Matching(selector) => (None, format!("in namespaces {selector}")),
    };
    let pods = &kind.pods.pods;
    let title = if pods.is_empty() { "any pod".to_owned() } else { pods.to_string() };
    let node = NodeView::plain(format!("kind:{notation}"), NodeKind::Representative, title, place);
    NodeView { namespace, ..node }
}

/// The box of a namespace, which is made when it has none.
fn namespace(name: &str, view: &mut GraphView) -> usize {
    let found = view.namespaces.iter().position(|namespace| namespace.name == name);
    found.unwrap_or_else(|| {
        view.namespaces.push(NamespaceView {
            id: format!("namespace:{name}"),
            name: name.to_owned(),
            workloads: 0,
            policies: 0,
            implied: true,
        });
        view.namespaces.len() - 1
    })
}
