//! The reachability graph as a self-contained SVG: the page's picture, with the same names for its parts (`data-node`,
//! `data-edge` and so on), for documents and reports. It holds no script and refers to nothing outside itself.

mod edges;
mod folded;
mod frame;
mod legend;
mod marks;
mod nodes;
mod rules;
mod strip;
mod style;
mod verdict;
mod wrap;
mod xml;

pub(crate) use verdict::verdicts_svg;

use podreach_eval::view::GraphView;
use podreach_eval::{Analysis, GraphOptions};
use podreach_picture::measure::{self, Font};
use podreach_picture::scene::Scene;
use podreach_picture::{Arrangement, Bounds, arrange};

use frame::{Names, document};
use legend::Legend;
use style::{GRAPH, style_sheet};
use xml::{Xml, number};

/// Choices of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SvgOptions {
    /// Which nodes are drawn, and how many at most. What is left out is counted in the picture.
    pub graph: GraphOptions,
    /// Whether Services stand in front of the ports that they lead to.
    pub services: bool,
    /// Whether every card counts its blocked pairs, and these are in the document.
    pub blocked: bool,
}

/// A picture that is a file of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SvgPage {
    /// What stands above the picture; nothing where it is empty.
    pub heading: String,
    /// Whether it is light for everyone, and not dark for those who prefer that: for paper, and for pictures made of pixels.
    pub light: bool,
}

/// Free space around everything.
const MARGIN: f64 = 24.0;
/// Height of the heading with the space below it.
const HEADING: f64 = 40.0;
/// A longer heading ends in an ellipsis: the name of a work is anybody's text.
const WIDEST_HEADING: f64 = 1000.0;
/// Height of a line of notes.
const NOTE_ROW: f64 = 20.0;

/// Draws the graph. Representatives are always part of it: a policy alone gives a complete picture.
pub fn svg(analysis: &Analysis, options: &SvgOptions) -> String {
    of_view(&analysis.graph_view(&options.graph), options, &Words::default())
}

/// Draws a view that is at hand, folded or not: what `analysis.graph_view` gives, or a page shows.
pub fn svg_of_view(view: &GraphView, options: &SvgOptions) -> String {
    of_view(view, options, &Words::default())
}

/// Draws a scene that is at hand, as a page shows it, with its legend and a heading.
pub fn svg_of_scene(scene: &Scene, page: &SvgPage) -> String {
    draw(scene, &Words::default(), page)
}

/// What a picture says about itself.
pub(crate) struct Words {
    /// Its name.
    pub(crate) title: &'static str,
    /// Where there is nothing to draw.
    pub(crate) empty: &'static str,
    /// What hatched cards are.
    pub(crate) hatched: &'static str,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            title: "Who reaches whom",
            empty: "Nothing to draw: the input holds no workloads and no policies.",
            hatched: "not in your YAML",
        }
    }
}

/// Draws a view.
pub(crate) fn of_view(view: &GraphView, options: &SvgOptions, words: &Words) -> String {
    draw(&scene(view, options), words, &SvgPage::default())
}

/// The scene of a view, for who cannot point at it.
fn scene(view: &GraphView, options: &SvgOptions) -> Scene {
    let choices = Arrangement {
        show_services: options.services,
        show_blocked: options.blocked,
        still: true,
        ..Arrangement::default()
    };
    arrange::scene(view, &choices)
}

/// Draws a scene.
fn draw(scene: &Scene, words: &Words, page: &SvgPage) -> String {
    let notes = notes(scene, words);
    let heading = measure::fit(page.heading.trim(), Font::bold(20.0), WIDEST_HEADING);
    let heading_height = if heading.is_empty() { 0.0 } else { HEADING };
    let widest_heading = measure::width(&heading, Font::bold(20.0)).ceil();
    let widest_note = notes.iter().map(|note| measure::width(note, Font::sans(12.0)) + 24.0).fold(0.0, f64::max);
    let narrowest = Legend::narrowest().max(widest_note.ceil()).max(widest_heading);
    let graph = Bounds { width: scene.bounds.width.max(narrowest), ..scene.bounds };
    let legend = Legend::new(scene, graph.width, words.hatched);
    let note_height = if notes.is_empty() { 0.0 } else { notes.len() as f64 * NOTE_ROW + 14.0 + MARGIN / 2.0 };
    let legend_height = if legend.height() > 0.0 { legend.height() + MARGIN } else { 0.0 };
    let whole = Bounds {
        x: graph.x - MARGIN,
        y: graph.y - MARGIN - note_height - heading_height,
        width: graph.width + 2.0 * MARGIN,
        height: graph.height + 2.0 * MARGIN + note_height + legend_height + heading_height,
    };
    let title = if heading.is_empty() { words.title } else { &heading };
    let names = Names { title, description: &scene.summary };
    document(whole, &names, &style_sheet(GRAPH, page.light), |xml| {
        hatching(xml);
        if !heading.is_empty() {
            xml.label("heading", graph.x, whole.y + MARGIN + 18.0, &heading);
        }
        note_box(xml, &notes, (graph.x, whole.y + MARGIN + heading_height));
        layers(xml, scene);
        if legend_height > 0.0 {
            let (x, y) = (graph.x, graph.y + graph.height + MARGIN);
            xml.layer("legend", |xml| {
                let (right, y) = (x + graph.width, y - MARGIN / 4.0);
                xml.path("rule", &format!("M{} {}H{}", number(x), number(y), number(right)));
                xml.line();
                legend.draw(xml, (x, y + MARGIN / 4.0));
            });
        }
    })
}

/// The hatching of what is not in the YAML.
fn hatching(xml: &mut Xml) {
    xml.tag("defs").around(|xml| {
        xml.tag("pattern")
            .attr("id", "podreach-hatch")
            .size((8.0, 8.0))
            .attr("patternUnits", "userSpaceOnUse")
            .attr("patternTransform", "rotate(45)")
            .around(|xml| {
                xml.tag("rect").attr("class", "hatch__ground").size((8.0, 8.0)).done();
                xml.path("hatch__line", "M0 0V8");
            });
    });
    xml.line();
}

/// Back to front: boxes, lines, names of the boxes, cards, labels of lines.
fn layers(xml: &mut Xml, scene: &Scene) {
    xml.layer("namespaces", |xml| scene.namespaces.iter().for_each(|namespace| nodes::namespace_box(xml, namespace)));
    if !scene.silent.is_empty() {
        xml.tag("g").attr("class", "silent").attr("display", "none").around(|xml| {
            xml.line();
            scene.silent.iter().for_each(|facts| edges::silent(xml, facts));
        });
        xml.line();
    }
    xml.layer("edges", |xml| scene.edges.iter().for_each(|edge| edges::edge(xml, edge)));
    xml.layer("names", |xml| scene.namespaces.iter().for_each(|namespace| nodes::namespace_name(xml, namespace)));
    xml.layer("wholes", |xml| scene.wholes.iter().for_each(|whole| nodes::whole(xml, whole)));
    xml.layer("nodes", |xml| scene.nodes.iter().for_each(|node| nodes::node(xml, node)));
    xml.layer("chips", |xml| scene.edges.iter().for_each(|edge| edges::chip(xml, edge)));
}

/// What the picture has to say about itself: that it is empty, or that it does not show everything.
fn notes(scene: &Scene, words: &Words) -> Vec<String> {
    let mut notes = Vec::new();
    if scene.nodes.is_empty() {
        notes.push(words.empty.to_owned());
    }
    if scene.left_out > 0 {
        notes.push(format!("{} nodes are drawn and {} are left out.", scene.nodes.len(), scene.left_out));
    }
    if scene.undrawn > 0 {
        notes.push(format!("{} connections are too many to draw.", scene.undrawn));
    }
    notes
}

fn note_box(xml: &mut Xml, notes: &[String], (x, y): (f64, f64)) {
    if notes.is_empty() {
        return;
    }
    let width = notes.iter().map(|note| measure::width(note, Font::sans(12.0)) + 24.0).fold(0.0, f64::max).ceil();
    xml.layer("notes", |xml| {
        xml.rect("note__box", (x, y), (width, notes.len() as f64 * NOTE_ROW + 14.0), 7.0);
        for (note, at) in notes.iter().zip(0_u32..) {
            xml.label("note__text", x + 12.0, y + 21.0 + f64::from(at) * NOTE_ROW, note);
        }
    });
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use podreach_eval::view::NodeId;
    use podreach_eval::{Options, analyze};
    use podreach_syntax::Sources;

    /// A closed card and a bundle say how many they stand for.
    #[test]
    fn folded_cards_and_bundles_have_their_numbers() {
        use podreach_eval::query::PairState;
        use podreach_eval::view::{Bundle, Differences, EdgeView, FoldKind, FoldView, Isolated, NodeKind, NodeView};
        let card = |name: &str| {
            let isolated = Isolated { isolated: 46, open: 0 };
            let fold = FoldView {
                kind: FoldKind::Namespace,
                workloads: 46,
                namespaces: 1,
                each: (46, 46),
                members: name.into(),
                ingress: isolated,
                egress: isolated,
                undrawn: (0, 0),
                within: None,
                inside: Differences::default(),
                existence: (0, 0),
            };
            let id = format!("group:{name}");
            let plain = NodeView::plain(id.as_str(), NodeKind::Group, name.into(), "Namespace".into());
            NodeView { fold: Some(Box::new(fold)), ..plain }
        };
        let edge = EdgeView {
            from: 0,
            to: 1,
            state: PairState::Allowed,
            ports: "TCP 8443".into(),
            lands_on: None,
            by_address: false,
            on_selection: false,
            says: None,
            change: None,
            bundle: Some(Bundle { pairs: 4, of: 2116, differs: Differences::default() }),
        };
        let nodes = vec![card("checkout"), card("payments")];
        let view = GraphView { nodes, edges: vec![edge], ..GraphView::default() };
        let text = svg_of_view(&view, &SvgOptions::default());
        let document = roxmltree::Document::parse(&text).unwrap();
        let of = |name: &str, value: &str| document.descendants().find(|node| node.attribute(name) == Some(value));
        let payments = of("data-node", "group:payments").unwrap();
        assert_eq!((payments.attribute("data-kind"), payments.attribute("data-count")), (Some("group"), Some("46")));
        let line = of("data-to", "group:payments").unwrap();
        let facts = ["data-from", "data-ports", "data-state", "data-pairs", "data-of"].map(|name| line.attribute(name));
        assert_eq!(facts, ["group:checkout", "TCP 8443", "allowed", "4", "2116"].map(Some));
        assert!(
            text.contains(">4 of 2,116<") && text.contains(">46 workloads<") && text.contains(">pairs that can talk<")
        );
    }

    const HOSTILE: &str = "</text></g><script>alert(1)</script>\" onload='x' ]]> &#0; \u{1}";

    /// Every text of a picture is somebody's input; none of them becomes markup.
    #[test]
    fn hostile_texts_stay_texts() {
        let yaml = podreach_testkit::reference::step(5);
        let analysis = analyze(&Sources::single("all.yaml", yaml), &Options::default());
        let choices = Arrangement { show_services: true, show_blocked: true, still: true, ..Arrangement::default() };
        let mut scene = arrange::scene(&analysis.graph_view(&GraphOptions::default()), &choices);
        let plain = draw(&scene, &Words::default(), &SvgPage::default());
        let count = Cell::new(0);
        let spoil = |text: &mut String| {
            text.push_str(HOSTILE);
            count.set(count.get() + 1);
        };
        let spoil_id = |id: &mut NodeId| {
            *id = NodeId::parse(&format!("{id}{HOSTILE}"));
            count.set(count.get() + 1);
        };
        for node in &mut scene.nodes {
            let card = &mut node.card;
            spoil_id(&mut node.id);
            for text in [&mut node.label, &mut card.title, &mut card.subtitle, &mut card.labels] {
                spoil(text);
            }
            spoil(&mut card.note);
            for pill in &mut card.pills {
                spoil(&mut pill.port);
                spoil(&mut pill.protocol);
                for plate in &mut pill.plates {
                    spoil_id(&mut plate.id);
                    spoil(&mut plate.text);
                }
            }
        }
        for namespace in &mut scene.namespaces {
            spoil_id(&mut namespace.id);
            [&mut namespace.name, &mut namespace.note].into_iter().for_each(spoil);
        }
        for whole in &mut scene.wholes {
            [&mut whole.name, &mut whole.note, &mut whole.label].into_iter().for_each(spoil);
        }
        for edge in &mut scene.edges {
            let facts = &mut edge.facts;
            [&mut facts.from, &mut facts.to].into_iter().for_each(spoil_id);
            [&mut facts.ports, &mut edge.label].into_iter().for_each(spoil);
            edge.chip.iter_mut().for_each(|chip| spoil(&mut chip.text));
        }
        for facts in &mut scene.silent {
            [&mut facts.from, &mut facts.to].into_iter().for_each(spoil_id);
            spoil(&mut facts.ports);
        }
        spoil(&mut scene.summary);
        assert!(count.get() > 200);
        let text = draw(&scene, &Words::default(), &SvgPage::default());
        // The same elements with as many attributes; parts that were empty before are texts.
        let elements = |text: &str| {
            let document = roxmltree::Document::parse(text).unwrap();
            let shapes = document.descendants().filter(|node| node.is_element() && !node.has_tag_name("text"));
            let shapes = shapes.filter(|node| !node.has_tag_name("tspan"));
            shapes.map(|node| (node.tag_name().name().to_owned(), node.attributes().len())).collect::<Vec<_>>()
        };
        assert_eq!(elements(&text), elements(&plain));
        assert!(!text.contains("<script"));
    }
}
