//! Random clusters with policies of all kinds go the whole way, as the fuzz target `pipeline` sends them.
//! `PODREACH_PIPELINE_CASES` asks for more of them.

#![allow(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use podreach_properties::pipeline;
use proptest::prelude::*;

fn cases() -> u32 {
    std::env::var("PODREACH_PIPELINE_CASES").map_or(100, |text| text.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_clusters_go_the_whole_way(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        pipeline(&bytes);
    }
}
