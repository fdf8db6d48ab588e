//! Random clusters for the tests of views.

/// A cluster of small parts, different for every seed.
pub(super) fn cluster(seed: u64) -> String {
    let mut state = seed * 2 + 1;
    let mut one_of = |many: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % many
    };
    let mut text = String::new();
    for at in 0..10 {
        let (namespace, app, host) = (one_of(2), one_of(4), one_of(6) == 0);
        let spec = format!(
            "{{hostNetwork: {host}, containers: [{{name: c, ports: [{{name: http, containerPort: {}}}]}}]}}",
            80 + one_of(2)
        );
        let meta = format!("metadata: {{name: p{at}, namespace: n{namespace}, labels: {{app: a{app}}}}}");
        if one_of(2) == 0 {
            let ips =
                ["10.0.0.1", "192.0.2.1", "fd00::1", "10.0.0.1\"}, {ip: \"fd00::1", "192.0.2.1\"}, {ip: \"fd00::1"];
            let status = match one_of(6) {
                0 => String::new(),
                at => format!("status: {{podIPs: [{{ip: \"{}\"}}]}}\n", ips[at as usize - 1]),
            };
            text += &format!("apiVersion: v1\nkind: Pod\n{meta}\nspec: {spec}\n{status}---\n");
        } else {
            text += &format!(
                "apiVersion: apps/v1\nkind: Deployment\n{meta}\nspec: {{selector: {{matchLabels: {{app: a{app}}}}}, template: {{metadata: {{labels: {{app: a{app}}}}}, spec: {spec}}}}}\n---\n"
            );
        }
    }
    for at in 0..5 {
        let subject = match one_of(3) {
            0 => "{}".to_owned(),
            _ => format!("{{matchLabels: {{app: a{}}}}}", one_of(5)),
        };
        let mut rules = |key: &str| {
            let peer = match one_of(6) {
                0 => format!("{key}: [{{ipBlock: {{cidr: 10.0.0.0/8}}}}], "),
                1 => format!("{key}: [{{namespaceSelector: {{}}}}], "),
                2 => format!("{key}: [{{podSelector: {{matchLabels: {{app: a{}}}}}}}], ", one_of(4)),
                3 => format!("{key}: [{{ipBlock: {{cidr: 0.0.0.0/0}}}}], "),
                4 => format!("{key}: [{{namespaceSelector: {{matchLabels: {{team: a}}}}}}], "),
                _ => String::new(),
            };
            let port = ["", "ports: [{port: 80}]", "ports: [{port: http}]", "ports: [{port: 53, protocol: UDP}]"];
            format!("[{{{peer}{}}}]", port[one_of(4) as usize])
        };
        let (ingress, egress) = (rules("from"), rules("to"));
        let spec = match one_of(4) {
            0 => "policyTypes: [Ingress, Egress]".to_owned(),
            1 => format!("policyTypes: [Ingress], ingress: {ingress}"),
            2 => format!("policyTypes: [Egress], egress: {egress}"),
            _ => format!("policyTypes: [Ingress, Egress], ingress: {ingress}, egress: {egress}"),
        };
        text += &format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p{at}, namespace: n{}}}\nspec: {{podSelector: {subject}, {spec}}}\n---\n",
            one_of(2)
        );
    }
    for at in 0..one_of(4) {
        let mut rule = |key: &str| {
            let action = ["Allow", "Deny", "Pass"][one_of(3) as usize];
            let peer = match one_of(3) {
                0 => "namespaces: {}".to_owned(),
                1 => {
                    format!("pods: {{namespaceSelector: {{}}, podSelector: {{matchLabels: {{app: a{}}}}}}}", one_of(4))
                }
                _ if key == "to" => "networks: [10.0.0.0/8]".to_owned(),
                _ => "namespaces: {matchLabels: {kubernetes.io/metadata.name: n1}}".to_owned(),
            };
            let ports = ["", "", ", ports: [{portNumber: {protocol: TCP, port: 80}}]"][one_of(3) as usize];
            format!("{{action: {action}, {key}: [{{{peer}}}]{ports}}}")
        };
        let (one, two, out) = (rule("from"), rule("from"), rule("to"));
        text += &format!(
            "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {{name: anp{at}}}\nspec: {{priority: {at}, subject: {{namespaces: {{}}}}, ingress: [{one}, {two}], egress: [{out}]}}\n---\n"
        );
    }
    text
}

/// Tenants that are alike, and one that takes connections from outside.
pub(super) fn tenants(count: usize) -> String {
    let mut text = String::new();
    for at in 0..count {
        text += &format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: tenant-{at:03}}}\n---\n");
        for app in ["web", "db"] {
            text += &format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: {app}, namespace: tenant-{at:03}, labels: {{app: {app}}}}}\nspec: {{containers: [{{name: c}}]}}\nstatus: {{podIPs: [{{ip: 10.0.{at}.{}}}]}}\n---\n",
                app.len()
            );
        }
        text += &format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: own, namespace: tenant-{at:03}}}\nspec: {{podSelector: {{}}, policyTypes: [Ingress, Egress], ingress: [{{from: [{{podSelector: {{}}}}]}}], egress: [{{to: [{{podSelector: {{}}}}]}}]}}\n---\n"
        );
    }
    text + "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ssh, namespace: tenant-003}\nspec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 22}]}]}\n---\n"
}
