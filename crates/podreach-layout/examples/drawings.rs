//! Draws some pictures as SVG into the folder given as the first argument, to look at them.
#![expect(clippy::indexing_slicing, reason = "an example knows its own pictures")]

use std::fmt::Write as _;
use std::path::Path;

use podreach_layout::{Edge, Group, Layout, LayoutInput, Node, Place, Port, Rect, Size, Weight, layout};

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let mut pictures = vec![
        ("three-tiers", three_tiers(false)),
        ("three-tiers-denied", three_tiers(false)),
        ("three-tiers-phone", three_tiers(true)),
        ("forty", forty()),
        ("open", open()),
        ("crossed", crossed()),
        ("all-open", all_open(12)),
        ("shores", shores()),
    ];
    if let Some((_, denied)) = pictures.get_mut(1) {
        denied.edges.push(edge(1, 3, Some(0), "no port", Weight::Overlay));
        denied.edges.push(edge(3, 0, None, "no port", Weight::Overlay));
    }
    for (name, input) in &pictures {
        std::fs::write(Path::new(&folder).join(format!("{name}.svg")), svg(input, &layout(input)))?;
    }
    Ok(())
}

fn port(text: &str, lead: f64) -> Port {
    Port { width: 21.0 + 6.6 * text.len() as f64, lead }
}

fn node(id: &str, place: Place, size: (f64, f64), ports: Vec<Port>) -> Node {
    Node { id: id.into(), place, size: Size::new(size.0, size.1), ports, card: None }
}

fn edge(from: usize, to: usize, port: Option<usize>, text: &str, weight: Weight) -> Edge {
    let label = (!text.is_empty()).then(|| Size::new(16.0 + 7.0 * text.len() as f64, 22.0));
    Edge { from, to, port, label, weight, ..Edge::default() }
}

fn three_tiers(compact: bool) -> LayoutInput {
    let card = if compact { (150.0, 74.0) } else { (208.0, 92.0) };
    let small = if compact { (112.0, 84.0) } else { (122.0, 84.0) };
    let service = |width: f64| if compact { 0.0 } else { width };
    let nodes = vec![
        node("Internet", Place::Shore, (300.0, 46.0), vec![]),
        node("web", Place::InGroup(0), card, vec![port("80 tcp", service(56.0))]),
        node("api", Place::InGroup(0), card, vec![port("3000 tcp", service(50.0))]),
        node("db", Place::InGroup(0), card, vec![port("5984 tcp", service(56.0))]),
        node("any other pod", Place::InGroup(0), small, vec![]),
        node(
            "kube-dns",
            Place::InGroup(1),
            if compact { (132.0, 74.0) } else { (196.0, 92.0) },
            vec![port("53 udp", 0.0), port("53 tcp", 0.0)],
        ),
        node("any other namespace", Place::Free, (168.0, 52.0), vec![]),
    ];
    let strong = Weight::Strong;
    let edges = vec![
        edge(0, 1, Some(0), "TCP 80", strong),
        edge(6, 1, Some(0), "TCP 80", strong),
        edge(5, 1, Some(0), "TCP 80", strong),
        edge(1, 2, Some(0), "TCP 3000", strong),
        edge(2, 3, Some(0), "TCP 5984", strong),
        edge(1, 5, Some(0), "UDP 53", strong),
        edge(2, 5, Some(0), "UDP 53", strong),
        edge(0, 5, None, "all", Weight::Weak),
    ];
    let group = |id: &str, width: f64| Group { id: id.into(), label_width: width, ..Group::default() };
    let max_width = if compact { 420.0 } else { 980.0 };
    let groups = vec![group("default", 110.0), group("kube-system", 110.0)];
    LayoutInput { groups, nodes, edges, max_width, compact, ..LayoutInput::default() }
}

/// A number from numbers, the same every time.
fn mix(seed: usize) -> usize {
    let mut state = (seed as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (state >> 33) as usize
}

fn forty() -> LayoutInput {
    let mut nodes = vec![node("Internet", Place::Shore, (300.0, 46.0), vec![])];
    let names = ["shop", "cart", "pay", "mail", "logs", "kube-system"];
    let sizes = [9, 8, 7, 6, 5, 5];
    let mut edges = Vec::new();
    let mut starts = Vec::new();
    for (group, size) in sizes.iter().enumerate() {
        starts.push(nodes.len());
        let first = nodes.len();
        for at in 0..*size {
            let id = format!("{}-{at}", names[group]);
            let width = 196.0 + (mix(group * 31 + at) % 50) as f64;
            nodes.push(node(&id, Place::InGroup(group), (width, 92.0), vec![port("8080 tcp", 50.0)]));
            if at > 0 {
                let from = first + (at - 1) / 2;
                edges.push(edge(from, first + at, Some(0), "TCP 8080", Weight::Strong));
            }
        }
    }
    for pair in starts.windows(2) {
        edges.push(edge(pair[0] + 2, pair[1], Some(0), "TCP 8080", Weight::Strong));
    }
    for (at, start) in starts.iter().enumerate().take(5) {
        edges.push(edge(start + 1 + at % 3, starts[5], Some(0), "UDP 53", Weight::Strong));
    }
    edges.push(edge(0, 1, Some(0), "TCP 80", Weight::Strong));
    edges.push(edge(0, starts[1], Some(0), "TCP 443", Weight::Strong));
    let groups =
        names.iter().map(|name| Group { id: (*name).into(), label_width: 120.0, ..Group::default() }).collect();
    LayoutInput { groups, nodes, edges, max_width: 2300.0, compact: false, ..LayoutInput::default() }
}

fn open() -> LayoutInput {
    let mut input = three_tiers(false);
    input.edges.clear();
    for from in 0..input.nodes.len() {
        for to in from + 1..input.nodes.len() {
            input.edges.push(edge(from, to, None, "", Weight::Weak));
        }
    }
    input
}

fn all_open(count: usize) -> LayoutInput {
    let mut nodes = vec![node("Internet", Place::Shore, (300.0, 46.0), vec![])];
    for at in 0..count {
        nodes.push(node(&format!("n{at}"), Place::InGroup(at % 2), (200.0, 92.0), vec![port("80 tcp", 50.0)]));
    }
    let mut edges = Vec::new();
    for from in 0..nodes.len() {
        edges.extend((from + 1..nodes.len()).map(|to| edge(from, to, None, "all", Weight::Weak)));
    }
    let groups = ["blue", "green"].map(|id| Group { id: id.into(), label_width: 60.0, ..Group::default() }).into();
    LayoutInput { groups, nodes, edges, max_width: 1300.0, compact: false, ..LayoutInput::default() }
}

fn shores() -> LayoutInput {
    let mut input = three_tiers(false);
    for (at, text) in ["10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12", "203.0.113.7/32"].into_iter().enumerate() {
        let here = input.nodes.len();
        input.nodes.push(node(text, Place::Shore, (230.0, 46.0), vec![]));
        input.edges.push(edge(here, 1 + at % 3, Some(0), "TCP 80", Weight::Strong));
        input.edges.push(edge(1 + at % 2, here, None, "TCP 443", Weight::Strong));
    }
    for text in ["team=blue", "team=green"] {
        let here = input.nodes.len();
        input.nodes.push(node(text, Place::Free, (150.0, 52.0), vec![]));
        input.edges.push(edge(here, 3, Some(0), "TCP 5984", Weight::Strong));
    }
    input
}

fn crossed() -> LayoutInput {
    let card = (200.0, 92.0);
    let nodes = (0..8)
        .map(|at| node(&format!("n{at}"), Place::InGroup(0), card, vec![port("80 tcp", 0.0), port("443 tcp", 0.0)]))
        .collect();
    let pairs = [(0, 4), (0, 5), (1, 4), (1, 6), (2, 5), (2, 7), (3, 6), (3, 4), (4, 1), (7, 6)];
    let edges = pairs.iter().map(|(from, to)| edge(*from, *to, Some(to % 2), "TCP 80", Weight::Strong)).collect();
    LayoutInput {
        groups: vec![Group { id: "all".into(), label_width: 60.0, ..Group::default() }],
        nodes,
        edges,
        max_width: 1100.0,
        compact: false,
        ..LayoutInput::default()
    }
}

fn svg(input: &LayoutInput, picture: &Layout) -> String {
    let view = picture.bounds.grown(20.0);
    let mut text = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='{} {} {} {}' width='{}' height='{}' font-family='Inter, sans-serif'>\
         <rect x='{}' y='{}' width='100%' height='100%' fill='#f6f5f1'/>",
        view.x, view.y, view.width, view.height, view.width, view.height, view.x, view.y
    );
    let rect = |text: &mut String, rect: &Rect, radius: f64, style: &str| {
        let Rect { x, y, width, height } = rect;
        let _ = write!(text, "<rect x='{x}' y='{y}' width='{width}' height='{height}' rx='{radius}' {style}/>");
    };
    for (group, place) in input.groups.iter().zip(&picture.groups) {
        rect(&mut text, place, 14.0, "fill='#fff' fill-opacity='.6' stroke='#e2dfd7'");
        let (x, y) = (place.x + 16.0, place.y + 25.0);
        let _ = write!(text, "<text x='{x}' y='{y}' font-size='12' font-weight='640'>{}</text>", group.id);
    }
    for (edge, route) in input.edges.iter().zip(&picture.edges) {
        let style = match edge.weight {
            Weight::Strong => "stroke='#0a7350' stroke-width='1.75'",
            Weight::Weak => "stroke='#8f5300' stroke-width='2.5' stroke-dasharray='0.1 5' stroke-linecap='round'",
            Weight::Overlay => "stroke='#b81f36' stroke-width='2' stroke-dasharray='7 5'",
        };
        let _ = write!(text, "<path d='{}' fill='none' {style}/>", route.path(10.0));
        if let Some(end) = route.points.last() {
            let (dx, dy) = route.target_side.outward();
            let (bx, by) = (end.x + dx * 9.0, end.y + dy * 9.0);
            let (px, py) = (dy * 4.7, dx * 4.7);
            let _ = write!(
                text,
                "<path d='M{} {}L{} {}L{} {}Z' fill='#0a7350'/>",
                end.x,
                end.y,
                bx + px,
                by + py,
                bx - px,
                by - py
            );
        }
    }
    for (node, placed) in input.nodes.iter().zip(&picture.nodes) {
        let radius = if node.place == Place::Shore { placed.rect.height / 2.0 } else { 10.0 };
        rect(&mut text, &placed.rect, radius, "fill='#fff' stroke='#8a857a'");
        let (x, y) = (placed.rect.x + 16.0 + placed.inset, placed.rect.y + 34.0);
        let _ = write!(text, "<text x='{x}' y='{y}' font-size='15' font-weight='650'>{}</text>", node.id);
        for (port, pill) in node.ports.iter().zip(&placed.ports) {
            rect(&mut text, pill, 6.0, "fill='#efede7' stroke='#8a857a'");
            let landing = Rect { x: pill.x + port.lead, width: port.width, ..*pill };
            rect(&mut text, &landing, 6.0, "fill='#fff' stroke='#8a857a'");
        }
    }
    for label in picture.edges.iter().filter_map(|route| route.label) {
        rect(&mut text, &label, 6.0, "fill='#fff' stroke='#0a7350'");
    }
    text.push_str("</svg>");
    text
}
