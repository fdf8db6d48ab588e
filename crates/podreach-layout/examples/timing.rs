//! Prints how long a crowded picture takes.

use std::time::Instant;

use podreach_layout::{Edge, Group, LayoutInput, Node, Place, Port, Size, Weight, layout};

#[expect(clippy::print_stdout, reason = "printing is what this is for")]
fn main() {
    for (nodes, edges) in [(50, 100), (100, 350), (200, 360), (200, 2000), (400, 4000)] {
        let input = crowded(nodes, edges);
        let start = Instant::now();
        let picture = layout(&input);
        let used = start.elapsed();
        println!("{nodes} nodes, {edges} edges: {used:?} for {} x {}", picture.bounds.width, picture.bounds.height);
    }
}

fn crowded(nodes: usize, edges: usize) -> LayoutInput {
    let card = |at: usize| Node {
        id: format!("{at:03}"),
        place: if at == 0 { Place::Shore } else { Place::InGroup(at % 8) },
        size: Size::new(208.0, 92.0),
        ports: vec![Port { width: 70.0, lead: 50.0 }],
        card: None,
    };
    let pair = |at: usize| Edge {
        from: (at * 7919) % nodes,
        to: (at * 104_729 + at / 3) % nodes,
        port: Some(0),
        label: Some(Size::new(60.0, 22.0)),
        weight: if at.is_multiple_of(3) { Weight::Weak } else { Weight::Strong },
        ..Edge::default()
    };
    LayoutInput {
        groups: (0..8).map(|at| Group { id: at.to_string(), label_width: 80.0, ..Group::default() }).collect(),
        nodes: (0..nodes).map(card).collect(),
        edges: (0..edges).map(pair).collect(),
        max_width: 2400.0,
        compact: false,
        ..LayoutInput::default()
    }
}
