//! Exposure against the oracle: what is said of pods that could be, and what comes of a pod that is created.

use podreach_eval::exposure::{ExposedSet, Exposure, SideExposure};
use podreach_eval::policy::{Direction, NamespaceScope, PodSelector, PolicyId};
use podreach_eval::sets::{ConnectionSet, Labels, PortSet, Protocol};
use podreach_eval::{Analysis, IpBlockPods, Options, Semantics, analyze};
use podreach_syntax::{Severity, Sources};
use podreach_testkit::generate::cluster_and_pod;
use podreach_testkit::model::{Cluster, Pod};
use podreach_testkit::naive::{End, Gate};
use proptest::prelude::*;
use proptest::test_runner::Config;

/// Ports on both sides of every border.
const PORTS: [u16; 9] = [1, 2, 79, 80, 81, 90, 442, 443, 65535];

/// The end of a pod that a connection with another one passes: egress of the source, or ingress of the destination.
fn gate<'a>(cluster: &'a Cluster, direction: &str, pod: &'a Pod, other: &'a Pod) -> Gate<'a> {
    match direction {
        "Egress" => Gate::egress(cluster, End::Pod(pod), End::Pod(other)),
        _ => Gate::ingress(cluster, End::Pod(other), End::Pod(pod)),
    }
}

fn map(labels: &podreach_testkit::model::Labels) -> Labels {
    labels.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect()
}

/// Whether a pod is in a scope: by its labels and those of its namespace, which has its name for a label.
fn is_in(scope: &PodSelector, cluster: &Cluster, pod: &Pod) -> bool {
    let namespace = match &scope.namespaces {
        NamespaceScope::Named(name) => **name == *pod.namespace,
        NamespaceScope::Matching(selector) => {
            let declared = cluster.namespaces.iter().find(|namespace| namespace.name == pod.namespace);
            let mut labels = declared.map(|found| map(&found.labels)).unwrap_or_default();
            labels.insert("kubernetes.io/metadata.name".into(), pod.namespace.into());
            selector.matches(&labels)
        }
    };
    namespace && scope.pods.matches(&map(&pod.labels))
}

/// Whether a set holds a port of a destination, by number or by one of its names there.
fn holds(set: &ConnectionSet, destination: Option<&Pod>, protocol: Protocol, port: u16) -> bool {
    let named = |pod: &Pod| {
        pod.ports.iter().any(|(name, number, with)| {
            *number == port
                && *with == protocol.as_str()
                && name
                    .is_some_and(|name| !set.intersection(&ConnectionSet::of(protocol, PortSet::named(name))).is_none())
        })
    };
    set.contains(protocol, port) || destination.is_some_and(named)
}

fn union<'a>(sets: impl Iterator<Item = &'a ConnectionSet>) -> ConnectionSet {
    sets.fold(ConnectionSet::none(), |all, set| all.union(set))
}

/// Everything that a side says, checked against a pod that is created.
fn check(
    (analysis, exposure): (&Analysis, &Exposure<'_>),
    before: &SideExposure,
    cluster: &Cluster,
    (pod, new): (&Pod, &Pod),
) {
    let yaml = cluster.yaml();
    let kinds: Vec<&ExposedSet> = before.pods.iter().filter(|kind| is_in(&kind.pods, cluster, new)).collect();
    assert!(kinds.iter().any(|kind| kind.is_cluster()), "every pod is one of any pod");
    let admitted = union(kinds.iter().map(|kind| &kind.connections));
    // Kinds of which the same is said as of a wider one can be left out.
    assert_eq!(admitted, union(kinds.iter().filter(|kind| kind.within.is_none()).map(|kind| &kind.connections)));
    // The kind that lies in all others says it alone.
    for kind in kinds.iter().filter(|kind| kinds.iter().all(|other| exposure.is_inside(kind, other))) {
        assert_eq!(kind.connections, admitted, "{}\n{yaml}", kind.notation());
    }
    for (kind, wider) in before.pods.iter().filter_map(|kind| Some((kind, &before.pods[kind.within?]))) {
        assert!(!is_in(&kind.pods, cluster, new) || is_in(&wider.pods, cluster, new), "{}\n{yaml}", kind.notation());
    }
    let (own, theirs) = match before.direction {
        Direction::Ingress => ("Ingress", "Egress"),
        Direction::Egress => ("Egress", "Ingress"),
    };
    let destination = (before.direction == Direction::Egress).then_some(new);
    let theirs_of_new = gate(cluster, theirs, new, pod);
    let selecting: Vec<&str> = theirs_of_new.tiers.iter().flat_map(|tier| &tier.applied).map(|name| name.2).collect();
    for kind in &kinds {
        let names = |ids: &[PolicyId]| ids.iter().map(|id| &*analysis.policy(*id).unwrap().name).collect::<Vec<&str>>();
        let (all, some) = (names(&kind.selecting_all), names(&kind.selecting_some));
        assert!(all.iter().all(|name| selecting.contains(name)), "{all:?} select {}\n{yaml}", kind.notation());
        let foreseen = |name: &&str| all.contains(name) || some.contains(name);
        assert!(
            kind.connections.is_none() || selecting.iter().all(foreseen),
            "{some:?} of {}\n{yaml}",
            kind.notation()
        );
    }
    for protocol in Protocol::ALL {
        for port in PORTS {
            let passes = |direction: &str, of: &Pod, other: &Pod| {
                gate(cluster, direction, of, other).allows(protocol.as_str(), port)
            };
            let (here, there) = (passes(own, pod, new), passes(theirs, new, pod));
            assert_eq!(holds(&admitted, destination, protocol, port), here, "{protocol} {port}\n{yaml}");
            for kind in &kinds {
                let foreseen = selecting.len() == kind.selecting_all.len();
                let said = holds(&kind.both_ends, destination, protocol, port);
                if foreseen && said {
                    assert!(here && there, "{} is told {protocol} {port}\n{yaml}", kind.notation());
                }
                let alone = holds(&kind.connections, destination, protocol, port);
                if foreseen && alone && there {
                    assert!(said || kind.depends_on_names, "{} is not told {protocol} {port}\n{yaml}", kind.notation());
                }
            }
        }
    }
}

fn compare(bytes: &[u8], match_pods: bool) {
    let (mut cluster, new, namespace) = cluster_and_pod(bytes);
    cluster.admin.clear();
    cluster.match_pods = match_pods;
    let ip_block_pods = if match_pods { IpBlockPods::Match } else { IpBlockPods::Ignore };
    let semantics = Semantics { ip_block_pods, ..Semantics::default() };
    let yaml = cluster.yaml();
    let analysis = analyze(&Sources::single("", yaml.as_str()), &Options { semantics, ..Options::default() });
    let mut exposure = analysis.exposure();
    cluster.namespaces.extend(namespace);
    for pod in cluster.pods.iter().filter(|pod| !pod.host_network) {
        let id = analysis.endpoint_by_id(&format!("{}/{}", pod.namespace, pod.name)).unwrap();
        let found = exposure.of(id).unwrap();
        for direction in [Direction::Ingress, Direction::Egress] {
            let exact = exposure.of_pod(id, direction, |scope| is_in(scope, &cluster, &new));
            let side = found.side(direction);
            let kinds = side.pods.iter().filter(|kind| is_in(&kind.pods, &cluster, &new));
            assert_eq!(union(kinds.map(|kind| &kind.connections)), exact, "{yaml}");
            check((&analysis, &exposure), side, &cluster, (pod, &new));
        }
    }
}

/// With tiers: what is said of kinds of pods is what the engine says of a pod that is created.
fn create(bytes: &[u8]) {
    let (mut cluster, mut new, namespace) = cluster_and_pod(bytes);
    cluster.match_pods = true;
    // Which number a name stands for decides which rule of a higher tier matches; that is not known beforehand.
    new.ports.iter_mut().for_each(|port| port.0 = None);
    let (before, options) = (cluster.yaml(), Options::default());
    let analysis = analyze(&Sources::single("", before.as_str()), &options);
    cluster.namespaces.extend(namespace);
    cluster.pods.push(new);
    let after = cluster.yaml();
    let created = analyze(&Sources::single("", after.as_str()), &options);
    let errors: Vec<_> = created.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{after}");
    let Some(new) = cluster.pods.pop() else { return };
    let end =
        |analysis: &Analysis, pod: &Pod| analysis.endpoint_by_id(&format!("{}/{}", pod.namespace, pod.name)).unwrap();
    let mut exposure = analysis.exposure();
    for pod in cluster.pods.iter().filter(|pod| !pod.host_network) {
        let found = exposure.of(end(&analysis, pod)).unwrap();
        let (here, there) = (end(&created, pod), end(&created, &new));
        for (direction, exact, destination) in [
            (Direction::Ingress, created.pair(there, here).ingress.clone(), None),
            (Direction::Egress, created.pair(here, there).egress.clone(), Some(&new)),
        ] {
            let same = |set: &ConnectionSet, what: &str| {
                for (protocol, port) in
                    Protocol::ALL.into_iter().flat_map(|protocol| PORTS.map(|port| (protocol, port)))
                {
                    let said = holds(set, destination, protocol, port);
                    assert_eq!(
                        said,
                        exact.contains(protocol, port),
                        "{what}: {direction:?} {protocol} {port}\n{after}"
                    );
                }
            };
            same(&exposure.of_pod(end(&analysis, pod), direction, |scope| is_in(scope, &cluster, &new)), "one pod");
            let side = found.side(direction);
            let kinds: Vec<&ExposedSet> = side.pods.iter().filter(|kind| is_in(&kind.pods, &cluster, &new)).collect();
            let strongest = |among: &[&ExposedSet]| {
                let found = among.iter().find(|kind| among.iter().all(|other| exposure.is_inside(kind, other)));
                found.copied().cloned()
            };
            if let Some(kind) = strongest(&kinds) {
                // What is said again of it is left out.
                let told: Vec<&ExposedSet> =
                    kinds.iter().filter(|kind| kind.within.is_none() && !kind.covered).copied().collect();
                for kind in [Some(kind), strongest(&told)].into_iter().flatten() {
                    assert!(!kind.covered, "{} has a pod of its own\n{after}", kind.notation());
                    same(&kind.connections, &kind.notation());
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 8_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_new_pod_gets_what_its_kind_is_told(bytes in proptest::collection::vec(any::<u8>(), 0..240), match_pods in any::<bool>()) {
        compare(&bytes, match_pods);
    }
    #[test]
    fn a_new_pod_gets_what_its_kind_is_told_in_tiers(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        create(&bytes);
    }
}
