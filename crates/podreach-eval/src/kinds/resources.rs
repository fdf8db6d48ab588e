//! The objects of an input, by kind.

use std::sync::Arc;

use crate::sets::AddressSet;

use super::AnyPolicy;
use super::entries::{
    EndpointsObject, Gateway, GatewayClass, GatewayRoute, Ingress, IngressClass, OpenShiftRoute, ReferenceGrant,
};
use super::objects::{Namespace, NodeInfo, RejectedObject, RejectedPolicy, Service, Unsupported, WorkloadSpec};

/// Everything that was found in the input, or in a part of it. What there may be very much of is shared and not copied.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are the kinds' own names")]
pub struct Resources {
    pub namespaces: Vec<Namespace>,
    pub pods: Vec<Arc<WorkloadSpec>>,
    pub services: Vec<Arc<Service>>,
    pub nodes: Vec<NodeInfo>,
    pub policies: Vec<Arc<AnyPolicy>>,
    pub backings: Vec<EndpointsObject>,
    pub ingresses: Vec<Ingress>,
    pub ingress_classes: Vec<IngressClass>,
    pub openshift_routes: Vec<OpenShiftRoute>,
    pub gateways: Vec<Gateway>,
    pub gateway_classes: Vec<GatewayClass>,
    pub gateway_routes: Vec<GatewayRoute>,
    pub grants: Vec<ReferenceGrant>,
    pub ignored: Vec<Unsupported>,
    pub rejected_policies: Vec<RejectedPolicy>,
    pub rejected_objects: Vec<RejectedObject>,
}

impl Resources {
    /// Adds what another part of the input holds.
    pub(super) fn extend(&mut self, other: &Self) {
        let Self {
            namespaces,
            pods,
            services,
            nodes,
            policies,
            backings,
            ingresses,
            ingress_classes,
            openshift_routes,
            gateways,
            gateway_classes,
            gateway_routes,
            grants,
            ignored,
            rejected_policies,
            rejected_objects,
        } = other;
        self.namespaces.extend_from_slice(namespaces);
        self.pods.extend_from_slice(pods);
        self.services.extend_from_slice(services);
        self.nodes.extend_from_slice(nodes);
        self.policies.extend_from_slice(policies);
        self.backings.extend_from_slice(backings);
        self.ingresses.extend_from_slice(ingresses);
        self.ingress_classes.extend_from_slice(ingress_classes);
        self.openshift_routes.extend_from_slice(openshift_routes);
        self.gateways.extend_from_slice(gateways);
        self.gateway_classes.extend_from_slice(gateway_classes);
        self.gateway_routes.extend_from_slice(gateway_routes);
        self.grants.extend_from_slice(grants);
        self.ignored.extend_from_slice(ignored);
        self.rejected_policies.extend_from_slice(rejected_policies);
        self.rejected_objects.extend_from_slice(rejected_objects);
    }

    /// Whether there is nothing but policies that are evaluated.
    pub(super) const fn holds_policies_alone(&self) -> bool {
        let Self {
            namespaces,
            pods,
            services,
            nodes,
            policies: _,
            backings,
            ingresses,
            ingress_classes,
            openshift_routes,
            gateways,
            gateway_classes,
            gateway_routes,
            grants,
            ignored,
            rejected_policies,
            rejected_objects,
        } = self;
        namespaces.is_empty()
            && pods.is_empty()
            && services.is_empty()
            && nodes.is_empty()
            && backings.is_empty()
            && ingresses.is_empty()
            && ingress_classes.is_empty()
            && openshift_routes.is_empty()
            && gateways.is_empty()
            && gateway_classes.is_empty()
            && gateway_routes.is_empty()
            && grants.is_empty()
            && ignored.is_empty()
            && rejected_policies.is_empty()
            && rejected_objects.is_empty()
    }

    /// Takes pods on their node's network for pods like any other, which have their node's addresses.
    pub(crate) fn host_pods_are_pods(&mut self) {
        for pod in self.pods.iter_mut().filter(|pod| pod.host_network) {
            let pod = Arc::make_mut(pod);
            pod.host_network = false;
            pod.addresses = pod.host_addresses.clone();
        }
    }

    /// Addresses of nodes, as Nodes and pods give them.
    pub(crate) fn node_addresses(&self) -> AddressSet {
        let of_nodes = self.nodes.iter().flat_map(|node| &node.addresses);
        let of_hosts = self.pods.iter().flat_map(|pod| &pod.host_addresses);
        AddressSet::of(&of_nodes.chain(of_hosts).copied().collect::<Vec<_>>())
    }

    /// Whether something leads to Services through a controller: Ingress, Route, Gateway or its routes.
    pub(crate) const fn has_entries(&self) -> bool {
        !(self.ingresses.is_empty()
            && self.openshift_routes.is_empty()
            && self.gateways.is_empty()
            && self.gateway_routes.is_empty())
    }
}
