//! The card of a workload.

use podreach_eval::view::NodeView;

use super::badges::{self, BADGE_GAP};
use super::pills::pills;
use super::{Card, CardOptions, LABEL, NOTE, PADDING, SUBTITLE, TITLE, isolation_width};
use crate::measure::{self, Font};
use crate::wording::grouped;

/// A workload with everything that there is to say about it.
pub(super) fn workload(node: &NodeView, options: CardOptions) -> Card {
    let (narrowest, widest) = match (options.compact, options.still) {
        (true, _) => (132.0, 178.0),
        (false, false) => (196.0, 268.0),
        (false, true) => (196.0, 760.0),
    };
    let count =
        node.replicas.filter(|count| *count > 1).map(|count| format!("×{}", grouped(count))).unwrap_or_default();
    let count_width = if count.is_empty() { 0.0 } else { measure::width(&count, Font::bold(12.0)) + 10.0 };
    // The card around the parts says what they are parts of.
    let (title, subtitle) = match &node.whole {
        None => (node.title.as_str(), node.subtitle.as_str()),
        Some(whole) => match node.title.strip_prefix(&format!("{}/", whole.name)) {
            Some(pod) => (pod, "pod"),
            None => ("other pods", ""),
        },
    };
    let subtitle = if options.compact { String::new() } else { subtitle.to_owned() };
    let labels = if options.compact { String::new() } else { node.labels.join(" ") };
    let says = note(node, options);
    let says_width = if says.is_empty() { 0.0 } else { measure::width(&says, NOTE) + 10.0 };
    let subtitle_width = measure::width(&subtitle, SUBTITLE) + 8.0;
    let badges = badges::badges(&node.badges, node.to_come, false);
    let wanted = (measure::width(title, TITLE) + count_width)
        .max(badges::width(&badges))
        .max(subtitle_width + measure::width(&labels, LABEL))
        .max(isolation_width() + says_width)
        + 2.0 * PADDING;
    let width = wanted.clamp(narrowest, widest).ceil();
    let inside = width - 2.0 * PADDING;
    let first = if options.compact { 44.0 } else { 62.0 };
    let (badges, end) = badges::stacked(badges, (PADDING, first), inside);
    let badges_height = if badges.is_empty() { 0.0 } else { end - first + BADGE_GAP };
    Card {
        title: measure::fit(title, TITLE, inside - count_width),
        full_title: node.title.clone(),
        labels: if labels.is_empty() { labels } else { measure::fit(&labels, LABEL, inside - subtitle_width) },
        subtitle,
        count,
        isolation: (!node.host_network).then_some((node.ingress_isolated, node.egress_isolated)),
        note: whole_or_none(says, if node.host_network { inside } else { inside - isolation_width() - 8.0 }),
        pills: pills(&node.ports, options),
        width,
        is_part: node.whole.is_some(),
        badges,
        folded: None,
        height: if options.compact { 74.0 } else { 92.0 } + badges_height,
    }
}

/// A note, unless it does not fit: a piece of it says nothing.
fn whole_or_none(note: String, room: f64) -> String {
    if measure::width(&note, NOTE) <= room { note } else { String::new() }
}

fn note(node: &NodeView, options: CardOptions) -> String {
    if node.host_network {
        return "host network".to_owned();
    }
    if options.compact {
        return String::new();
    }
    if badges::is_as_everyone(&node.badges) {
        return badges::AS_EVERYONE.to_owned();
    }
    match node.policies {
        0 => "no policy".to_owned(),
        1 => "1 policy".to_owned(),
        count => format!("{} policies", grouped(count)),
    }
}
