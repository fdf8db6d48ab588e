//! Findings that a rule never decides (L106): taking it away changes no answer of the oracle, and few are missed.

use podreach_eval::policy::Direction;
use podreach_eval::{Analysis, Options, analyze, policy};
use podreach_syntax::Sources;
use podreach_testkit::model::{
    AdminKind, AdminPeer, AdminPods, AdminPolicy, AdminPort, AdminRule, Cluster, Namespace, Pod, Policy, Requirement,
};
use podreach_testkit::naive::{self, End, Gate};

/// Protocols of the connections that are compared.
const PROTOCOLS: [&str; 4] = ["TCP", "UDP", "SCTP", "ICMP"];

/// For every finding: the same pairs and ports, with the rule and without it.
pub(crate) fn check(
    cluster: &Cluster,
    (written, analysis): (&Sources, &Analysis),
    sources: &[End<'_>],
    destinations: &[End<'_>],
    shown: &str,
) {
    let ports = cluster.interesting_ports();
    for (policy, direction, at) in found(written, analysis) {
        let mut without = cluster.clone();
        let rules = rules(&mut without, policy, direction);
        assert!(at < rules.len(), "rule {at} of {}\n{shown}", policy.name);
        rules.remove(at);
        for source in sources {
            for destination in destinations {
                for protocol in PROTOCOLS {
                    for number in ports.iter().filter(|number| protocol != "ICMP" || **number == ports[0]) {
                        let with = naive::allowed(cluster, *source, *destination, protocol, *number);
                        let now = naive::allowed(&without, *source, *destination, protocol, *number);
                        assert_eq!(
                            with, now,
                            "rule {at} of {} {direction:?} decides {source:?} -> {destination:?} {protocol} {number}\n{shown}",
                            policy.name
                        );
                    }
                }
            }
        }
    }
}

/// The rules that never decide.
fn found<'a>(written: &Sources, analysis: &'a Analysis) -> Vec<(&'a policy::Policy, Direction, usize)> {
    let found = analysis.findings_of(written, |lint| lint.code == "L106").found.into_iter();
    let rules = found.map(|found| *found.about.rules.first().expect("L106 is about a rule"));
    rules
        .map(|rule| {
            let policy = analysis.policy(rule.policy).expect("the finding is about a policy");
            (policy, rule.direction, rule.index as usize)
        })
        .collect()
}

fn rules<'a>(cluster: &'a mut Cluster, policy: &policy::Policy, direction: Direction) -> &'a mut Vec<AdminRule> {
    let found = cluster.admin.iter_mut().find(|one| *one.name == *policy.name && *one.kind.name() == *policy.kind);
    let found = found.expect("the finding is about a cluster-wide policy");
    let rules = if direction == Direction::Ingress { &mut found.ingress } else { &mut found.egress };
    rules.as_mut().expect("it has rules in this direction")
}

/// Policies of few scopes, ports and actions, so that rules meet often: pods of three namespaces that all of them tell apart.
fn meeting(numbers: &[u8]) -> Cluster {
    let mut numbers = numbers.iter().copied().chain(std::iter::repeat(0));
    let mut next = move |below: u8| numbers.next().expect("there is no end") % below;
    let pod = |namespace: &'static str, app: &'static str| Pod {
        namespace,
        name: format!("{app}-{namespace}"),
        labels: vec![("app", app)],
        ports: vec![(Some("http"), if app == "a" { 80 } else { 81 }, "TCP")],
        ..Pod::default()
    };
    let mut cluster = Cluster {
        namespaces: vec![
            Namespace { name: "x", labels: vec![("team", "blue")] },
            Namespace { name: "y", labels: vec![("team", "red")] },
            Namespace { name: "z", labels: Vec::new() },
        ],
        pods: ["x", "y", "z"].into_iter().flat_map(|space| ["a", "b"].map(|app| pod(space, app))).collect(),
        match_pods: true,
        ..Cluster::default()
    };
    for at in 0..=next(3) {
        let baseline = at == 2 || next(3) == 0;
        let tier = if baseline { "Baseline" } else { "Admin" };
        let kind = AdminKind::Cluster { version: "v1beta1", tier };
        let rules = (0..=next(4)).map(|_| AdminRule {
            action: ["Allow", "Deny", "Pass"][usize::from(next(3))],
            named: false,
            peers: (0..=next(5) / 4).map(|_| AdminPeer::Pods(scope(next(5)))).collect(),
            ports: match next(9) {
                0 => Some(vec![AdminPort::Number(Some("TCP"), 80)]),
                1 => Some(vec![AdminPort::Range(Some("TCP"), 1, 65535)]),
                2 => Some(vec![AdminPort::Name("http")]),
                3 => Some(vec![AdminPort::Name("http"), AdminPort::Number(Some("UDP"), 80)]),
                _ => None,
            },
        });
        let rules = Some(rules.collect());
        // Policies of one priority that differ are not told about: their order is not defined.
        let (priority, subject) = (u16::from(at), scope(next(8)));
        let (name, egress) = (format!("p{at}"), None);
        cluster.admin.push(AdminPolicy { kind, name, priority, subject, ingress: rules, egress });
    }
    if next(4) == 0 {
        let (name, subject) = ("n".into(), None);
        cluster.policies.push(Policy { namespace: "x", name, subject, types: None, ingress: None, egress: None });
    }
    cluster
}

fn scope(number: u8) -> AdminPods {
    match number {
        0 => AdminPods::Namespaces(vec![Requirement::Label("team", "blue")]),
        1 => AdminPods::Namespaces(vec![Requirement::Exists("team")]),
        2 => AdminPods::Pods { namespaces: None, pods: vec![Requirement::Label("app", "a")] },
        _ => AdminPods::Namespaces(Vec::new()),
    }
}

/// On clusters whose pods show every difference that the rules make, a rule that decides nothing there is one that never does.
/// What the finding misses is known: rules of several peers or earlier rules that only together hold all that is matched.
#[test]
fn rules_that_never_decide_are_found() {
    let (mut never, mut flagged) = (0, 0);
    let cases = std::env::var("PODREACH_ORACLE_CASES").map_or(20_000, |text| text.parse().expect("a number of cases"));
    let mut state = 1_u64;
    // A share of few is chance.
    for _ in 0..(cases / 20).max(1_000) {
        let numbers: Vec<u8> = (0..96)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 40) as u8
            })
            .collect();
        let cluster = meeting(&numbers);
        let yaml = cluster.yaml();
        let written = Sources::single("cluster.yaml", yaml.as_str());
        let analysis = analyze(&written, &Options::default());
        let ends: Vec<End<'_>> = cluster.pods.iter().map(End::Pod).collect();
        check(&cluster, (&written, &analysis), &ends, &ends, &yaml);
        let mut idle = idle(&cluster, &ends);
        never += idle.len();
        for (policy, _, at) in found(&written, &analysis) {
            flagged += 1;
            let before = idle.len();
            idle.retain(|(name, place)| !(**name == *policy.name && *place == at));
            assert_eq!(before, idle.len() + 1, "rule {at} of {} decides something\n{yaml}", policy.name);
        }
    }
    assert!(flagged * 100 >= never * 95, "{flagged} of {never} rules that never decide are found");
    println!("{flagged} of {never}");
}

/// Rules that are the first of their tier for no connection that comes to it, by policy and place.
fn idle<'a>(cluster: &'a Cluster, ends: &[End<'_>]) -> Vec<(&'a str, usize)> {
    let rules = |policy: &'a AdminPolicy| {
        let rules = policy.ingress.iter().flatten().enumerate();
        rules.map(move |(at, _)| (policy.name.as_str(), at))
    };
    let mut idle: Vec<(&str, usize)> = cluster.admin.iter().flat_map(rules).collect();
    for source in ends {
        for destination in ends {
            let gate = Gate::ingress(cluster, *source, *destination);
            for protocol in PROTOCOLS {
                for number in [79, 80, 81] {
                    for step in gate.steps(protocol, number) {
                        let Some(((_, _, policy), at, _)) = step.rules.first() else { continue };
                        idle.retain(|(name, place)| !(name == policy && place == at));
                    }
                }
            }
        }
    }
    idle
}
