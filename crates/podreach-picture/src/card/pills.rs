//! Port pills on the border of a card, with the plates of Services and entry points before them.

use podreach_eval::view::{NodeId, PortView};

use super::{CardOptions, PILL, PILL_PROTOCOL, PLATE, Pill, Plate};
use crate::measure;

/// At most this many plates stand before a pill; the rest is a number.
const PLATES: usize = 2;

/// Room for the text of a plate: hosts and paths may be long.
const PLATE_TEXT: f64 = 132.0;

/// At most this many pills stand on a card; the last then counts the rest.
pub const PILLS: usize = 6;

/// The pills of a card.
pub(super) fn pills(ports: &[PortView], options: CardOptions) -> Vec<Pill> {
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
