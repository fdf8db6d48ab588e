//! Plain English for answers. Sentences end in a full stop; titles do not.

mod cluster_test;
mod declared;
mod depends;
mod exposure;
mod ingress_paths;
mod instead;
mod isolation;
mod left_out;
mod nearest;
#[cfg(test)]
mod nearest_tests;
mod notes;
mod policy;
mod port_names;
mod rule_table;
mod verdict;
mod words;

pub use cluster_test::{ClusterTest, Lookup, cluster_test};
pub use declared::declared_ports;
pub use depends::{depends, fact, reason};
pub use exposure::{exposure_sentence, potential_name};
pub use ingress_paths::{controller_words, entry_problem, hop, path, path_note, requests};
pub use isolation::{isolation_sentence, tier_words};
pub use left_out::{Ends, LeftOut, LeftOutPolicy, left_out_sentences};
pub use nearest::{Aspect, Criterion, NearestMiss, cause, nearest_miss};
pub use policy::{lenient_sentence, policy_sentence, rule_matches, rule_sentence, rule_title, rule_words};
pub use rule_table::{RuleEnd, RuleRow, rule_row_count, rule_rows};
pub use verdict::{direction_sentence, miss_sentence, step_sentence, summary, tier_name, title};

pub(crate) use words::name as words_of;

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::query::Question;

/// What a question asks, behind a verb: ` on TCP 80`, or nothing.
pub fn question_words(question: &Question) -> String {
    words::question(question)
}

/// `a`, `a and b`, `a, b and c`; beyond six the rest is counted.
pub fn list(items: &[String]) -> String {
    words::list(items)
}

/// The first letter as a capital, for the start of a sentence.
pub fn capitalized(text: &str) -> String {
    words::capitalized(text)
}

/// What people call an endpoint: `web`, `any pod app=api in default`, `the Internet`.
pub fn endpoint_name(analysis: &Analysis, id: EndpointId) -> String {
    words::endpoint(analysis, id)
}
