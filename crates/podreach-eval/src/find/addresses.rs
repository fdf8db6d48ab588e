//! Addresses as ends of a connection. One that the input explains is what it is: a pod, a node, a Service; the others are
//! outside.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::analysis::Analysis;
use crate::inventory::{AddressOf, EndpointId, EndpointKind};
use crate::query::Question;
use crate::reach::endpoints::outside_at;
use crate::sets::AddressSet;

/// What stands at some addresses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// A Service, by index.
    Service(usize),
    /// Pods of an endpoint; one of them where its name is known.
    Pod(EndpointId, Option<Box<str>>),
    /// A part of the outside.
    Outside(EndpointId),
}

/// Addresses with what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressPart {
    /// The addresses.
    pub addresses: AddressSet,
    /// What stands there.
    pub holder: Holder,
    /// What the input says that they are: `ClusterIP of Service shop/web`, `Node worker-1`.
    pub is: Option<String>,
}

impl AddressPart {
    /// The addresses, with what they are behind them: `10.43.7.7 (ClusterIP of Service shop/web)`.
    pub fn label(&self) -> String {
        let addresses = self.addresses.short_label();
        self.is.as_ref().map_or_else(|| addresses.clone(), |is| format!("{addresses} ({is})"))
    }
}

/// Services and pods first, then the outside.
#[derive(Default)]
struct Parts {
    list: BTreeMap<(Holder, Option<String>), Vec<IpAddr>>,
    added: usize,
}

impl Parts {
    fn add(&mut self, holder: Holder, is: Option<String>, address: IpAddr) {
        self.added += 1;
        self.list.entry((holder, is)).or_default().push(address);
    }

    /// Pods of one endpoint have the same answer and are one part.
    fn join_pods(&mut self, analysis: &Analysis) {
        let mut pods: BTreeMap<EndpointId, u32> = BTreeMap::new();
        for (holder, _) in self.list.keys() {
            if let Holder::Pod(endpoint, _) = holder {
                *pods.entry(*endpoint).or_default() += 1;
            }
        }
        for ((holder, is), addresses) in std::mem::take(&mut self.list) {
            let key = match holder {
                Holder::Pod(endpoint, _) if pods.get(&endpoint).is_some_and(|count| *count > 1) => {
                    (Holder::Pod(endpoint, None), Some(format!("pods of {}", analysis.endpoint(endpoint).id)))
                }
                _ => (holder, is),
            };
            self.list.entry(key).or_default().extend(addresses);
        }
    }
}

/// Which part of the outside holds an address.
type OutsideAt<'a> = &'a dyn Fn(IpAddr) -> Option<EndpointId>;

/// Says which holders stand at an address that is known.
type Place<'a> = &'a dyn Fn(&[(IpAddr, AddressOf)], &mut Parts, OutsideAt<'_>);

impl Analysis {
    /// Who sends from these addresses: pods, the pods behind a Service whose ClusterIP is asked about, the outside.
    pub fn sources_at(&self, set: &AddressSet) -> Vec<AddressPart> {
        self.parts_at(set, &|known, parts, _| {
            for (address, of) in known {
                match of {
                    AddressOf::ClusterIp(at) => parts.add(Holder::Service(*at), Some(self.what(of)), *address),
                    AddressOf::Pod(endpoint, pod) => {
                        parts.add(Holder::Pod(*endpoint, Some(pod.clone())), Some(self.what(of)), *address);
                    }
                    _ => {}
                }
            }
        })
    }

    /// What is dialled at these addresses: a Service that serves what is asked at one of its addresses, pods, the outside. A
    /// Service that is all there is at the one address that is asked about stands there whatever is asked.
    ///
    /// Source: Kubernetes, "Virtual IPs and Service Proxies": addresses of Services are translated before policies are
    /// asked, for connections from inside the cluster also those of load balancers.
    pub fn destinations_at(&self, set: &AddressSet, question: &Question) -> Vec<AddressPart> {
        let single = set.single().is_some();
        self.parts_at(set, &|known, parts, outside| {
            let service = |of: &AddressOf| match of {
                AddressOf::ClusterIp(at) | AddressOf::LoadBalancer(at) | AddressOf::ExternalIp(at) => Some(*at),
                _ => None,
            };
            let serves = |at: usize| {
                let ports = self.services.get(at).into_iter().flat_map(|node| &node.service.ports);
                ports.into_iter().any(|port| question.is_about_port(port))
            };
            let pods = known.iter().any(|(_, of)| matches!(of, AddressOf::Pod(..)));
            let node = known.iter().any(|(_, of)| matches!(of, AddressOf::Node(_)));
            let served = known.iter().any(|(_, of)| service(of).is_some_and(serves));
            for (address, of) in known {
                if let AddressOf::Pod(endpoint, pod) = of {
                    parts.add(Holder::Pod(*endpoint, Some(pod.clone())), Some(self.what(of)), *address);
                } else if let Some(at) = service(of).filter(|_| !pods)
                    && (serves(at) || (single && !served && !node))
                {
                    parts.add(Holder::Service(at), Some(self.what(of)), *address);
                }
            }
            // A question about any port at a node's address is also about the node.
            if served && node && !pods && question.leaves_port_open() {
                let address = known.first().map(|(address, _)| *address);
                if let Some((address, endpoint)) = address.and_then(|address| Some((address, outside(address)?))) {
                    parts.add(Holder::Outside(endpoint), self.is(known, false), address);
                }
            }
        })
    }

    /// What an address is, in words: `192.0.2.7 (Node worker-1)`.
    pub fn address_label(&self, address: IpAddr) -> String {
        self.is(self.known.at(address), true).map_or_else(|| address.to_string(), |is| format!("{address} ({is})"))
    }

    /// `place` says which holders stand at an address that is known; where it names none, the address is outside.
    fn parts_at(&self, set: &AddressSet, place: Place<'_>) -> Vec<AddressPart> {
        let outside = outside_at(&self.endpoints);
        let mut parts = Parts::default();
        let mut taken: Vec<IpAddr> = Vec::new();
        for known in set.ranges().flat_map(|(first, last)| self.known.within(first, last)) {
            let before = parts.added;
            place(known, &mut parts, &outside);
            let Some((address, _)) = known.first() else { continue };
            let services = |of: &AddressOf| {
                matches!(of, AddressOf::ClusterIp(_) | AddressOf::LoadBalancer(_) | AddressOf::ExternalIp(_))
            };
            // Of many addresses, those of Services that do not serve what is asked are addresses like any other.
            if before == parts.added && set.single().is_none() && known.iter().all(|(_, of)| services(of)) {
                continue;
            }
            if before == parts.added
                && let Some(endpoint) = outside(*address)
            {
                parts.add(Holder::Outside(endpoint), self.is(known, true), *address);
            }
            taken.push(*address);
        }
        parts.join_pods(self);
        let mut list: Vec<AddressPart> = parts
            .list
            .into_iter()
            .map(|((holder, is), addresses)| AddressPart { addresses: AddressSet::of(&addresses), holder, is })
            .collect();
        let rest = set.difference(&AddressSet::of(&taken));
        for (id, endpoint) in self.endpoint_ids() {
            if let EndpointKind::External(addresses) = &endpoint.kind {
                let part = addresses.intersection(&rest);
                if !part.is_empty() {
                    list.push(AddressPart { addresses: part, holder: Holder::Outside(id), is: None });
                }
            }
        }
        list
    }

    /// All that an address is; with `services` also which Services' it is.
    fn is(&self, known: &[(IpAddr, AddressOf)], services: bool) -> Option<String> {
        let counts = |of: &&AddressOf| services || !matches!(of, AddressOf::LoadBalancer(_) | AddressOf::ExternalIp(_));
        let all: Vec<String> = known.iter().map(|(_, of)| of).filter(counts).map(|of| self.what(of)).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }

    fn what(&self, of: &AddressOf) -> String {
        let service = |at: &usize| {
            let meta = self.services.get(*at).map(|node| &node.service.meta);
            meta.map(|meta| format!("{}/{}", meta.namespace, meta.name.value)).unwrap_or_default()
        };
        match of {
            AddressOf::ClusterIp(at) => format!("ClusterIP of Service {}", service(at)),
            AddressOf::LoadBalancer(at) | AddressOf::Proxy(at) => format!("load balancer of Service {}", service(at)),
            AddressOf::ExternalIp(at) => format!("external IP of Service {}", service(at)),
            AddressOf::EndpointsObject(at) => format!("endpoint of Service {}", service(at)),
            AddressOf::Pod(endpoint, pod) => {
                let namespace = self.endpoint(*endpoint).namespace.as_deref().unwrap_or_default();
                format!("Pod {namespace}/{pod}")
            }
            AddressOf::Node(Some(name)) => format!("Node {name}"),
            AddressOf::Node(None) => "a node".into(),
        }
    }
}
