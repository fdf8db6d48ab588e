//! Clusters of any size as kubectl prints them, always the same for the same numbers.
//!
//! They are shaped as real ones are: many namespaces with a few applications each, pods of a Deployment alike, most
//! policies about one application, rules that name neighbours, an ingress controller and the cluster's DNS, a few address
//! blocks.

use std::fmt::Write as _;

/// How large a cluster is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Pods altogether, spread over the namespaces.
    pub pods: usize,
    /// Pods of one Deployment; 0 makes pods without owner.
    pub replicas: usize,
    /// Namespaces.
    pub namespaces: usize,
    /// Policies altogether, spread over the namespaces.
    pub policies: usize,
}

/// The cluster as one YAML text.
pub fn yaml(size: Size) -> String {
    let mut out = String::new();
    let namespaces = size.namespaces.max(1);
    for at in 0..namespaces {
        let team = at % 7;
        let _ = write!(
            out,
            "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {}\n  labels:\n    team: team-{team}\n---\n",
            namespace(at)
        );
    }
    let per_application = size.replicas.max(1);
    let applications = size.pods.div_ceil(per_application);
    let mut pods = 0;
    for at in 0..applications {
        let (namespace_at, own) = (at % namespaces, at / namespaces);
        if size.replicas > 0 {
            deployment(&mut out, namespace_at, own, size.replicas);
        }
        for replica in 0..per_application.min(size.pods - pods) {
            pod(&mut out, namespace_at, own, replica, pods, size.replicas > 0);
            pods += 1;
        }
        service(&mut out, namespace_at, own);
    }
    for at in 0..size.policies {
        let own = applications.div_ceil(namespaces).max(1);
        policy(&mut out, at % namespaces, at / namespaces, own, namespaces);
    }
    out
}

fn namespace(at: usize) -> String {
    format!("team-{at:03}")
}

fn meta(out: &mut String, api: &str, kind: &str, name: &str, namespace_at: usize) {
    let namespace = namespace(namespace_at);
    let _ = write!(out, "apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: {name}\n  namespace: {namespace}\n");
}

fn containers(out: &mut String, indent: &str, own: usize) {
    let port = 8000 + own % 40;
    for line in [
        "containers:".to_owned(),
        "- name: main".to_owned(),
        format!("  image: registry.example/app-{own}:1.{own}"),
        "  ports:".to_owned(),
        "  - name: http".to_owned(),
        format!("    containerPort: {port}"),
        "    protocol: TCP".to_owned(),
        "  - name: metrics".to_owned(),
        "    containerPort: 9090".to_owned(),
    ] {
        let _ = writeln!(out, "{indent}{line}");
    }
}

fn deployment(out: &mut String, namespace_at: usize, own: usize, replicas: usize) {
    meta(out, "apps/v1", "Deployment", &format!("app-{own}"), namespace_at);
    let tier = own % 3;
    let _ = write!(
        out,
        "spec:\n  replicas: {replicas}\n  selector:\n    matchLabels:\n      app: app-{own}\n  template:\n    metadata:\n      labels:\n        app: app-{own}\n        tier: tier-{tier}\n    spec:\n"
    );
    containers(out, "      ", own);
    out.push_str("---\n");
}

fn pod(out: &mut String, namespace_at: usize, own: usize, replica: usize, number: usize, owned: bool) {
    let tier = own % 3;
    meta(out, "v1", "Pod", &format!("app-{own}-6d4b75cb6d-{replica:05}"), namespace_at);
    let _ = write!(out, "  labels:\n    app: app-{own}\n    tier: tier-{tier}\n    pod-template-hash: 6d4b75cb6d\n");
    if owned {
        let _ = write!(
            out,
            "  ownerReferences:\n  - apiVersion: apps/v1\n    kind: ReplicaSet\n    name: app-{own}-6d4b75cb6d\n    controller: true\n"
        );
    }
    out.push_str("spec:\n");
    containers(out, "  ", own);
    let (high, low) = (number / 250 % 250, number % 250 + 1);
    let _ = write!(out, "status:\n  phase: Running\n  podIP: 10.{}.{high}.{low}\n---\n", number / 62_500);
}

fn service(out: &mut String, namespace_at: usize, own: usize) {
    meta(out, "v1", "Service", &format!("app-{own}"), namespace_at);
    let _ = write!(
        out,
        "spec:\n  selector:\n    app: app-{own}\n  ports:\n  - port: 80\n    targetPort: http\n    protocol: TCP\n---\n"
    );
}

/// The first policy of a namespace closes it; the others open one application each.
fn policy(out: &mut String, namespace_at: usize, at: usize, applications: usize, namespaces: usize) {
    let Some(number) = at.checked_sub(1) else {
        meta(out, "networking.k8s.io/v1", "NetworkPolicy", "deny-all", namespace_at);
        out.push_str("spec:\n  podSelector: {}\n  policyTypes:\n  - Ingress\n  - Egress\n---\n");
        return;
    };
    let own = number % applications;
    let (before, after) = ((own + applications - 1) % applications, (own + 1) % applications);
    let port = 8000 + own % 40;
    meta(out, "networking.k8s.io/v1", "NetworkPolicy", &format!("allow-{own}-{number}"), namespace_at);
    let _ = write!(
        out,
        "spec:\n  podSelector:\n    matchLabels:\n      app: app-{own}\n  policyTypes:\n  - Ingress\n  - Egress\n  ingress:\n"
    );
    let _ = write!(
        out,
        "  - from:\n    - podSelector:\n        matchLabels:\n          app: app-{before}\n    ports:\n    - port: {port}\n      protocol: TCP\n"
    );
    if number.is_multiple_of(3) {
        let other = namespace((namespace_at + 1) % namespaces);
        let _ = write!(
            out,
            "  - from:\n    - namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: {other}\n      podSelector:\n        matchLabels:\n          tier: tier-0\n    ports:\n    - port: http\n"
        );
    }
    let _ = write!(
        out,
        "  egress:\n  - to:\n    - podSelector:\n        matchLabels:\n          app: app-{after}\n    ports:\n    - port: {}\n      protocol: TCP\n",
        8000 + after % 40
    );
    out.push_str(
        "  - to:\n    - namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: kube-system\n      podSelector:\n        matchLabels:\n          k8s-app: kube-dns\n    ports:\n    - port: 53\n      protocol: UDP\n",
    );
    if number.is_multiple_of(5) {
        let block = own % 200;
        let _ = write!(
            out,
            "  - to:\n    - ipBlock:\n        cidr: 203.0.{block}.0/24\n        except:\n        - 203.0.{block}.128/25\n    ports:\n    - port: 443\n"
        );
    }
    out.push_str("---\n");
}
