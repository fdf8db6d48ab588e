//! The engine against a naive oracle on random clusters: every pair, every interesting port, every protocol, and the
//! reasons that verdicts give. `PODREACH_ORACLE_CASES` sets the number of clusters.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod changes;
mod compare;
mod covered;
mod depends;
mod exposure;
mod joint;
mod off;
mod parts;
mod reasons;
mod services;
mod shadowed;
mod small_scope;

use podreach_testkit::generate;
use proptest::prelude::*;
use proptest::test_runner::Config;

/// Addresses on both sides of every border that the clusters' blocks draw.
const OUTSIDE: [&str; 9] = [
    "8.8.8.8",
    "10.0.0.1",
    "10.0.0.77",
    "10.0.1.9",
    "10.2.0.1",
    "192.168.0.9",
    "203.0.113.9",
    "2001:db8::1",
    "fd00::5",
];

/// The bytes of two clusters that have most in common: some of them differ.
fn alike(most: usize) -> impl Strategy<Value = [Vec<u8>; 2]> {
    let edits = proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..6);
    (proptest::collection::vec(any::<u8>(), 0..most), edits).prop_map(|(bytes, edits)| {
        let mut edited = bytes.clone();
        for (at, byte) in edits.iter().filter(|_| !bytes.is_empty()) {
            edited[at.index(bytes.len())] = *byte;
        }
        [bytes, edited]
    })
}

/// Each of the two tests runs half of the clusters; they run beside each other.
fn config() -> Config {
    let cases = std::env::var("PODREACH_ORACLE_CASES").map_or(20_000, |text| text.parse().expect("a number of cases"));
    Config { cases: cases / 2, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn engine_equals_oracle_on_small_clusters(bytes in proptest::collection::vec(any::<u8>(), 0..240)) {
        compare::compare(&generate::cluster(&bytes));
    }

    #[test]
    fn engine_equals_oracle_on_full_clusters(bytes in proptest::collection::vec(any::<u8>(), 240..480)) {
        compare::compare(&generate::cluster(&bytes));
    }
}
