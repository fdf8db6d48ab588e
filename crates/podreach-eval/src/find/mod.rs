//! From what a person writes to what it means: names, ids, addresses.

mod addresses;
mod names;
mod written;

use std::fmt;

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId, EndpointKind, ServiceNode};
use crate::sets::AddressSet;
use crate::text::{distance, quoted, quoted_or};

pub use addresses::{AddressPart, Holder};
pub use names::{is_dns_label, is_port_name};
pub use written::Written;

/// What a text means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A workload (several endpoints when policies tell its pods apart) or a representative or a part of the outside.
    Endpoints(Vec<EndpointId>),
    /// One pod of a workload, by its name.
    Pod(EndpointId, Box<str>),
    /// Index of a Service.
    Service(usize),
    /// Addresses. What stands there, [`Analysis::sources_at`] and [`Analysis::destinations_at`] say.
    Addresses(AddressSet),
}

/// Why a text means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindError {
    /// Nothing has this name.
    Unknown {
        /// What was written.
        text: String,
        /// Names like it.
        near: Vec<String>,
    },
    /// Several things have this name.
    Ambiguous {
        /// What was written.
        text: String,
        /// What it could mean.
        candidates: Vec<String>,
    },
}

impl fmt::Display for FindError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { text, near } if near.is_empty() => write!(out, "nothing in the input is called `{text}`"),
            Self::Unknown { text, near } => {
                write!(out, "nothing in the input is called `{text}`; did you mean {}?", quoted(near))
            }
            Self::Ambiguous { text, candidates } => {
                write!(out, "`{text}` can mean {}; say which", quoted_or(candidates))
            }
        }
    }
}

impl std::error::Error for FindError {}

impl Analysis {
    /// Finds `[namespace/]name[Kind]` (a workload, or a pod of one), a contract id, `service:namespace/name`, an address or a
    /// CIDR. Without a namespace the default one is asked first, then all.
    ///
    /// # Errors
    /// When nothing or more than one thing has the name.
    pub fn find(&self, text: &str, default_namespace: &str) -> Result<Target, FindError> {
        // The name of a workload means all its parts, also where one of them has it as its id.
        if let Some(id) = self.endpoint_by_id(text).filter(|id| !self.endpoint(*id).is_workload()) {
            return Ok(Target::Endpoints(vec![id]));
        }
        match Written::read(text) {
            Written::Service(namespace, name) => self.service(text, (namespace, name), default_namespace),
            Written::Network(net) => Ok(Target::Addresses(AddressSet::network(net))),
            Written::Name(name) => self.workload(name, default_namespace),
        }
    }

    fn service(
        &self,
        text: &str,
        (namespace, name): (Option<&str>, &str),
        default_namespace: &str,
    ) -> Result<Target, FindError> {
        let called = |node: &ServiceNode| &*node.service.meta.name.value == name;
        let wanted = namespace.unwrap_or(default_namespace);
        let is_it = |node: &ServiceNode| called(node) && &*node.service.meta.namespace == wanted;
        if let Some(found) = self.services.iter().position(is_it) {
            return Ok(Target::Service(found));
        }
        let found = self.services.iter().enumerate().filter(|(_, node)| namespace.is_none() && called(node));
        match *found.collect::<Vec<_>>() {
            [] => Err(self.unknown(text)),
            [(at, _)] => Ok(Target::Service(at)),
            ref several => Err(FindError::Ambiguous {
                text: text.into(),
                candidates: several.iter().map(|(_, service)| service.id.clone()).collect(),
            }),
        }
    }

    fn workload<'t>(&self, text: &'t str, default_namespace: &str) -> Result<Target, FindError> {
        let (path, kind) = match text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) {
            Some((path, kind)) => (path, Some(kind)),
            None => (text, None),
        };
        let is_workload = |endpoint: &Endpoint, name: &str| {
            let EndpointKind::Workload(of) = &endpoint.kind else { return false };
            let part = endpoint.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
            (endpoint.name == name || part) && kind.is_none_or(|kind| of.as_str() == kind)
        };
        let is_pod_kind = kind.is_none_or(|kind| kind == "Pod");
        let all = |namespace: Option<&str>, matches: &dyn Fn(&Endpoint) -> bool| -> Vec<EndpointId> {
            let here = |endpoint: &Endpoint| {
                namespace.is_none_or(|namespace| endpoint.namespace.as_deref() == Some(namespace))
            };
            let found = self.endpoint_ids().filter(|(_, endpoint)| here(endpoint) && matches(endpoint));
            found.map(|(id, _)| id).collect()
        };
        // A pod of a workload is asked for by its own name where no workload has that name.
        let mut pod: Option<&str> = None;
        let mut matching = |namespace: Option<&str>, name: &'t str| {
            let workloads = all(namespace, &|endpoint| is_workload(endpoint, name));
            if !workloads.is_empty() || !is_pod_kind {
                pod = None;
                return workloads;
            }
            pod = Some(name);
            let listed = all(namespace, &|endpoint| endpoint.lists_pod(name));
            if listed.is_empty() { all(namespace, &|endpoint| endpoint.numbers_pod(name)) } else { listed }
        };
        let mut found = match path.split_once('/') {
            Some((namespace, name)) => matching(Some(namespace), name),
            None => matching(Some(default_namespace), path),
        };
        if found.is_empty() && !path.contains('/') {
            found = matching(None, path);
        }
        if let (Some(pod), [endpoint]) = (pod, found.as_slice()) {
            return Ok(Target::Pod(*endpoint, pod.into()));
        }
        let mut workloads: Vec<(&Option<Box<str>>, &EndpointKind)> =
            found.iter().map(|id| self.endpoint(*id)).map(|endpoint| (&endpoint.namespace, &endpoint.kind)).collect();
        workloads.dedup();
        match workloads.len() {
            0 => Err(self.unknown(text)),
            1 => Ok(Target::Endpoints(found)),
            _ => Err(FindError::Ambiguous {
                text: text.into(),
                candidates: found.iter().map(|id| self.endpoint(*id).peer.clone()).collect(),
            }),
        }
    }

    fn unknown(&self, text: &str) -> FindError {
        let names = self.endpoints.iter().filter(|endpoint| !endpoint.hidden).map(|endpoint| &endpoint.id);
        let names = names.chain(self.services.iter().map(|service| &service.id));
        let mut near: Vec<(usize, &String)> = names
            .map(|id| {
                let short = id.rsplit('/').next().unwrap_or(id);
                (distance(text, id).min(distance(text, short)), id)
            })
            .filter(|(distance, _)| *distance <= 2)
            .collect();
        near.sort_unstable();
        FindError::Unknown { text: text.into(), near: near.into_iter().take(3).map(|(_, id)| id.clone()).collect() }
    }
}
