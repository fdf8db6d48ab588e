//! Opening in place: the opened card keeps its corner, nothing above or left of it moves, closing restores everything.

use std::collections::BTreeMap;

use podreach_eval::view::GraphView;
use podreach_picture::scene::Scene;
use podreach_picture::{Arrangement, Bounds, Kept, arrange};

use crate::views::{self, Opened};

/// Places by the name of a namespace, closed or open.
fn places(scene: &Scene) -> BTreeMap<String, Bounds> {
    let name = |id: String| id.trim_start_matches("group:").trim_start_matches("namespace:").to_owned();
    let boxes = scene.namespaces.iter().map(|one| (name(one.id.to_string()), one.rect));
    let cards = scene.nodes.iter().map(|one| (name(one.id.to_string()), one.rect));
    boxes.chain(cards).collect()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 0.01
}

fn check(opened: &str, before: &Scene, after: &Scene) {
    let (was, is) = (places(before), places(after));
    let (corner, grown) = (was[opened], is[opened]);
    assert!(near(corner.x, grown.x) && near(corner.y, grown.y), "{opened}: {corner:?} became {grown:?}");
    for (name, old) in was.iter().filter(|(name, _)| !name.starts_with("external")) {
        let Some(new) = is.get(name) else { continue };
        assert!(new.x >= old.x - 0.01 && new.y >= old.y - 0.01, "{name} moved left or up: {old:?} became {new:?}");
        // A column beside the rows moves as a whole: it stands right of every row.
        let above = old.y + old.height <= corner.y && old.x < corner.x + corner.width;
        let left = old.x + old.width <= corner.x && old.y < corner.y + corner.height;
        assert!(!(above || left) || (near(new.x, old.x) && near(new.y, old.y)), "{name}: {old:?} became {new:?}");
    }
    // Whoever stood beside or below another one still does.
    for (one, old) in &was {
        for (other, its) in &was {
            let (Some(new), Some(now)) = (is.get(one), is.get(other)) else { continue };
            if near(old.y, its.y) && old.x < its.x {
                assert!(new.x < now.x, "{one} and {other} changed their order");
            }
        }
    }
}

fn after(view: &GraphView, kept: &Kept) -> (Scene, Kept) {
    arrange::scene_after(view, &Arrangement::default(), kept)
}

#[test]
fn opening_moves_only_what_it_has_to() {
    let closed = views::sixty(Opened::default());
    let (first, kept) = after(&closed, &Kept::default());
    assert_eq!(first, arrange::scene(&closed, &Arrangement::default()));
    let shop = views::sixty(Opened { shop: true, data: false });
    let data = views::sixty(Opened { shop: false, data: true });
    let both = views::sixty(Opened { shop: true, data: true });
    let (with_shop, kept_shop) = after(&shop, &kept);
    check("shop", &first, &with_shop);
    let (with_data, kept_data) = after(&data, &kept);
    check("data", &first, &with_data);
    let (with_both, kept_both) = after(&both, &kept_shop);
    check("data", &with_shop, &with_both);
    let (with_both_again, _) = after(&both, &kept_data);
    check("shop", &with_data, &with_both_again);
    // Closing restores the places from before; what was opened opens where it was.
    let (closed_again, kept) = after(&closed, &kept_both);
    assert_eq!(places(&closed_again), places(&first));
    assert_eq!(places(&after(&shop, &kept).0), places(&with_shop));
}

#[test]
fn places_are_plain_data() {
    let (_, kept) = after(&views::two_thousand(), &Kept::default());
    let text = serde_json::to_string(&kept).unwrap();
    let back: Kept = serde_json::from_str(&text).unwrap();
    assert_eq!(format!("{back:.6?}"), format!("{kept:.6?}"));
    assert_ne!(kept, Kept::default());
}

/// The same picture after an edit of a number stays where it was; another picture is arranged anew.
#[test]
fn another_picture_is_arranged_anew() {
    let (first, kept) = after(&views::two_thousand(), &Kept::default());
    let (again, _) = after(&views::two_thousand(), &kept);
    assert_eq!(places(&first), places(&again));
    let other = views::budget();
    let (arranged, _) = after(&other, &kept);
    assert_eq!(places(&arranged), places(&arrange::scene(&other, &Arrangement::default())));
}
