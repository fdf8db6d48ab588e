//! Links of everything that a link can hold, and texts that name what is switched off.

#![allow(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use podreach_link::{Baseline, Shared, SharedSource, encode_fragment};
use podreach_properties::links;
use proptest::prelude::*;

fn sources() -> impl Strategy<Value = Vec<SharedSource>> {
    let source = ("[ab]\\.yaml", "(kind: Pod\n|metadata: \\{name: [ab]\\}\n|---\n|ä){0,30}");
    proptest::collection::vec(source.prop_map(|(name, text)| SharedSource { name, text }), 0..3)
}

fn off() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(
        "[A-Za-z]{1,3}(\\.[a-z]{1,3})?/[a %]{0,3}(/[b%20 ]{0,4})?( (ingress|egress) [0-9]{1,2})?",
        0..3,
    )
}

proptest! {
    #[test]
    fn what_a_link_holds_comes_back(work in sources(), base in sources(), off in off(), other in off()) {
        for text in off.iter().chain(&other) {
            links(text);
        }
        let baseline = Baseline { sources: base, off: other, namespace: Some("x".into()), ..Baseline::default() };
        let shared = Shared { sources: work, off, baseline: Some(baseline), ..Shared::default() };
        let fragment = encode_fragment(&shared).unwrap();
        links(&format!("https://example.com/#{fragment}"));
        prop_assert_eq!(podreach_link::decode_fragment(&fragment), Ok(shared));
    }

    #[test]
    fn anything_is_read(text in "([A-Za-z.]{0,4}/){0,3}.{0,20}( (ingress|egress|in) .{0,3})?") {
        links(&text);
    }
}
