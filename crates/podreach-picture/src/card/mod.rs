//! What stands on a card and how large it gets: text, isolation badges and port pills of one node, before anything has a place.
//!
//! Each kind of card has a file of its own.

mod badges;
mod folded;
mod outside;
mod pills;
mod workload;

use std::borrow::Cow;

use podreach_eval::view::{GraphView, NodeId, NodeKind, NodeView};
use serde::{Deserialize, Serialize};

use crate::measure::{self, Font};
use crate::visible::escaped;

pub use badges::CardBadge;
pub use folded::{Folded, FoldedLine, LOCK, Lock, Reach, SHEET, lock_width};
pub use pills::PILLS;

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
/// Height of a shore of a picture that folds something.
const SHORE: f64 = 38.0;
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
#[expect(clippy::struct_excessive_bools, reason = "facts that have nothing to do with each other")]
pub struct CardOptions {
    /// A small screen: no kind, no labels, narrow cards.
    pub compact: bool,
    /// Whether Services stand in front of pills.
    pub show_services: bool,
    /// Whether nobody can point at a card to see its name in full: long names then get more room.
    pub still: bool,
    /// Whether the picture folds something: its cards are smaller.
    pub folds: bool,
    /// Whether the card stands in a box that says for all of its cards that no policy isolates them.
    pub in_open_box: bool,
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    /// What it says in place of lines.
    pub badges: Vec<CardBadge>,
    /// A card of a picture that folds something.
    pub folded: Option<Box<Folded>>,
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

    /// Replaces what a shore says; it gets as wide as that needs.
    pub fn set_shore(&mut self, says: &str) {
        says.clone_into(&mut self.subtitle);
        self.width = (measure::width(&self.title, SMALL_TITLE) + measure::width(says, SUBTITLE) + 88.0).ceil();
        self.height = SHORE;
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
        NodeKind::Group => folded::folded(node, options),
        NodeKind::Workload if options.folds && node.whole.is_none() => folded::folded(node, options),
        NodeKind::Workload => workload::workload(node, options),
        NodeKind::Representative => outside::representative(node, options),
        NodeKind::External => outside::external(node, options),
    }
}

/// Whether cards are small and stand in rows: the picture folds something, or is to be dense.
pub fn folds(view: &GraphView) -> bool {
    use podreach_eval::view::BoxKind;
    let boxes = view.namespaces.iter().any(|one| one.kind != BoxKind::Namespace);
    let is_dense = view.folding.as_ref().is_some_and(|folding| folding.is_dense);
    is_dense || boxes || view.nodes.iter().any(|node| node.kind == NodeKind::Group)
}

/// The node with its texts as they may be shown.
fn shown(node: &NodeView) -> NodeView {
    let mut node = node.clone();
    if let Some(kind) = node.existence.filter(|_| node.fold.is_none()) {
        node.subtitle = format!("{}, {}", node.subtitle, kind.as_str());
    }
    let labels = node.labels.iter_mut();
    let ports = node.ports.iter_mut().flat_map(|port| {
        let plates = port.services.iter_mut().chain(&mut port.entries).map(|(_, text)| text);
        plates.chain([&mut port.port])
    });
    let members = node.fold.iter_mut().map(|fold| &mut fold.members);
    let texts = labels.chain(ports).chain(members).chain(&mut node.unlike);
    for text in texts.chain([&mut node.title, &mut node.subtitle]) {
        if let Cow::Owned(shown) = escaped(text) {
            *text = shown;
        }
    }
    node
}

/// Width of both isolation badges.
fn isolation_width() -> f64 {
    2.0 * ISOLATION_WIDTH + OUT_EXTRA + 5.0
}
