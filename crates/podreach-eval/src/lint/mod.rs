//! What is worth saying about an input that is valid: findings of the lint catalogue, by code.

mod closed;
mod cluster_wide;
mod dns;
mod entries;
mod equal_priority;
mod makers;
mod service_selects_nothing;
mod services;
mod shadowed;
mod unknown;
mod whole_network;
mod words;

use podreach_syntax::Diagnostic;

use crate::analysis::Analysis;
use crate::kinds::Resources;

/// All findings about an analysis of these resources, in no particular order.
pub(crate) fn findings(analysis: &Analysis, resources: &Resources) -> Vec<Diagnostic> {
    let Analysis { policies, namespaces, world, .. } = analysis;
    let mut found = unknown::unknown(resources, policies, namespaces);
    found.extend(equal_priority::equal_priority(policies, world));
    found.extend(whole_network::whole_network(policies));
    found.extend(dns::dns(resources, policies, namespaces));
    found.extend(shadowed::shadowed(policies));
    found.extend(services::services(analysis, resources));
    found.extend(entries::entries(analysis, resources));
    found
}
