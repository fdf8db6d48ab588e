//! The label of what changed beside a baseline, cut at its signs: `UDP 53`, `+ TCP 53`, `− TCP 80`.

use crate::bounds::Bounds;
use crate::measure;
use crate::scene::{CHIP, Chip};

/// What a piece of a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Ports that pass on both sides.
    Both,
    /// Ports that opened.
    Opened,
    /// Ports that closed.
    Closed,
}

/// A piece of a label with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// What it says.
    pub mark: Mark,
    /// Its text, with its sign.
    pub text: String,
    /// Its box.
    pub rect: Bounds,
}

impl Chip {
    /// The pieces of the label of a pair that changed, which share its room by the lengths of their texts.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut texts = cut(&self.text);
        if !self.count.is_empty() {
            texts.push((Mark::Both, self.count.clone()));
        }
        let widths: Vec<f64> = texts.iter().map(|(_, text)| measure::width(text, CHIP) + PADDING).collect();
        let share = self.rect.width / widths.iter().sum::<f64>().max(1.0);
        let mut left = self.rect.x;
        let mut pieces = Vec::with_capacity(texts.len());
        for ((mark, text), width) in texts.into_iter().zip(widths) {
            let rect = Bounds { x: left, width: width * share, ..self.rect };
            left += rect.width;
            pieces.push(Piece { mark, text, rect });
        }
        pieces
    }
}

/// Room beside the text of a piece.
const PADDING: f64 = 8.0;

/// Room that a label of these texts takes.
pub(crate) fn width(text: &str, count: &str) -> f64 {
    let texts = cut(text).into_iter().map(|(_, text)| text).chain((!count.is_empty()).then(|| count.to_owned()));
    texts.map(|text| measure::width(&text, CHIP) + PADDING + 4.0).sum::<f64>().ceil()
}

/// The texts, each with its sign.
fn cut(text: &str) -> Vec<(Mark, String)> {
    let mut found: Vec<(Mark, String)> = Vec::new();
    for word in text.split(' ') {
        let mark = match word {
            "+" => Some(Mark::Opened),
            "\u{2212}" => Some(Mark::Closed),
            _ => None,
        };
        match (mark, found.last_mut()) {
            (None, Some((_, text))) => {
                text.push(' ');
                text.push_str(word);
            }
            (mark, _) => found.push((mark.unwrap_or(Mark::Both), word.to_owned())),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Piece> {
        let rect = Bounds { x: 10.0, y: 2.0, width: 200.0, height: 22.0 };
        Chip { text: text.to_owned(), count: String::new(), rect }.pieces()
    }

    #[test]
    fn a_label_is_cut_at_its_signs_and_fills_its_room() {
        let found = pieces("UDP 53 + TCP 53; SCTP 1 \u{2212} TCP 80");
        let said: Vec<(Mark, &str)> = found.iter().map(|piece| (piece.mark, piece.text.as_str())).collect();
        let expected = [(Mark::Both, "UDP 53"), (Mark::Opened, "+ TCP 53; SCTP 1"), (Mark::Closed, "\u{2212} TCP 80")];
        assert_eq!(said, expected);
        assert!((found[2].rect.x + found[2].rect.width - 210.0).abs() < 1e-6, "{found:?}");
        assert!((found[1].rect.x - found[0].rect.width - 10.0).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn the_number_of_all_pairs_stands_behind_the_signs() {
        let rect = Bounds { x: 0.0, y: 0.0, width: width("+ 12 \u{2212} 3", "of 340 pairs"), height: 22.0 };
        let chip = Chip { text: "+ 12 \u{2212} 3".to_owned(), count: "of 340 pairs".to_owned(), rect };
        let found = chip.pieces();
        let said: Vec<(Mark, &str)> = found.iter().map(|piece| (piece.mark, piece.text.as_str())).collect();
        let expected = [(Mark::Opened, "+ 12"), (Mark::Closed, "\u{2212} 3"), (Mark::Both, "of 340 pairs")];
        assert_eq!(said, expected);
        assert!(found.iter().all(|piece| piece.rect.width >= measure::width(&piece.text, CHIP)), "{found:?}");
    }

    #[test]
    fn one_sign_is_one_piece() {
        let found = pieces("+ all");
        assert_eq!((found.len(), found[0].mark), (1, Mark::Opened));
        assert!((found[0].rect.width - 200.0).abs() < 1e-6, "{found:?}");
    }
}
