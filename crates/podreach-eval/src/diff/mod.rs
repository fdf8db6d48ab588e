//! What a change alters: connections between two analyses that were added, removed or changed, and what caused each.
//!
//! Workloads are matched by name, addresses by where both sides cut them. The work is done on classes: endpoints that
//! neither side distinguishes. A pair of classes is compared only where the egress of the one or the ingress of the other differs.

mod address_causes;
mod blame;
mod cause_builder;
mod causes;
mod collect_changes;
mod entries;
mod iter;
mod model;
mod objects;
mod outside;
mod paired_classes;
mod paired_directions;
mod parts;
mod peer_set;
mod peers;
mod rule_index;
mod runs;
mod single_causes;
mod value_table;

pub use model::*;
pub use objects::same_rule;
pub use outside::outside as joint_outside;
pub use peer_set::PeerSet;
pub use single_causes::{CauseFinder, PairCauses};

use crate::analysis::Analysis;

/// Compares two analyses: workloads and the outside, no representatives. Total; equal inputs give an empty
/// comparison. The ids in it are those of the side that it names.
///
/// ```
/// use podreach_eval::diff::{ChangeKind, diff};
/// use podreach_eval::{Options, analyze};
/// use podreach_syntax::Sources;
///
/// let pods = "
/// apiVersion: v1
/// kind: Pod
/// metadata: {name: web}
/// ---
/// apiVersion: v1
/// kind: Pod
/// metadata: {name: db, labels: {app: db}}
/// ---
/// ";
/// let policy = "
/// apiVersion: networking.k8s.io/v1
/// kind: NetworkPolicy
/// metadata: {name: closed}
/// spec: {podSelector: {matchLabels: {app: db}}}
/// ";
/// let analysis = |text: String| analyze(&Sources::single("", text), &Options::default());
/// let (before, after) = (analysis(pods.to_owned()), analysis(pods.to_owned() + policy));
/// let found = diff(&before, &after);
/// assert!(found.connections.iter().all(|change| change.kind() == ChangeKind::Removed));
/// assert_eq!(found.changed_policies().count(), 1);
/// assert!(diff(&before, &before).is_empty());
/// ```
pub fn diff(before: &Analysis, after: &Analysis) -> Diff {
    diff_with(before, after, &DiffOptions::default())
}

/// Compares two analyses, with what the options add.
pub fn diff_with(before: &Analysis, after: &Analysis, options: &DiffOptions) -> Diff {
    let sides = [before, after];
    let peers = peers::peers(sides, options);
    let policies = objects::policies(sides);
    let mut found = Diff {
        namespaces: objects::namespaces(sides),
        workloads: objects::workloads(sides),
        connections: Vec::new(),
        causes_left_out: false,
        policies,
        peers,
    };
    let paired = paired_classes::PairedClasses::new(sides, &found.peers);
    (found.connections, found.causes_left_out) =
        collect_changes::collect(sides, &found, &paired, &ways_in(sides, options), options.looks);
    found
}

/// Connections that start at no endpoint: those of the controller that proxies the requests of entry points, and what the options add.
fn ways_in(sides: [&Analysis; 2], options: &DiffOptions) -> [Vec<Entry>; 2] {
    let mut entries = sides.map(|analysis| {
        let reached = analysis.controller_reaches().into_iter();
        reached
            .map(|(destination, connections)| Entry { source: CONTROLLER.to_owned(), destination, connections })
            .collect()
    });
    for (list, more) in entries.iter_mut().zip(&options.entries) {
        let list: &mut Vec<Entry> = list;
        list.extend(more.iter().cloned());
    }
    entries
}

/// What lists call the controller that proxies the requests of entry points, as np-guard's lists do.
pub const CONTROLLER: &str = "{ingress-controller}";
