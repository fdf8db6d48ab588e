//! What stands on a card and how large it gets: text, isolation badges and port pills of one node, before anything has a place.

use std::borrow::Cow;

use podreach_eval::view::{NodeId, NodeKind, NodeView, PortView};
use serde::{Deserialize, Serialize};

use crate::measure::{self, Font};
use crate::visible::escaped;

/// Corner padding inside a card.
pub const PADDING: f64 = 16.0;
/// Height of the strip below the parts of a card, where it says what they are parts of.
pub const STRIP: f64 = 26.0;
/// How far a part of a card keeps from its border.
pub const PART_INSET: f64 = 5.0;
/// Height of a pill and of a chip.
pub const PILL_HEIGHT: f64 = 22.0;
/// Height of an isolation badge, in pixels.
pub const ISOLATION_HEIGHT: f64 = 19.0;
/// Width of the `in` badge; `out` is wider by [`OUT_EXTRA`].
pub const ISOLATION_WIDTH: f64 = 43.0;
/// What the longer word needs.
pub const OUT_EXTRA: f64 = 8.0;
/// Large text of a workload.
pub const TITLE: Font = Font::bold(15.0);
/// Large text of what is not in the YAML.
pub const SMALL_TITLE: Font = Font::bold(13.0);
/// Small text.
pub const SUBTITLE: Font = Font::sans(11.5);
/// Labels.
pub const LABEL: Font = Font::mono(11.0);
/// Number of policies.
pub const NOTE: Font = Font::sans(11.0);
/// Number on a pill.
pub const PILL: Font = Font::mono(12.0);
/// Protocol on a pill.
pub const PILL_PROTOCOL: Font = Font::mono(10.0);
/// Text on a Service plate.
pub const PLATE: Font = Font::mono(11.0);

/// How much is put on cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardOptions {
    /// A small screen: no kind, no labels, narrow cards.
    pub compact: bool,
    /// Whether Services stand in front of pills.
    pub show_services: bool,
    /// Whether nobody can point at a card to see its name in full: long names then get more room.
    pub still: bool,
}

/// A Service or an entry point in front of a pill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plate {
    /// Its contract id.
    pub id: NodeId,
    /// What is dialled, `8080`, `LB 80`, or asked for: `a.com/api`.
    pub text: String,
    /// From the left of the pill's whole width.
    pub x: f64,
    /// Its own width.
    pub width: f64,
    /// Whether it stands for the object: the first of its plates does, so that ids stay unique.
    pub is_node: bool,
    /// Whether it is that of an entry point, and not of a Service.
    pub is_entry: bool,
}

/// A port on the border.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pill {
    /// Number or name.
    pub port: String,
    /// `tcp`, `udp`, `sctp`.
    pub protocol: String,
    /// Plates before it, left to right.
    pub plates: Vec<Plate>,
    /// Where the pill itself starts, behind its plates.
    pub x: f64,
    /// Width of the pill itself.
    pub width: f64,
}

impl Plate {
    /// What it stands for, as the page's contract calls it.
    pub const fn kind(&self) -> &'static str {
        if self.is_entry { "entry" } else { "service" }
    }
}

/// A card's contents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Large text, cut to its room.
    pub title: String,
    /// The same in full.
    pub full_title: String,
    /// Kind or `not in your YAML`; empty when there is no room.
    pub subtitle: String,
    /// Labels behind the kind, cut to their room.
    pub labels: String,
    /// `×2`.
    pub count: String,
    /// Whether ingress and egress are isolated; none where policies do not apply or have nothing to say.
    pub isolation: Option<(bool, bool)>,
    /// `2 policies`, `no policy selects it`, `host network`.
    pub note: String,
    /// Ports.
    pub pills: Vec<Pill>,
    /// Whether it is a part of a card that stands for a whole workload.
    pub is_part: bool,
    /// Needed width.
    pub width: f64,
    /// Needed height.
    pub height: f64,
}

impl Card {
    /// Replaces the note; the isolation badges leave it little room.
    pub fn set_note(&mut self, note: String) {
        let inside = self.width - 2.0 * PADDING;
        let room = if self.isolation.is_some() { inside - isolation_width() - 8.0 } else { inside };
        let fits = measure::width(&note, NOTE) <= room;
        let needed = measure::width(&note, NOTE) - room;
        if !fits {
            self.width += needed.ceil();
        }
        self.note = note;
    }
}

/// Marks one plate of every Service as the Service's own element.
pub fn name_plates_once(cards: &mut [Card]) {
    let mut named = std::collections::BTreeSet::new();
    for plate in cards.iter_mut().flat_map(|card| &mut card.pills).flat_map(|pill| &mut pill.plates) {
        plate.is_node = named.insert(plate.id.clone());
    }
}

/// Lays out the contents of a node's card.
pub fn card(node: &NodeView, options: CardOptions) -> Card {
    let node = &shown(node);
    match node.kind {
        NodeKind::Workload | NodeKind::Group => workload(node, options),
        NodeKind::Representative => representative(node, options),
        NodeKind::External => external(node, options),
    }
}

/// The node with its texts as they may be shown.
fn shown(node: &NodeView) -> NodeView {
    let mut node = node.clone();
    let labels = node.labels.iter_mut();
    let ports = node.ports.iter_mut().flat_map(|port| {
        let plates = port.services.iter_mut().chain(&mut port.entries).map(|(_, text)| text);
        plates.chain([&mut port.port])
    });
    for text in labels.chain(ports).chain([&mut node.title, &mut node.subtitle]) {
        if let Cow::Owned(shown) = escaped(text) {
            *text = shown;
        }
    }
    node
}

fn workload(node: &NodeView, options: CardOptions) -> Card {
    let (narrowest, widest) = match (options.compact, options.still) {
        (true, _) => (132.0, 178.0),
        (false, false) => (196.0, 268.0),
        (false, true) => (196.0, 760.0),
    };
    let count = node.replicas.filter(|count| *count > 1).map(|count| format!("×{count}")).unwrap_or_default();
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
    let wanted = (measure::width(title, TITLE) + count_width)
        .max(subtitle_width + measure::width(&labels, LABEL))
        .max(isolation_width() + says_width)
        + 2.0 * PADDING;
    let width = wanted.clamp(narrowest, widest).ceil();
    let inside = width - 2.0 * PADDING;
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
        height: if options.compact { 74.0 } else { 92.0 },
    }
}

fn representative(node: &NodeView, options: CardOptions) -> Card {
    let widest = match (options.compact, options.still) {
        (true, _) => 196.0,
        (false, false) => 240.0,
        (false, true) => 640.0,
    };
    // Isolation says something only where a policy selects; elsewhere the card stays small and out of the way.
    let isolation = (node.policies > 0).then_some((node.ingress_isolated, node.egress_isolated));
    let isolation_room = if isolation.is_some() { isolation_width() } else { 0.0 };
    let wanted =
        measure::width(&node.title, SMALL_TITLE).max(measure::width(&node.subtitle, SUBTITLE)).max(isolation_room);
    let padding = 14.0;
    let width = (wanted + 2.0 * padding).clamp(112.0, widest).ceil();
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
        is_part: false,
        // Pills on the upper border reach into the card; the text makes room for them.
        height: if isolation.is_some() { 84.0 } else { 52.0 } + representative_top(&node.ports),
    }
}

/// How far the text of a card of this kind moves down.
fn representative_top(ports: &[PortView]) -> f64 {
    if ports.is_empty() { 0.0 } else { 8.0 }
}

fn external(node: &NodeView, options: CardOptions) -> Card {
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
        is_part: false,
        width,
        height: if options.compact { 38.0 } else { 46.0 },
    }
}

fn isolation_width() -> f64 {
    2.0 * ISOLATION_WIDTH + OUT_EXTRA + 5.0
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
    match node.policies {
        0 => "no policy".to_owned(),
        1 => "1 policy".to_owned(),
        count => format!("{count} policies"),
    }
}

/// At most this many plates stand before a pill; the rest is a number.
const PLATES: usize = 2;

/// Room for the text of a plate: hosts and paths may be long.
const PLATE_TEXT: f64 = 132.0;

/// At most this many pills stand on a card; the last then counts the rest.
pub const PILLS: usize = 6;

fn pills(ports: &[PortView], options: CardOptions) -> Vec<Pill> {
    if ports.len() <= PILLS {
        return ports.iter().map(|port| pill(port, options)).collect();
    }
    let shown = PILLS - 1;
    let mut pills: Vec<Pill> = ports.iter().take(shown).map(|port| pill(port, options)).collect();
    let count = format!("+{}", ports.len() - shown);
    let width = 21.0 + measure::width(&count, PILL) + measure::width("ports", PILL_PROTOCOL);
    pills.push(Pill { port: count, protocol: "ports".to_owned(), plates: Vec::new(), x: 0.0, width: width.ceil() });
    pills
}

fn pill(port: &PortView, options: CardOptions) -> Pill {
    let protocol = port.protocol.as_str().to_ascii_lowercase();
    let width = 21.0 + measure::width(&port.port, PILL) + measure::width(&protocol, PILL_PROTOCOL);
    let mut plates: Vec<Plate> = Vec::new();
    let mut x = 0.0;
    if options.show_services {
        // From outside to the pod: what entry points take, then what Services are dialled on.
        for (group, is_entry) in [(&port.entries, true), (&port.services, false)] {
            x = add_plates(&mut plates, group, is_entry, x);
        }
    }
    Pill { port: port.port.clone(), protocol, plates, x, width: width.ceil() }
}

/// Plates from left to right, starting at `x`; gives where they end.
fn add_plates(plates: &mut Vec<Plate>, group: &[(NodeId, String)], is_entry: bool, mut x: f64) -> f64 {
    let shown = if group.len() > PLATES { PLATES - 1 } else { group.len() };
    let rest = group.len() - shown;
    for (at, (id, text)) in group.iter().enumerate() {
        let text = match (at < shown, at == shown) {
            (true, _) => measure::fit(text, PLATE, PLATE_TEXT),
            (false, true) => format!("+{rest}"),
            // Further ones keep an element of their own, behind the one that counts them.
            (false, false) => String::new(),
        };
        let width = if text.is_empty() { 0.0 } else { 26.0 + measure::width(&text, PLATE) };
        plates.push(Plate { id: id.clone(), text, x, width, is_node: false, is_entry });
        x += width;
    }
    x
}
