//! Dual stack: a connection is of one family, so that ends are asked about over each family that both have.

use std::net::IpAddr;

use super::{Gate, is_same};
use crate::model::{Cluster, Pod};
use crate::naive::End;

/// The ends as one family sees them: a pod with its addresses of that family alone.
#[derive(Clone, Debug, Default)]
pub struct Seen([Option<Pod>; 2]);

/// Over which families an end is to be had: IPv4, IPv6. Of which nothing is known speaks both.
fn spoken(end: End<'_>) -> [bool; 2] {
    match end {
        End::Address(address) => [address.is_ipv4(), address.is_ipv6()],
        End::Pod(pod) if !pod.addresses.is_empty() => {
            [pod.addresses.iter().any(|one| is_v4(one)), !pod.addresses.iter().all(|one| is_v4(one))]
        }
        End::Pod(_) | End::Domain(_) | End::Nodes(_) | End::OwnNode => [true, true],
    }
}

fn is_v4(address: &str) -> bool {
    address.parse::<IpAddr>().unwrap().is_ipv4()
}

/// The ends over each family that both have; as they are where they have none in common.
pub fn families(source: End<'_>, destination: End<'_>) -> Vec<Seen> {
    let (from, to) = (spoken(source), spoken(destination));
    let common = [from[0] && to[0], from[1] && to[1]];
    if is_same(source, destination) || common == [false, false] {
        return vec![Seen::default()];
    }
    let with = |end: End<'_>, v4: bool| match end {
        End::Pod(pod) => {
            let mut pod = pod.clone();
            pod.addresses.retain(|address| is_v4(address) == v4);
            Some(pod)
        }
        _ => None,
    };
    let wanted = [true, false].into_iter().zip(common).filter(|(_, common)| *common);
    wanted.map(|(v4, _)| Seen([with(source, v4), with(destination, v4)])).collect()
}

impl Seen {
    /// The source and the destination.
    pub fn ends<'a>(&'a self, source: End<'a>, destination: End<'a>) -> [End<'a>; 2] {
        let [from, to] = &self.0;
        [from.as_ref().map_or(source, End::Pod), to.as_ref().map_or(destination, End::Pod)]
    }

    /// What enters the destination as if no source were on its node.
    pub fn ingress_of_other_nodes<'a>(
        &'a self,
        cluster: &'a Cluster,
        source: End<'a>,
        destination: End<'a>,
    ) -> Gate<'a> {
        let [source, destination] = self.ends(source, destination);
        Gate::ingress_of_other_nodes(cluster, source, destination)
    }

    /// What leaves the source, and what enters the destination.
    pub fn gates<'a>(&'a self, cluster: &'a Cluster, source: End<'a>, destination: End<'a>) -> [Gate<'a>; 2] {
        let [source, destination] = self.ends(source, destination);
        [Gate::egress(cluster, source, destination), Gate::ingress(cluster, source, destination)]
    }
}
