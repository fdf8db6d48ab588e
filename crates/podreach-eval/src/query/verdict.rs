//! Answers: what may pass between two endpoints, and which rules say so.

use std::borrow::Cow;
use std::sync::Arc;

use crate::inventory::EndpointId;
use crate::policy::{Action, Direction, PolicyId, RuleRef, TierId};
use crate::sets::ConnectionSet;

use super::completions::Dependence;
use super::lacking::Lacking;
use super::question::Question;

/// Which end stops a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// How a pair is connected, as views tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PairState {
    /// Neither end is isolated in its direction, and no rule decides.
    Open,
    /// Rules allow something, or leave something.
    Allowed,
    /// Nothing may pass.
    Blocked(BlockedBy),
    /// The input does not tell whether anything passes.
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
    /// What leaves the source towards the destination.
    pub egress: &'a ConnectionSet,
    /// What the destination takes from the source.
    pub ingress: &'a ConnectionSet,
    /// What passes both, by the default completion of what the input leaves open.
    pub connections: Cow<'a, ConnectionSet>,
    /// Of a pair that depends on what the input leaves open: what passes in the most favourable completion that is known.
    pub favourable: Option<Arc<ConnectionSet>>,
    /// How views show it.
    pub state: PairState,
}

impl Pair<'_> {
    /// What views write on the pair: what passes, or might.
    pub fn shown(&self) -> &ConnectionSet {
        self.favourable.as_deref().unwrap_or(&self.connections)
    }
}

/// Why a gate (one direction at one end) is open or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectionReason {
    /// A pod is never blocked from itself.
    SamePod,
    /// The pod comes back to itself through a Service, and no cluster-wide policy decides about that.
    Hairpin,
    /// The node that hosts a pod always reaches it.
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
    /// Rules of a named port cannot be answered: the port has no number here.
    UnknownPort,
}

/// What a tier said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierStep {
    /// The tier.
    pub tier: TierId,
    /// Policies of the tier that apply to the endpoint in this direction.
    pub applied: Vec<PolicyId>,
    /// Whether what no rule of the tier matches is denied, because a policy of it isolates.
    pub isolates: bool,
    /// The action that ended the walk here, or passed it on; `None` when no rule matched.
    pub action: Option<Action>,
    /// Rules that matched.
    pub rules: Vec<RuleRef>,
    /// What of the question came to the tier, and no rule of it matched.
    pub rest: ConnectionSet,
}

/// A rule that did not match, and why; one that matches both ways came after the rule that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The rule.
    pub rule: RuleRef,
    /// Whether the other end is one that the rule names.
    pub peer_matches: bool,
    /// Whether the port is one that the rule names.
    pub port_matches: bool,
    /// The label of the other end's namespace that alone keeps the rule from naming it.
    pub lacks: Option<Lacking>,
}

/// A rule that matched, with what it adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The rule.
    pub rule: RuleRef,
    /// What it does.
    pub action: Action,
    /// Indexes of the peers that match; empty when the rule names none (everyone).
    pub peers: Vec<u32>,
    /// What of the question it covers, before the other end is asked.
    pub connections: ConnectionSet,
    /// Whether it matches only because an address block covers the other end's (known or assumed) pod address.
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
    /// Whether what was asked passes (all of a port; anything at all of what was asked otherwise).
    pub allowed: bool,
    /// Why.
    pub reason: DirectionReason,
    /// What passes this gate.
    pub connections: ConnectionSet,
    /// Policies that isolate the end in this direction.
    pub isolating: Vec<PolicyId>,
    /// The walk through the tiers.
    pub steps: Vec<TierStep>,
    /// Rules that matched.
    pub hits: Vec<Hit>,
    /// Rules that did not match, nearest first; filled when the gate is closed.
    pub misses: Vec<Miss>,
    /// What of this gate's answer cannot be known.
    pub caveats: Vec<Caveat>,
}

/// Something a static answer cannot know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caveat {
    /// The answer rests on an address block that covers a pod; plugins differ.
    AddressMatchesPod,
    /// An end uses the host's network; plugins differ.
    HostNetwork,
    /// The port's name has no number at the destination.
    NamedPort,
    /// The source is the node of some of the destination's pods, or on it; a pod's own node is always let in.
    OwnNode,
    /// Pods have addresses of both families, and rules do not treat these alike.
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
                "the source is the node of some of these pods, or on it; a pod's own node is always let in"
            }
            Self::DualStack => "IPv4 and IPv6 differ here; what one of them allows counts as allowed",
            Self::Hairpin => {
                "through a Service a pod comes back to itself; policies that isolate no pod hold for that; where others apply, plugins differ"
            }
            Self::NamedPort => "the named port has no number until the pods are known",
        }
    }
}

/// The answer to a question: yes, no, or that the input does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// Whether it is allowed, by the default completion of what the input leaves open.
    pub allowed: bool,
    /// Whether source and destination are one and the same pod.
    pub same_pod: bool,
    /// What passes both gates.
    pub connections: ConnectionSet,
    /// How the pair is connected as a whole.
    pub state: PairState,
    /// Egress at the source.
    pub egress: DirectionVerdict,
    /// Ingress at the destination.
    pub ingress: DirectionVerdict,
    /// What the answer cannot know.
    pub caveats: Vec<Caveat>,
    /// What of the input's gaps the answer hangs on; `None` where all completions of the input answer the same.
    pub depends: Option<Dependence>,
}

impl Verdict {
    /// The answer in one word.
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
