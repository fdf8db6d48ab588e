//! Endpoints of the core group and `discovery.k8s.io` EndpointSlice. Read leniently.

use podreach_syntax::Node;

use super::core::{lenient_top, port_number, protocol};
use super::entries::{Backing, Subset, SubsetAddress, SubsetPort};
use super::fields;
use super::lists::Object;
use super::meta::meta;
use super::reader::Reader;

/// The label that names the Service of an EndpointSlice.
const SERVICE_LABEL: &str = "kubernetes.io/service-name";

pub(crate) fn endpoints(object: &Object<'_>, reader: &mut Reader) -> Option<Backing> {
    let meta = meta(object, true, reader)?;
    lenient_top(object, fields::ENDPOINTS, reader);
    let written = object.node.get("subsets").map_or(&[][..], |found| reader.list(found, "subsets"));
    let subsets = written
        .iter()
        .map(|subset| {
            fields::check_misspelt(reader.map(subset, "subsets[]"), fields::SUBSET, "subsets[]", reader);
            let mut addresses = Vec::new();
            for key in ["addresses", "notReadyAddresses"] {
                let path = format!("subsets[].{key}");
                let list = subset.get(key).map_or(&[][..], |found| reader.list(found, &path));
                addresses.extend(list.iter().map(|node| address(node.get("ip"), node)));
            }
            Subset { ports: ports(subset, "subsets[].ports", reader), addresses }
        })
        .collect();
    Some(Backing { service: meta.name.value.clone(), meta, subsets })
}

pub(crate) fn slice(object: &Object<'_>, reader: &mut Reader) -> Option<Backing> {
    let meta = meta(object, true, reader)?;
    lenient_top(object, fields::SLICE, reader);
    let service = meta.labels.get(SERVICE_LABEL)?.clone();
    let written = object.node.get("endpoints").map_or(&[][..], |found| reader.list(found, "endpoints"));
    let mut addresses = Vec::new();
    for endpoint in written {
        fields::check_misspelt(reader.map(endpoint, "endpoints[]"), fields::SLICE_ENDPOINT, "endpoints[]", reader);
        let list = endpoint.get("addresses").map_or(&[][..], |found| reader.list(found, "endpoints[].addresses"));
        addresses.extend(list.iter().map(|text| address(Some(text), endpoint)));
    }
    let subset = Subset { ports: ports(object.node, "ports", reader), addresses };
    Some(Backing { service, meta, subsets: vec![subset] })
}

fn address(text: Option<&Node>, holder: &Node) -> SubsetAddress {
    let target = |key: &str| holder.at(&["targetRef", key]).and_then(Node::as_str);
    SubsetAddress {
        address: text.and_then(Node::as_str).and_then(|text| text.parse().ok()),
        pod: target("name").filter(|_| target("kind") == Some("Pod")).map(Into::into),
        span: text.unwrap_or(holder).span,
    }
}

fn ports(holder: &Node, path: &str, reader: &mut Reader) -> Vec<SubsetPort> {
    let written = holder.get("ports").map_or(&[][..], |found| reader.list(found, path));
    written
        .iter()
        .map(|port| SubsetPort {
            name: port.get("name").and_then(Node::as_str).unwrap_or("").into(),
            protocol: protocol(port.get("protocol"), reader),
            port: port.get("port").and_then(port_number),
        })
        .collect()
}
