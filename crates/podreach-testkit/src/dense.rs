//! Clusters in which every policy says much: several peers in other namespaces, address blocks, ports and ranges of ports each.
//! Hardly two pods are alike to them, so that nothing folds.

use std::fmt::Write as _;

/// How large a dense cluster is.
#[derive(Clone, Copy, Debug)]
pub struct Dense {
    /// Namespaces.
    pub namespaces: usize,
    /// Pods of each namespace.
    pub pods: usize,
    /// Policies of each namespace.
    pub policies: usize,
}

/// Peers, blocks, ports and ranges of each policy.
const EACH: usize = 5;

/// The cluster as one YAML text.
pub fn yaml(Dense { namespaces, pods, policies }: Dense) -> String {
    let mut out = String::new();
    for at in 0..namespaces {
        let _ = write!(out, "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: dense-{at:03}\n---\n");
        for pod in 0..pods {
            let _ = write!(
                out,
                "apiVersion: v1\nkind: Pod\nmetadata:\n  name: app-{pod}\n  namespace: dense-{at:03}\n  labels:\n    app: app-{pod}\nstatus:\n  phase: Running\n  podIP: 10.{}.{}.{}\n---\n",
                at / 250,
                at % 250,
                pod + 1
            );
        }
    }
    for at in 0..namespaces {
        for number in 0..policies {
            policy(&mut out, at, number, namespaces, pods);
        }
    }
    out
}

fn policy(out: &mut String, at: usize, number: usize, namespaces: usize, pods: usize) {
    let _ = write!(
        out,
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: allow-{number}\n  namespace: dense-{at:03}\nspec:\n  podSelector:\n    matchLabels:\n      app: app-{}\n  policyTypes: [Ingress]\n  ingress:\n  - from:\n",
        number % pods.max(1)
    );
    for peer in 0..EACH {
        let _ = write!(
            out,
            "    - namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: dense-{:03}\n      podSelector:\n        matchLabels:\n          app: app-{}\n",
            (at + 1 + peer * (number + 1)) % namespaces.max(1),
            (number + peer * 3) % pods.max(1)
        );
    }
    for block in 0..EACH {
        let _ = writeln!(out, "    - ipBlock: {{cidr: 203.{}.{}.0/24}}", block * 50 + number, at % 250);
    }
    out.push_str("    ports:\n");
    for port in 0..EACH {
        let (one, from) = (1000 + number * 10 + port, 20_000 + number * 500 + port * 100);
        let _ = write!(out, "    - port: {one}\n    - port: {from}\n      endPort: {}\n", from + 40 + at % 7);
    }
    out.push_str("---\n");
}
