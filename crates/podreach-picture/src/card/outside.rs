//! Cards of what is not in the YAML and of the outside.

use podreach_eval::view::{NodeId, NodeView, PortView};

use super::badges::{self, BADGE_GAP};
use super::pills::pills;
use super::{Card, CardOptions, SMALL_TITLE, SUBTITLE, isolation_width};
use crate::measure;

/// Pods that policies select and that are not in the input.
pub(super) fn representative(node: &NodeView, options: CardOptions) -> Card {
    let widest = match (options.compact, options.still) {
        (true, _) => 196.0,
        (false, false) => 240.0,
        (false, true) => 640.0,
    };
    // Isolation says something only where a policy selects; elsewhere the card stays small and out of the way.
    let isolation = (node.policies > 0).then_some((node.ingress_isolated, node.egress_isolated));
    let isolation_room = if isolation.is_some() { isolation_width() } else { 0.0 };
    let badges = badges::badges(&node.badges, node.to_come, false);
    let wanted = measure::width(&node.title, SMALL_TITLE)
        .max(measure::width(&node.subtitle, SUBTITLE))
        .max(isolation_room)
        .max(badges::width(&badges));
    let padding = 14.0;
    let width = (wanted + 2.0 * padding).clamp(112.0, widest).ceil();
    let top = representative_top(&node.ports);
    let first = 50.0 + top;
    let (badges, end) = badges::stacked(badges, (padding - 3.0, first), width - 2.0 * padding + 6.0);
    let badges_height = if badges.is_empty() { 0.0 } else { end - first + BADGE_GAP };
    Card {
        title: measure::fit(&node.title, SMALL_TITLE, width - 2.0 * padding),
        full_title: node.title.clone(),
        subtitle: measure::fit(&node.subtitle, SUBTITLE, width - 2.0 * padding),
        labels: String::new(),
        count: String::new(),
        isolation,
        note: String::new(),
        pills: pills(&node.ports, options),
        width,
        badges,
        folded: None,
        is_part: false,
        // Pills on the upper border reach into the card; the text makes room for them.
        height: if isolation.is_some() { 84.0 } else { 52.0 } + top + badges_height,
    }
}

/// How far the text of a card of this kind moves down.
fn representative_top(ports: &[PortView]) -> f64 {
    if ports.is_empty() { 0.0 } else { 8.0 }
}

/// A shore of the outside.
pub(super) fn external(node: &NodeView, options: CardOptions) -> Card {
    let whole = matches!(&node.id, NodeId::External(label) if **label == *"Internet");
    let says = if whole && !options.compact { "every address outside the cluster" } else { "" };
    let widest: f64 = match (options.compact, options.still) {
        (true, _) => 240.0,
        (false, false) => 420.0,
        (false, true) => 720.0,
    };
    let says_width = if says.is_empty() { 0.0 } else { measure::width(says, SUBTITLE) + 24.0 };
    let width = (measure::width(&node.title, SMALL_TITLE) + says_width + 64.0).min(widest.max(says_width)).ceil();
    Card {
        title: measure::fit(&node.title, SMALL_TITLE, width - 60.0 - says_width),
        full_title: node.title.clone(),
        subtitle: says.to_owned(),
        labels: String::new(),
        count: String::new(),
        isolation: None,
        note: String::new(),
        pills: Vec::new(),
        badges: Vec::new(),
        folded: None,
        is_part: false,
        width,
        height: if options.compact { 38.0 } else { 46.0 },
    }
}
