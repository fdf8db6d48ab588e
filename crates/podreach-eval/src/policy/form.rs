//! The one form that every dialect is lowered to: tiers of policies with rules. The engine knows nothing else.

use ipnet::IpNet;
use podreach_syntax::Span;

use crate::sets::{AddressSet, Protocol, Selector};

/// Index of a policy in the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId(pub u32);

/// The way a connection takes, seen from the pod that a policy protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Into the pod.
    Ingress,
    /// Out of the pod.
    Egress,
}

impl Direction {
    /// `ingress` or `egress`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        }
    }
}

/// What happens to connections that a rule matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// They pass this direction; nothing later is asked.
    Allow,
    /// They are dropped.
    Deny,
    /// The next tier decides.
    Pass,
}

impl Action {
    /// `allow`, `deny` or `pass`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Pass => "pass",
        }
    }
}

/// What happens at the end of a tier to connections that none of its rules matched, when one of its policies applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierDefault {
    /// They are dropped.
    Deny,
    /// The next tier decides.
    Pass,
}

/// A stage of evaluation. Tiers are asked in order.
#[derive(Clone, Debug)]
pub struct Tier {
    /// Name for people.
    pub name: &'static str,
    /// What the end of the tier does.
    pub default: TierDefault,
    /// Policies in order of rank.
    pub policies: Vec<PolicyId>,
}

/// Namespaces, seen from a policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NamespaceScope {
    /// The namespace of this name.
    Named(Box<str>),
    /// Every namespace with matching labels.
    Matching(Selector),
}

/// Pods by namespace and label.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PodScope {
    /// Where they live.
    pub namespaces: NamespaceScope,
    /// Which ones.
    pub pods: Selector,
}

/// What a rule matches on the other side.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PeerMatch {
    /// Pods, never addresses outside.
    Pods(PodScope),
    /// Addresses; whether pods in it count too depends on `pods`.
    Addresses {
        /// The block as written.
        cidr: IpNet,
        /// What is taken out of it.
        except: Vec<IpNet>,
        /// The resulting addresses.
        set: AddressSet,
        /// Whether pods with an address in the set match whatever the `ip-block-pods` option says.
        always_matches_pods: bool,
    },
    /// Nodes, by their labels; with the addresses of those that are in the input.
    Nodes {
        /// Which nodes.
        selector: Selector,
        /// Their addresses.
        set: AddressSet,
    },
    /// Addresses outside that a DNS name resolves to; a leading `*.` stands for one or more labels.
    Domain(Box<str>),
}

/// A peer with its place.
#[derive(Clone, Debug)]
pub struct Peer {
    /// What it matches.
    pub matches: PeerMatch,
    /// Where it is written.
    pub span: Span,
}

/// What a rule says about ports.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PortMatch {
    /// Ports of a protocol by number, both ends included.
    Range(Protocol, u16, u16),
    /// Every port of a protocol.
    Protocol(Protocol),
    /// A container port's name, resolved at the destination.
    Name(Protocol, Box<str>),
    /// The same with whatever protocol the container port has.
    AnyName(Box<str>),
}

impl PortMatch {
    /// The port name that the entry gives, and the protocols that it may have.
    pub fn name(&self) -> Option<(&str, &[Protocol])> {
        match self {
            Self::Name(protocol, name) => Some((name, std::slice::from_ref(protocol))),
            Self::AnyName(name) => Some((name, &Protocol::ALL)),
            Self::Range(..) | Self::Protocol(_) => None,
        }
    }
}

/// A port entry with its place.
#[derive(Clone, Debug)]
pub struct Port {
    /// What it matches.
    pub matches: PortMatch,
    /// Where it is written.
    pub span: Span,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its own name, when it has one.
    pub name: Option<Box<str>>,
    /// What it does.
    pub action: Action,
    /// Other sides; `None` means everyone.
    pub peers: Option<Vec<Peer>>,
    /// Ports; `None` means everything.
    pub ports: Option<Vec<Port>>,
    /// Where it is written.
    pub span: Span,
}

/// A policy of any dialect.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// Kind as written.
    pub kind: Box<str>,
    /// Namespace, when its kind has one.
    pub namespace: Option<Box<str>>,
    /// Name.
    pub name: Box<str>,
    /// Pods that it applies to.
    pub subject: PodScope,
    /// Index of its tier.
    pub tier: usize,
    /// Place within the tier, lower ranks first: the priority of a cluster-wide policy.
    pub rank: i64,
    /// The priority that it gives, where its kind has one.
    pub priority: Option<u16>,
    /// Ingress rules; `None` when the policy does not concern ingress.
    pub ingress: Option<Vec<Rule>>,
    /// Egress rules; `None` when the policy does not concern egress.
    pub egress: Option<Vec<Rule>>,
    /// The whole object.
    pub span: Span,
    /// Its name in the text.
    pub name_span: Span,
}

impl Policy {
    /// Its rules in a direction; `None` when it does not concern that direction.
    pub fn rules(&self, direction: Direction) -> Option<&[Rule]> {
        match direction {
            Direction::Ingress => self.ingress.as_deref(),
            Direction::Egress => self.egress.as_deref(),
        }
    }
}

/// A rule of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleRef {
    /// The policy.
    pub policy: PolicyId,
    /// Its direction.
    pub direction: Direction,
    /// Index among the policy's rules of the direction, from 0.
    pub index: u32,
}
