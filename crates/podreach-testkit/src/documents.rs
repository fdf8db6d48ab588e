//! Random clusters with policies of all kinds, from bytes: input for the whole way, with kinds that the model
//! does not know.

use crate::choices::Choices;

impl Choices<'_> {
    fn list(&mut self, most: usize, make: impl FnMut(&mut Self) -> String) -> String {
        self.some(most, make).join(", ")
    }

    fn labels(&mut self) -> String {
        self.list(2, |one| format!("{}: {}", one.of(&["a", "b", "c"]), one.of(&["x", "y", "z"])))
    }

    fn selector(&mut self) -> String {
        match self.below(4) {
            0 => "{}".into(),
            1 => format!("{{matchLabels: {{{}: {}}}}}", self.of(&["a", "b"]), self.of(&["x", "y", "z"])),
            _ => {
                let expressions = self.list(2, |one| {
                    let key = one.of(&["a", "b", "c", "kubernetes.io/metadata.name"]);
                    let operator = one.of(&["In", "NotIn", "Exists", "DoesNotExist"]);
                    let values = if operator.contains("In") { ", values: [x, y, n1]" } else { "" };
                    format!("{{key: {key}, operator: {operator}{values}}}")
                });
                format!("{{matchExpressions: [{expressions}]}}")
            }
        }
    }

    fn block(&mut self) -> String {
        let cidr = self.of(&[
            "0.0.0.0/0",
            "10.0.0.0/8",
            "10.0.0.0/24",
            "10.0.0.1/32",
            "10.0.0.2/32",
            "192.168.0.0/16",
            "::/0",
            "2001:db8::/32",
        ]);
        match (cidr, self.below(3)) {
            ("0.0.0.0/0", 0) => "{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 10.0.0.1/32]}}".into(),
            _ => format!("{{ipBlock: {{cidr: '{cidr}'}}}}"),
        }
    }

    fn peer(&mut self) -> String {
        match self.below(4) {
            0 => self.block(),
            1 => format!("{{podSelector: {}}}", self.selector()),
            2 => format!("{{namespaceSelector: {}}}", self.selector()),
            _ => format!("{{namespaceSelector: {}, podSelector: {}}}", self.selector(), self.selector()),
        }
    }

    fn rule(&mut self, peers: &str) -> String {
        let named = self.list(3, Self::peer);
        let ports = self.list(2, |one| match one.below(4) {
            0 => "{port: http}".into(),
            1 => "{port: 1, endPort: 65535, protocol: UDP}".into(),
            2 => format!("{{protocol: {}}}", one.of(&["TCP", "UDP", "SCTP"])),
            _ => format!("{{port: {}}}", one.of(&["80", "81", "443"])),
        });
        format!("{{{peers}: [{named}], ports: [{ports}]}}")
    }

    fn admin_rule(&mut self, peers: &str) -> String {
        let action = self.of(&["Allow", "Deny", "Pass"]);
        let named = self.list(2, |one| match one.below(if peers == "to" { 4 } else { 2 }) {
            0 => format!("{{namespaces: {}}}", one.selector()),
            1 => format!("{{pods: {{namespaceSelector: {}, podSelector: {}}}}}", one.selector(), one.selector()),
            2 => "{networks: [10.0.0.0/24, '::/0']}".into(),
            _ => format!("{{nodes: {}}}", one.selector()),
        });
        let ports = self.list(2, |one| match one.below(3) {
            0 => "{portNumber: {protocol: TCP, port: 80}}".into(),
            1 => "{portRange: {protocol: TCP, start: 1, end: 443}}".into(),
            _ => "{namedPort: http}".to_owned(),
        });
        let ports = if ports.is_empty() { ports } else { format!(", ports: [{ports}]") };
        format!("{{action: {action}, {peers}: [{named}]{ports}}}")
    }

    fn document(&mut self, at: usize) -> String {
        let space = self.of(&["n0", "n1", "n2"]);
        let meta = format!("name: o{at}, namespace: {space}");
        match self.below(9) {
            0 | 1 => {
                let (labels, host) = (self.labels(), self.below(8) == 0);
                let address = match self.below(3) {
                    0 => String::new(),
                    1 => format!(", status: {{podIP: 10.0.0.{}}}", at % 4),
                    _ => format!(", status: {{podIPs: [{{ip: 10.0.0.{}}}, {{ip: '2001:db8::{}'}}]}}", at % 4, at % 4),
                };
                let port = self.of(&["80", "81", "443"]);
                format!(
                    "{{apiVersion: v1, kind: Pod, metadata: {{{meta}, labels: {{{labels}}}}}, spec: {{hostNetwork: {host}, containers: [{{name: c, ports: [{{name: http, containerPort: {port}}}]}}]}}{address}}}"
                )
            }
            2 | 3 => {
                let subject = self.selector();
                let (ingress, egress) = (self.list(3, |one| one.rule("from")), self.list(2, |one| one.rule("to")));
                let types = self.of(&["[Ingress]", "[Egress]", "[Ingress, Egress]"]);
                let ingress = if types.contains("Ingress") { format!(", ingress: [{ingress}]") } else { String::new() };
                let egress = if types.contains("Egress") { format!(", egress: [{egress}]") } else { String::new() };
                format!(
                    "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{{meta}}}, spec: {{podSelector: {subject}, policyTypes: {types}{ingress}{egress}}}}}"
                )
            }
            4 | 5 => {
                let (subject, rules) = (self.selector(), self.list(3, |one| one.admin_rule("from")));
                let egress = self.list(2, |one| one.admin_rule("to"));
                let (kind, priority) = match self.below(5) {
                    0 => ("BaselineAdminNetworkPolicy", String::new()),
                    _ => ("AdminNetworkPolicy", format!("priority: {}, ", at % 3)),
                };
                let name = if priority.is_empty() { "default".into() } else { format!("o{at}") };
                format!(
                    "{{apiVersion: policy.networking.k8s.io/v1alpha1, kind: {kind}, metadata: {{name: {name}}}, spec: {{{priority}subject: {{namespaces: {subject}}}, ingress: [{rules}], egress: [{egress}]}}}}"
                )
            }
            6 => {
                let (target, key) = (self.of(&["80", "http", "81"]), self.of(&["a", "b"]));
                let kind = self.of(&["ClusterIP", "NodePort", "LoadBalancer"]);
                format!(
                    "{{apiVersion: v1, kind: Service, metadata: {{name: s{}, namespace: {space}}}, spec: {{type: {kind}, selector: {{{key}: x}}, ports: [{{name: p, port: 80, targetPort: {target}}}]}}}}",
                    at % 3
                )
            }
            7 => format!(
                "{{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {{{meta}}}, spec: {{rules: [{{http: {{paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: s{}, port: {{number: 80}}}}}}}}]}}}}]}}}}",
                self.below(3)
            ),
            _ => format!(
                "{{apiVersion: v1, kind: Namespace, metadata: {{name: {space}, labels: {{{}}}}}}}",
                self.labels()
            ),
        }
    }

    /// Documents until the choices are used up, two at least.
    fn documents(mut self) -> Vec<String> {
        let mut documents = vec![self.document(0), self.document(1)];
        while !self.is_done() && documents.len() < 64 {
            documents.push(self.document(documents.len()));
        }
        documents
    }
}

/// An input, and the same without one of its objects.
pub fn inputs(bytes: &[u8]) -> [String; 2] {
    let documents = Choices::new(bytes).documents();
    let gone = bytes.first().map_or(0, |byte| usize::from(*byte)) % documents.len().max(1);
    let text = |documents: Vec<&String>| documents.into_iter().map(|one| format!("{one}\n---\n")).collect::<String>();
    let rest = documents.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, one)| one);
    [text(documents.iter().collect()), text(rest.collect())]
}
