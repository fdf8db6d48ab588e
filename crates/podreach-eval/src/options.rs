//! Choices of an analysis: what the API leaves to plugins, and bounds.

use podreach_syntax::Limits;

/// Whether an `ipBlock` also matches pods whose address lies in it. The API leaves it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum IpBlockPods {
    /// It does: what the API says and most plugins do.
    #[default]
    Match,
    /// It does not: Cilium, and np-guard's analyzer.
    Ignore,
}

/// How pods on their node's network are seen. The API describes both and leaves the choice to the plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum HostNetwork {
    /// Their traffic is the node's: no selector matches them and no policy holds for them. The common behaviour.
    #[default]
    Node,
    /// They are told apart from the node: selectors match them and policies hold, as for any pod.
    Pod,
}

/// Choices of an analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Namespace of objects that name none.
    pub default_namespace: String,
    /// Whether address blocks match pods.
    pub ip_block_pods: IpBlockPods,
    /// How pods on their node's network are seen.
    pub host_network: HostNetwork,
    /// Bounds on the input.
    pub limits: Limits,
    /// At most this many pods of StatefulSets are told apart because selectors name them.
    pub named_replicas: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            default_namespace: "default".into(),
            ip_block_pods: IpBlockPods::Match,
            host_network: HostNetwork::Node,
            limits: Limits::PAGE,
            named_replicas: 20_000,
        }
    }
}
