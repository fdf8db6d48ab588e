//! How numbers are written for people.

/// A number with a comma between thousands: `1,240`.
pub fn grouped(number: impl ToString) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Workloads, and what stands for pods that are not in the input: `12 workloads, 2 not in your YAML`.
pub fn endpoints_words(all: usize, representatives: usize) -> String {
    let given = all.saturating_sub(representatives);
    let workloads = format!("{} workload{}", grouped(given), if given == 1 { "" } else { "s" });
    let others = format!("{} not in your YAML", grouped(representatives));
    match (given, representatives) {
        (_, 0) => workloads,
        (0, _) => others,
        _ => format!("{workloads}, {others}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{endpoints_words, grouped};

    #[test]
    fn thousands_are_apart() {
        let written = [0_u64, 999, 1000, 440_001, 1_000_000].map(grouped);
        assert_eq!(written, ["0", "999", "1,000", "440,001", "1,000,000"]);
    }

    #[test]
    fn what_is_not_in_the_input_is_counted_apart() {
        assert_eq!(endpoints_words(14, 2), "12 workloads, 2 not in your YAML");
        assert_eq!((&*endpoints_words(1, 0), &*endpoints_words(2, 2)), ("1 workload", "2 not in your YAML"));
    }
}
