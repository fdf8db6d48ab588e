//! Sizes and overlaps, measured.

use podreach_eval::view::GraphView;
use podreach_picture::scene::Scene;
use podreach_picture::{Arrangement, Bounds, arrange};

use crate::views::{self, Opened};

/// A usual window's view.
const VIEW: (f64, f64) = (1030.0, 745.0);

fn scene(view: &GraphView, compact: bool) -> Scene {
    arrange::scene(view, &Arrangement { compact, ..Arrangement::default() })
}

fn scale(scene: &Scene) -> f64 {
    (VIEW.0 / scene.bounds.width).min(VIEW.1 / scene.bounds.height)
}

fn all() -> Vec<(&'static str, GraphView)> {
    let opened = |shop, data| views::sixty(Opened { shop, data });
    vec![
        ("2,000 workloads", views::two_thousand()),
        ("60 workloads, closed", opened(false, false)),
        ("60 workloads, shop opened", opened(true, false)),
        ("60 workloads, both opened", opened(true, true)),
        ("budget", views::budget()),
    ]
}

fn overlap(one: &Bounds, other: &Bounds) -> bool {
    one.x + 0.5 < other.x + other.width
        && other.x + 0.5 < one.x + one.width
        && one.y + 0.5 < other.y + other.height
        && other.y + 0.5 < one.y + one.height
}

fn holds(outer: &Bounds, inner: &Bounds) -> bool {
    let all = outer.around(*inner);
    (all.width - outer.width).abs() < 0.1 && (all.height - outer.height).abs() < 0.1
}

#[test]
fn pictures_fit_a_usual_window() {
    for (name, least) in [("2,000 workloads", 0.82), ("60 workloads, closed", 1.0), ("60 workloads, both opened", 0.72)]
    {
        let (_, view) = all().into_iter().find(|(known, _)| *known == name).unwrap();
        let scene = scene(&view, false);
        assert!(scale(&scene) >= least, "{name}: {:.2} for {:?}", scale(&scene), scene.bounds);
    }
    let budget = scene(&views::budget(), false);
    assert!(scale(&budget) >= 0.45, "{:.2}", scale(&budget));
    assert_eq!((budget.nodes.len(), budget.edges.len()), (61, 151));
}

#[test]
fn nothing_covers_a_card_or_a_label() {
    for (name, view) in all() {
        for compact in [false, true] {
            let scene = scene(&view, compact);
            let chips: Vec<_> = scene.edges.iter().filter_map(|edge| edge.chip.as_ref()).collect();
            for (at, node) in scene.nodes.iter().enumerate() {
                for other in &scene.nodes[at + 1..] {
                    assert!(!overlap(&node.rect, &other.rect), "{name}: {} and {}", node.id, other.id);
                }
                for chip in &chips {
                    assert!(!overlap(&node.rect, &chip.rect), "{name}: {} under {} {}", node.id, chip.text, chip.count);
                }
                assert!(holds(&scene.bounds, &node.rect), "{name}: {} is outside", node.id);
            }
            for (at, chip) in chips.iter().enumerate() {
                assert!(holds(&scene.bounds, &chip.rect), "{name}: {} is outside", chip.text);
                for other in &chips[at + 1..] {
                    assert!(!overlap(&chip.rect, &other.rect), "{name}: {chip:?} and {other:?}");
                }
            }
            for (at, one) in scene.namespaces.iter().enumerate() {
                for other in &scene.namespaces[at + 1..] {
                    assert!(!overlap(&one.rect, &other.rect), "{name}: {} and {}", one.name, other.name);
                }
            }
        }
    }
}

/// Everything on a card stands inside it and on nothing else, by what it is measured.
#[test]
fn marks_stand_inside_their_card() {
    for (name, view) in all() {
        for node in scene(&view, false).nodes.iter().filter(|node| node.card.folded.is_some()) {
            let (card, folded) = (&node.card, node.card.folded.as_ref().unwrap());
            let inside = Bounds { x: 0.0, y: 0.0, width: node.rect.width, height: node.rect.height };
            let locks =
                folded.locks.iter().map(|lock| Bounds { x: lock.x, y: lock.y, width: lock.width, height: 19.0 });
            let badges =
                card.badges.iter().map(|one| Bounds { x: one.x, y: one.y, width: one.width, height: one.height });
            let reach = folded.reach.iter().map(|one| Bounds { x: one.x, y: one.y, width: one.width, height: 19.0 });
            let lines = folded.lines.iter().map(|line| Bounds { x: 11.0, y: line.y - 9.0, width: 20.0, height: 11.0 });
            let title = Bounds { x: 11.0, y: folded.title_y - 11.0, width: 20.0, height: 13.0 };
            let marks: Vec<Bounds> = locks.chain(badges).chain(reach).chain(lines).chain([title]).collect();
            for (at, mark) in marks.iter().enumerate() {
                assert!(holds(&inside, mark), "{name}, {}: {mark:?} in {inside:?}", node.id);
                for other in &marks[at + 1..] {
                    assert!(!overlap(mark, other), "{name}, {}: {mark:?} and {other:?}", node.id);
                }
            }
        }
    }
}

/// A label says how many pairs, or the line lands on a pill that says the ports.
#[test]
fn labels_are_there_and_say_how_many() {
    let scene = scene(&views::two_thousand(), false);
    let missing = scene.edges.iter().filter(|edge| edge.chip.is_none()).count();
    assert!(missing <= 3, "{missing} of {} are missing", scene.edges.len());
    let edge = scene.edges.iter().find(|edge| edge.full == "6 of 138 pairs, TCP 8080").unwrap();
    assert_eq!(edge.label, "ingress-nginx to checkout on TCP 8080: 6 of 138 pairs, allowed by rules");
    assert_eq!(
        edge.chip.as_ref().map(|chip| (chip.text.as_str(), chip.count.as_str())),
        Some(("TCP 8080", "6 of 138"))
    );
    let tie = scene.edges.iter().find(|edge| edge.facts.to == "open:all".into()).unwrap();
    assert_eq!(tie.full, "209 of 209 pairs, all");
}

#[test]
fn cards_say_what_they_are() {
    let scene = scene(&views::two_thousand(), false);
    let label = |id: &str| scene.node(&id.into()).unwrap().label.clone();
    assert_eq!(
        label("group:checkout"),
        "checkout, namespace, 46 workloads, all isolated for ingress and egress, closed: press Enter to open"
    );
    assert_eq!(
        label("group:catalog"),
        "catalog, namespace, 52 workloads, 50 isolated and 2 open for ingress, 52 isolated and 0 open for egress, \
         2 open to everyone, closed: press Enter to open"
    );
    assert_eq!(
        label("group:kube-system"),
        "kube-system, namespace, 14 workloads, none isolated, everyone reaches kube-dns on UDP, TCP 53, closed: press \
         Enter to open"
    );
    let card = |id: &str| scene.node(&id.into()).unwrap().card.folded.clone().unwrap();
    let locks = |id: &str| card(id).locks.iter().map(|lock| (lock.text.clone(), lock.isolated)).collect::<Vec<_>>();
    assert_eq!(locks("group:catalog"), [("in 50".into(), true), ("2".into(), false), ("out".into(), true)]);
    assert_eq!(locks("group:legacy-crm"), []);
    assert_eq!((card("group:62 alike").sheets, card("group:checkout").sheets), (2, 0));
    assert_eq!(card("group:payments").reach.map(|reach| reach.text).as_deref(), Some("443"));
    let shore = &scene.nodes[0].card;
    assert_eq!(
        shore.subtitle,
        "214 workloads can be reached from outside: 3 by a rule, 211 because no policy isolates their ingress"
    );
}
