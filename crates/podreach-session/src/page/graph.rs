//! The graph.

use podreach_eval::GraphOptions;
use podreach_eval::view::GraphView;
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// The data of the picture; beside a baseline with what changed, and with what is there in the baseline only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graph {
    /// Only nodes whose id contains this text, whatever its case, and the outside; empty for all.
    pub matching: String,
}

pub(super) fn answer(Graph { matching }: Graph, evaluation: &Evaluation) -> GraphView {
    let options = GraphOptions { matching, ..GraphOptions::default() };
    match evaluation.comparison() {
        Some((base, comparison)) => comparison.of(&base.analysis, &evaluation.analysis).graph_view(&options),
        None => evaluation.analysis.graph_view(&options),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::asked::{asked, evaluation};

    #[test]
    fn what_is_drawn_can_be_sent() {
        let everything = "
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {replicas: 2, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, ports: [{name: http, containerPort: 80}]}]}}}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 8080, targetPort: http}]}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop}, spec: {defaultBackend: {service: {name: web, port: {number: 8080}}}}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web, namespace: shop}, spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}, podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}]}]}}
";
        let evaluation = evaluation(everything);
        let all = asked(&evaluation, Graph::default());
        assert!(!all.nodes.is_empty() && !all.edges.is_empty() && !all.entries.is_empty(), "{all:?}");
        assert!(all.nodes.iter().any(|node| node.ports.iter().any(|port| !port.services.is_empty())), "{all:?}");
        let narrow = asked(&evaluation, Graph { matching: "SHOP/WEB".to_owned() });
        assert!(narrow.nodes.len() < all.nodes.len() && narrow.nodes.iter().any(|node| node.id == "shop/web".into()));
    }
}
