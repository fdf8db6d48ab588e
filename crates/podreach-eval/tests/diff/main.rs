//! Comparisons of two analyses, by hand: what is matched, what is said, why.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod replicas;

use podreach_eval::diff::{
    CauseFinder, ChangeKind, ConnectionChange, Diff, DiffOptions, Effect, End, EndRef, Entry, Fact, Note, PairCauses,
    diff, diff_with,
};
use podreach_eval::policy::Direction;
use podreach_eval::sets::{ConnectionSet, PortSet, Protocol};
use podreach_eval::{Analysis, Options, analyze};
use podreach_syntax::Sources;

fn analysis(yaml: &str) -> Analysis {
    analyze(&Sources::single("input.yaml", yaml), &Options::default())
}

fn pod(name: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: {name}}}}}\nspec: {{containers: [{{name: c, image: i}}]}}\n"
    )
}

fn policy(name: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n"
    )
}

/// Changes as `a -> b: before => after`, the outside by its label.
fn lines(diff: &Diff) -> Vec<String> {
    let name = |end: EndRef<'_>| match end {
        EndRef::Peer(id) => diff.peer(id).unwrap().name.clone(),
        EndRef::Outside(set) => set.label(),
        EndRef::Named(name) => name.to_owned(),
    };
    let mut lines = Vec::new();
    for change in &diff.connections {
        for (source, destination) in diff.pairs(change) {
            let (before, after) = (&change.before, &change.after);
            lines.push(format!("{} -> {}: {before} => {after}", name(source), name(destination)));
        }
    }
    lines.sort();
    lines
}

/// Changes among workloads.
fn inside(diff: &Diff) -> Vec<&ConnectionChange> {
    let inside =
        |change: &&ConnectionChange| matches!((&change.source, &change.destination), (End::Peers(_), End::Peers(_)));
    diff.connections.iter().filter(inside).collect()
}

#[test]
fn an_added_policy_narrows_and_says_why() {
    let pods = pod("a") + &pod("b");
    let closed = policy("closed", "podSelector: {matchLabels: {app: b}}, ingress: [{ports: [{port: 80}]}]");
    let found = diff(&analysis(&pods), &analysis(&(pods.clone() + &closed)));
    assert_eq!(
        lines(&found),
        ["Internet -> default/b[Pod]: all => TCP 80", "default/a[Pod] -> default/b[Pod]: all => TCP 80"]
    );
    for change in &found.connections {
        let [cause] = change.causes.as_slice() else { panic!("{change:?}") };
        assert_eq!((cause.policy, cause.direction), (0, Direction::Ingress));
        assert_eq!(cause.before, Effect::default());
        assert_eq!(cause.after, Effect { isolates: true, rules: Vec::new() });
        assert_eq!(change.kind(), ChangeKind::Changed);
        assert_eq!(change.opened(), ConnectionSet::none());
        assert!(change.closed().contains(Protocol::Tcp, 81) && !change.closed().contains(Protocol::Tcp, 80));
    }
    assert_eq!(found.policies[0].change, Some(ChangeKind::Added));
}

#[test]
fn all_that_reach_each_other_are_one_change() {
    let pods = [pod("a"), pod("b"), pod("c")].concat();
    let own = |name: &str| policy(name, &format!("podSelector: {{matchLabels: {{app: {name}}}}}, ingress: []"));
    let before = pods.clone() + &own("a") + &own("b") + &own("c");
    let found = diff(&analysis(&before), &analysis(&pods));
    // The reasons differ by destination, so there is one change for each.
    assert_eq!(inside(&found).len(), 3);
    assert_eq!(found.pairs(inside(&found)[0]).count(), 2);
    // Three classes, one policy.
    let marks = policy("a", "podSelector: {matchLabels: {app: a}}, policyTypes: [Egress], egress: [{}]")
        + &policy("b", "podSelector: {matchLabels: {app: b}}, policyTypes: [Egress], egress: [{}]");
    let all = policy("all", "podSelector: {}, ingress: []");
    let found = diff(&analysis(&(pods.clone() + &marks + &all)), &analysis(&(pods + &marks)));
    let [change] = inside(&found)[..] else { panic!("{found:?}") };
    assert_eq!(found.pairs(change).count(), 6);
}

#[test]
fn a_policy_that_is_only_written_otherwise_has_not_changed() {
    let spec =
        "podSelector: {matchLabels: {app: a}}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}]";
    let before = pod("a") + &policy("p", spec);
    let after = format!("# a comment moves every place\n{}{}", policy("p", &spec.replace(": ", ":   ")), pod("a"));
    assert!(diff(&analysis(&before), &analysis(&after)).is_empty());
    let after = pod("a") + &policy("p", &spec.replace("port: 80", "port: 81"));
    let found = diff(&analysis(&before), &analysis(&after));
    assert_eq!(found.policies[0].change, Some(ChangeKind::Changed));
    let cause = &found.connections[0].causes[0];
    let rule = Effect { isolates: false, rules: vec![0] };
    assert_eq!((&cause.before, &cause.after), (&rule, &rule));
}

#[test]
fn workloads_on_one_side_say_so_and_blame_no_policy() {
    let policies = policy("p", "podSelector: {}, ingress: [{ports: [{port: 80}]}]");
    let (before, after) = (pod("a") + &pod("b") + &policies, pod("a") + &pod("c") + &policies);
    let found = diff(&analysis(&before), &analysis(&after));
    let names: Vec<_> = found.workloads.iter().map(|found| (found.name.as_str(), found.change)).collect();
    assert_eq!(names, [("default/b[Pod]", ChangeKind::Removed), ("default/c[Pod]", ChangeKind::Added)]);
    assert_eq!(lines(&found).len(), 8, "{:?}", lines(&found));
    for change in &found.connections {
        assert_eq!(change.causes, []);
        for (source, destination) in found.pairs(change) {
            let notes = found.notes(&change.causes, [source, destination]);
            let [Note::Existence(_, existence)] = notes.as_slice() else { panic!("{notes:?}") };
            assert_eq!(*existence, change.kind());
        }
    }
}

/// Labels decide what policies select: the policy has not changed, and the note says what has.
#[test]
fn changed_labels_are_noted() {
    let policies = policy("p", "podSelector: {matchLabels: {tier: db}}");
    let labelled = pod("b").replace("labels: {", "labels: {tier: db, ");
    let found = diff(&analysis(&(pod("a") + &pod("b") + &policies)), &analysis(&(pod("a") + &labelled + &policies)));
    let [change] = inside(&found)[..] else { panic!("{found:?}") };
    assert_eq!(found.policies[change.causes[0].policy as usize].change, None);
    let (source, destination) = found.pairs(change).next().unwrap();
    let note = Note::Fact(destination.peer().unwrap(), Fact::Labels);
    assert_eq!(found.notes(&change.causes, [source, destination]), [note]);
}

#[test]
fn changed_labels_of_a_namespace_are_noted() {
    let of = |labels: &str| {
        let namespace =
            format!("---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: default, labels: {{{labels}}}}}\n");
        let from = "podSelector: {matchLabels: {app: b}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: web}}}]}]";
        analysis(&(namespace + &pod("a") + &pod("b") + &policy("p", from)))
    };
    let found = diff(&of(""), &of("team: web"));
    assert_eq!(found.namespaces.len(), 1);
    let change = &found.connections[0];
    let (source, destination) = found.pairs(change).next().unwrap();
    let notes = found.notes(&change.causes, [source, destination]);
    assert_eq!(notes, [source, destination].map(|end| Note::Fact(end.peer().unwrap(), Fact::NamespaceLabels)));
}

/// Both sides cut the address space; what changed alike and lies side by side is one range.
#[test]
fn the_outside_is_cut_by_both_sides() {
    let rule =
        |cidr: &str| policy("p", &format!("podSelector: {{}}, ingress: [{{from: [{{ipBlock: {{cidr: {cidr}}}}}]}}]"));
    let found = diff(&analysis(&(pod("a") + &rule("10.0.0.0/9"))), &analysis(&(pod("a") + &rule("10.64.0.0/10"))));
    assert_eq!(lines(&found), ["10.0.0.0/10 -> default/a[Pod]: all => none"]);
    let two = policy(
        "p",
        "podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/9}}]}, {from: [{ipBlock: {cidr: 10.128.0.0/9}}]}]",
    );
    let found = diff(&analysis(&(pod("a") + &rule("11.0.0.0/8"))), &analysis(&(pod("a") + &two)));
    let expected = ["10.0.0.0/8 -> default/a[Pod]: none => all", "11.0.0.0/8 -> default/a[Pod]: all => none"];
    assert_eq!(lines(&found), expected);
    let added = found.connections.iter().find(|change| change.kind() == ChangeKind::Added).unwrap();
    assert_eq!(added.causes[0].after.rules, [0, 1]);
}

/// Policies that tell the pods of a workload apart on one side only: its pods are compared with the whole.
#[test]
fn parts_of_a_workload_are_compared_with_the_whole() {
    let set = "---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s}\nspec: {selector: {matchLabels: {app: s}}, template: {metadata: {labels: {app: s}}, spec: {containers: [{name: c, image: i}]}}}\n";
    let member = |at: u32| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: s-{at}, labels: {{app: s, pod: s-{at}}}, ownerReferences: [{{apiVersion: apps/v1, kind: StatefulSet, name: s, uid: u, controller: true}}]}}\nspec: {{containers: [{{name: c, image: i}}]}}\n"
        )
    };
    let pods = set.to_owned() + &member(0) + &member(1) + &pod("a");
    let one = policy(
        "one",
        "podSelector: {matchLabels: {pod: s-1}}, ingress: [{from: [{podSelector: {matchLabels: {app: s}}}]}]",
    );
    let (before, after) = (analysis(&pods), analysis(&(pods.clone() + &one)));
    for (found, change) in [(diff(&before, &after), "all => none"), (diff(&after, &before), "none => all")] {
        assert_eq!(
            lines(&found),
            [
                format!("Internet -> default/s-1[Pod]: {change}"),
                format!("default/a[Pod] -> default/s-1[Pod]: {change}")
            ]
        );
        assert_eq!(found.workloads, []);
    }
    let other = policy("one", "podSelector: {matchLabels: {pod: s-0}}");
    let found = diff(&after, &analysis(&(pods + &other)));
    for line in ["default/a[Pod] -> default/s-0[Pod]: all => none", "default/a[Pod] -> default/s-1[Pod]: none => all"] {
        assert!(lines(&found).iter().any(|found| found == line), "{line} in {:?}", lines(&found));
    }
    assert_eq!(found.workloads, []);
}

/// A policy that the API server rejects takes no part; that is why it is gone.
#[test]
fn a_rejected_policy_is_gone() {
    let good = policy("p", "podSelector: {}");
    let bad = policy("p", "podSelector: {matchExpressions: [{key: a, operator: Sometimes}]}");
    let found = diff(&analysis(&(pod("a") + &good)), &analysis(&(pod("a") + &bad)));
    assert_eq!((found.policies[0].change, found.policies[0].rejected), (Some(ChangeKind::Removed), true));
}

#[test]
fn representatives_only_on_request() {
    let rule = |port: u16| {
        let spec = format!(
            "podSelector: {{matchLabels: {{app: db}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: api}}}}}}], ports: [{{port: {port}}}]}}]"
        );
        policy("p", &spec)
    };
    let (before, after) = (analysis(&rule(80)), analysis(&rule(81)));
    assert!(lines(&diff(&before, &after)).is_empty());
    let found = diff_with(&before, &after, &DiffOptions { representatives: true, ..DiffOptions::default() });
    assert_eq!(lines(&found), ["rep:default/app=api -> rep:default/app=db: TCP 80 => TCP 81"]);
}

#[test]
fn entries_are_compared_by_name() {
    let closed = policy("closed", "podSelector: {matchLabels: {app: b}}, ingress: [{ports: [{port: 80}]}]");
    let pods = pod("a") + &pod("b");
    let (before, after) = (analysis(&pods), analysis(&(pods.clone() + &closed)));
    let entry = |analysis: &Analysis, name: &str, connections: ConnectionSet| Entry {
        source: "{ingress-controller}".into(),
        destination: analysis.endpoint_by_id(name).unwrap(),
        connections,
    };
    let tcp = ConnectionSet::of(Protocol::Tcp, PortSet::range(80, 80));
    let of = |analysis: &Analysis, b: ConnectionSet| {
        vec![entry(analysis, "default/a", ConnectionSet::all()), entry(analysis, "default/b", b)]
    };
    let entries = [of(&before, ConnectionSet::all()), of(&after, tcp)];
    let found = diff_with(&before, &after, &DiffOptions { entries, ..DiffOptions::default() });
    let named: Vec<String> = lines(&found).into_iter().filter(|line| line.starts_with('{')).collect();
    assert_eq!(named, ["{ingress-controller} -> default/b[Pod]: all => TCP 80"]);
    let change = found.connections.iter().find(|change| matches!(change.source, End::Named(_))).unwrap();
    assert_eq!(change.causes.len(), 1);
}

/// Where every pair has reasons of its own and there are very many, changes are told without them, and they are found for
/// each pair.
#[test]
fn very_many_reasons_are_found_pair_by_pair() {
    const PODS: usize = 160;
    let pods: String = (0..PODS).map(|at| pod(&format!("p{at}"))).collect();
    let policies: String = (0..PODS)
        .map(|at| {
            let spec = format!("podSelector: {{matchLabels: {{app: p{at}}}}}, policyTypes: [Ingress, Egress]");
            policy(&format!("p{at}"), &spec)
        })
        .collect();
    let (before, after) = (analysis(&(pods.clone() + &policies)), analysis(&pods));
    let found = diff(&before, &after);
    assert!(found.causes_left_out);
    let finder = CauseFinder::new([&before, &after], &found);
    let mut pairs = 0;
    for change in &found.connections {
        for (source, destination) in found.pairs(change) {
            let (Some(from), Some(to)) = (source.peer(), destination.peer()) else {
                assert_eq!(finder.missing(change, [source, destination]), PairCauses::Complete);
                assert_eq!(change.causes.len(), 1);
                continue;
            };
            pairs += 1;
            let PairCauses::Found(causes) = finder.missing(change, [source, destination]) else {
                panic!("causes of one pair")
            };
            let name = |id| found.peer(id).unwrap().name.trim_end_matches("[Pod]").to_owned();
            let mut blamed: Vec<_> = causes
                .iter()
                .map(|cause| (format!("default/{}", found.policies[cause.policy as usize].name), cause.direction))
                .collect();
            blamed.sort();
            let mut expected = vec![(name(from), Direction::Egress), (name(to), Direction::Ingress)];
            expected.sort();
            assert_eq!(blamed, expected);
        }
    }
    assert_eq!(pairs, PODS * (PODS - 1));
    // Of no more than a few looks at rules the first pairs have theirs.
    let finder = CauseFinder::with_looks([&before, &after], &found, 100);
    let change = found.connections.iter().find(|change| matches!(change.destination, End::Peers(_))).unwrap();
    let missing = |ends: (EndRef<'_>, EndRef<'_>)| finder.missing(change, ends.into());
    let mut left_out = found.pairs(change).map(|ends| missing(ends) == PairCauses::LeftOut);
    assert!(left_out.by_ref().take(3).all(|left_out| !left_out));
    assert!(left_out.last().unwrap());
    // Fewer of them are told with their reasons.
    let few: String = policies.split_inclusive("---\n").take(20).collect();
    let found = diff(&analysis(&(pods.clone() + &few)), &after);
    assert!(!found.causes_left_out && found.connections.iter().all(|change| !change.causes.is_empty()));
    // But not where there are too few looks, which changes at the border say for themselves.
    let options = DiffOptions { looks: 5, ..DiffOptions::default() };
    let (before, after) = (analysis(&(pods.clone() + &few)), after);
    let found = diff_with(&before, &after, &options);
    let finder = CauseFinder::new([&before, &after], &found);
    assert!(found.causes_left_out && found.connections.len() > 1);
    for change in &found.connections {
        for ends in found.pairs(change) {
            let outside = ends.0.peer().is_none() || ends.1.peer().is_none();
            let missing = finder.missing(change, ends.into());
            assert!(
                if outside { missing == PairCauses::LeftOut } else { matches!(missing, PairCauses::Found(_)) }
                    || !change.causes.is_empty()
            );
        }
    }
}

#[test]
fn names_that_are_written_alike_keep_their_own_causes() {
    let pods = ["a", "c"].map(|name| {
        format!("---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{team: {name}}}}}\n")
            + &pod("pod").replace("name: pod,", &format!("name: pod, namespace: {name},"))
    });
    let guard = |action: &str| {
        format!(
            "---\napiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {{name: guard}}\nspec:\n  \
             tier: Admin\n  priority: 1\n  subject: {{namespaces: {{matchLabels: {{team: b}}}}}}\n  ingress:\n  \
             - {{action: {action}, from: [{{namespaces: {{matchExpressions: [{{key: team, operator: NotIn, values: [b]}}]}}}}], protocols: [{{destinationNamedPort: dns}}]}}\n  \
             - {{action: Deny, from: [{{namespaces: {{matchLabels: {{team: a}}}}}}], protocols: [{{destinationNamedPort: admin}}]}}\n"
        )
    };
    let [before, after] = ["Accept", "Deny"].map(|action| analysis(&(pods.concat() + &guard(action))));
    let found = diff_with(&before, &after, &DiffOptions { representatives: true, ..DiffOptions::default() });
    let changed = |change: &&ConnectionChange| change.kind() == ChangeKind::Changed;
    assert_ne!(found.connections.iter().filter(changed).count(), 0);
    for change in found.connections.iter().filter(changed) {
        assert_eq!(change.causes.iter().map(|cause| &cause.after.rules).collect::<Vec<_>>(), [&vec![0]], "{change:?}");
    }
}

#[test]
fn a_name_that_no_number_is_left_for_blames_the_policy() {
    let guard = |last: &str| {
        format!(
            "---\napiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {{name: guard}}\nspec:\n  \
             tier: Baseline\n  priority: 1\n  subject: {{namespaces: {{}}}}\n  ingress:\n  \
             - {{action: Deny, from: [{{namespaces: {{}}}}], protocols: [{{tcp: {{destinationPort: {{range: {{start: 1, end: 80}}}}}}}}]}}\n  \
             - {{action: Accept, from: [{last}], protocols: [{{tcp: {{destinationPort: {{range: {{start: 80, end: 65535}}}}}}}}, {{destinationNamedPort: http}}]}}\n"
        )
    };
    let some = "{namespaces: {matchLabels: {team: none}}}";
    let [before, after] = ["{namespaces: {}}", some].map(|last| analysis(&(pod("a") + &guard(last))));
    let found = diff_with(&before, &after, &DiffOptions { representatives: true, ..DiffOptions::default() });
    let changed: Vec<&ConnectionChange> =
        found.connections.iter().filter(|change| change.kind() == ChangeKind::Changed).collect();
    assert!(!changed.is_empty(), "{found:?}");
    assert!(changed.iter().all(|change| change.causes.iter().any(|cause| cause.policy == 0)), "{changed:?}");
}

#[test]
fn a_rule_that_only_waits_behind_another_tier_is_no_cause() {
    let shut = "---\napiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: shut}\nspec:\n  \
                tier: Admin\n  priority: 1\n  subject: {pods: {podSelector: {matchLabels: {guarded: \"yes\"}}}}\n  \
                ingress: [{action: Deny, from: [{namespaces: {}}]}]\n";
    let closed = policy(
        "db",
        "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]",
    );
    let all = |db: &str| pod("web") + db + shut + &closed;
    let guarded = pod("db").replace("{app: db}", "{app: db, guarded: \"yes\"}");
    let found = diff(&analysis(&all(&pod("db"))), &analysis(&all(&guarded)));
    let [change] = inside(&found)[..] else { panic!("{found:?}") };
    let causes: Vec<(&str, &[u32], &[u32])> = change
        .causes
        .iter()
        .map(|cause| (&*found.policies[cause.policy as usize].name, &cause.before.rules[..], &cause.after.rules[..]))
        .collect();
    assert_eq!(causes, [("shut", &[][..], &[0][..])]);
}
