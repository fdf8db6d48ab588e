//! What a network plugin does where the API leaves it open: as data, applied when policies are compiled to classes.

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

/// What a plugin does. [`Semantics::default`] is what the API says, and what most plugins do where it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Semantics {
    /// Whether address blocks match pods.
    pub ip_block_pods: IpBlockPods,
    /// How pods on their node's network are seen.
    pub host_network: HostNetwork,
    /// Whether a pod that comes back to itself through a Service is let through the tier that isolates it. Plugins differ.
    /// Source: network-policy-api, "hairpin" traffic.
    pub hairpin_is_allowed: bool,
}

impl Default for Semantics {
    fn default() -> Self {
        Self { ip_block_pods: IpBlockPods::default(), host_network: HostNetwork::default(), hairpin_is_allowed: true }
    }
}
