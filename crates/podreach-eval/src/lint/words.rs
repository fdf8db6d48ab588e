//! Words that findings share.

use crate::inventory::EndpointId;
use crate::policy::PolicyId;

use super::input::Input;

/// Names listed in one finding.
const NAMED: usize = 3;

/// ``the pod `a` ``, ``the pods `a`, `b` and 3 more``.
pub(super) fn named(one: &str, several: &str, names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    let rest = names.len().saturating_sub(NAMED);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{} {}{more}", if names.len() == 1 { one } else { several }, shown.join(", "))
}

/// Names of workloads in a message about a policy: with their namespaces where one of them is not in that of the policy.
#[derive(Clone, Copy)]
pub(super) struct Workloads<'s, 'a> {
    input: &'s Input<'a>,
    with_namespace: bool,
}

impl<'s, 'a> Workloads<'s, 'a> {
    /// The names in a message about a policy that speaks of these workloads.
    pub(super) fn new(input: &'s Input<'a>, policy: PolicyId, all: impl IntoIterator<Item = EndpointId>) -> Self {
        let home = input.analysis.policies.get(policy).and_then(|policy| policy.namespace.as_deref());
        let with_namespace = all.into_iter().any(|id| input.endpoint(id).namespace.as_deref() != home);
        Self { input, with_namespace }
    }

    /// `web`, or `shop/web`.
    pub(super) fn name(&self, id: EndpointId) -> String {
        let endpoint = self.input.endpoint(id);
        match endpoint.namespace.as_deref().filter(|_| self.with_namespace) {
            Some(namespace) => format!("{namespace}/{}", endpoint.workload_name),
            None => endpoint.workload_name.to_string(),
        }
    }

    /// ``the pod `a` ``, ``the pods `a`, `b` and 3 more``.
    pub(super) fn named<'i>(&self, one: &str, several: &str, all: impl IntoIterator<Item = &'i EndpointId>) -> String {
        let mut names: Vec<String> = all.into_iter().map(|id| self.name(*id)).collect();
        names.sort_unstable();
        names.dedup();
        named(one, several, &names.iter().map(String::as_str).collect::<Vec<_>>())
    }
}
