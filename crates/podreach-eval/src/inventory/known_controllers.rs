//! Controllers by what their own manifests and charts give their pods (labels, images, names), and by the names that classes
//! know them by. Data alone; a row names where it comes from.

/// In place of a label: the namespace, where the labels alone say too little.
pub(super) const NAMESPACE: &str = "@namespace";

/// Labels that a pod has together; an empty value stands for any.
pub(super) type LabelSet = &'static [(&'static str, &'static str)];

/// A controller, as its pods and its classes show it.
pub(super) struct Known {
    /// Its pods have all labels of one of the sets.
    pub(super) labels: &'static [LabelSet],
    /// Its pods run images of all repositories of one of the sets. A registry may stand before a repository.
    pub(super) images: &'static [&'static [&'static str]],
    /// Names of its workloads. They count only where nothing is found by labels and images. A release's name and `-` may
    /// stand before one that is of several words.
    pub(super) names: &'static [&'static str],
    /// `spec.controller` of its IngressClass and `spec.controllerName` of its GatewayClass; a `/` and more may follow.
    pub(super) controllers: &'static [&'static str],
    /// Names that its classes have unless somebody chooses another.
    pub(super) classes: &'static [&'static str],
    /// Which Gateways its pods serve.
    pub(super) gateways: Gateways,
}

/// The Gateways that pods of a controller serve. Many controllers know none; others start pods for each, which bear its
/// name: Istio, Envoy Gateway, and OpenShift's `openshift-default`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gateways {
    /// None.
    No,
    /// Those of its class.
    OfClass,
    /// Those of its class that name addresses: they use pods that are there. Istio, "Gateway API", "Manual deployment".
    WithAddresses,
}

/// A row without anything.
const BLANK: Known =
    Known { labels: &[], images: &[], names: &[], controllers: &[], classes: &[], gateways: Gateways::No };

pub(super) const OPENSHIFT: Known = Known {
    // openshift/cluster-ingress-operator, pkg/manifests/assets/router/deployment.yaml; "openshift.io/ingress-to-route" of its
    // IngressClass in pkg/operator/controller/ingressclass. Images of OpenShift 4 are known by digest alone.
    labels: &[&[("ingresscontroller.operator.openshift.io/deployment-ingresscontroller", "")]],
    images: &[&["origin-haproxy-router"], &["ose-haproxy-router"], &["ose-haproxy-router-rhel9"]],
    names: &["router-default"],
    controllers: &["openshift.io/ingress-to-route"],
    classes: &["openshift-default"],
    ..BLANK
};

/// `spec.controller` of kubernetes/ingress-nginx.
pub(super) const INGRESS_NGINX: &[&str] = &["k8s.io/ingress-nginx"];

pub(super) const KNOWN: &[Known] = &[
    // kubernetes/ingress-nginx, deploy/static/provider/cloud/deploy.yaml, and its image before version 1; Bitnami's and
    // Rancher's builds of it.
    Known {
        labels: &[&[("app.kubernetes.io/name", "ingress-nginx"), ("app.kubernetes.io/component", "controller")]],
        images: &[
            &["ingress-nginx/controller"],
            &["ingress-nginx/controller-chroot"],
            &["ingress-nginx-controller"],
            &["nginx-ingress-controller"],
        ],
        names: &["ingress-nginx-controller", "nginx-ingress-controller"],
        controllers: INGRESS_NGINX,
        classes: &["nginx"],
        ..BLANK
    },
    // Azure Kubernetes Service, "Managed NGINX ingress with the application routing add-on": a build of ingress-nginx.
    Known {
        labels: &[&[("app", "nginx"), (NAMESPACE, "app-routing-system")]],
        controllers: &["webapprouting.kubernetes.azure.com/nginx"],
        classes: &["webapprouting.kubernetes.azure.com"],
        ..BLANK
    },
    // nginx/kubernetes-ingress (F5), deployments/deployment/nginx-ingress.yaml and charts/nginx-ingress.
    Known {
        labels: &[&[("app", "nginx-ingress")], &[("app.kubernetes.io/name", "nginx-ingress")]],
        images: &[&["nginx-ingress"], &["nginx-plus-ingress"]],
        names: &["nginx-ingress"],
        controllers: &["nginx.org/ingress-controller"],
        classes: &["nginx"],
        ..BLANK
    },
    // nginx/nginx-gateway-fabric, deploy/default/deploy.yaml. Before version 2 one workload carried all Gateways; since then
    // each has its own.
    Known {
        images: &[&["nginx-gateway-fabric/nginx"], &["nginx-gateway-fabric/nginx-plus"]],
        controllers: &["gateway.nginx.org/nginx-gateway-controller"],
        gateways: Gateways::OfClass,
        ..BLANK
    },
    // traefik/traefik-helm-chart, traefik/templates/_helpers.tpl and ingressclass.yaml; k3s, manifests/traefik.yaml.
    Known {
        labels: &[&[("app.kubernetes.io/name", "traefik")]],
        images: &[&["traefik"], &["mirrored-library-traefik"]],
        names: &["traefik"],
        controllers: &["traefik.io/ingress-controller", "traefik.io/gateway-controller"],
        classes: &["traefik"],
        gateways: Gateways::OfClass,
    },
    // haproxytech/kubernetes-ingress, deploy/haproxy-ingress.yaml; haproxytech/helm-charts, kubernetes-ingress.
    Known {
        labels: &[&[("run", "haproxy-ingress")], &[("app.kubernetes.io/name", "kubernetes-ingress")]],
        images: &[&["haproxytech/kubernetes-ingress"]],
        names: &["haproxy-kubernetes-ingress", "kubernetes-ingress"],
        controllers: &["haproxy.org/ingress-controller"],
        classes: &["haproxy"],
        ..BLANK
    },
    // haproxy-ingress.github.io, --controller-class; haproxy-ingress/charts, and its older manifests.
    Known {
        labels: &[&[("app.kubernetes.io/name", "haproxy-ingress")], &[("run", "haproxy-ingress")]],
        images: &[&["haproxy-ingress"]],
        names: &["haproxy-ingress"],
        controllers: &["haproxy-ingress.github.io/controller"],
        classes: &["haproxy"],
        gateways: Gateways::OfClass,
    },
    // voyagermesh/voyager: an HAProxy for each Ingress, labelled with where it comes from.
    Known {
        labels: &[&[("origin", "voyager")]],
        images: &[&["voyagermesh/haproxy"], &["appscode/haproxy"]],
        controllers: &["voyagermesh.com/ingress-controller"],
        classes: &["voyager"],
        ..BLANK
    },
    // projectcontour/contour, examples/contour/03-envoy.yaml; the chart names the component. Envoy proxies the requests; the
    // image of Contour runs beside it.
    Known {
        labels: &[
            &[("app", "envoy"), (NAMESPACE, "projectcontour")],
            &[("app.kubernetes.io/name", "contour"), ("app.kubernetes.io/component", "envoy")],
        ],
        images: &[&["envoyproxy/envoy", "projectcontour/contour"], &["bitnami/envoy", "bitnami/contour"]],
        names: &["contour-envoy"],
        controllers: &["projectcontour.io"],
        classes: &["contour"],
        gateways: Gateways::OfClass,
    },
    // envoyproxy/gateway, "Gateway API support": its pods bear labels of their Gateway.
    Known {
        images: &[&["envoyproxy/envoy", "envoyproxy/gateway"]],
        controllers: &["gateway.envoyproxy.io/gatewayclass-controller"],
        classes: &["eg"],
        ..BLANK
    },
    // Kong/charts, kong/templates/_helpers.tpl and charts/ingress; Kong/kubernetes-ingress-controller, deploy/single.
    Known {
        labels: &[
            &[("app.kubernetes.io/name", "kong"), ("app.kubernetes.io/component", "app")],
            &[("app.kubernetes.io/name", "gateway"), ("app.kubernetes.io/instance", "kong")],
            &[("app", "proxy-kong")],
            &[("app", "ingress-kong")],
        ],
        images: &[&["kong"], &["kong/kong-gateway"]],
        names: &["kong-kong", "kong-gateway", "proxy-kong", "ingress-kong"],
        controllers: &["ingress-controllers.konghq.com", "konghq.com/kic-gateway-controller"],
        classes: &["kong"],
        gateways: Gateways::OfClass,
    },
    // istio/istio, manifests/charts/gateways/istio-ingress and manifests/charts/gateway; IstioIngressController in
    // pilot/pkg/config/kube/ingress. Its image runs beside every pod of a mesh, and so tells nothing.
    Known {
        labels: &[
            &[("istio", "ingressgateway")],
            &[("istio", "ingress")],
            &[("app", "istio-ingressgateway")],
            &[("app", "istio-ingress")],
        ],
        names: &["istio-ingressgateway", "istio-ingress"],
        controllers: &["istio.io/ingress-controller", "istio.io/gateway-controller"],
        classes: &["istio"],
        gateways: Gateways::WithAddresses,
        ..BLANK
    },
    // emissary-ingress/emissary, charts/emissary-ingress; its names before and beside that.
    Known {
        labels: &[
            &[("app.kubernetes.io/name", "emissary-ingress")],
            &[("app.kubernetes.io/name", "edge-stack")],
            &[("app.kubernetes.io/name", "ambassador")],
            &[("service", "ambassador")],
        ],
        images: &[&["emissaryingress/emissary"], &["datawire/emissary"], &["datawire/aes"], &["datawire/ambassador"]],
        names: &["emissary-ingress", "edge-stack"],
        controllers: &["getambassador.io/ingress-controller"],
        classes: &["ambassador"],
        ..BLANK
    },
    // apache/apisix-helm-chart: APISIX proxies the requests; its controller does not.
    Known {
        labels: &[&[("app.kubernetes.io/name", "apisix")]],
        images: &[&["apache/apisix"]],
        names: &["apisix"],
        controllers: &["apisix.apache.org"],
        classes: &["apisix"],
        gateways: Gateways::OfClass,
    },
    // zalando/skipper, docs/kubernetes/ingress-controller.md.
    Known {
        labels: &[&[("application", "skipper-ingress")]],
        images: &[&["zalando/skipper"], &["teapot/skipper"], &["skipper-internal"]],
        names: &["skipper-ingress"],
        classes: &["skipper"],
        ..BLANK
    },
    // cilium/cilium, install/kubernetes: Envoy runs in the agent, or beside it, on the network of the nodes.
    Known {
        labels: &[&[("k8s-app", "cilium-envoy")], &[("k8s-app", "cilium")]],
        images: &[&["cilium/cilium-envoy"], &["cilium/cilium"]],
        names: &["cilium-envoy"],
        controllers: &["cilium.io/ingress-controller", "io.cilium/gateway-controller"],
        classes: &["cilium"],
        gateways: Gateways::OfClass,
    },
    OPENSHIFT,
];

/// Load balancers of clouds: their requests come from outside the cluster. By `spec.controller` or `spec.controllerName`, and
/// by usual names of classes. Sources: AWS Load Balancer Controller, guide/ingress/ingress_class and guide/gateway; GKE,
/// "Ingress for Application Load Balancers" and "GatewayClass capabilities"; Azure Application Gateway Ingress Controller,
/// setup; EKS Auto Mode, "Create an IngressClass"; Azure Application Gateway for Containers; AWS Gateway API Controller.
pub(super) const CLOUD_CONTROLLERS: &[&str] = &[
    "ingress.k8s.aws/alb",
    "gateway.k8s.aws/alb",
    "gateway.k8s.aws/nlb",
    "eks.amazonaws.com/alb",
    "application-networking.k8s.aws/gateway-api-controller",
    "azure/application-gateway",
    "alb.networking.azure.io",
    "networking.gke.io/gateway",
];
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
pub(super) const FOREIGN_CLASSES: &[&str] = &["avi-lb", "cloudflare-tunnel", "gloo", "higress", "ngrok", "tailscale"];
pub(super) const CLOUD_GATEWAY_CLASSES: &[&str] = &["gke-", "amazon-vpc-lattice", "azure-alb-"];

/// Label of the pods that serve a Gateway, in its namespace: GEP-1762, "Gateway name label".
pub(super) const GATEWAY_NAME: &str = "gateway.networking.k8s.io/gateway-name";
/// The same of Envoy Gateway, whose pods live in a namespace of their own.
pub(super) const ENVOY_GATEWAY: [&str; 2] =
    ["gateway.envoyproxy.io/owning-gateway-name", "gateway.envoyproxy.io/owning-gateway-namespace"];

/// Whether the `spec.controller` of a class means a controller.
pub(super) fn is_controller(written: &str, known: &str) -> bool {
    written.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
