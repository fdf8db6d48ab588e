//! A rule gives a port by name for peers that are no pods.
//!
//! Found at the name, where a rule of a cluster-wide policy is for `nodes`, `domainNames` or `networks`. For networks in a
//! ClusterNetworkPolicy it is a warning: its standard channel does not check it. It is a warning as well in an egress rule of a
//! NetworkPolicy whose peers are all an `ipBlock`.
//!
//! ## Why it matters
//!
//! Names of ports are those of containers. Addresses and nodes have none, so that the rule can never match; of cluster-wide policies
//! the API server rejects it.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: tenants}
//! spec:
//!   priority: 10
//!   subject: {namespaces: {matchLabels: {tenant: shop}}}
//!   egress:
//!     - action: Allow
//!       to: [{networks: [203.0.113.0/24]}]
//!       ports:
//!         - namedPort: https # L55
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: tenants}
//! spec:
//!   priority: 10
//!   subject: {namespaces: {matchLabels: {tenant: shop}}}
//!   egress:
//!     - action: Allow
//!       to: [{networks: [203.0.113.0/24]}]
//!       ports:
//!         - portNumber: {protocol: TCP, port: 443}
//! ```
//!
//! ## How to fix it
//!
//! Write the number of the port, or make another rule for the pods.
//!
//! ## Sources
//!
//! * [Network Policy API: reference](https://network-policy-api.sigs.k8s.io/reference/spec/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L55",
    name: "port-name-without-pods",
    severity: Severity::Error,
    needs: &[],
    source: source!("port_name_without_pods.rs"),
    check: Check::Reading,
};

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    #[test]
    fn names_need_pods_in_egress_rules() {
        let of = |rule: &str| {
            weighed(
                "L55",
                &format!(
                    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name}\nspec: {{podSelector: {{}}, {rule}}}\n",
                    name = "{name: p}"
                ),
            )
        };
        let block = "{ipBlock: {cidr: 10.0.0.0/8}}";
        assert_eq!(of(&format!("egress: [{{to: [{block}], ports: [{{port: https}}]}}]")), ["4 warning"]);
        assert!(of(&format!("egress: [{{to: [{block}], ports: [{{port: 443}}]}}]")).is_empty());
        assert!(
            of(&format!("egress: [{{to: [{block}, {{podSelector: {{}}}}], ports: [{{port: https}}]}}]")).is_empty()
        );
        assert!(of(&format!("ingress: [{{from: [{block}], ports: [{{port: https}}]}}]")).is_empty());
    }
}
