//! The picture of three tiers and a name server, and what small changes do to it.
#![expect(clippy::indexing_slicing, reason = "a test that fails there has found something")]

use podreach_layout::{Edge, Group, Layout, LayoutInput, Node, Place, Port, Rect, Side, Size, Weight, layout};

const INTERNET: usize = 0;
const WEB: usize = 1;
const API: usize = 2;
const DB: usize = 3;
const DNS: usize = 4;
const OTHER: usize = 5;

fn node(id: &str, place: Place, size: Size, ports: &[(f64, f64)]) -> Node {
    let ports = ports.iter().map(|(width, lead)| Port { width: *width, lead: *lead }).collect();
    Node { id: id.into(), place, size, ports, card: None }
}

fn edge(from: usize, to: usize, port: Option<usize>) -> Edge {
    Edge { from, to, port, label: Some(Size::new(66.0, 22.0)), weight: Weight::Strong, ..Edge::default() }
}

fn three_tiers() -> LayoutInput {
    let card = Size::new(208.0, 92.0);
    LayoutInput {
        groups: ["default", "kube-system"]
            .map(|id| Group { id: id.into(), label_width: 80.0, ..Group::default() })
            .into(),
        nodes: vec![
            node("Internet", Place::Shore, Size::new(300.0, 46.0), &[]),
            node("web", Place::InGroup(0), card, &[(54.0, 60.0)]),
            node("api", Place::InGroup(0), card, &[(68.0, 50.0)]),
            node("db", Place::InGroup(0), card, &[(68.0, 56.0)]),
            node("kube-dns", Place::InGroup(1), card, &[(54.0, 0.0), (54.0, 0.0)]),
            node("other", Place::Free, Size::new(168.0, 52.0), &[]),
        ],
        edges: vec![
            edge(INTERNET, WEB, Some(0)),
            edge(OTHER, WEB, Some(0)),
            edge(DNS, WEB, Some(0)),
            edge(WEB, API, Some(0)),
            edge(API, DB, Some(0)),
            edge(WEB, DNS, Some(0)),
            edge(API, DNS, Some(0)),
            Edge { weight: Weight::Weak, ..edge(INTERNET, DNS, None) },
        ],
        max_width: 980.0,
        compact: false,
        ..LayoutInput::default()
    }
}

fn rect(picture: &Layout, node: usize) -> Rect {
    picture.nodes[node].rect
}

#[test]
fn traffic_falls() {
    let picture = layout(&three_tiers());
    let order = [INTERNET, WEB, API, DB].map(|node| rect(&picture, node));
    assert!(order.windows(2).all(|pair| pair[0].bottom() + 90.0 <= pair[1].y), "{order:?}");
    let outside = rect(&picture, INTERNET);
    let boxes = picture.groups.iter().copied().reduce(|one, other| one.around(&other)).unwrap_or_default();
    assert!(outside.x <= boxes.x && outside.right() >= boxes.right(), "{outside:?} is not as wide as {boxes:?}");
}

#[test]
fn what_can_be_straight_is() {
    let picture = layout(&three_tiers());
    for at in [0, 3, 4, 5, 7] {
        assert_eq!(picture.edges[at].points.len(), 2, "{:?}", picture.edges[at]);
    }
}

#[test]
fn pills_face_the_traffic() {
    let picture = layout(&three_tiers());
    assert_eq!(picture.nodes[WEB].ports_side, Side::Top);
    assert_eq!(picture.nodes[DNS].ports_side, Side::Left);
    assert!(picture.nodes[DNS].inset > 20.0);
    assert_eq!(picture.edges[5].target_side, Side::Left);
}

#[test]
fn every_label_has_its_own_place() {
    let picture = layout(&three_tiers());
    let labels: Vec<Rect> = picture.edges.iter().filter_map(|route| route.label).collect();
    assert_eq!(labels.len(), picture.edges.len());
    for (at, one) in labels.iter().enumerate() {
        assert!(labels[at + 1..].iter().all(|other| !other.overlaps(one)), "{labels:?}");
    }
}

#[test]
fn a_further_edge_moves_nobody() {
    let before = layout(&three_tiers());
    for (from, to) in [(WEB, DB), (INTERNET, API), (OTHER, API), (DB, DNS)] {
        let mut input = three_tiers();
        input.edges.push(Edge { label: None, ..edge(from, to, None) });
        let after = layout(&input);
        for (one, other) in before.nodes.iter().zip(&after.nodes).skip(1).take(4) {
            let moved = (one.rect.x - other.rect.x).abs() + (one.rect.y - other.rect.y).abs();
            assert!(moved <= 40.0, "{from} to {to} moves {one:?} to {other:?}");
        }
    }
}

#[test]
fn a_further_node_keeps_the_order_of_the_others() {
    let before = layout(&three_tiers());
    let mut input = three_tiers();
    input.nodes.push(node("cache", Place::InGroup(0), Size::new(208.0, 92.0), &[]));
    let after = layout(&input);
    let rows = |picture: &Layout| [WEB, API, DB].map(|node| rect(picture, node).y);
    assert_eq!(rows(&before).map(f64::to_bits), rows(&after).map(f64::to_bits));
    assert!(rect(&after, 6).x > rect(&after, DB).right());
}

#[test]
fn a_box_stays_when_another_grows() {
    let before = layout(&three_tiers());
    let mut input = three_tiers();
    input.nodes.push(node("zone-cache", Place::InGroup(1), Size::new(208.0, 92.0), &[]));
    let after = layout(&input);
    assert_eq!(before.groups[0], after.groups[0]);
}

#[test]
fn a_line_from_a_card_to_itself_is_a_loop_beside_it() {
    let mut input = three_tiers();
    input.edges.push(edge(WEB, WEB, None));
    let picture = layout(&input);
    let (card, route) = (rect(&picture, WEB), &picture.edges[8]);
    assert!(route.points.iter().all(|point| point.x >= card.right() && (card.y..card.bottom()).contains(&point.y)));
    assert_eq!(route.points.len(), 4);
}

#[test]
fn small_screens_get_narrow_pictures() {
    let mut input = three_tiers();
    (input.max_width, input.compact) = (420.0, true);
    for node in &mut input.nodes {
        node.size.width = node.size.width.min(150.0);
        node.ports.iter_mut().for_each(|port| port.lead = 0.0);
    }
    let picture = layout(&input);
    assert!(picture.bounds.width <= 520.0, "{:?}", picture.bounds);
}

#[test]
fn a_line_to_a_card_as_a_whole_does_not_end_behind_pills() {
    let port = Port { width: 64.0, lead: 0.0 };
    let card = |id: &str, ports: usize| Node {
        id: id.into(),
        place: Place::InGroup(0),
        size: Size::new(196.0, 92.0),
        ports: vec![port; ports],
        card: None,
    };
    // With four pills nothing is left of the upper border.
    for ports in 0..7 {
        let picture = layout(&LayoutInput {
            groups: vec![Group { id: "default".into(), label_width: 90.0, ..Group::default() }],
            nodes: vec![card("a", 0), card("b", 0), card("full", ports)],
            edges: vec![Edge { from: 0, to: 2, ..Edge::default() }, Edge { from: 1, to: 2, ..Edge::default() }],
            max_width: 900.0,
            compact: false,
            ..LayoutInput::default()
        });
        for route in &picture.edges {
            let end = route.points[route.points.len() - 1];
            for pill in &picture.nodes[2].ports {
                let over = end.x > pill.x && end.x < pill.right() && end.y > pill.y && end.y < pill.bottom();
                assert!(!over, "{ports} pills: {end:?} in {pill:?}");
            }
        }
    }
}
