//! The pods of small clusters: two or three of them in two namespaces.

use crate::model::{Cluster, Declared, Labels, Namespace, Pod};

/// The namespaces; the first one is where NetworkPolicies stand.
pub(super) const NAMESPACES: [&str; 2] = ["front", "back"];

/// The pods of a cluster, and what else is no policy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pods {
    /// Whether the first namespace has an object, with the label `env: c`. The second one has an object without labels.
    labelled: bool,
    /// Option `ip-block-pods`.
    blocks_match: bool,
    list: &'static [Small],
}

/// A pod by the place of its namespace, its value of `app`, its declared port and its address.
#[derive(Clone, Copy, Debug)]
struct Small(usize, Option<&'static str>, Option<Declared>, Option<&'static str>);

const HTTP: Option<Declared> = Some((Some("http"), 80, "TCP"));
const OTHER: Option<Declared> = Some((Some("http"), 90, "TCP"));
const UDP: Option<Declared> = Some((Some("http"), 80, "UDP"));

/// Two or three pods, with and without the label, the port and the address.
pub(super) const PODS: [Pods; 6] = [
    Pods {
        labelled: true,
        blocks_match: true,
        list: &[Small(0, Some("a"), HTTP, Some("10.0.0.1")), Small(1, Some("b"), OTHER, Some("10.0.1.2"))],
    },
    Pods {
        labelled: true,
        blocks_match: true,
        list: &[Small(0, Some("a"), HTTP, None), Small(0, Some("b"), None, None), Small(1, Some("a"), OTHER, None)],
    },
    Pods {
        labelled: true,
        blocks_match: false,
        list: &[
            Small(0, Some("a"), HTTP, Some("10.0.0.1")),
            Small(1, Some("a"), UDP, Some("192.168.0.4")),
            Small(1, None, HTTP, None),
        ],
    },
    Pods { labelled: false, blocks_match: true, list: &[Small(0, Some("b"), HTTP, None), Small(0, None, HTTP, None)] },
    Pods {
        labelled: false,
        blocks_match: true,
        list: &[
            Small(0, Some("a"), UDP, Some("10.0.1.2")),
            Small(0, Some("a"), HTTP, Some("fd00::5")),
            Small(1, Some("b"), None, Some("10.0.0.1")),
        ],
    },
    Pods {
        labelled: true,
        blocks_match: false,
        list: &[Small(1, Some("a"), HTTP, None), Small(1, Some("a"), OTHER, Some("10.0.0.1"))],
    },
];

/// One address in the block that rules name, one in the part that they leave out, one outside.
const OUTSIDE: [&str; 3] = ["10.0.0.9", "10.0.1.9", "8.8.8.8"];

impl Pods {
    /// The cluster without policies.
    pub(super) fn cluster(self) -> Cluster {
        let object = |at: usize, labels: Labels| Namespace { name: NAMESPACES[at], labels };
        let mut namespaces = vec![object(1, Labels::new())];
        if self.labelled {
            namespaces.push(object(0, vec![("env", "c")]));
        }
        let pod = |(at, small): (usize, &Small)| Pod {
            namespace: NAMESPACES[small.0],
            name: format!("pod-{at}"),
            labels: small.1.map(|value| ("app", value)).into_iter().collect(),
            ports: small.2.into_iter().collect(),
            addresses: small.3.into_iter().collect(),
            ..Pod::default()
        };
        Cluster {
            namespaces,
            pods: self.list.iter().enumerate().map(pod).collect(),
            outside: OUTSIDE.to_vec(),
            match_pods: self.blocks_match,
            ..Cluster::default()
        }
    }
}
