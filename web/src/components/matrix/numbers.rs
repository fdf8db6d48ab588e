//! Numbers of pairs as the matrix writes them.

/// `3,998,000`.
pub(crate) fn exact(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The same where there is little room: `4,536`, `28k`, `1.2M`.
pub(crate) fn short(number: u64) -> String {
    match number {
        0..10_000 => exact(number),
        10_000..1_000_000 => format!("{}k", number / 1_000),
        1_000_000..100_000_000 => format!("{}.{}M", number / 1_000_000, number / 100_000 % 10),
        _ => format!("{}M", exact(number / 1_000_000)),
    }
}

/// The same where a sign stands before it: `4.5k`.
pub(crate) fn shorter(number: u64) -> String {
    match number {
        1_000..10_000 => format!("{}.{}k", number / 1_000, number / 100 % 10),
        _ => short(number),
    }
}

/// How much of a cell is filled, from 1 to 5: under 1 %, under 10 %, under half, under all, all. 0 for nothing.
pub(crate) const fn step(part: u64, all: u64) -> u8 {
    match part {
        0 => 0,
        part if part >= all => 5,
        part if part.saturating_mul(100) < all => 1,
        part if part.saturating_mul(10) < all => 2,
        part if part.saturating_mul(2) < all => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fit_their_cells() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (4_536, "4,536"),
            (9_999, "9,999"),
            (10_000, "10k"),
            (28_392, "28k"),
            (1_250_000, "1.2M"),
            (3_998_000_000, "3,998M"),
        ];
        for (number, text) in cases {
            assert_eq!(short(number), text);
        }
        let signed = [999, 2_220, 9_999, 44_000].map(shorter);
        assert_eq!(signed, ["999", "2.2k", "9.9k", "44k"]);
        assert_eq!(exact(3_998_000), "3,998,000");
        assert_eq!(exact(177_683), "177,683");
    }

    #[test]
    fn fills_have_five_steps() {
        let steps = [(0, 0), (1, 1), (9, 1), (10, 2), (99, 2), (100, 3), (499, 3), (500, 4), (999, 4), (1_000, 5)];
        for (part, found) in steps {
            assert_eq!(step(part, 1_000), found, "{part}");
        }
        assert_eq!(step(1, 1), 5);
    }
}
