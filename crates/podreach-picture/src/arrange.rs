//! From the evaluator's view to a scene: cards and lines are measured, the layout gives them places, names are added.

use podreach_eval::view::{GraphView, NodeKind};

use crate::arrangement::Arrangement;
use crate::card::{self, Card, CardOptions};
use crate::edges::{self, Edges, Line};
use crate::measure::{self, Font};
use crate::picked::Picked;
use crate::place::{self, Placed};
use crate::scene::{Chip, LineEnd, Scene, SceneEdge, SceneNamespace, SceneNode};
use crate::wholes;
use crate::wording::{namespace_note, node_label, node_names, summary};

use crate::visible::escaped;

/// Makes the scene of a view.
pub fn scene(view: &GraphView, options: &Arrangement) -> Scene {
    let names = node_names(view);
    let cards = cards(view, options);
    let Edges { lines, silent, rows, undrawn } = edges::edges(view, &names, options);
    let placed = place::place(view, &cards, &lines, options.compact);
    let mut nodes = nodes(view, &names, cards, &placed);
    let wholes = wholes::wholes(view, &mut nodes);
    let index = view.nodes.iter().enumerate().map(|(at, node)| (node.id.clone(), at)).collect();
    Scene {
        bounds: placed.bounds,
        namespaces: namespaces(view, &placed, options),
        wholes,
        nodes,
        edges: scene_edges(lines, &placed),
        silent,
        rows,
        left_out: view.left_out,
        undrawn: undrawn + view.undrawn,
        summary: view.summary.clone().unwrap_or_else(|| summary(view)),
        places: index,
    }
}

fn cards(view: &GraphView, options: &Arrangement) -> Vec<Card> {
    let card_options =
        CardOptions { compact: options.compact, show_services: options.show_services, still: options.still };
    let mut cards: Vec<Card> = view.nodes.iter().map(|node| card::card(node, card_options)).collect();
    if options.show_blocked && options.selected == Picked::Nothing {
        count_blocked(view, &mut cards);
    }
    card::name_plates_once(&mut cards);
    cards
}

/// With nothing selected, blocked pairs are numbers on the cards instead of lines across the picture.
fn count_blocked(view: &GraphView, cards: &mut [Card]) {
    let mut counts = vec![(0_usize, 0_usize); cards.len()];
    for edge in view.edges.iter().filter(|edge| edge.state.as_str() == "blocked" && edge.from != edge.to) {
        if let Some(count) = counts.get_mut(edge.to) {
            count.0 += 1;
        }
        if let Some(count) = counts.get_mut(edge.from) {
            count.1 += 1;
        }
    }
    for ((card, node), (into, out_of)) in cards.iter_mut().zip(&view.nodes).zip(counts) {
        if node.kind == NodeKind::Workload && into + out_of > 0 {
            card.set_note(format!("✕ {into} in, {out_of} out"));
        }
    }
}

fn namespaces(view: &GraphView, placed: &Placed, options: &Arrangement) -> Vec<SceneNamespace> {
    const NAME: Font = Font::bold(12.0);
    const NOTE: Font = Font::sans(11.0);
    let boxes = view.namespaces.iter().zip(&placed.namespaces);
    boxes
        .map(|(namespace, rect)| {
            let name = measure::fit(&escaped(&namespace.name), NAME, rect.width - 32.0);
            let note = namespace_note(namespace);
            let room = rect.width - 46.0 - measure::width(&name, NAME);
            let fits = !options.compact && measure::width(&note, NOTE) <= room;
            SceneNamespace {
                id: namespace.id.clone(),
                full_name: namespace.name.clone(),
                name,
                note: if fits { note } else { String::new() },
                by_labels: false,
                rect: *rect,
            }
        })
        .collect()
}

fn nodes(view: &GraphView, names: &[String], cards: Vec<Card>, placed: &Placed) -> Vec<SceneNode> {
    let found = view.nodes.iter().zip(names).zip(cards).zip(&placed.nodes);
    found
        .map(|(((node, name), card), place)| {
            let namespace =
                node.namespace.and_then(|at| view.namespaces.get(at)).map(|namespace| namespace.name.as_str());
            SceneNode {
                id: node.id.clone(),
                kind: node.kind,
                card,
                rect: place.rect,
                pills: place.pills.clone(),
                inset: place.inset,
                label: node_label(node, name, namespace),
            }
        })
        .collect()
}

fn scene_edges(lines: Vec<Line>, placed: &Placed) -> Vec<SceneEdge> {
    lines
        .into_iter()
        .zip(&placed.routes)
        .map(|(line, route)| {
            let end = |place: place::End, head| LineEnd { at: place.at, dx: place.dx, dy: place.dy, head };
            let chip = line.chip.zip(route.chip).map(|((text, _), rect)| Chip { text, rect });
            SceneEdge {
                facts: line.facts,
                both_ways: line.both_ways,
                path: route.path.clone(),
                ends: vec![end(route.start, line.heads.0), end(route.end, line.heads.1)],
                chip,
                quiet: line.quiet,
                label: line.label,
                bounds: route.bounds,
            }
        })
        .collect()
}
