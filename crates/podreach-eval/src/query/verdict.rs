//! Answers: what may pass between two endpoints, and which rules say so.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::inventory::EndpointId;
use crate::policy::{Action, Direction, PolicyId, RuleRef, TierId};
use crate::sets::ConnectionSet;

use super::completions::Dependence;
use super::question::Question;

/// Which end stops a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum BlockedBy {
    /// Egress of the source.
    Source,
    /// Ingress of the destination.
    Destination,
    /// Both ends; also when each end allows only what the other does not.
    Both,
}

impl BlockedBy {
    /// `source`, `destination` or `both`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Destination => "destination",
            Self::Both => "both",
        }
    }
}

/// The state of a pair, as views show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PairState {
    /// Neither end is isolated in its direction, and no rule decides.
    Open,
    /// Some connections pass, and policies or rules decide about the pair.
    Allowed,
    /// Nothing may pass.
    Blocked(BlockedBy),
    /// The input leaves open whether anything passes.
    Depends,
}

impl PairState {
    /// `open`, `allowed`, `blocked` or `depends`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Allowed => "allowed",
            Self::Blocked(_) => "blocked",
            Self::Depends => "depends",
        }
    }
}

/// What may pass from one endpoint to another.
#[derive(Clone, Debug)]
pub struct Pair<'a> {
    /// What egress of the source allows towards the destination.
    pub egress: &'a ConnectionSet,
    /// What ingress of the destination allows from the source.
    pub ingress: &'a ConnectionSet,
    /// What both allow, in the default completion of the input.
    pub connections: Cow<'a, ConnectionSet>,
    /// Where the pair depends: what passes in the most favourable completion found.
    pub favourable: Option<Arc<ConnectionSet>>,
    /// How views show it.
    pub state: PairState,
}

impl Pair<'_> {
    /// The connections that views write on the pair: what passes, or what may pass where the pair depends.
    pub fn shown(&self) -> &ConnectionSet {
        self.favourable.as_deref().unwrap_or(&self.connections)
    }
}

/// Why one direction at one end allows or denies what is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectionReason {
    /// Source and destination are one pod, which always reaches itself.
    SamePod,
    /// The pod reaches itself through a Service, and no cluster-wide policy decides.
    Hairpin,
    /// The source is the pod's own node, whose traffic is always allowed.
    OwnNode,
    /// This end is not a pod; policies do not apply to it.
    NotAPod,
    /// This end shares its node's network; most plugins apply no policy to it.
    HostNetwork,
    /// No policy isolates this end in this direction.
    NotIsolated,
    /// Rules decide.
    Rules,
    /// Policies isolate this end and no rule matches.
    NoRule,
    /// The question names a port that the destination does not declare.
    UnknownPort,
}

/// What one tier decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierStep {
    /// The tier.
    pub tier: TierId,
    /// Policies of the tier that apply to the endpoint in this direction.
    pub applied: Vec<PolicyId>,
    /// Whether what no rule of the tier matches is denied, because a policy of it isolates.
    pub isolates: bool,
    /// The action of the first rule that matched; `None` when no rule of the tier matched.
    pub action: Option<Action>,
    /// Rules that matched.
    pub rules: Vec<RuleRef>,
    /// The connections asked about that reached the tier and that none of its rules matched.
    pub rest: ConnectionSet,
}

/// A rule that did not decide, and why: one whose peer and port both match comes after the rule that decides, or its policy
/// selects other pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The rule.
    pub rule: RuleRef,
    /// Whether a peer of the rule matches the other end.
    pub peer_matches: bool,
    /// Whether its ports match something of what is asked.
    pub port_matches: bool,
    /// Whether its policy selects the end; of a policy that does not, only rules are named that match otherwise.
    pub selects: bool,
}

/// A rule that matched, with what it decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The rule.
    pub rule: RuleRef,
    /// Its action.
    pub action: Action,
    /// Indexes of the peers that match; empty when the rule has none and matches every peer.
    pub peers: Vec<u32>,
    /// The connections asked about that it matches, whatever the other direction says.
    pub connections: ConnectionSet,
    /// Whether the other end is a pod that the rule matches by an address block alone (known or assumed address).
    pub by_address: bool,
}

/// One direction at one end.
#[derive(Clone, Debug)]
pub struct DirectionVerdict {
    /// Egress at the source or ingress at the destination.
    pub direction: Direction,
    /// The end.
    pub endpoint: EndpointId,
    /// The other end.
    pub other: EndpointId,
    /// Whether what is asked passes: all of a port; of a wider question, anything.
    pub allowed: bool,
    /// Why.
    pub reason: DirectionReason,
    /// The connections that this direction allows.
    pub connections: ConnectionSet,
    /// Policies that isolate the end in this direction.
    pub isolating: Vec<PolicyId>,
    /// The tiers that decide, in order.
    pub steps: Vec<TierStep>,
    /// Rules that matched.
    pub hits: Vec<Hit>,
    /// Rules that did not match, nearest first; empty when `allowed`.
    pub misses: Vec<Miss>,
    /// Assumptions that this direction rests on.
    pub caveats: Vec<Caveat>,
}

/// An assumption that an answer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caveat {
    /// An `ipBlock` covers the pod's address; plugins differ.
    AddressMatchesPod,
    /// An end uses the network of its node; plugins differ.
    HostNetwork,
    /// The port's name has no number at the destination.
    NamedPort,
    /// The source is the node of some of the destination's pods, or on it; traffic from a pod's own node is always allowed.
    OwnNode,
    /// Pods are dual-stack, and rules treat IPv4 and IPv6 differently.
    DualStack,
    /// A pod reaches itself through a Service, and policies apply to it.
    Hairpin,
}

impl Caveat {
    /// A sentence for people, without full stop.
    pub const fn text(self) -> &'static str {
        match self {
            Self::AddressMatchesPod => {
                "rests on an ipBlock that covers the pod's address; some plugins do not match pods by ipBlock"
            }
            Self::HostNetwork => "one end uses the host's network, where plugins differ",
            Self::OwnNode => {
                "the source is the node of some of these pods, or on it; traffic from a pod's own node is always allowed"
            }
            Self::DualStack => "IPv4 and IPv6 differ here; what one of them allows counts as allowed",
            Self::Hairpin => {
                "through a Service a pod comes back to itself; policies that isolate no pod hold for that; where others apply, plugins differ"
            }
            Self::NamedPort => "the named port has no number until the pods are known",
        }
    }
}

/// The answer to a question: yes, no, or that the input leaves it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// It passes, whatever the input leaves open.
    Allowed,
    /// It does not pass, whatever the input leaves open.
    Denied,
    /// It passes in some clusters that the input describes, and not in others.
    Depends,
}

impl Outcome {
    /// `allowed`, `denied` or `depends`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Depends => "depends",
        }
    }

    /// The answer about several things of which all are asked for: one that is denied denies the whole, and one that
    /// depends leaves the rest open. About nothing at all the answer is `denied`.
    pub fn all(outcomes: impl IntoIterator<Item = Self>) -> Self {
        outcomes
            .into_iter()
            .reduce(|whole, part| match (whole, part) {
                (Self::Denied, _) | (_, Self::Denied) => Self::Denied,
                (Self::Depends, _) | (_, Self::Depends) => Self::Depends,
                (Self::Allowed, Self::Allowed) => Self::Allowed,
            })
            .unwrap_or(Self::Denied)
    }

    /// The answer about several things of which any will do.
    pub fn any(outcomes: impl IntoIterator<Item = Self>) -> Self {
        outcomes
            .into_iter()
            .reduce(|whole, part| match (whole, part) {
                (Self::Allowed, _) | (_, Self::Allowed) => Self::Allowed,
                (Self::Depends, _) | (_, Self::Depends) => Self::Depends,
                (Self::Denied, Self::Denied) => Self::Denied,
            })
            .unwrap_or(Self::Denied)
    }
}

/// The answer to a question about two endpoints.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The source.
    pub source: EndpointId,
    /// The destination.
    pub destination: EndpointId,
    /// What was asked.
    pub question: Question,
    /// Whether it is allowed, in the default completion of the input.
    pub allowed: bool,
    /// Whether source and destination are one and the same pod.
    pub same_pod: bool,
    /// What egress and ingress both allow.
    pub connections: ConnectionSet,
    /// How the pair is connected as a whole.
    pub state: PairState,
    /// Egress at the source.
    pub egress: DirectionVerdict,
    /// Ingress at the destination.
    pub ingress: DirectionVerdict,
    /// Assumptions that the answer rests on.
    pub caveats: Vec<Caveat>,
    /// What the answer depends on; `None` where it is the same in all completions of the input.
    pub depends: Option<Dependence>,
}

impl Verdict {
    /// The outcome: allowed, denied or depends.
    pub const fn outcome(&self) -> Outcome {
        match (&self.depends, self.allowed) {
            (Some(_), _) => Outcome::Depends,
            (None, true) => Outcome::Allowed,
            (None, false) => Outcome::Denied,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome::{self, Allowed, Denied, Depends};

    #[test]
    fn several_answers_as_one() {
        assert_eq!(Outcome::all([Allowed, Depends, Allowed]), Depends);
        assert_eq!(Outcome::all([Depends, Denied, Allowed]), Denied);
        assert_eq!(Outcome::any([Denied, Depends]), Depends);
        assert_eq!(Outcome::any([Denied, Allowed, Depends]), Allowed);
        assert_eq!([Outcome::all([]), Outcome::any([])], [Denied, Denied]);
    }
}
