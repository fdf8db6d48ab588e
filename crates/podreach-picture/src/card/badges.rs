//! What a card says in place of lines: who reaches everyone, whom everyone reaches.

use podreach_eval::view::{Badge, Everyone};
use serde::{Deserialize, Serialize};

use crate::measure::{self, Font};
use crate::visible::escaped;
use crate::wording::{every_port as every, everyone_but as but, reach};

/// First line of a badge.
const STRONG: Font = Font::bold(10.5);
/// Second line of a badge.
const PLAIN: Font = Font::sans(10.5);
/// Free room left and right of its text.
const PAD: f64 = 8.0;
/// Height of a badge of two lines.
const HEIGHT: f64 = 32.0;
/// Between a badge and what stands below it.
pub(super) const BADGE_GAP: f64 = 6.0;

/// Two lines on a ground of their own; places count from the card's corner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CardBadge {
    /// First line: `everyone reaches`.
    pub first: String,
    /// Second line: `kube-dns, UDP 53`.
    pub second: String,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl CardBadge {
    /// Both lines as one text.
    pub fn says(&self) -> String {
        format!("{} {}", self.first, self.second)
    }

    fn new((first, second): (String, String)) -> Self {
        let second = measure::fit(&escaped(&second), PLAIN, WIDEST);
        let first = measure::fit(&escaped(&first), STRONG, WIDEST);
        Self { first, second, x: 0.0, y: 0.0, width: 0.0, height: HEIGHT }
    }
}

/// No badge is wider.
const WIDEST: f64 = 220.0;

/// Badges of everyone, without places. On cards that have a sign for it, what reaches the Internet is no text.
pub(super) fn badges(badges: &[Badge], to_come: bool, has_sign: bool) -> Vec<CardBadge> {
    let words = badges.iter().filter(|_| !to_come).filter_map(|badge| match badge {
        Badge::EveryoneReaches(everyone) => Some(everyone_reaches(everyone)),
        Badge::ReachesEveryone(everyone) => Some(reaches_everyone(everyone)),
        Badge::ReachesInternet { ports } if !has_sign => {
            Some(("reaches the Internet".to_owned(), format!("on {}", every(ports))))
        }
        Badge::ReachesInternet { .. } | Badge::AsEveryone => None,
    });
    words.map(CardBadge::new).collect()
}

fn everyone_reaches(Everyone { name, ports, except, .. }: &Everyone) -> (String, String) {
    if name.is_empty() {
        return (format!("{} reaches it", but(*except)), format!("on {}", every(ports)));
    }
    (format!("{} reaches", but(*except)), format!("{name}, {}", every(ports)))
}

fn reaches_everyone(Everyone { name, members, ports, except }: &Everyone) -> (String, String) {
    if name.is_empty() {
        return (format!("reaches {}", but(*except)), format!("on {}", every(ports)));
    }
    (format!("{name} {}", reach(*members)), format!("{} on {}", but(*except), every(ports)))
}

/// What a card says that has no line but those that everyone has.
pub(super) const AS_EVERYONE: &str = "as everyone";

/// Whether that is said of it.
pub(super) fn is_as_everyone(badges: &[Badge]) -> bool {
    badges.contains(&Badge::AsEveryone)
}

/// The widest of some badges.
pub(super) fn width(badges: &[CardBadge]) -> f64 {
    let of =
        |badge: &CardBadge| measure::width(&badge.first, STRONG).max(measure::width(&badge.second, PLAIN)) + 2.0 * PAD;
    badges.iter().map(of).fold(0.0, f64::max)
}

/// Badges below each other from a place on; gives where they end.
pub(super) fn stacked(mut badges: Vec<CardBadge>, (x, mut y): (f64, f64), width: f64) -> (Vec<CardBadge>, f64) {
    for badge in &mut badges {
        (badge.x, badge.y, badge.width) = (x, y, width);
        y += badge.height + BADGE_GAP;
    }
    let end = if badges.is_empty() { y } else { y - BADGE_GAP };
    (badges, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::badge_words;

    #[test]
    fn a_badge_says_who_and_on_which_ports() {
        let everyone = |name: &str, except| Everyone { name: name.into(), members: 1, ports: "UDP 53".into(), except };
        let says = |badge| badges(&[badge], false, true).first().map(CardBadge::says);
        let is = |badge, text: &str| assert_eq!(says(badge).as_deref(), Some(text));
        is(Badge::EveryoneReaches(everyone("kube-dns", 0)), "everyone reaches kube-dns, UDP 53");
        is(Badge::EveryoneReaches(everyone("", 12)), "everyone but 12 reaches it on UDP 53");
        is(Badge::ReachesEveryone(everyone("prometheus", 2)), "prometheus reaches everyone but 2 on UDP 53");
        is(Badge::ReachesEveryone(everyone("", 0)), "reaches everyone on UDP 53");
        let several = Everyone { members: 2, ..everyone("2 workloads", 0) };
        is(Badge::ReachesEveryone(several.clone()), "2 workloads reach everyone on UDP 53");
        is(Badge::EveryoneReaches(several.clone()), "everyone reaches 2 workloads, UDP 53");
        assert_eq!(badge_words(&Badge::ReachesEveryone(several)), "2 workloads reach everyone on UDP 53");
        assert_eq!(badge_words(&Badge::ReachesEveryone(everyone("", 1200))), "reaches everyone but 1,200 on UDP 53");
        let internet = Badge::ReachesInternet { ports: "TCP 443".into() };
        assert_eq!(says(internet.clone()), None);
        let plain = badges(&[internet], false, false);
        assert_eq!(plain.first().map(CardBadge::says).as_deref(), Some("reaches the Internet on TCP 443"));
        let all = Everyone { ports: "all".into(), ..everyone("", 0) };
        is(Badge::EveryoneReaches(all), "everyone reaches it on every port");
    }
}
