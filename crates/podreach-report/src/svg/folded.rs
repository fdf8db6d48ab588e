//! Cards of pictures that fold something: sheets beneath, name, lines, badges, locks, ways out.

use podreach_picture::card::{Folded, ISOLATION_HEIGHT, Reach, SHEET};
use podreach_picture::marks;
use podreach_picture::scene::SceneNode;

use super::marks::{badge, lock};
use super::xml::Xml;

/// The card, from its own corner.
pub(super) fn card(xml: &mut Xml, node: &SceneNode, folded: &Folded) {
    let (card, width) = (&node.card, node.rect.width);
    let height = node.rect.height - SHEET * folded.sheets as f64;
    let round = if folded.is_small { 10.0 } else { 12.0 };
    for sheet in (1..=folded.sheets).rev() {
        let by = sheet as f64;
        xml.rect("node__under", (4.0 * by, SHEET * by), (width - 8.0 * by, height), round);
    }
    let class = if folded.is_unlike { "node__card is-unlike" } else { "node__card" };
    xml.rect(class, (0.0, 0.0), (width, height), round);
    let size = if folded.is_small { "node__title node__title--workload" } else { "node__title node__title--folded" };
    xml.label(size, LEFT, folded.title_y, &card.title);
    let beside = if folded.opens && !folded.is_small {
        xml.path("node__chevron", &marks::chevron_right(width - 16.0, folded.title_y - 9.5));
        18.0
    } else {
        0.0
    };
    if !card.count.is_empty() {
        xml.label_before("node__note quiet", width - LEFT - beside, folded.title_y, &card.count);
    }
    for line in &folded.lines {
        let class = if line.is_unlike { "node__unlike" } else { "node__note quiet" };
        xml.label(class, LEFT, line.y, &line.text);
    }
    card.badges.iter().for_each(|one| badge(xml, one));
    folded.locks.iter().for_each(|one| lock(xml, one));
    folded.reach.iter().for_each(|one| reach(xml, one));
}

/// Where text starts.
const LEFT: f64 = 11.0;

/// The ports on which rules let it reach the whole outside.
pub(super) fn reach(xml: &mut Xml, reach: &Reach) {
    xml.tag("g").attr("class", "reach").around(|xml| {
        xml.rect("reach__box", (reach.x, reach.y), (reach.width, ISOLATION_HEIGHT), 5.0);
        xml.path("reach__arrow", &marks::arrow_out(reach.x + 6.0, reach.y + 5.0));
        xml.label("reach__ports", reach.x + 18.0, reach.y + 13.5, &reach.text);
    });
}
