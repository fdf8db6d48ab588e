//! From the evaluator's view to a scene: cards and lines are measured, the layout gives them places, names are added.

use podreach_eval::view::{BoxKind, FoldingView, GraphView, Level, NodeId, NodeKind, NodeView};

use podreach_layout::Arranged;

use crate::arrangement::Arrangement;
use crate::card::{self, Card, CardOptions};
use crate::edges::{self, Edges, Line};
use crate::headers::{NAME, NOTE, header};
use crate::kept::{Kept, Key, is_same_picture};
use crate::measure;
use crate::picked::Picked;
use crate::place::{self, Placed};
use crate::scene::{CLOSER, Chip, LineEnd, Scene, SceneEdge, SceneNamespace, SceneNode};
use crate::ties;
use crate::wholes;
use crate::wording::{endpoints_words, grouped, node_label, node_names, summary};

/// Makes the scene of a view.
pub fn scene(view: &GraphView, options: &Arrangement) -> Scene {
    made(view, options, None).0
}

/// Makes the scene of a view whose cards stand where they stood in those before, as far as the same level was drawn: what has
/// opened keeps its corner and pushes others right and down, what has closed lets them back.
pub fn scene_after(view: &GraphView, options: &Arrangement, before: &Kept) -> (Scene, Kept) {
    let key = Key::of(view, options);
    let (scene, arranged) = made(view, options, before.places(key).filter(|places| is_same_picture(view, places)));
    (scene, before.with(key, arranged))
}

fn made(view: &GraphView, options: &Arrangement, before: Option<&Arranged>) -> (Scene, Option<Arranged>) {
    let names = node_names(view);
    let cards = cards(view, options);
    let Edges { lines, silent, rows, undrawn } = edges::edges(view, &names, options);
    let placed = place::place(view, &cards, &lines, options, before);
    let mut nodes = nodes(view, &names, cards, &placed);
    let wholes = wholes::wholes(view, &mut nodes);
    let index = view.nodes.iter().enumerate().map(|(at, node)| (node.id.clone(), at)).collect();
    let scene = Scene {
        bounds: placed.bounds,
        namespaces: namespaces(view, &placed, options),
        wholes,
        nodes,
        edges: [scene_edges(lines, &placed), ties::ties(view, &placed, &names)].concat(),
        silent,
        rows,
        left_out: view.left_out,
        undrawn: undrawn + view.undrawn,
        summary: view.summary.clone().unwrap_or_else(|| summary(view)),
        places: index,
    };
    (scene, placed.arranged)
}

fn cards(view: &GraphView, options: &Arrangement) -> Vec<Card> {
    let folds = card::folds(view);
    let is_open = |at: usize| view.namespaces.get(at).is_some_and(|namespace| namespace.kind == BoxKind::Open);
    let card_of = |node: &NodeView| {
        let card_options = CardOptions {
            compact: options.compact,
            show_services: options.show_services,
            still: options.still,
            folds,
            in_open_box: node.namespace.is_some_and(is_open),
        };
        card::card(node, card_options)
    };
    let mut cards: Vec<Card> = view.nodes.iter().map(card_of).collect();
    if let (true, Some(says)) = (folds && !options.compact, view.folding.as_ref().and_then(|fold| ways_in(fold))) {
        let shores = view.nodes.iter().zip(&mut cards);
        for (_, card) in
            shores.filter(|(node, _)| matches!(&node.id, NodeId::External(label) if **label == *"Internet"))
        {
            card.set_shore(&says);
        }
    }
    if options.show_blocked && options.selected == Picked::Nothing {
        count_blocked(view, &mut cards);
    }
    card::name_plates_once(&mut cards);
    cards
}

/// By which workloads the cluster can be reached from outside, as a sentence.
fn ways_in(folding: &FoldingView) -> Option<String> {
    let count = |by_rule: bool| -> usize {
        folding.ways_in.iter().filter(|way| way.by_rule == by_rule).map(|way| way.workloads).sum()
    };
    let missing: usize = folding.ways_in.iter().map(|way| way.representatives).sum();
    let (by_rule, open) = (count(true), count(false));
    let all = by_rule + open;
    let says = match (by_rule, open) {
        (0, 0) => return None,
        (_, 0) => "by a rule".to_owned(),
        (0, _) => "no policy isolates their ingress".to_owned(),
        _ => format!("{} by a rule, {} because no policy isolates their ingress", grouped(by_rule), grouped(open)),
    };
    Some(format!("{} can be reached from outside: {says}", endpoints_words(all, missing)))
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
            card.set_note(format!("✕ {} in, {} out", grouped(into), grouped(out_of)));
        }
    }
}

fn namespaces(view: &GraphView, placed: &Placed, options: &Arrangement) -> Vec<SceneNamespace> {
    let boxes = view.namespaces.iter().zip(&placed.namespaces).enumerate();
    boxes
        .map(|(at, (namespace, rect))| {
            let header = header(view, at, namespace);
            let closes = namespace.kind == BoxKind::Namespace
                && view.folding.as_ref().is_some_and(|folding| folding.level != Level::Workloads);
            let closer = if closes { CLOSER } else { 0.0 };
            let name = measure::fit(&header.name, NAME, rect.width - 32.0 - closer);
            let note = header.note;
            let room = rect.width - 46.0 - closer - measure::width(&name, NAME);
            let fits = header.height > 0.0 || (!options.compact && measure::width(&note, NOTE) <= room);
            SceneNamespace {
                id: namespace.id.clone(),
                full_name: namespace.name.clone(),
                name,
                note: if fits { note } else { String::new() },
                kind: namespace.kind,
                closes,
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
                existence: node.existence,
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
            let form = line.chip.into_iter().nth(route.form);
            let chip = form.zip(route.chip).map(|(form, rect)| Chip { text: form.ports, count: form.count, rect });
            SceneEdge {
                facts: line.facts,
                both_ways: line.both_ways,
                path: route.path.clone(),
                ends: vec![end(route.start, line.heads.0), end(route.end, line.heads.1)],
                chip,
                quiet: line.quiet,
                label: line.label,
                full: line.full,
                casing: route.casing.clone(),
                bounds: route.bounds,
            }
        })
        .collect()
}
