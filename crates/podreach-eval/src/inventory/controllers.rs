//! Which pods hand on the requests of an entry point: controllers by the labels that their own manifests and charts give
//! them, and by the names that IngressClasses know them by.

use crate::kinds::{IngressClass, Resources};

use super::entry::Carrier;
use super::{Endpoint, EndpointId};

/// In place of a label: the namespace, where the labels alone say too little.
const NAMESPACE: &str = "@namespace";

/// A controller. Its pods carry all labels of one of the sets; an empty value stands for any.
struct Known {
    labels: &'static [&'static [(&'static str, &'static str)]],
    /// `spec.controller` of its IngressClass; a `/` and more may follow.
    controllers: &'static [&'static str],
    /// Names that its IngressClass or GatewayClass has unless somebody chooses another.
    classes: &'static [&'static str],
}

const OPENSHIFT: Known = Known {
    // openshift/cluster-ingress-operator, assets/router/deployment.yaml; "openshift.io/ingress-to-route" of its
    // IngressClass in pkg/operator/controller/ingressclass.
    labels: &[&[("ingresscontroller.operator.openshift.io/deployment-ingresscontroller", "")]],
    controllers: &["openshift.io/ingress-to-route"],
    classes: &["openshift-default"],
};

const KNOWN: &[Known] = &[
    // kubernetes/ingress-nginx, deploy/static/provider/cloud/deploy.yaml.
    Known {
        labels: &[&[("app.kubernetes.io/name", "ingress-nginx"), ("app.kubernetes.io/component", "controller")]],
        controllers: &["k8s.io/ingress-nginx"],
        classes: &["nginx"],
    },
    // nginx/kubernetes-ingress, deployments/deployment/nginx-ingress.yaml and charts/nginx-ingress.
    Known {
        labels: &[&[("app", "nginx-ingress")], &[("app.kubernetes.io/name", "nginx-ingress")]],
        controllers: &["nginx.org/ingress-controller"],
        classes: &["nginx"],
    },
    // traefik/traefik-helm-chart, traefik/templates/_helpers.tpl and ingressclass.yaml.
    Known {
        labels: &[&[("app.kubernetes.io/name", "traefik")]],
        controllers: &["traefik.io/ingress-controller"],
        classes: &["traefik"],
    },
    // haproxytech/kubernetes-ingress, deploy/haproxy-ingress.yaml; haproxytech/helm-charts, kubernetes-ingress.
    Known {
        labels: &[&[("run", "haproxy-ingress")], &[("app.kubernetes.io/name", "kubernetes-ingress")]],
        controllers: &["haproxy.org/ingress-controller"],
        classes: &["haproxy"],
    },
    // haproxy-ingress.github.io, --controller-class; haproxy-ingress/charts.
    Known {
        labels: &[&[("app.kubernetes.io/name", "haproxy-ingress")]],
        controllers: &["haproxy-ingress.github.io/controller"],
        classes: &["haproxy"],
    },
    // projectcontour/contour, examples/contour/03-envoy.yaml; the chart names the component. Envoy carries the requests.
    Known {
        labels: &[
            &[("app", "envoy"), (NAMESPACE, "projectcontour")],
            &[("app.kubernetes.io/name", "contour"), ("app.kubernetes.io/component", "envoy")],
        ],
        controllers: &["projectcontour.io"],
        classes: &["contour"],
    },
    // Kong/charts, kong/templates/_helpers.tpl; Kong/kubernetes-ingress-controller, deploy/single.
    Known {
        labels: &[
            &[("app.kubernetes.io/name", "kong"), ("app.kubernetes.io/component", "app")],
            &[("app", "proxy-kong")],
            &[("app", "ingress-kong")],
        ],
        controllers: &["ingress-controllers.konghq.com"],
        classes: &["kong"],
    },
    // istio/istio, manifests/charts/gateways/istio-ingress; IstioIngressController in pilot/pkg/config/kube/ingress.
    Known {
        labels: &[&[("istio", "ingressgateway")]],
        controllers: &["istio.io/ingress-controller"],
        classes: &["istio"],
    },
    OPENSHIFT,
];

/// Load balancers of clouds: their requests come from outside the cluster. By `spec.controller` and by usual names of
/// classes. Sources: AWS Load Balancer Controller, guide/ingress/ingress_class; GKE, "Ingress for Application Load
/// Balancers" and "GatewayClass capabilities"; Azure Application Gateway Ingress Controller, setup.
const CLOUD_CONTROLLERS: &[&str] = &["ingress.k8s.aws/alb", "azure/application-gateway"];
const CLOUD_CLASSES: &[&str] =
    &["alb", "gce", "gce-internal", "azure-application-gateway", "azure/application-gateway"];
const CLOUD_GATEWAY_CLASSES: &[&str] = &["gke-", "amazon-vpc-lattice", "azure-alb-"];

/// Label of the pods that carry a Gateway, in its namespace: GEP-1762, "Gateway name label".
const GATEWAY_NAME: &str = "gateway.networking.k8s.io/gateway-name";
/// The same of Envoy Gateway, whose pods live in a namespace of their own.
const ENVOY_GATEWAY: [&str; 2] =
    ["gateway.envoyproxy.io/owning-gateway-name", "gateway.envoyproxy.io/owning-gateway-namespace"];

/// Controllers of an input.
#[derive(Debug)]
pub(crate) struct Controllers<'a> {
    /// Pods of each of [`KNOWN`].
    pods: Vec<Vec<EndpointId>>,
    /// Workloads that carry a label of Gateways.
    of_gateways: Vec<(EndpointId, &'a Endpoint)>,
    classes: &'a [IngressClass],
    assumed: EndpointId,
}

fn carries(endpoint: &Endpoint, known: &Known) -> bool {
    let has = |(key, value): &(&str, &str)| {
        if *key == NAMESPACE {
            return endpoint.namespace.as_deref() == Some(*value);
        }
        endpoint.labels.get(*key).is_some_and(|found| value.is_empty() || **found == **value)
    };
    known.labels.iter().any(|labels| labels.iter().all(has))
}

fn is_controller(written: &str, known: &str) -> bool {
    written.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl<'a> Controllers<'a> {
    /// Looks through the workloads. `assumed` stands for a controller that is not among them.
    pub(crate) fn new(endpoints: &'a [Endpoint], resources: &'a Resources, assumed: EndpointId) -> Self {
        let workloads = || endpoints.iter().zip(0..).filter(|(endpoint, _)| endpoint.is_workload());
        let pods = KNOWN.iter().map(|known| {
            let found = workloads().filter(|(endpoint, _)| carries(endpoint, known));
            found.map(|(_, at)| EndpointId(at)).collect()
        });
        let of_gateways = workloads().filter(|(endpoint, _)| {
            endpoint.labels.contains_key(GATEWAY_NAME) || endpoint.labels.contains_key(ENVOY_GATEWAY[0])
        });
        Self {
            pods: pods.collect(),
            of_gateways: of_gateways.map(|(endpoint, at)| (EndpointId(at), endpoint)).collect(),
            classes: &resources.ingress_classes,
            assumed,
        }
    }

    fn carrier(&self, mut pods: Vec<EndpointId>) -> Carrier {
        pods.sort_unstable();
        pods.dedup();
        if pods.is_empty() { Carrier::Assumed(self.assumed) } else { Carrier::Pods(pods) }
    }

    /// Pods of the controllers that a test accepts.
    fn of(&self, accepts: impl Fn(&Known) -> bool) -> Vec<EndpointId> {
        let found = KNOWN.iter().zip(&self.pods).filter(|(known, _)| accepts(known));
        found.flat_map(|(_, pods)| pods).copied().collect()
    }

    /// Who carries an Ingress of a class. Without a class the default one counts; without that, every controller may.
    pub(crate) fn of_ingress(&self, class: Option<&str>) -> Carrier {
        let object = match class {
            Some(name) => self.classes.iter().find(|class| &*class.meta.name.value == name),
            None => self.classes.iter().find(|class| class.is_default),
        };
        if let Some(object) = object {
            if CLOUD_CONTROLLERS.iter().any(|known| is_controller(&object.controller, known)) {
                return Carrier::Outside;
            }
            let named = |known: &Known| known.controllers.iter().any(|one| is_controller(&object.controller, one));
            if KNOWN.iter().any(named) {
                return self.carrier(self.of(named));
            }
            // A controller that the table does not know.
            return Carrier::Assumed(self.assumed);
        }
        let Some(class) = class else { return self.carrier(self.of(|_| true)) };
        if CLOUD_CLASSES.contains(&class) {
            return Carrier::Outside;
        }
        let named = |known: &Known| known.classes.contains(&class);
        if KNOWN.iter().any(named) {
            return self.carrier(self.of(named));
        }
        // A class of a name that says nothing belongs to the only controller, if there is only one.
        match self.pods.iter().filter(|pods| !pods.is_empty()).collect::<Vec<_>>().as_slice() {
            [only] => self.carrier((*only).clone()),
            _ => Carrier::Assumed(self.assumed),
        }
    }

    /// Who carries an OpenShift Route: the routers.
    pub(crate) fn of_route(&self) -> Carrier {
        self.carrier(self.of(|known| known.controllers == OPENSHIFT.controllers))
    }

    /// Who carries a Gateway: pods that are labelled with its name, else pods of the controller that its class is named for.
    pub(crate) fn of_gateway(&self, namespace: &str, name: &str, class: Option<&str>) -> Carrier {
        let owned = |endpoint: &Endpoint| {
            let is = |key: &str, value: &str| endpoint.labels.get(key).is_some_and(|found| &**found == value);
            let [of_name, of_namespace] = ENVOY_GATEWAY;
            (is(GATEWAY_NAME, name) && endpoint.namespace.as_deref() == Some(namespace))
                || (is(of_name, name) && is(of_namespace, namespace))
        };
        let own: Vec<EndpointId> =
            self.of_gateways.iter().filter(|(_, endpoint)| owned(endpoint)).map(|(id, _)| *id).collect();
        if !own.is_empty() {
            return self.carrier(own);
        }
        let Some(class) = class else { return Carrier::Assumed(self.assumed) };
        if CLOUD_GATEWAY_CLASSES.iter().any(|known| class.starts_with(known)) {
            return Carrier::Outside;
        }
        self.carrier(self.of(|known| known.classes.contains(&class)))
    }
}
