//! The result of an analysis and the questions that can be put to it.

use podreach_syntax::{Diagnostic, Limits, Sources};

use crate::inventory::{Endpoint, EndpointId, NamespaceInfo, ServiceNode};
use crate::kinds::{Ignored, Refused};
use crate::policy::{Policies, Policy, PolicyId};

/// Whether an `ipBlock` also matches pods whose address lies in it. The API leaves it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum IpBlockPods {
    /// It does: what the API says and most plugins do.
    #[default]
    Match,
    /// It does not: Cilium, and np-guard's analyzer.
    Ignore,
}

/// Choices of an analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Namespace of objects that name none.
    pub default_namespace: String,
    /// Whether address blocks match pods.
    pub ip_block_pods: IpBlockPods,
    /// Bounds on the input.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self { default_namespace: "default".into(), ip_block_pods: IpBlockPods::Match, limits: Limits::PAGE }
    }
}
