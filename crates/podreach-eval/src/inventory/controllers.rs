//! Which pods proxy the requests of an entry point: those of the controller that its class names.

use rustc_hash::FxHashMap;

use crate::kinds::{GatewayClass, IngressClass, Resources};

use super::controller_pods::controller_pods;
use super::entry::ProxyPods;
use super::known_controllers::{
    CLOUD_CLASSES, CLOUD_CONTROLLERS, CLOUD_GATEWAY_CLASSES, ENVOY_GATEWAY, FOREIGN_CLASSES, GATEWAY_NAME, Gateways,
    INGRESS_NGINX, KNOWN, Known, OPENSHIFT, is_controller,
};
use super::{Endpoint, EndpointId};

/// Controllers of an input.
#[derive(Debug)]
pub(crate) struct Controllers<'a> {
    /// Pods of each of [`KNOWN`], except those that serve a single Gateway.
    pods: Vec<Vec<EndpointId>>,
    /// Workloads with a label that names their Gateway.
    of_gateways: Vec<(EndpointId, &'a Endpoint)>,
    /// Workloads by namespace and name.
    by_name: FxHashMap<(&'a str, &'a str), Vec<EndpointId>>,
    classes: &'a [IngressClass],
    gateway_classes: &'a [GatewayClass],
    assumed: EndpointId,
}

impl<'a> Controllers<'a> {
    /// Looks through the workloads. `assumed` stands for a controller that is not among them.
    pub(crate) fn new(endpoints: &'a [Endpoint], resources: &'a Resources, assumed: EndpointId) -> Self {
        let is_of_gateway = |endpoint: &Endpoint| {
            endpoint.labels.contains_key(GATEWAY_NAME) || endpoint.labels.contains_key(ENVOY_GATEWAY[0])
        };
        let workloads = endpoints.iter().zip(0..).filter(|(endpoint, _)| endpoint.is_workload());
        let of_gateways: Vec<(EndpointId, &Endpoint)> = workloads
            .filter(|(endpoint, _)| is_of_gateway(endpoint))
            .map(|(endpoint, at)| (EndpointId(at), endpoint))
            .collect();
        let mut pods = controller_pods(endpoints, resources);
        for pods in &mut pods {
            pods.retain(|pod| !endpoints.get(pod.0 as usize).is_some_and(is_of_gateway));
        }
        let mut by_name: FxHashMap<_, Vec<EndpointId>> = FxHashMap::default();
        for (endpoint, at) in endpoints.iter().zip(0..).filter(|(endpoint, _)| endpoint.is_workload()) {
            let namespace = endpoint.namespace.as_deref().unwrap_or_default();
            by_name.entry((namespace, &*endpoint.workload_name)).or_default().push(EndpointId(at));
        }
        Self {
            pods,
            of_gateways,
            by_name,
            classes: &resources.ingress_classes,
            gateway_classes: &resources.gateway_classes,
            assumed,
        }
    }

    fn proxy_pods(&self, mut pods: Vec<EndpointId>) -> ProxyPods {
        pods.sort_unstable();
        pods.dedup();
        if pods.is_empty() { ProxyPods::Assumed(self.assumed) } else { ProxyPods::Pods(pods) }
    }

    /// Pods of the controllers that a test accepts.
    fn of(&self, accepts: impl Fn(&Known) -> bool) -> Vec<EndpointId> {
        let found = KNOWN.iter().zip(&self.pods).filter(|(known, _)| accepts(known));
        found.flat_map(|(_, pods)| pods).copied().collect()
    }

    /// The controller pods of an Ingress of a class. Without a class the default class counts; without that, any controller.
    pub(crate) fn of_ingress(&self, class: Option<&str>) -> ProxyPods {
        let object = match class {
            Some(name) => self.classes.iter().find(|class| &*class.meta.name.value == name),
            None => self.classes.iter().find(|class| class.is_default),
        };
        if let Some(object) = object {
            if CLOUD_CONTROLLERS.iter().any(|known| is_controller(&object.controller, known)) {
                return ProxyPods::Outside;
            }
            let named = |known: &Known| known.controllers.iter().any(|one| is_controller(&object.controller, one));
            if KNOWN.iter().any(named) {
                return self.proxy_pods(self.of(named));
            }
            // Several ingress-nginx of one cluster have a `spec.controller` of one's own choice.
            if object.controller.starts_with("k8s.io/") && object.controller.contains("nginx") {
                return self.proxy_pods(self.of(|known| known.controllers == INGRESS_NGINX));
            }
            // A controller that the table does not know.
            return ProxyPods::Assumed(self.assumed);
        }
        let Some(class) = class else { return self.proxy_pods(self.of(|_| true)) };
        if CLOUD_CLASSES.contains(&class) {
            return ProxyPods::Outside;
        }
        let named = |known: &Known| known.classes.contains(&class);
        if KNOWN.iter().any(named) {
            return self.proxy_pods(self.of(named));
        }
        // A class of a name that says nothing belongs to the only controller, if there is only one.
        if FOREIGN_CLASSES.contains(&class) {
            return ProxyPods::Assumed(self.assumed);
        }
        match self.pods.iter().filter(|pods| !pods.is_empty()).collect::<Vec<_>>().as_slice() {
            [only] => self.proxy_pods((*only).clone()),
            _ => ProxyPods::Assumed(self.assumed),
        }
    }

    /// Whether the controller of an Ingress accepts a target port in place of a Service port. Only ingress-nginx does.
    pub(crate) fn takes_targets(&self, class: Option<&str>, proxy_pods: &ProxyPods) -> bool {
        let rows = || KNOWN.iter().zip(&self.pods);
        let is_nginx = |known: &Known| known.controllers == INGRESS_NGINX;
        match proxy_pods {
            ProxyPods::Outside => false,
            ProxyPods::Pods(proxies) => {
                rows().any(|(known, pods)| is_nginx(known) && pods.iter().any(|pod| proxies.contains(pod)))
            }
            // A controller that is not in the input: its class may tell that it is another one. Several ingress-nginx of
            // one cluster have `spec.controller` of one's own choice, by its documents `k8s.io/` and a name.
            ProxyPods::Assumed(_) => class.is_none_or(|class| {
                if let Some(object) = self.classes.iter().find(|object| &*object.meta.name.value == class) {
                    return object.controller.starts_with("k8s.io/");
                }
                let named = || rows().filter(|(known, _)| known.classes.contains(&class));
                let unknown = named().next().is_none() && !FOREIGN_CLASSES.contains(&class);
                unknown || named().any(|(known, _)| is_nginx(known))
            }),
        }
    }

    /// The controller pods of an OpenShift Route: the routers.
    pub(crate) fn of_route(&self) -> ProxyPods {
        self.proxy_pods(self.of(|known| known.controllers == OPENSHIFT.controllers))
    }

    /// The controller pods of a Gateway: pods that have its name in a label or that are called `<name>-<class>`, else the pods of
    /// the controller of its class, where these serve Gateways themselves. `addressed`: whether the Gateway names addresses.
    pub(crate) fn of_gateway(&self, namespace: &str, name: &str, class: Option<&str>, addressed: bool) -> ProxyPods {
        let owned = |endpoint: &Endpoint| {
            let is = |key: &str, value: &str| endpoint.labels.get(key).is_some_and(|found| &**found == value);
            let [of_name, of_namespace] = ENVOY_GATEWAY;
            (is(GATEWAY_NAME, name) && endpoint.namespace.as_deref() == Some(namespace))
                || (is(of_name, name) && is(of_namespace, namespace))
        };
        let own: Vec<EndpointId> =
            self.of_gateways.iter().filter(|(_, endpoint)| owned(endpoint)).map(|(id, _)| *id).collect();
        if !own.is_empty() {
            return self.proxy_pods(own);
        }
        let Some(class) = class else { return ProxyPods::Assumed(self.assumed) };
        // GEP-1762, "Resource naming": what is started for a Gateway is called by its name and that of its class.
        let started = format!("{name}-{class}");
        if let Some(own) = self.by_name.get(&(namespace, &*started)) {
            return self.proxy_pods(own.clone());
        }
        let takes = |known: &Known| match known.gateways {
            Gateways::No => false,
            Gateways::OfClass => true,
            Gateways::WithAddresses => addressed,
        };
        if let Some(object) = self.gateway_classes.iter().find(|object| &*object.meta.name.value == class) {
            if CLOUD_CONTROLLERS.iter().any(|known| is_controller(&object.controller, known)) {
                return ProxyPods::Outside;
            }
            let named = |known: &Known| known.controllers.iter().any(|one| is_controller(&object.controller, one));
            return self.proxy_pods(self.of(|known| takes(known) && named(known)));
        }
        if CLOUD_GATEWAY_CLASSES.iter().any(|known| class.starts_with(known)) {
            return ProxyPods::Outside;
        }
        self.proxy_pods(self.of(|known| takes(known) && known.classes.contains(&class)))
    }
}
