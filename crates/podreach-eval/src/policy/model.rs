//! The one model that every dialect is lowered to: tiers of policies with rules. The engine knows nothing else.

use ipnet::IpNet;
use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use crate::kinds::ObjectRef;
use crate::sets::{AddressSet, Family, Protocol, Selector};

use super::{Direction, Order, Predicate, Represented, Written};

/// Index of a policy in the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PolicyId(pub u32);

/// What happens to connections that a rule matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// They pass this direction; nothing later is asked.
    #[default]
    Allow,
    /// They are dropped.
    Deny,
    /// The next tier decides.
    Pass,
    /// They are logged, and the next rule is asked. Source: Calico, `action`.
    Log,
}

impl Action {
    /// How many actions decide something: all but the last one, in order.
    pub const DECIDING: usize = 3;

    /// Whether connections that a rule of this action matches are not asked about any more in its tier.
    pub const fn decides(self) -> bool {
        !matches!(self, Self::Log)
    }

    /// `allow`, `deny`, `pass` or `log`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Pass => "pass",
            Self::Log => "log",
        }
    }
}

/// Index of a tier among all, which stand in the order of evaluation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TierId(pub u32);

impl TierId {
    /// The index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A stage of evaluation. Tiers are asked in order. What no rule of a tier matches goes on to the next tier, unless a policy
/// of the tier isolates the pod.
#[derive(Clone, Debug)]
pub struct Tier {
    /// Its name.
    pub name: Box<str>,
    /// Its place among the tiers.
    pub order: Order,
    /// Whether people know its policies without its name: the tier of NetworkPolicies.
    pub implied: bool,
    /// Policies in the order of evaluation.
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
pub struct PodSelector {
    /// Where they live.
    pub namespaces: NamespaceScope,
    /// Which ones.
    pub pods: Selector,
}

/// Which pods a set of addresses matches, of those whose address lies in it. Addresses outside always match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockPods {
    /// Those on the network of a node: the addresses are those of nodes.
    OfNodes,
    /// None. Source: Cilium, CIDR rules match what has no identity.
    Never,
    /// As [`Semantics::ip_block_pods`](super::Semantics) says, since the API leaves it open.
    BySemantics,
    /// All of them. Source: network-policy-api, `networks`.
    Always,
}

/// One thing that a policy asks of an end of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EndpointMatch {
    /// Pods, never addresses outside.
    Pods(PodSelector),
    /// Addresses.
    Addresses {
        /// The block as written.
        cidr: IpNet,
        /// What is taken out of it.
        except: Vec<IpNet>,
        /// The resulting addresses.
        set: AddressSet,
        /// Which pods in it match.
        pods: BlockPods,
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

impl EndpointMatch {
    /// The addresses that it names, with the pods that they match; `None` for what is named otherwise.
    pub const fn addresses(&self) -> Option<(&AddressSet, BlockPods)> {
        match self {
            Self::Addresses { set, pods, .. } => Some((set, *pods)),
            Self::Nodes { set, .. } => Some((set, BlockPods::OfNodes)),
            Self::Pods(_) | Self::Domain(_) => None,
        }
    }
}

/// What a policy asks of an end of a connection.
pub type EndpointPredicate = Predicate<EndpointMatch>;

impl EndpointPredicate {
    /// The pods that it selects, where it is one selector of pods.
    pub const fn pods(&self) -> Option<&PodSelector> {
        match self {
            Self::Atom(EndpointMatch::Pods(pods)) => Some(pods),
            Self::Atom(_) | Self::All(_) | Self::Any(_) | Self::Not(_) => None,
        }
    }

    /// All selectors of pods in it.
    pub fn pod_selectors(&self) -> impl Iterator<Item = &PodSelector> {
        self.atoms().into_iter().filter_map(|atom| match atom {
            EndpointMatch::Pods(pods) => Some(pods),
            EndpointMatch::Addresses { .. } | EndpointMatch::Nodes { .. } | EndpointMatch::Domain(_) => None,
        })
    }
}

impl From<PodSelector> for EndpointPredicate {
    fn from(pods: PodSelector) -> Self {
        Self::Atom(EndpointMatch::Pods(pods))
    }
}

/// A peer with its place.
#[derive(Clone, Debug)]
pub struct Peer {
    /// What it matches.
    pub matches: EndpointPredicate,
    /// Where it is written.
    pub span: Span,
}

/// One thing that a rule says about protocols and ports.
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
    /// All of an IP protocol, by its number.
    Number(u8),
    /// ICMP of a family, of one type and one code where these are given.
    Icmp(Family, Option<u8>, Option<u8>),
    /// Ports of a protocol at the source, both ends included.
    Source(Protocol, u16, u16),
    /// A container port's name, resolved at the source. A pod that is not in the input has no port of that name. Source:
    /// Calico, `source.ports`.
    SourceName(Protocol, Box<str>),
}

/// What a rule says about protocols and ports.
pub type PortPredicate = Predicate<PortMatch>;

impl PortMatch {
    /// The port name that the entry gives to be resolved at the destination, and the protocols that it may have.
    pub fn name(&self) -> Option<(&str, &[Protocol])> {
        match self {
            Self::Name(protocol, name) => Some((name, std::slice::from_ref(protocol))),
            Self::AnyName(name) => Some((name, &Protocol::ALL)),
            Self::Range(..)
            | Self::Protocol(_)
            | Self::Number(_)
            | Self::Icmp(..)
            | Self::Source(..)
            | Self::SourceName(..) => None,
        }
    }

    /// The port name that the entry gives to be resolved at the source, and its protocol.
    pub fn source_name(&self) -> Option<(&str, Protocol)> {
        match self {
            Self::SourceName(protocol, name) => Some((name, *protocol)),
            _ => None,
        }
    }
}

impl PortPredicate {
    /// The names of ports in it that are resolved at the destination, with the protocols that they may have.
    pub fn names(&self) -> impl Iterator<Item = (&str, &[Protocol])> {
        self.atoms().into_iter().filter_map(PortMatch::name)
    }

    /// The names of ports in it that are resolved at the source, with their protocols.
    pub fn source_names(&self) -> impl Iterator<Item = (&str, Protocol)> {
        self.atoms().into_iter().filter_map(PortMatch::source_name)
    }
}

/// A port entry with its place.
#[derive(Clone, Debug)]
pub struct Port {
    /// What it matches.
    pub matches: PortPredicate,
    /// Where it is written.
    pub span: Span,
}

/// One rule.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    /// Its own name, when it has one.
    pub name: Option<Box<str>>,
    /// What it does.
    pub action: Action,
    /// Where the rule holds for some of the pods only that its policy selects: what they have to be.
    pub own: Option<Box<EndpointPredicate>>,
    /// The other end: one of these; `None` means everyone.
    pub peers: Option<Vec<Peer>>,
    /// Ports; `None` means everything.
    pub ports: Option<Vec<Port>>,
    /// Where it is written.
    pub span: Span,
    /// Whether it is switched off: then it matches nobody.
    pub off: bool,
}

/// What a policy does to the pods that it selects, in one direction.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// Whether it isolates them: what no rule of its tier matches is denied.
    pub isolates: bool,
    /// Rules in order.
    pub rules: Vec<Rule>,
}

/// A policy of any dialect.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// API group.
    pub group: Box<str>,
    /// Kind as written.
    pub kind: Box<str>,
    /// Namespace, when its kind has one.
    pub namespace: Option<Box<str>>,
    /// Name.
    pub name: Box<str>,
    /// Pods that it applies to.
    pub subject: EndpointPredicate,
    /// Its tier.
    pub tier: TierId,
    /// Its place within the tier.
    pub order: Order,
    /// Whether its rules only add to those of others in the same place, so that their order makes no difference.
    pub additive: bool,
    /// The priority that it gives, where its kind has one.
    pub priority: Option<u16>,
    /// What it does to ingress; `None` when it does not concern ingress.
    pub ingress: Option<Effect>,
    /// What it does to egress; `None` when it does not concern egress.
    pub egress: Option<Effect>,
    /// The whole object.
    pub span: Span,
    /// Its name in the text.
    pub name_span: Span,
    /// What it says in the text, where some of that is switched off.
    pub off: Option<Box<Written>>,
}

impl Policy {
    /// What identifies it among all objects.
    pub fn object_ref(&self) -> ObjectRef<'_> {
        ObjectRef { group: &self.group, kind: &self.kind, namespace: self.namespace.as_deref(), name: &self.name }
    }

    /// Its rules in a direction; `None` when it does not concern that direction.
    pub fn rules(&self, direction: Direction) -> Option<&[Rule]> {
        self.effect(direction).map(|effect| effect.rules.as_slice())
    }

    /// Whether it isolates the pods that it selects: what no rule of its tier matches is denied.
    pub fn isolates(&self, direction: Direction) -> bool {
        self.effect(direction).is_some_and(|effect| effect.isolates)
    }

    /// Rules of both directions, ingress first.
    pub fn all_rules(&self) -> impl Iterator<Item = &Rule> {
        self.ingress.iter().chain(&self.egress).flat_map(|effect| &effect.rules)
    }

    const fn effect(&self, direction: Direction) -> Option<&Effect> {
        match direction {
            Direction::Ingress => self.ingress.as_ref(),
            Direction::Egress => self.egress.as_ref(),
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

/// All policies and the tiers they stand in.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// Policies, sorted by tier, order, namespace, name, kind; [`PolicyId`] is the index.
    pub list: Vec<std::sync::Arc<Policy>>,
    /// Tiers in the order in which they are asked.
    pub tiers: Vec<Tier>,
    /// Pods that get representatives besides those that these policies name.
    pub also: Vec<Represented>,
    /// By policy in the order of the input: its id.
    pub(crate) as_read: std::sync::Arc<[PolicyId]>,
}

impl Policies {
    /// The policy with this id.
    pub fn get(&self, id: PolicyId) -> Option<&Policy> {
        self.list.get(id.0 as usize).map(|policy| &**policy)
    }

    /// The tier with this id.
    pub fn tier(&self, id: TierId) -> Option<&Tier> {
        self.tiers.get(id.index())
    }

    /// Of some policies, those that isolate in a direction.
    pub fn isolating<'a>(&'a self, ids: &'a [PolicyId], direction: Direction) -> impl Iterator<Item = PolicyId> + 'a {
        ids.iter().copied().filter(move |id| self.get(*id).is_some_and(|policy| policy.isolates(direction)))
    }
}
