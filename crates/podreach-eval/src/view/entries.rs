//! Entry points on the picture: on the pills that they lead to, as Services are, and as a layer of their own.

use std::collections::BTreeSet;

use crate::analysis::Analysis;
use crate::explain;
use crate::inventory::{EndpointId, EntryNode, ProxyPods};
use crate::sets::Protocol;

use super::graph::{EntryView, NamespaceView, NodeView};
use super::node_id::NodeId;

/// The text on the plate of an entry point: the first requests that lead to the port (`a.com/api`), else its kind.
fn words(entry: &EntryNode, endpoint: EndpointId, port: (Protocol, u16)) -> String {
    let leads = |target: &(EndpointId, Protocol, u16)| *target == (endpoint, port.0, port.1);
    let found = entry.backends.iter().filter(|backend| backend.targets.iter().any(leads));
    let found = found.map(explain::requests).find(|words| !words.is_empty());
    found.unwrap_or_else(|| entry.kind.as_str().to_owned())
}

impl Analysis {
    /// Pod ports of an endpoint that entry points lead to: protocol, port, id of the entry point and its words.
    pub(super) fn entry_ports(&self, id: EndpointId) -> Vec<(Protocol, u16, NodeId, String)> {
        let mut found = Vec::new();
        for entry in self.entries.iter() {
            let targets = entry.backends.iter().flat_map(|backend| &backend.targets);
            let here: BTreeSet<(Protocol, u16)> = targets
                .filter(|(endpoint, _, _)| *endpoint == id)
                .map(|(_, protocol, port)| (*protocol, *port))
                .collect();
            for (protocol, port) in here {
                found.push((protocol, port, NodeId::parse(&entry.id), words(entry, id, (protocol, port))));
            }
        }
        found
    }

    /// Entry points with the nodes and pills that they lead to. Those that lead to nothing that is drawn are left out.
    pub(super) fn entry_views(
        &self,
        drawn: &[EndpointId],
        nodes: &[NodeView],
        namespaces: &[NamespaceView],
    ) -> Vec<EntryView> {
        let node_of = |id: EndpointId| drawn.iter().position(|drawn| *drawn == id);
        let view = |entry: &EntryNode| {
            let mut targets: BTreeSet<(usize, Option<usize>)> = BTreeSet::new();
            for (endpoint, protocol, port) in entry.backends.iter().flat_map(|backend| &backend.targets) {
                let Some(at) = node_of(*endpoint) else { continue };
                let pills = nodes.get(at).map_or(&[][..], |node| node.ports.as_slice());
                let pill = pills.iter().position(|pill| pill.protocol == *protocol && pill.number == Some(*port));
                targets.insert((at, pill));
            }
            let controllers = match &entry.proxy_pods {
                ProxyPods::Pods(pods) => pods.iter().filter_map(|pod| node_of(*pod)).collect(),
                ProxyPods::Assumed(_) | ProxyPods::Outside => Vec::new(),
            };
            let hosts: BTreeSet<&str> =
                entry.backends.iter().flat_map(|backend| &backend.hosts).map(|host| &**host).collect();
            EntryView {
                id: NodeId::parse(&entry.id),
                kind: entry.kind,
                namespace: namespaces.iter().position(|namespace| namespace.name == *entry.namespace),
                title: entry.name.to_string(),
                hosts: hosts.into_iter().map(str::to_owned).collect(),
                implied: entry.implied,
                controllers,
                targets: targets.into_iter().collect(),
            }
        };
        self.entries.iter().map(view).filter(|view| !view.targets.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use super::super::build::GraphOptions;
    use super::super::node_id::NodeId;
    use crate::options::Options;
    use crate::pipeline::analyze;

    const YAML: &str = "
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: c, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: nginx, labels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}, {port: 81, targetPort: 8081}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: x}
spec:
  defaultBackend: {service: {name: web, port: {number: 81}}}
  rules: [{host: a.com, http: {paths: [{path: /b, backend: {service: {name: web, port: {number: 80}}}}]}}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: nowhere}
spec: {defaultBackend: {service: {name: gone}}}
";

    #[test]
    fn entry_points_stand_at_the_pills_that_they_lead_to() {
        let analysis = analyze(&Sources::single("", YAML), &Options::default());
        let view = analysis.graph_view(&GraphOptions::default());
        let at = |id: &str| view.nodes.iter().position(|node| node.id == NodeId::parse(id)).unwrap();
        let web = &view.nodes[at("default/web")];
        let plates: Vec<(&str, &[(NodeId, String)])> =
            web.ports.iter().map(|pill| (pill.port.as_str(), pill.entries.as_slice())).collect();
        let plate = |words: &str| [(NodeId::parse("ingress:default/x"), words.to_owned())];
        assert_eq!(plates, [("8080", &plate("a.com/b")[..]), ("8081", &plate("Ingress")[..])]);
        assert_eq!(view.entries.len(), 1);
        let entry = &view.entries[0];
        assert_eq!(
            (entry.id.to_string().as_str(), entry.title.as_str(), entry.namespace),
            ("ingress:default/x", "x", Some(0))
        );
        assert_eq!(entry.hosts, ["a.com"]);
        assert_eq!(entry.controllers, [at("default/nginx")]);
        assert_eq!(entry.targets, [(at("default/web"), Some(0)), (at("default/web"), Some(1))]);
    }
}
