//! Plain English for answers. Sentences end in a full stop; titles do not.

mod cluster_test;
mod exposure;
mod isolation;
mod policy;
mod verdict;
mod ways;
mod words;

pub use cluster_test::{ClusterTest, Lookup, cluster_test};
pub use exposure::{exposure_sentence, potential_name};
pub use isolation::{isolation_sentence, tier_words};
pub use policy::{policy_sentence, refused_sentence, rule_sentence, rule_title, rule_words};
pub use verdict::{gate_sentence, miss_sentence, step_sentence, summary, title};
pub use ways::{carrier_words, entry_problem, hop, requests, way, way_note};

use crate::analysis::Analysis;
use crate::inventory::EndpointId;

/// What people call an endpoint: `web`, `any pod app=api in default`, `the Internet`.
pub fn endpoint_name(analysis: &Analysis, id: EndpointId) -> String {
    words::endpoint(analysis, id)
}
