//! Objects that differ, as lines.

use podreach_eval::diff::{ChangeKind, Diff, NamespaceChange};
use podreach_eval::sets::Labels;

use super::DiffDoc;
use super::reasons::{policy_name, policy_place};

/// An object that differs.
pub(super) struct Object {
    pub(super) change: ChangeKind,
    /// `NetworkPolicy default/closed`, `workload default/web[Deployment]`, `namespace default`.
    pub(super) name: String,
    /// Where a policy is written; which labels of a namespace differ.
    pub(super) detail: String,
}

/// All of them: policies, workloads, namespaces.
pub(super) fn objects(compared: &DiffDoc<'_>) -> Vec<Object> {
    let policies = compared.diff.changed_policies().map(|(policy, change)| {
        let places = [(0, policy.before), (1, policy.after)];
        let places: Vec<String> =
            places.into_iter().filter_map(|(side, id)| Some(policy_place(compared, side, id)?.0)).collect();
        let rejected =
            if policy.rejected { "; the other side holds it in a form that the API server rejects" } else { "" };
        Object { change, name: policy_name(policy), detail: places.join(" -> ") + rejected }
    });
    let workloads = compared.diff.workloads.iter().map(|found| Object {
        change: found.change,
        name: format!("workload {}", found.name),
        detail: String::new(),
    });
    let namespaces = compared.diff.namespaces.iter().map(|found| Object {
        change: found.change,
        name: format!("namespace {}", found.name),
        detail: labels_words(compared, found),
    });
    policies.chain(workloads).chain(namespaces).collect()
}

/// The labels of a namespace on a side.
pub(super) fn labels<'a>(compared: &DiffDoc<'a>, side: usize, name: &str) -> Option<&'a Labels> {
    let namespaces = &compared.analyses.get(side)?.namespaces;
    let at = namespaces.binary_search_by(|found| (*found.name).cmp(name)).ok()?;
    namespaces.get(at).map(|found| &found.labels)
}

fn labels_words(compared: &DiffDoc<'_>, found: &NamespaceChange) -> String {
    let [Some(before), Some(after)] = [0, 1].map(|side| labels(compared, side, &found.name)) else {
        return String::new();
    };
    let gone = before.iter().filter(|(key, value)| after.get(*key) != Some(value));
    let come = after.iter().filter(|(key, value)| before.get(*key) != Some(value));
    let gone = gone.map(|(key, value)| format!("-{key}={value}"));
    let words: Vec<String> = gone.chain(come.map(|(key, value)| format!("+{key}={value}"))).collect();
    format!("labels {}", words.join(" "))
}

/// How many pairs were added, removed and changed; addresses that changed alike count as one end.
pub(super) fn counts(diff: &Diff) -> [usize; 3] {
    let mut counts = [0; 3];
    for change in &diff.connections {
        let [added, removed, changed] = &mut counts;
        let slot = match change.kind() {
            ChangeKind::Added => added,
            ChangeKind::Removed => removed,
            ChangeKind::Changed => changed,
        };
        *slot += diff.count(change);
    }
    counts
}

/// `connections: 1 added, 2 removed, 3 changed`.
pub(super) fn summary(diff: &Diff) -> String {
    let [added, removed, changed] = counts(diff);
    if diff.connections.is_empty() {
        return "no connection differs".into();
    }
    format!("connections: {added} added, {removed} removed, {changed} changed")
}
