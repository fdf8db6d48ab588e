//! The model beyond what today's dialects make of it: predicates of any depth at either end, selectors with alternatives, tiers
//! in which some policies isolate and others do not. The engine is held against walking the tiers pod by pod.

use std::fmt::Write as _;

use std::sync::Arc;

use podreach_syntax::{Sources, Span};

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId};
use crate::options::Options;
use crate::pipeline::analyze_policies;
use crate::policy::{
    Action, BlockPods, Direction, Effect, EndpointMatch, EndpointPredicate, NamespaceScope, Order, Peer, PodSelector,
    Policies, Policy, PolicyId, Port, PortMatch, PortPredicate, Predicate, Rule, Tier, TierId,
};
use crate::query::Question;
use crate::reach::ClassId;
use crate::sets::{
    AddressSet, ConnectionSet, Expression, Family, Operator, Pattern, PortSet, Protocol, Requirement, Selector,
};

/// Pods by namespace, name, labels and addresses.
const PODS: [(&str, &str, &str, &str); 7] = [
    ("a", "one", "app: web, tier: front", "{ip: 10.0.0.1}"),
    ("a", "two", "app: api", "{ip: 10.0.0.2}"),
    ("a", "both", "app: web", "{ip: 10.0.1.1}, {ip: 'fd00::1'}"),
    ("b", "three", "app: api, tier: back", "{ip: 10.0.1.2}"),
    ("b", "six", "tier: front", "{ip: 'fd00::2'}"),
    ("b", "four", "{}", "{ip: 10.0.2.1}"),
    ("b", "both", "app: webhook", "{ip: 10.0.0.9}, {ip: 'fd00::9'}"),
];

fn manifests() -> String {
    let mut yaml = String::new();
    for (namespace, env) in [("a", "prod"), ("b", "test")] {
        let _ = writeln!(
            yaml,
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: {namespace}, labels: {{env: {env}}}}}\n---"
        );
    }
    for (namespace, name, labels, addresses) in PODS {
        // Some have a port `p` of one number, some of another, some none, and one has two.
        let ports = match name {
            "one" | "three" => "{name: p, containerPort: 2}",
            "two" => "{name: p, containerPort: 3}",
            "six" => "{name: p, containerPort: 3}, {name: q, containerPort: 4}",
            "four" => "{name: q, containerPort: 2, protocol: UDP}",
            _ => "",
        };
        let labels = if labels == "{}" { labels.to_owned() } else { format!("{{{labels}}}") };
        let _ = writeln!(
            yaml,
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {namespace}, labels: {labels}}}\nspec: {{containers: [{{name: c, ports: [{ports}]}}]}}\nstatus: {{podIPs: [{addresses}]}}\n---"
        );
    }
    yaml
}

/// Random policies.
struct Random(u64);

impl Random {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % count
    }

    fn selector(&mut self) -> Selector {
        let one = |random: &mut Self| {
            let key = ["app", "tier", "env"][random.below(3) as usize];
            let value: Box<str> = ["web", "api", "front", "prod"][random.below(4) as usize].into();
            let operator = match random.below(6) {
                0 | 1 => Operator::Equals(value),
                2 => Operator::NotIn(vec![value]),
                3 => Operator::Exists,
                4 => Operator::Like(Pattern::StartsWith(value)),
                _ => Operator::DoesNotExist,
            };
            Expression::Requirement(Requirement { key: key.into(), operator, span: Span::default() })
        };
        let parts: Vec<Expression> = (0..self.below(3)).map(|_| one(self)).collect();
        let whole = if self.below(2) == 0 { Expression::All(parts) } else { Expression::Any(parts) };
        let whole = if self.below(4) == 0 { Expression::Not(Box::new(whole)) } else { whole };
        whole.selector(Span::default()).unwrap()
    }

    fn pods(&mut self) -> EndpointPredicate {
        let namespaces = match self.below(3) {
            0 => NamespaceScope::Named(["a", "b"][self.below(2) as usize].into()),
            1 => NamespaceScope::Matching(Selector::default()),
            _ => NamespaceScope::Matching(self.selector()),
        };
        PodSelector { namespaces, pods: self.selector() }.into()
    }

    fn addresses(&mut self) -> EndpointPredicate {
        let block = ["10.0.0.0/24", "10.0.1.0/24", "fd00::/64", "0.0.0.0/0", "10.0.0.0/8", "fd00::9/128"];
        let cidr = block[self.below(6) as usize].parse().unwrap();
        let pods = [BlockPods::Never, BlockPods::BySemantics, BlockPods::Always][self.below(3) as usize];
        EndpointMatch::Addresses { cidr, except: Vec::new(), set: AddressSet::network(cidr), pods }.into()
    }

    fn predicate(&mut self, depth: u32, addresses: bool) -> EndpointPredicate {
        match (depth, self.below(6)) {
            (0, _) | (_, 0 | 1) if addresses && self.below(3) == 0 => self.addresses(),
            (0, _) | (_, 0 | 1) => self.pods(),
            (_, 2) => Predicate::Not(Box::new(self.predicate(depth - 1, addresses))),
            (_, kind) => {
                let parts = (0..=self.below(2)).map(|_| self.predicate(depth - 1, addresses)).collect();
                if kind < 5 { Predicate::All(parts) } else { Predicate::Any(parts) }
            }
        }
    }

    fn ports(&mut self, first: u16) -> PortPredicate {
        let range = PortMatch::Range(Protocol::Tcp, first, first + self.below(3) as u16);
        let without = PortPredicate::Not(Box::new(PortMatch::Range(Protocol::Tcp, first, first).into()));
        let name: Box<str> = ["p", "q"][self.below(2) as usize].into();
        let from = PortMatch::SourceName(Protocol::Tcp, name.clone());
        match self.below(9) {
            0 => PortPredicate::All(vec![range.into(), without]),
            1 => without,
            2 => PortMatch::Name(Protocol::Tcp, name).into(),
            3 => from.into(),
            4 => PortPredicate::All(vec![range.into(), from.into()]),
            5 => PortPredicate::All(vec![
                PortMatch::Name(Protocol::Tcp, name).into(),
                PortPredicate::Not(Box::new(from.into())),
            ]),
            _ => range.into(),
        }
    }

    fn rule(&mut self) -> Rule {
        let actions = [Action::Allow, Action::Allow, Action::Deny, Action::Pass, Action::Log];
        let peer = |random: &mut Self| Peer { matches: random.predicate(2, true), span: Span::default() };
        let port = |random: &mut Self| {
            let first = 1 + random.below(4) as u16;
            Port { matches: random.ports(first), span: Span::default() }
        };
        Rule {
            action: actions[self.below(5) as usize],
            own: (self.below(3) == 0).then(|| Box::new(self.predicate(1, true))),
            peers: (self.below(5) > 0).then(|| (0..self.below(3)).map(|_| peer(self)).collect()),
            ports: (self.below(3) > 0).then(|| (0..=self.below(2)).map(|_| port(self)).collect()),
            ..Rule::default()
        }
    }

    fn policies(&mut self) -> Policies {
        let mut list: Vec<Policy> = (0..=self.below(4)).map(|at| self.policy(at)).collect();
        list.sort_by_key(|policy| (policy.tier, policy.order));
        let mut tiers: Vec<Tier> = ["first", "second", "last"]
            .iter()
            .map(|name| Tier { name: (*name).into(), order: Order::default(), implied: false, policies: Vec::new() })
            .collect();
        for (at, policy) in list.iter_mut().enumerate() {
            policy.id = PolicyId(at as u32);
            tiers[policy.tier.index()].policies.push(policy.id);
        }
        Policies { list: list.into_iter().map(Arc::new).collect(), tiers, ..Policies::default() }
    }

    fn policy(&mut self, number: u64) -> Policy {
        let mut effect = || {
            let isolates = self.below(2) == 0;
            (self.below(4) > 0).then(|| Effect { isolates, rules: (0..self.below(4)).map(|_| self.rule()).collect() })
        };
        let (ingress, egress) = (effect(), effect());
        Policy {
            id: PolicyId(0),
            group: "test".into(),
            kind: "TestPolicy".into(),
            namespace: None,
            name: format!("policy-{number}").into(),
            subject: self.predicate(1, false),
            tier: TierId(self.below(3) as u32),
            order: Order(Some(self.below(3) as f64)),
            additive: false,
            priority: None,
            ingress,
            egress,
            span: Span::default(),
            name_span: Span::default(),
            off: None,
        }
    }
}

/// Whether an end matches over a family, straight from what a predicate means.
fn matches(predicate: &EndpointPredicate, end: &Endpoint, family: Family, analysis: &Analysis) -> bool {
    predicate.holds(&mut |atom| match atom {
        EndpointMatch::Pods(scope) => {
            let Some(name) = &end.namespace else { return false };
            let namespace = analysis.namespaces.iter().find(|known| known.name == *name).unwrap();
            let inside = match &scope.namespaces {
                NamespaceScope::Named(wanted) => wanted == name,
                NamespaceScope::Matching(selector) => selector.matches(&namespace.labels),
            };
            inside && scope.pods.matches(&end.labels)
        }
        EndpointMatch::Addresses { set, pods, .. } => {
            let address = end.addresses.iter().find(|address| Family::of(**address) == family);
            *pods != BlockPods::Never && address.is_some_and(|address| set.contains(*address))
        }
        EndpointMatch::Nodes { .. } | EndpointMatch::Domain(_) => false,
    })
}

/// Whether an atom holds for TCP from a port of the source to one of the destination.
fn on_ports(atom: &PortMatch, [source, destination]: [&Endpoint; 2], [from, to]: [u16; 2]) -> bool {
    let has = |end: &Endpoint, name: &str, number: u16| {
        let mut ports = end.ports.iter().filter(|port| port.name.as_deref() == Some(name));
        ports.any(|port| port.protocol == Protocol::Tcp && port.port == number)
    };
    match atom {
        PortMatch::Range(_, first, last) => *first <= to && to <= *last,
        PortMatch::Name(_, name) => has(destination, name, to),
        PortMatch::SourceName(_, name) => has(source, name, from),
        _ => unreachable!("no policy of this test has it"),
    }
}

/// Whether policies let TCP between two ports, that of the source first, pass one end over a family.
fn passes(
    analysis: &Analysis,
    direction: Direction,
    end: &Endpoint,
    other: &Endpoint,
    family: Family,
    ports: [u16; 2],
) -> bool {
    let ends = match direction {
        Direction::Egress => [end, other],
        Direction::Ingress => [other, end],
    };
    for tier in &analysis.policies.tiers {
        let policies = tier.policies.iter().filter_map(|id| analysis.policy(*id));
        // Subjects name pods alone, so that the family does not matter.
        let applied: Vec<&Policy> = policies
            .filter(|policy| policy.rules(direction).is_some() && matches(&policy.subject, end, family, analysis))
            .collect();
        let decides = |rule: &&Rule| {
            let own = rule.own.as_ref().is_none_or(|own| matches(own, end, family, analysis));
            let named = |peers: &Vec<Peer>| peers.iter().any(|peer| matches(&peer.matches, other, family, analysis));
            let on_port = |of_rule: &Vec<Port>| {
                of_rule.iter().any(|one| one.matches.holds(&mut |atom| on_ports(atom, ends, ports)))
            };
            let other = rule.peers.as_ref().is_none_or(named);
            rule.action != Action::Log && own && other && rule.ports.as_ref().is_none_or(on_port)
        };
        let mut rules = applied.iter().flat_map(|policy| policy.rules(direction).unwrap());
        match rules.find(decides).map(|rule| rule.action) {
            Some(Action::Allow) => return true,
            Some(Action::Deny) => return false,
            Some(Action::Pass) => {}
            _ if applied.iter().any(|policy| policy.isolates(direction)) => return false,
            _ => {}
        }
    }
    true
}

fn families(one: &Endpoint, other: &Endpoint) -> Vec<Family> {
    let speaks = |end: &Endpoint, family| end.addresses.iter().any(|address| Family::of(*address) == family);
    Family::ALL.into_iter().filter(|family| speaks(one, *family) && speaks(other, *family)).collect()
}

fn check(analysis: &Analysis, policies: &str, counts: &mut [u64; 2]) {
    let pods: Vec<(EndpointId, &Endpoint)> =
        analysis.endpoint_ids().filter(|(_, endpoint)| endpoint.is_workload()).collect();
    assert_eq!(pods.len(), PODS.len());
    let set = |[from, to]: [u16; 2]| {
        let to = ConnectionSet::of(Protocol::Tcp, PortSet::range(to, to));
        to.intersection(&ConnectionSet::from_source_ports(Protocol::Tcp, from, from))
    };
    let sets: Vec<([u16; 2], ConnectionSet)> =
        (1..=6).flat_map(|to| (1..=4).map(move |from| [from, to])).map(|ports| (ports, set(ports))).collect();
    for (from, source) in &pods {
        for (to, destination) in &pods {
            if from == to {
                continue;
            }
            let ends = [(Direction::Egress, source, destination), (Direction::Ingress, destination, source)];
            let verdict = analysis.verdict(*from, *to, &Question::Anything);
            for ((direction, end, other), decision) in ends.into_iter().zip([&verdict.egress, &verdict.ingress]) {
                let side = analysis.world.engine.side(direction);
                let id = side.get(ClassId(end.class), ClassId(other.class));
                let found = analysis.world.engine.connections.get(id);
                for family in families(end, other) {
                    let (found, decided) = (found.family(family), decision.connections.family(family));
                    for (ports, set) in &sets {
                        let expected = passes(analysis, direction, end, other, family, *ports);
                        let shown = || {
                            format!(
                                "{direction:?} of {} towards {}, {family:?} {ports:?}\n{policies}",
                                end.id, other.id
                            )
                        };
                        let engine = !found.intersection(set).is_none();
                        assert_eq!(engine, expected, "engine: {}", shown());
                        let verdict = !decided.intersection(set).is_none();
                        assert_eq!(verdict, expected, "verdict: {}", shown());
                        counts[usize::from(expected)] += 1;
                    }
                }
            }
            assert!(verdict.depends.is_none(), "everything is known\n{policies}");
        }
    }
    let mut exposure = analysis.exposure();
    for (id, _) in &pods {
        assert!(exposure.of(*id).is_some());
    }
}

#[test]
fn the_engine_does_what_the_model_means() {
    let sources = Sources::single("pods.yaml", manifests());
    let mut counts = [0; 2];
    for seed in 0..1000 {
        let policies = Random(seed).policies();
        let shown = format!("seed {seed}: {:#?}", policies.list);
        check(&analyze_policies(&sources, &Options::default(), policies), &shown, &mut counts);
    }
    assert!(counts.iter().all(|count| *count > 50_000), "{counts:?}");
}
