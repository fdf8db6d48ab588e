//! What the label of a line says, in shorter and shorter forms: the first that has room is drawn.

use podreach_eval::view::{Bundle, EdgeChange};

use crate::card::PILL_HEIGHT;
use crate::measure;
use crate::pieces;
use crate::scene::{CHIP, CHIP_COUNT, CHIP_GAP};
use crate::visible::escaped;
use crate::wording::{grouped, pairs_of, pairs_words};

/// Height of a chip of two lines.
const TALL: f64 = 34.0;

/// One form of a label.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ChipForm {
    /// Ports; empty where a pill says them.
    pub(crate) ports: String,
    /// `6 of 138`.
    pub(crate) count: String,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// All forms of a label, longest first.
pub(crate) fn forms(text: &str, bundle: Option<Bundle>, has_pill: bool, still: bool) -> Vec<ChipForm> {
    let room = if still { 260.0 } else { 150.0 };
    let ports = measure::fit(&escaped(text), CHIP, room);
    let ports_width = measure::width(&ports, CHIP);
    let alone = ChipForm {
        ports: ports.clone(),
        width: (ports_width + 16.0).ceil(),
        height: PILL_HEIGHT,
        ..ChipForm::default()
    };
    let Some(Bundle { pairs, of, .. }) = bundle.filter(|bundle| bundle.of > 1) else { return vec![alone] };
    let count = format!("{} of {}", grouped(pairs), grouped(of));
    let count_width = measure::width(&count, CHIP_COUNT);
    let counted = ChipForm {
        ports: String::new(),
        count: count.clone(),
        width: (count_width + 16.0).ceil(),
        height: PILL_HEIGHT,
    };
    let both =
        |width: f64, height: f64| ChipForm { ports: ports.clone(), count: count.clone(), width: width.ceil(), height };
    let one_line = both(ports_width + CHIP_GAP + count_width + 16.0, PILL_HEIGHT);
    let two_lines = both(ports_width.max(count_width) + 14.0, TALL);
    let short = if has_pill { counted } else { alone };
    vec![one_line, two_lines, short]
}

/// All forms of the label of a bundle in which something changed, longest first: `+ 12 TCP 80`, `− 3 UDP 53`, `of 340 pairs`.
pub(crate) fn changed(bundle: Bundle, change: &EdgeChange) -> Vec<ChipForm> {
    let signs = |with_ports: bool| {
        let part = |sign: &str, count: u64, ports: &str| {
            let ports =
                if with_ports { format!(" {}", measure::fit(&escaped(ports), CHIP, 150.0)) } else { String::new() };
            (count > 0).then(|| format!("{sign} {}{ports}", grouped(count)))
        };
        let parts =
            [part("+", bundle.differs.opens, &change.opens), part("\u{2212}", bundle.differs.closes, &change.closes)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let of = format!("of {}", pairs_of(bundle.of));
    let form = |ports: String, count: &str| {
        let width = pieces::width(&ports, count);
        ChipForm { ports, count: count.to_owned(), width, height: PILL_HEIGHT }
    };
    vec![form(signs(true), &of), form(signs(false), &of), form(signs(false), "")]
}

/// The label in full, as it is said to whoever points at the line.
pub(crate) fn full(text: &str, bundle: Option<Bundle>) -> String {
    match bundle.filter(|bundle| bundle.of > 1) {
        Some(bundle) if bundle.differs.all > 0 => format!("{}; {}", bundle.sentence(), escaped(text)),
        Some(bundle) => format!("{}, {}", pairs_words(bundle), escaped(text)),
        None => escaped(text).into_owned(),
    }
}
