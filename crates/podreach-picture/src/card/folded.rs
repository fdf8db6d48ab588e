//! Cards of pictures that fold something: stacks, namespaces, groups of namespaces, and single workloads beside them.

use podreach_eval::view::{Badge, FoldKind, FoldView, Isolated, NodeKind, NodeView};
use serde::{Deserialize, Serialize};

use super::badges::{self, BADGE_GAP};
use super::pills::pills;
use super::{Card, CardOptions, ISOLATION_HEIGHT};
use crate::measure::{self, Font};
use crate::wording::{existence_words, grouped, within_words};

/// Words on a lock.
pub const LOCK: Font = Font::bold(11.0);
/// Between texts and the border.
const PAD: f64 = 11.0;
/// Narrowest and widest card of several workloads.
const WIDTHS: (f64, f64) = (152.0, 230.0);
/// The same of a single workload and of a stack.
const SMALL_WIDTHS: (f64, f64) = (121.0, 250.0);
/// The same where nobody can point at a card to see its name in full.
const STILL_WIDEST: f64 = 600.0;
/// Name of a namespace or a group.
const TITLE: Font = Font::bold(13.5);
/// Name of a workload.
const SMALL_TITLE: Font = Font::bold(12.0);
/// Further lines.
const LINE: Font = Font::sans(11.0);
/// In what it is unlike its kind.
const UNLIKE: Font = Font::bold(11.0);
/// Ports behind the arrow that goes out.
const PORTS: Font = Font::mono(11.0);
/// Between lines.
const STEP: f64 = 16.0;
/// Between marks of a row.
const GAP: f64 = 5.0;
/// How far each sheet beneath a card stands out below it.
pub const SHEET: f64 = 3.5;
/// Room for the sign that a card opens.
const CHEVRON: f64 = 18.0;

/// A line of text on a card; `y` is its base line, from the card's corner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoldedLine {
    /// What it says.
    pub text: String,
    /// From the top.
    pub y: f64,
    /// Whether it says in what the card is unlike its kind.
    pub is_unlike: bool,
    /// Whether it says what differs from a baseline.
    pub is_changed: bool,
}

/// Whether workloads are isolated in a direction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lock {
    /// `in`, `out`, with a number where the workloads of a card disagree.
    pub text: String,
    /// Whether it is closed.
    pub isolated: bool,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Width.
    pub width: f64,
}

/// That a rule lets it reach the whole outside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reach {
    /// Ports, without their protocol if that is TCP.
    pub text: String,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Width; its height is that of locks.
    pub width: f64,
}

/// What is on a card besides its name, badges and pills.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Folded {
    /// How many it stands for; 1 for a single workload.
    pub workloads: usize,
    /// How many sheets lie beneath.
    pub sheets: usize,
    /// Whether it can be opened.
    pub opens: bool,
    /// Whether it is unlike its kind.
    pub is_unlike: bool,
    /// Whether its name has the size of a workload's.
    pub is_small: bool,
    /// Base line of its name.
    pub title_y: f64,
    /// Further lines.
    pub lines: Vec<FoldedLine>,
    /// Locks, ingress first.
    pub locks: Vec<Lock>,
    /// The way out, if one.
    pub reach: Option<Reach>,
}

/// Width of a lock with its words.
pub fn lock_width(text: &str) -> f64 {
    (measure::width(text, LOCK) + 29.0).ceil()
}

/// A card of a picture that folds something.
pub(super) fn folded(node: &NodeView, options: CardOptions) -> Card {
    let fold = node.fold.as_deref();
    let is_small = node.kind == NodeKind::Workload || fold.is_some_and(|fold| fold.kind == FoldKind::Stack);
    let title_font = if is_small { SMALL_TITLE } else { TITLE };
    let opens = node.kind == NodeKind::Group;
    let badges = badges::badges(&node.badges, node.to_come, true);
    let says = lines(node, fold);
    let locks = if options.in_open_box { Vec::new() } else { locks(node, fold) };
    let reach = reach(node);
    let (narrowest, widest) = if is_small { SMALL_WIDTHS } else { WIDTHS };
    let widest = if options.still { STILL_WIDEST } else { widest };
    let count = count(node, fold, is_small);
    let beside = if opens && !is_small { CHEVRON } else { 0.0 };
    let count_width = if count.is_empty() { 0.0 } else { measure::width(&count, LINE) + 8.0 };
    let marks: f64 = locks.iter().map(|(text, _)| lock_width(text) + GAP).sum::<f64>() - GAP
        + reach.as_ref().map_or(0.0, |text| reach_width(text) + GAP);
    let line_width = |(text, says): &(String, Says)| measure::width(text, says.font());
    let wanted = (measure::width(&node.title, title_font) + beside + count_width)
        .max(says.iter().map(line_width).fold(0.0, f64::max))
        .max(badges::width(&badges));
    let width = (wanted + 2.0 * PAD).clamp(narrowest, widest).max(marks + 2.0 * PAD).ceil();
    let inside = width - 2.0 * PAD;
    // Pills on the upper border reach into the card.
    let title_y = if is_small && !node.ports.is_empty() {
        26.0
    } else if is_small {
        21.0
    } else {
        22.0
    };
    let mut y = title_y;
    let mut placed = Vec::new();
    for (text, says) in says {
        y += STEP;
        placed.push(FoldedLine {
            text: measure::fit(&text, says.font(), inside),
            y,
            is_unlike: says == Says::Unlike,
            is_changed: says == Says::Changed,
        });
    }
    let (badges, end) = badges::stacked(badges, (PAD - 3.0, y + 7.0), inside + 6.0);
    y = if badges.is_empty() { y + 7.0 } else { end + BADGE_GAP };
    let mut x = PAD;
    let has_marks = !locks.is_empty() || reach.is_some();
    let locks = locks.into_iter().map(|(text, isolated)| {
        let width = lock_width(&text);
        let lock = Lock { text, isolated, x, y, width };
        x += width + GAP;
        lock
    });
    let locks = locks.collect();
    let reach = reach.map(|text| {
        let own = reach_width(&text);
        Reach { text, x: width - PAD - own, y, width: own }
    });
    let height = if has_marks { y + ISOLATION_HEIGHT + 9.0 } else { y + 4.0 } + SHEET * sheets(fold) as f64;
    Card {
        title: measure::fit_name(&node.title, title_font, inside - beside - count_width),
        full_title: node.title.clone(),
        count,
        pills: pills(&node.ports, options),
        badges,
        folded: Some(Box::new(Folded {
            workloads: fold.map_or(1, |fold| fold.workloads),
            sheets: sheets(fold),
            opens,
            is_unlike: !node.unlike.is_empty(),
            is_small,
            title_y,
            lines: placed,
            locks,
            reach,
        })),
        width,
        height,
        ..Card::default()
    }
}

/// What stands beside the name.
fn count(node: &NodeView, fold: Option<&FoldView>, is_small: bool) -> String {
    match fold {
        Some(fold) if is_small => format!("{} alike", grouped(fold.workloads)),
        Some(_) => String::new(),
        None => {
            node.replicas.filter(|count| *count > 1).map(|count| format!("×{}", grouped(count))).unwrap_or_default()
        }
    }
}

fn workloads(count: usize) -> String {
    format!("{} workload{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// What the card is.
    Plain,
    /// In what it is unlike its kind.
    Unlike,
    /// What differs from a baseline.
    Changed,
}

impl Says {
    const fn font(self) -> Font {
        match self {
            Self::Plain => LINE,
            Self::Unlike | Self::Changed => UNLIKE,
        }
    }
}

/// Lines below the name.
fn lines(node: &NodeView, fold: Option<&FoldView>) -> Vec<(String, Says)> {
    let mut lines = Vec::new();
    if let Some(fold) = fold {
        let namespaces = grouped(fold.namespaces);
        let total = match fold.each {
            (least, most) if least == most => format!("{}, {} each", workloads(fold.workloads), grouped(least)),
            (least, most) => format!("{}, {} to {} each", workloads(fold.workloads), grouped(least), grouped(most)),
        };
        match fold.kind {
            FoldKind::Stack => {}
            FoldKind::Namespace => lines.push(workloads(fold.workloads)),
            FoldKind::Alike if node.title.ends_with("alike") => lines.extend([fold.members.clone(), total]),
            FoldKind::Alike => lines.extend([format!("{namespaces} namespaces alike"), total]),
            FoldKind::AlikeButPorts => lines.extend([format!("{namespaces} alike but for ports"), total]),
            FoldKind::Rest if fold.namespaces <= 1 => lines.push(workloads(fold.workloads)),
            FoldKind::Rest => lines.extend([format!("{namespaces} namespaces"), total]),
        }
        if fold.undrawn != (0, 0) {
            lines.push(format!("→ {}  ← {}", grouped(fold.undrawn.0), grouped(fold.undrawn.1)));
        }
    }
    if badges::is_as_everyone(&node.badges) {
        lines.push(badges::AS_EVERYONE.to_owned());
    }
    let mut lines: Vec<(String, Says)> = lines.into_iter().map(|text| (text, Says::Plain)).collect();
    lines.extend(node.unlike.iter().map(|text| (format!("≠ {text}"), Says::Unlike)));
    let within = fold.and_then(|fold| fold.within).map(|within| format!("inside: {}", within_words(within)));
    let pairs_above = within.is_some();
    lines.extend(within.map(|text| (text, Says::Plain)));
    let inside = fold.map(|fold| fold.inside.short()).filter(|inside| !inside.is_empty());
    let lacking = node.existence.map(|kind| kind.as_str().to_owned());
    let lacking = lacking.or_else(|| existence_words(fold?.existence));
    let inside = inside.map(|inside| if pairs_above { inside } else { format!("inside: {inside}") });
    let changed = inside.into_iter().chain(lacking);
    lines.extend(changed.map(|text| (text, Says::Changed)));
    lines
}

/// Words of locks, and whether they are closed. Where workloads disagree, both kinds stand side by side with their numbers.
fn locks(node: &NodeView, fold: Option<&FoldView>) -> Vec<(String, bool)> {
    if node.host_network {
        return Vec::new();
    }
    let Some(fold) = fold else {
        return vec![("in".to_owned(), node.ingress_isolated), ("out".to_owned(), node.egress_isolated)];
    };
    [("in", fold.ingress), ("out", fold.egress)].into_iter().flat_map(|(word, side)| direction(word, side)).collect()
}

fn direction(word: &str, Isolated { isolated, open }: Isolated) -> Vec<(String, bool)> {
    match (isolated, open) {
        (0, 0) => Vec::new(),
        (0, _) => vec![(word.to_owned(), false)],
        (_, 0) => vec![(word.to_owned(), true)],
        (isolated, open) => vec![(format!("{word} {}", grouped(isolated)), true), (grouped(open), false)],
    }
}

/// Ports on which it reaches the whole outside, in few characters.
fn reach(node: &NodeView) -> Option<String> {
    const ROOM: f64 = 90.0;
    let ports = node.badges.iter().find_map(|badge| match badge {
        Badge::ReachesInternet { ports } => Some(ports),
        Badge::EveryoneReaches(_) | Badge::ReachesEveryone(_) | Badge::AsEveryone => None,
    })?;
    Some(measure::fit(ports.strip_prefix("TCP ").unwrap_or(ports), PORTS, ROOM))
}

fn reach_width(text: &str) -> f64 {
    (measure::width(text, PORTS) + 23.0).ceil()
}

fn sheets(fold: Option<&FoldView>) -> usize {
    let Some(fold) = fold else { return 0 };
    let many = match fold.kind {
        FoldKind::Stack => fold.workloads,
        FoldKind::Namespace => 1,
        FoldKind::Alike | FoldKind::AlikeButPorts | FoldKind::Rest => fold.namespaces,
    };
    many.saturating_sub(1).min(2)
}
