//! Pods of a StatefulSet, some of which one side names and the other does not.

use podreach_eval::diff::{EndRef, PeerChange, diff};
use podreach_eval::sets::ConnectionSet;
use podreach_eval::{Analysis, Options, analyze};
use podreach_syntax::Sources;

use super::{analysis, lines, pod, policy};

/// Pods of a StatefulSet that one side names are among the unnamed ones of the other; labels whose values are not told are
/// no difference.
#[test]
fn replicas_of_a_stateful_set() {
    let set = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {replicas: 3, template: {metadata: {labels: {app: db}}}}\n";
    let client = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: client}\n";
    let closed = |pod: &str| {
        format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p}}\nspec: {{podSelector: {{matchLabels: {{statefulset.kubernetes.io/pod-name: {pod}}}}}}}\n"
        )
    };
    let input = |policy: String| {
        let text = format!("{set}{client}{policy}");
        analyze(&Sources::single("input.yaml", text), &Options::default())
    };
    let (before, after) = (input(closed("db-0")), input(closed("db-1")));
    let found = diff(&before, &after);
    let mut said: Vec<String> = Vec::new();
    for change in &found.connections {
        for (source, destination) in found.pairs(change) {
            if let (EndRef::Peer(source), EndRef::Peer(destination)) = (source, destination) {
                let name = |id| found.peer(id).unwrap().name.clone();
                let what = [&change.before, &change.after].map(ConnectionSet::list_notation);
                said.push(format!("{} -> {}: {}", name(source), name(destination), what.join(" to ")));
            }
        }
    }
    said.retain(|line| line.starts_with("default/client"));
    said.sort();
    assert_eq!(
        said,
        [
            "default/client[Pod] -> default/db-0[Pod]: No Connections to All Connections",
            "default/client[Pod] -> default/db-1[Pod]: All Connections to No Connections",
        ]
    );
    let facts = found.peers.iter().flat_map(|peer| &peer.facts).count();
    assert_eq!(facts, 0, "{:?}", found.peers);
    assert!(diff(&before, &before).is_empty());
}

/// A StatefulSet under policies that each close a pod of it.
fn set_with_closed(replicas: u32, first: u32, more: &str, pods: &[u32]) -> Analysis {
    let mut text = format!(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: db}}\nspec: {{replicas: {replicas}, ordinals: {{start: {first}}}, template: {{metadata: {{labels: {{app: db}}}}}}}}\n{more}"
    );
    for pod in pods {
        let subject = format!("podSelector: {{matchLabels: {{statefulset.kubernetes.io/pod-name: db-{pod}}}}}");
        text += &policy(&format!("p{pod}"), &subject);
    }
    analysis(&text)
}

/// Parts are matched by their pods: one that stands for pods that the other side names one by one is neither new nor gone.
#[test]
fn parts_of_a_stateful_set_are_matched_by_their_pods() {
    let peers = |before: &Analysis, after: &Analysis| -> Vec<String> {
        let sign = |end: Option<_>| if end.is_some() { "x" } else { "-" };
        let found = diff(before, after);
        let peer = |peer: &PeerChange| format!("{} {}{}", peer.name, sign(peer.before), sign(peer.after));
        found.peers.iter().map(peer).collect()
    };
    let set = |replicas, pods: &[u32]| set_with_closed(replicas, 0, "", pods);
    let (db, db0, db1, db2) =
        ("default/db[StatefulSet]", "default/db-0[Pod]", "default/db-1[Pod]", "default/db-2[Pod]");
    let both = |names: &[&str]| -> Vec<String> { names.iter().map(|name| format!("{name} xx")).collect() };
    // Every pod is named on one side, all but one on the other.
    let (some, all) = (set(3, &[0, 1]), set(3, &[0, 1, 2]));
    let closes = diff(&some, &all);
    assert_eq!(lines(&closes).iter().filter(|line| line.contains("[Pod]: none")).count(), 0, "{:?}", lines(&closes));
    assert_eq!(peers(&some, &all), both(&[db0, db1, db2]));
    assert_eq!(peers(&all, &some), both(&[db0, db1, db2]));
    // What is left over on one side is named on the other, crosswise: there is no pod that neither names.
    assert_eq!(peers(&set(3, &[0]), &set(3, &[1, 2])), both(&[db0, db1, db2]));
    assert_eq!(peers(&set(4, &[0]), &set(4, &[1])), both(&[db0, db1, db]));
    // A pod that is no longer made is gone; of those that a part stands for, some are still there.
    assert_eq!(peers(&set(3, &[2]), &set(2, &[0])), [format!("{db0} xx"), format!("{db2} x-"), format!("{db} xx")]);
    assert_eq!(peers(&set(2, &[0]), &set(3, &[2])), [format!("{db0} xx"), format!("{db2} -x"), format!("{db} xx")]);
    // The whole of one side is the one pod of the other.
    assert_eq!(peers(&set(3, &[0]), &set(1, &[])), [format!("{db0} xx"), format!("{db} x-")]);
    // A pod of that name that belongs to something else is none of its own.
    let taken = |pods: &[u32]| set_with_closed(3, 0, &pod("db-1"), pods);
    assert_eq!(peers(&taken(&[0]), &taken(&[0, 2])), both(&[db0, db1, db2]));
}
