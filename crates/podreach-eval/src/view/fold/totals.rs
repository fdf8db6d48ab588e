//! Pairs of cards with all others: sums over rows and columns of the folded matrix, without its cells.

use crate::query::PairState;
use crate::sets::ConnectionSet;

use super::super::counts::PairCounts;
use super::bundles::Shares;
use super::lines::{Label, OPEN};

/// Pairs of a card with all cards, itself included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Total {
    /// Those that start at it.
    pub(super) egress: PairCounts,
    /// Those that end at it.
    pub(super) ingress: PairCounts,
}

impl Shares<'_> {
    /// The totals of all cards; what is connected on none of the wanted labels is blocked. `None` over the limit on steps.
    pub(super) fn totals(&self, wanted: &dyn Fn(&Label) -> bool) -> Option<Vec<Total>> {
        let free = self.free();
        let sum = |of: fn([u64; 3]) -> u64, outside: bool| -> u64 {
            let cards = free.iter().zip(self.outside()).filter(|(_, is_outside)| !outside || *is_outside);
            cards.map(|(free, _)| of(*free)).sum()
        };
        let (senders, receivers) = (|free: [u64; 3]| free[0], |free: [u64; 3]| free[1]);
        let all = [sum(senders, false), sum(receivers, false)];
        let beyond = [sum(senders, true), sum(receivers, true)];
        let mut found: Vec<Total> = Vec::new();
        for (([out, into, alone], outside), at) in free.iter().zip(self.outside()).zip(0_u32..) {
            let inside = |side: usize| {
                let (all, beyond) = (all.get(side).copied(), beyond.get(side).copied());
                all.unwrap_or(0) - if outside { beyond.unwrap_or(0) } else { 0 }
            };
            let alone = if outside { 0 } else { *alone };
            let open = |count: u64, others: u64| (count * others).saturating_sub(alone);
            let blocked = self.pairs_of(at);
            found.push(Total {
                egress: PairCounts { open: open(*out, inside(1)), blocked, ..PairCounts::default() },
                ingress: PairCounts { open: open(*into, inside(0)), blocked, ..PairCounts::default() },
            });
        }
        let whole = self.each_label(|from, to, label, number, count| {
            for (at, outward) in [(from, true), (to, false)] {
                let Some(total) = found.get_mut(at as usize) else { continue };
                let counts = if outward { &mut total.egress } else { &mut total.ingress };
                if label.over_open {
                    counts.open = counts.open.saturating_sub(count);
                }
                if number == OPEN {
                    counts.open += count;
                } else if wanted(label) {
                    counts.pass(label.state, count);
                }
            }
        });
        let open = Label::plain(PairState::Open, ConnectionSet::all());
        let open_wanted = wanted(&open);
        for counts in found.iter_mut().flat_map(|total| [&mut total.egress, &mut total.ingress]) {
            if !open_wanted {
                counts.open = 0;
            }
            counts.blocked = counts.blocked.saturating_sub(counts.allowed + counts.open + counts.depends);
        }
        whole.then_some(found)
    }
}
