//! Controllers by the labels that their own manifests and charts give their pods, and by the names that classes know them by.
//! A row names where it comes from.

use super::Endpoint;

/// In place of a label: the namespace, where the labels alone say too little.
const NAMESPACE: &str = "@namespace";

/// A controller. Its pods carry all labels of one of the sets; an empty value stands for any.
pub(super) struct Known {
    pub(super) labels: &'static [&'static [(&'static str, &'static str)]],
    /// `spec.controller` of its IngressClass; a `/` and more may follow.
    pub(super) controllers: &'static [&'static str],
    /// Names that its IngressClass has unless somebody chooses another.
    pub(super) classes: &'static [&'static str],
    /// Which Gateways its pods carry.
    pub(super) gateways: Gateways,
}

/// The Gateways that pods of a controller carry. Many controllers know none; others start pods for each, which bear its
/// name: NGINX Gateway Fabric, whose class is called `nginx` too, Istio, and OpenShift's `openshift-default`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gateways {
    /// None.
    No,
    /// Those of its class.
    OfClass,
    /// Those of its class that name addresses: they use pods that are there. Istio, "Gateway API", "Manual deployment".
    WithAddresses,
}

pub(super) const OPENSHIFT: Known = Known {
    // openshift/cluster-ingress-operator, pkg/manifests/assets/router/deployment.yaml; "openshift.io/ingress-to-route" of its
    // IngressClass in pkg/operator/controller/ingressclass.
    labels: &[&[("ingresscontroller.operator.openshift.io/deployment-ingresscontroller", "")]],
    controllers: &["openshift.io/ingress-to-route"],
    classes: &["openshift-default"],
    gateways: Gateways::No,
};

/// `spec.controller` of kubernetes/ingress-nginx.
pub(super) const INGRESS_NGINX: &[&str] = &["k8s.io/ingress-nginx"];

pub(super) const KNOWN: &[Known] = &[
    // kubernetes/ingress-nginx, deploy/static/provider/cloud/deploy.yaml.
    Known {
        labels: &[&[("app.kubernetes.io/name", "ingress-nginx"), ("app.kubernetes.io/component", "controller")]],
        controllers: INGRESS_NGINX,
        classes: &["nginx"],
        gateways: Gateways::No,
    },
    // nginx/kubernetes-ingress, deployments/deployment/nginx-ingress.yaml and charts/nginx-ingress.
    Known {
        labels: &[&[("app", "nginx-ingress")], &[("app.kubernetes.io/name", "nginx-ingress")]],
        controllers: &["nginx.org/ingress-controller"],
        classes: &["nginx"],
        gateways: Gateways::No,
    },
    // traefik/traefik-helm-chart, traefik/templates/_helpers.tpl and ingressclass.yaml.
    Known {
        labels: &[&[("app.kubernetes.io/name", "traefik")]],
        controllers: &["traefik.io/ingress-controller"],
        classes: &["traefik"],
        gateways: Gateways::OfClass,
    },
    // haproxytech/kubernetes-ingress, deploy/haproxy-ingress.yaml; haproxytech/helm-charts, kubernetes-ingress.
    Known {
        labels: &[&[("run", "haproxy-ingress")], &[("app.kubernetes.io/name", "kubernetes-ingress")]],
        controllers: &["haproxy.org/ingress-controller"],
        classes: &["haproxy"],
        gateways: Gateways::No,
    },
    // haproxy-ingress.github.io, --controller-class; haproxy-ingress/charts, and its older manifests.
    Known {
        labels: &[&[("app.kubernetes.io/name", "haproxy-ingress")], &[("run", "haproxy-ingress")]],
        controllers: &["haproxy-ingress.github.io/controller"],
        classes: &["haproxy"],
        gateways: Gateways::OfClass,
    },
    // projectcontour/contour, examples/contour/03-envoy.yaml; the chart names the component. Envoy carries the requests.
    Known {
        labels: &[
            &[("app", "envoy"), (NAMESPACE, "projectcontour")],
            &[("app.kubernetes.io/name", "contour"), ("app.kubernetes.io/component", "envoy")],
        ],
        controllers: &["projectcontour.io"],
        classes: &["contour"],
        gateways: Gateways::OfClass,
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
        gateways: Gateways::OfClass,
    },
    // istio/istio, manifests/charts/gateways/istio-ingress; IstioIngressController in pilot/pkg/config/kube/ingress.
    Known {
        labels: &[&[("istio", "ingressgateway")]],
        controllers: &["istio.io/ingress-controller"],
        classes: &["istio"],
        gateways: Gateways::WithAddresses,
    },
    OPENSHIFT,
];

/// Load balancers of clouds: their requests come from outside the cluster. By `spec.controller` and by usual names of
/// classes. Sources: AWS Load Balancer Controller, guide/ingress/ingress_class; GKE, "Ingress for Application Load
/// Balancers" and "GatewayClass capabilities"; Azure Application Gateway Ingress Controller, setup; EKS Auto Mode,
/// "Create an IngressClass"; Azure Application Gateway for Containers, Ingress API.
pub(super) const CLOUD_CONTROLLERS: &[&str] =
    &["ingress.k8s.aws/alb", "eks.amazonaws.com/alb", "azure/application-gateway", "alb.networking.azure.io"];
pub(super) const CLOUD_CLASSES: &[&str] = &[
    "alb",
    "gce",
    "gce-internal",
    "azure-application-gateway",
    "azure/application-gateway",
    "azure-alb-external",
    "azure-alb-internal",
];
/// Usual names of classes of controllers that the table does not hold: they belong to none of those that it holds.
pub(super) const FOREIGN_CLASSES: &[&str] = &[
    "apisix",
    "avi-lb",
    "cilium",
    "cloudflare-tunnel",
    "gloo",
    "higress",
    "ngrok",
    "tailscale",
    "webapprouting.kubernetes.azure.com",
];
pub(super) const CLOUD_GATEWAY_CLASSES: &[&str] = &["gke-", "amazon-vpc-lattice", "azure-alb-"];

/// Label of the pods that carry a Gateway, in its namespace: GEP-1762, "Gateway name label".
pub(super) const GATEWAY_NAME: &str = "gateway.networking.k8s.io/gateway-name";
/// The same of Envoy Gateway, whose pods live in a namespace of their own.
pub(super) const ENVOY_GATEWAY: [&str; 2] =
    ["gateway.envoyproxy.io/owning-gateway-name", "gateway.envoyproxy.io/owning-gateway-namespace"];

/// Whether a workload is one of a controller.
pub(super) fn carries(endpoint: &Endpoint, known: &Known) -> bool {
    let has = |(key, value): &(&str, &str)| {
        if *key == NAMESPACE {
            return endpoint.namespace.as_deref() == Some(*value);
        }
        endpoint.labels.get(*key).is_some_and(|found| value.is_empty() || **found == **value)
    };
    known.labels.iter().any(|labels| labels.iter().all(has))
}

/// Whether the `spec.controller` of an IngressClass means a controller.
pub(super) fn is_controller(written: &str, known: &str) -> bool {
    written.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
