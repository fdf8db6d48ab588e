//! What the two ends of a question mean.

use std::net::IpAddr;

use crate::analysis::Analysis;
use crate::find::{AddressPart, Holder, Target};
use crate::inventory::EndpointId;
use crate::query::Question;
use crate::sets::AddressSet;

use super::AskError;

/// What a request called an end, where its id does not say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// Addresses.
    Addresses {
        /// The addresses, with what they are behind them: `192.0.2.7 (Node worker-1)`.
        text: String,
        /// The address, where it is one.
        address: Option<IpAddr>,
        /// Whether the text says what they are, as far as the input knows it.
        explained: bool,
    },
    /// One pod of several.
    Pod(String),
}

impl Label {
    /// Addresses with what stands there.
    pub(super) fn part(part: &AddressPart) -> Self {
        Self::Addresses { text: part.label(), address: part.addresses.single(), explained: part.is.is_some() }
    }

    /// Addresses alone.
    pub(super) fn addresses(set: &AddressSet) -> Self {
        Self::Addresses { text: set.short_label(), address: set.single(), explained: false }
    }

    /// One address, with what the input says that it is.
    pub fn address(analysis: &Analysis, address: IpAddr) -> Self {
        let explained = !analysis.known.at(address).is_empty();
        Self::Addresses { text: analysis.address_label(address), address: Some(address), explained }
    }

    /// The text.
    pub fn text(&self) -> &str {
        match self {
            Self::Addresses { text, .. } | Self::Pod(text) => text,
        }
    }
}

/// An endpoint that a text means.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub(super) id: EndpointId,
    /// Its addresses that are asked about, where the request gave addresses.
    pub(super) addresses: Option<AddressSet>,
    pub(super) label: Option<Label>,
    /// Whether it is one pod, and not all pods of its workload.
    pub(super) is_pod: bool,
    /// That pod's name, where it was asked for by name or by its own address.
    pub(super) pod: Option<Box<str>>,
}

impl End {
    const fn whole(id: EndpointId) -> Self {
        Self { id, addresses: None, label: None, is_pod: false, pod: None }
    }

    /// What stands outside or in pods at some addresses.
    fn at(part: &AddressPart, id: EndpointId, pod: Option<Box<str>>) -> Self {
        Self { id, addresses: Some(part.addresses.clone()), label: Some(Label::part(part)), is_pod: true, pod }
    }

    /// Whether both are one and the same pod.
    pub(super) fn is_same_pod(&self, other: &Self, analysis: &Analysis, same_target: bool) -> bool {
        let endpoint = analysis.endpoint(self.id);
        let one = match (&self.pod, &other.pod) {
            (Some(pod), Some(other)) => pod == other,
            _ => same_target,
        };
        self.id == other.id
            && self.is_pod
            && other.is_pod
            && (one || endpoint.is_one_pod() || endpoint.bare)
            && !endpoint.is_external()
    }
}

/// What a destination means.
#[derive(Clone, Debug)]
pub(super) enum Destination {
    /// Pods, or addresses outside.
    End(End),
    /// A Service by index, with the addresses that were asked about and what they are.
    Service(usize, Option<Label>),
}

/// The parts of a workload whose pods policies distinguish.
fn workload(analysis: &Analysis, ids: &[EndpointId]) -> Vec<End> {
    let part =
        |id: &EndpointId| End { is_pod: ids.len() > 1 && analysis.endpoint(*id).is_one_pod(), ..End::whole(*id) };
    ids.iter().map(part).collect()
}

fn pod(analysis: &Analysis, id: EndpointId, name: Box<str>) -> End {
    let endpoint = analysis.endpoint(id);
    let called = format!("{}/{name}", endpoint.namespace.as_deref().unwrap_or_default());
    let label = Some(called).filter(|called| *called != endpoint.id && !endpoint.bare).map(Label::Pod);
    End { is_pod: true, pod: Some(name), label, ..End::whole(id) }
}

/// The pods behind a Service, as senders.
fn behind(analysis: &Analysis, service: usize, text: &str) -> Result<Vec<End>, AskError> {
    let backends = analysis.services.get(service).map(|node| node.backends.as_slice()).unwrap_or_default();
    if backends.is_empty() {
        return Err(AskError::NoWorkload(text.to_owned()));
    }
    Ok(backends.iter().map(|id| End::whole(*id)).collect())
}

/// The endpoints that a source stands for.
pub(super) fn sources(analysis: &Analysis, target: Target, text: &str) -> Result<Vec<End>, AskError> {
    let set = match target {
        Target::Endpoints(ids) => return Ok(workload(analysis, &ids)),
        Target::Pod(id, name) => return Ok(vec![pod(analysis, id, name)]),
        Target::Service(at) => return behind(analysis, at, text),
        Target::Addresses(set) => set,
    };
    let mut ends = Vec::new();
    for part in analysis.sources_at(&set) {
        match &part.holder {
            Holder::Service(at) => ends.extend(behind(analysis, *at, text)?),
            Holder::Pod(id, name) => ends.push(End::at(&part, *id, name.clone())),
            Holder::Outside(id) => ends.push(End::at(&part, *id, None)),
        }
    }
    Ok(ends)
}

/// The endpoints and Services that a destination stands for.
pub(super) fn destinations(analysis: &Analysis, target: Target, question: &Question) -> Vec<Destination> {
    let set = match target {
        Target::Endpoints(ids) => return workload(analysis, &ids).into_iter().map(Destination::End).collect(),
        Target::Pod(id, name) => return vec![Destination::End(pod(analysis, id, name))],
        Target::Service(at) => return vec![Destination::Service(at, None)],
        Target::Addresses(set) => set,
    };
    let parts = analysis.destinations_at(&set, question);
    let destination = |part: &AddressPart| match &part.holder {
        Holder::Service(at) => Destination::Service(*at, Some(Label::part(part))),
        Holder::Pod(id, name) => Destination::End(End::at(part, *id, name.clone())),
        Holder::Outside(id) => Destination::End(End::at(part, *id, None)),
    };
    parts.iter().map(destination).collect()
}
