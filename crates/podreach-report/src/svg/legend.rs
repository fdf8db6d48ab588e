//! How to read the picture: a key to the lines and marks that are in it.

use podreach_eval::view::NodeKind;
use podreach_picture::card::{ISOLATION_HEIGHT, ISOLATION_WIDTH, PILL_HEIGHT, Pill, Plate, Reach};
use podreach_picture::measure::{self, Font};
use podreach_picture::scene::{At, Head, LineEnd, LineState, Scene};
use podreach_picture::wording::DEPENDS_SIGN;

use super::edges::stroke;
use super::folded::reach;
use super::marks::{isolation, pill};
use super::xml::{Xml, number};

const TEXT: Font = Font::sans(12.0);
const SMALL: Font = Font::sans(11.0);
const ROW: f64 = 30.0;
const BETWEEN: f64 = 26.0;
/// As cards write it.
const BLOCKED: &str = "✕ 2 in, 3 out";
const BESIDE: f64 = 9.0;

/// One thing that is explained.
#[derive(Clone, Copy)]
enum Sample {
    /// Its state, its end, what it means.
    Line(LineState, Head, &'static str),
    Star,
    /// What is hatched.
    NotGiven(&'static str),
    Service,
    Port,
    Isolation(bool),
    Blocked,
    /// A card with sheets beneath.
    Alike,
    Pairs,
    Unlike,
    Reach,
}

impl Sample {
    /// Width and height.
    fn size(self) -> (f64, f64) {
        match self {
            Self::Line(..) => (40.0, 16.0),
            Self::Star => (8.0, 14.0),
            Self::Blocked => (measure::width(BLOCKED, SMALL).ceil(), 14.0),
            Self::NotGiven(_) => (38.0, 16.0),
            Self::Service => (121.0, PILL_HEIGHT),
            Self::Port => (68.0, PILL_HEIGHT),
            Self::Isolation(_) => (ISOLATION_WIDTH, ISOLATION_HEIGHT),
            Self::Alike => (28.0, 20.0),
            Self::Pairs => (64.0, PILL_HEIGHT),
            Self::Unlike => (9.0, 14.0),
            Self::Reach => (19.0, ISOLATION_HEIGHT),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Line(_, _, words) | Self::NotGiven(words) => words,
            Self::Star => "only because an ipBlock covers the pod's address",
            Self::Service => "Service, pod port",
            Self::Port => "pod port",
            Self::Blocked => "pairs without any port",
            Self::Alike => "alike",
            Self::Pairs => "pairs that can talk",
            Self::Unlike => "unlike the rest",
            Self::Reach => "reaches the Internet",
            Self::Isolation(true) => "isolated: rules decide",
            Self::Isolation(false) => "not isolated",
        }
    }

    fn width(self) -> f64 {
        self.size().0 + BESIDE + measure::width(self.words(), TEXT)
    }

    /// Draws it from its own corner.
    fn draw(self, xml: &mut Xml) {
        let (width, height) = self.size();
        match self {
            Self::Line(state, head, _) => {
                xml.tag("g").attr("class", &format!("edge is-{}", state.as_str())).around(|xml| {
                    let tip = LineEnd { at: At { x: width, y: height / 2.0 }, dx: 1.0, dy: 0.0, head };
                    stroke(xml, "M0 8H32", &[tip]);
                })
            }
            Self::Star => xml.label("mono", 0.0, 12.0, "*"),
            Self::Blocked => xml.label("legend__sample quiet", 0.0, 11.0, BLOCKED),
            Self::NotGiven(_) => xml.tag("g").attr("class", "node node--representative").around(|xml| {
                xml.rect("node__card", (0.0, 0.0), (width, height), 5.0);
            }),
            Self::Service => {
                let plate = Plate {
                    id: "".into(),
                    text: "8080".to_owned(),
                    x: 0.0,
                    width: 53.0,
                    is_node: false,
                    is_entry: false,
                };
                pill(xml, &sample_pill(vec![plate]), (0.0, 0.0));
            }
            Self::Port => pill(xml, &sample_pill(Vec::new()), (0.0, 0.0)),
            Self::Isolation(isolated) => isolation(xml, (0.0, 0.0), false, isolated),
            Self::Alike => xml.tag("g").attr("class", "is-alike").around(|xml| {
                for (by, class) in [(2.0, "node__under"), (1.0, "node__under"), (0.0, "node__card")] {
                    xml.rect(class, (2.0 * by, 2.5 * by), (width - 4.0 * by, 14.0), 4.0);
                }
            }),
            Self::Pairs => xml.tag("g").attr("class", "chip is-allowed").around(|xml| {
                xml.rect("chip__box", (0.0, 0.0), (width, height), 6.0);
                xml.label_amid("chip__count quiet", width / 2.0, 15.0, "6 of 138");
            }),
            Self::Unlike => xml.label("node__unlike", 0.0, 12.0, "≠"),
            Self::Reach => reach(xml, &Reach { text: String::new(), x: 0.0, y: 0.0, width }),
        }
    }
}

fn sample_pill(plates: Vec<Plate>) -> Pill {
    let x = plates.first().map_or(0.0, |plate| plate.width);
    Pill { port: "3000".to_owned(), protocol: "tcp".to_owned(), plates, x, width: 68.0 }
}

/// The key to a scene: what is worth a word, in rows that fit a width.
pub(super) struct Legend {
    rows: Vec<Vec<Sample>>,
}

impl Legend {
    /// Explains what is in the scene, and nothing else.
    pub(super) fn new(scene: &Scene, width: f64, hatched: &'static str) -> Self {
        let line = |state: LineState, head: Head, words: &'static str| {
            let present = scene.edges.iter().any(|edge| edge.facts.state == state);
            (present, Sample::Line(state, head, words))
        };
        let cards = || scene.nodes.iter().map(|node| &node.card);
        let folded = || cards().filter_map(|card| card.folded.as_deref());
        let pills = || cards().flat_map(|card| &card.pills);
        let has_badge = |isolated: bool| {
            let own = cards().filter_map(|card| card.isolation);
            let mut locks = folded().flat_map(|folded| &folded.locks).map(|lock| lock.isolated);
            own.flat_map(|(ingress, egress)| [ingress, egress]).any(|one| one == isolated)
                || locks.any(|one| one == isolated)
        };
        let is_star = |text: &str| text.ends_with('*');
        let services = pills().any(|pill| !pill.plates.is_empty());
        let samples = [
            line(LineState::Allowed, Head::Filled, "allowed by a rule"),
            line(LineState::Open, Head::Hollow, "open: every port, no policy isolates"),
            line(LineState::Depends, Head::Hollow, DEPENDS_SIGN),
            line(LineState::Blocked, Head::BarredChevron, "blocked at the barred end"),
            line(LineState::Added, Head::Filled, "added: passes now"),
            line(LineState::Removed, Head::Chevron, "removed: passes no longer"),
            line(LineState::Changed, Head::Filled, "changed: other ports"),
            (scene.edges.iter().filter_map(|edge| edge.chip.as_ref()).any(|chip| is_star(&chip.text)), Sample::Star),
            (has_badge(true), Sample::Isolation(true)),
            (has_badge(false), Sample::Isolation(false)),
            (cards().any(|card| card.note.starts_with('✕')), Sample::Blocked),
            (services, Sample::Service),
            (!services && pills().next().is_some(), Sample::Port),
            (folded().any(|folded| folded.sheets > 0), Sample::Alike),
            (
                scene.edges.iter().any(|edge| edge.chip.as_ref().is_some_and(|chip| !chip.count.is_empty())),
                Sample::Pairs,
            ),
            (folded().any(|folded| folded.is_unlike), Sample::Unlike),
            (folded().any(|folded| folded.reach.is_some()), Sample::Reach),
            (scene.nodes.iter().any(|node| node.kind == NodeKind::Representative), Sample::NotGiven(hatched)),
        ];
        let mut rows: Vec<Vec<Sample>> = Vec::new();
        let mut used = f64::INFINITY;
        for sample in samples.into_iter().filter_map(|(present, sample)| present.then_some(sample)) {
            let needed = sample.width();
            match rows.last_mut().filter(|_| used + BETWEEN + needed <= width) {
                Some(row) => {
                    used += BETWEEN + needed;
                    row.push(sample);
                }
                None => {
                    used = needed;
                    rows.push(vec![sample]);
                }
            }
        }
        Self { rows }
    }

    pub(super) fn height(&self) -> f64 {
        self.rows.len() as f64 * ROW
    }

    /// The widest single thing: no picture is narrower than this.
    pub(super) fn narrowest() -> f64 {
        Sample::Star.width().ceil()
    }

    /// Draws it from its upper left corner.
    pub(super) fn draw(&self, xml: &mut Xml, (x, y): (f64, f64)) {
        for (row, at) in self.rows.iter().zip(0_u32..) {
            let middle = y + (f64::from(at) + 0.5) * ROW;
            let mut left = x;
            for sample in row {
                let (width, height) = sample.size();
                let place = format!("translate({} {})", number(left), number(middle - height / 2.0));
                xml.tag("g").attr("transform", &place).around(|xml| sample.draw(xml));
                xml.label("legend__text", left + width + BESIDE, middle + 4.0, sample.words());
                xml.line();
                left += sample.width() + BETWEEN;
            }
        }
    }
}
