//! Folded pictures, made by hand: what the evaluator says about an invented cluster of 2,000 workloads, one of 60, and one that
//! uses the whole budget of cards and lines.

use podreach_eval::query::PairState;
use podreach_eval::sets::Protocol;
use podreach_eval::view::{
    Badge, BoxKind, Bundle, Differences, EdgeView, Everyone, FoldKind, FoldView, FoldingView, GraphView, Isolated,
    Level, NamespaceView, NodeKind, NodeView, PortView, WayIn,
};

/// A view that grows.
#[derive(Default)]
struct Made(GraphView);

impl Made {
    fn new() -> Self {
        let mut made = Self::default();
        let internet =
            NodeView::plain("external:Internet", NodeKind::External, "Internet".into(), "outside the cluster".into());
        made.0.nodes.push(internet);
        made
    }

    fn boxed(&mut self, id: &str, kind: BoxKind, name: &str, workloads: usize, policies: usize) -> usize {
        self.0.namespaces.push(NamespaceView {
            id: id.into(),
            kind,
            name: name.into(),
            workloads,
            policies,
            implied: false,
        });
        self.0.namespaces.len() - 1
    }

    /// A folded namespace or group; isolation is (isolated, open) for ingress and egress.
    fn card(
        &mut self,
        name: &str,
        inside: Option<usize>,
        workloads: usize,
        ingress: (usize, usize),
        egress: (usize, usize),
    ) -> &mut NodeView {
        let mut node =
            NodeView::plain(format!("group:{name}").as_str(), NodeKind::Group, name.into(), "Namespace".into());
        let isolated = |(isolated, open)| Isolated { isolated, open };
        node.namespace = inside;
        node.ingress_isolated = ingress.1 == 0;
        node.egress_isolated = egress.1 == 0;
        node.fold = Some(Box::new(FoldView {
            kind: FoldKind::Namespace,
            workloads,
            namespaces: 1,
            each: (workloads, workloads),
            members: name.into(),
            ingress: isolated(ingress),
            egress: isolated(egress),
            undrawn: (0, 0),
            within: None,
            inside: Differences::default(),
            existence: (0, 0),
        }));
        self.0.nodes.push(node);
        self.0.nodes.last_mut().unwrap()
    }

    fn closed(&mut self, name: &str, workloads: usize) -> &mut NodeView {
        self.card(name, None, workloads, (workloads, 0), (workloads, 0))
    }

    fn alike(
        &mut self,
        name: &str,
        inside: Option<usize>,
        namespaces: usize,
        each: usize,
        open: bool,
        members: &str,
    ) -> &mut NodeView {
        let all = namespaces * each;
        let state = if open { (0, all) } else { (all, 0) };
        let node = self.card(name, inside, all, state, state);
        if let Some(fold) = &mut node.fold {
            (fold.kind, fold.namespaces, fold.each, fold.members) =
                (FoldKind::Alike, namespaces, (each, each), members.into());
        }
        node
    }

    fn workload(&mut self, inside: usize, name: &str, port: Option<u16>) -> &mut NodeView {
        let namespace = self.0.namespaces[inside].name.clone();
        let mut node = NodeView::plain(
            format!("{namespace}/{name}").as_str(),
            NodeKind::Workload,
            name.into(),
            "Deployment".into(),
        );
        node.namespace = Some(inside);
        (node.ingress_isolated, node.egress_isolated, node.policies) = (true, true, 1);
        node.ports.extend(port.map(|port| PortView {
            port: port.to_string(),
            number: Some(port),
            protocol: Protocol::Tcp,
            name: None,
            services: Vec::new(),
            entries: Vec::new(),
        }));
        self.0.nodes.push(node);
        self.0.nodes.last_mut().unwrap()
    }

    fn at(&self, title: &str) -> usize {
        self.0.nodes.iter().position(|node| node.title == title).unwrap_or_else(|| panic!("no {title}"))
    }

    fn line(&mut self, from: &str, to: &str, ports: &str, pairs: u64, of: u64) {
        let (from, to) = (self.at(from), self.at(to));
        let lands_on = (!self.0.nodes[to].ports.is_empty()).then_some(0);
        self.0.edges.push(EdgeView {
            from,
            to,
            state: PairState::Allowed,
            ports: ports.into(),
            lands_on,
            by_address: false,
            on_selection: false,
            says: None,
            change: None,
            bundle: (of > 1).then_some(Bundle { pairs, of, differs: Differences::default() }),
        });
    }

    fn done(mut self, level: Level, ways_in: &[(&str, &str, usize, bool)]) -> GraphView {
        let way = |(name, ports, workloads, by_rule): &(&str, &str, usize, bool)| WayIn {
            node: self.0.nodes[self.at(name)].id.clone(),
            name: (*name).into(),
            ports: (*ports).into(),
            workloads: *workloads,
            representatives: 0,
            by_rule: *by_rule,
        };
        let ways_in = ways_in.iter().map(way).collect();
        self.0.folding = Some(Box::new(FoldingView { level, ways_in, ..FoldingView::default() }));
        self.0.edges.sort_by_key(|edge| (edge.from, edge.to));
        self.0
    }
}

fn everyone(name: &str, ports: &str) -> Everyone {
    Everyone { name: name.into(), members: 1, ports: ports.into(), except: 0 }
}

fn internet(node: &mut NodeView) {
    node.badges.push(Badge::ReachesInternet { ports: "TCP 443".into() });
}

/// 2,000 workloads in 100 namespaces: 19 cards and 20 lines.
pub(crate) fn two_thousand() -> GraphView {
    let mut made = Made::new();
    let tenants = made.boxed("family:tenant", BoxKind::Family, "tenant-*", 1280, 0);
    let open = made.boxed("open:all", BoxKind::Open, "open", 209, 0);
    made.card("tenant-017", Some(tenants), 20, (20, 0), (20, 0)).unlike.push("takes TCP 22".into());
    internet(made.alike("62 alike", Some(tenants), 62, 20, false, "tenant-001 … 064"));
    made.card("tenant-042", Some(tenants), 20, (20, 0), (0, 20)).unlike.push("egress open".into());
    made.alike("batch-*", None, 8, 25, false, "batch-01 … 08");
    made.closed("ingress-nginx", 3);
    made.closed("vpn-gateway", 3);
    made.closed("checkout", 46);
    made.card("catalog", None, 52, (50, 2), (52, 0)).unlike.push("2 open to everyone".into());
    internet(made.closed("argocd", 7));
    internet(made.closed("payments", 38));
    made.closed("identity", 24);
    made.closed("search", 31);
    made.closed("data", 64);
    made.alike("preview-*", Some(open), 14, 12, true, "preview-001 … 014");
    made.card("legacy-crm", Some(open), 27, (0, 27), (0, 27));
    made.card("kube-system", Some(open), 14, (0, 14), (0, 14))
        .badges
        .push(Badge::EveryoneReaches(everyone("kube-dns", "UDP, TCP 53")));
    made.closed("monitoring", 22).badges.push(Badge::ReachesEveryone(everyone("prometheus", "TCP 9090")));
    made.card("build", None, 18, (18, 0), (0, 18));
    internet(made.closed("cert-manager", 3));
    for (from, to, pairs, of, ports) in [
        ("Internet", "tenant-017", 1, 20, "TCP 22"),
        ("Internet", "ingress-nginx", 1, 3, "TCP 80, 443"),
        ("Internet", "vpn-gateway", 1, 3, "UDP 51820"),
        ("ingress-nginx", "62 alike", 256, 3840, "TCP 8080"),
        ("ingress-nginx", "checkout", 6, 138, "TCP 8080"),
        ("ingress-nginx", "catalog", 5, 156, "TCP 8080"),
        ("ingress-nginx", "payments", 1, 114, "TCP 8443"),
        ("vpn-gateway", "argocd", 1, 21, "TCP 8080"),
        ("checkout", "payments", 4, 1748, "TCP 8443"),
        ("checkout", "identity", 18, 1104, "TCP 8080"),
        ("checkout", "data", 30, 2944, "TCP 5432, 9092"),
        ("catalog", "search", 8, 1612, "TCP 8080"),
        ("catalog", "data", 22, 3328, "TCP 5432"),
        ("payments", "data", 14, 2432, "TCP 5432"),
        ("identity", "data", 10, 1536, "TCP 5432, 6379"),
        ("search", "data", 9, 1984, "TCP 9200"),
        ("62 alike", "data", 128, 81920, "TCP 5432"),
        ("batch-*", "data", 1600, 12800, "TCP 9000, 9092"),
        ("legacy-crm", "data", 3, 1728, "TCP 1433"),
    ] {
        made.line(from, to, ports, pairs, of);
    }
    made.done(
        Level::Alike,
        &[
            ("ingress-nginx", "TCP 80, 443", 1, true),
            ("vpn-gateway", "UDP 51820", 1, true),
            ("tenant-017", "TCP 22", 1, true),
            ("preview-*", "all", 211, false),
        ],
    )
}

/// Which namespaces of the cluster of 60 workloads are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) shop: bool,
    pub(crate) data: bool,
}

/// Services of the shop: name and port.
const SHOP: [(&str, Option<u16>); 11] = [
    ("loadgenerator", None),
    ("frontend", Some(8080)),
    ("recommendationservice", Some(8080)),
    ("adservice", Some(9555)),
    ("checkoutservice", Some(5050)),
    ("productcatalogservice", Some(3550)),
    ("currencyservice", Some(7000)),
    ("shippingservice", Some(50051)),
    ("cartservice", Some(7070)),
    ("emailservice", Some(8080)),
    ("paymentservice", Some(50051)),
];

/// 60 workloads in 9 namespaces.
pub(crate) fn sixty(opened: Opened) -> GraphView {
    let mut made = Made::new();
    let open = made.boxed("open:all", BoxKind::Open, "open", 12, 0);
    made.closed("ingress-nginx", 2);
    made.card("dev", Some(open), 3, (0, 3), (0, 3));
    made.card("kube-system", Some(open), 9, (0, 9), (0, 9))
        .badges
        .push(Badge::EveryoneReaches(everyone("kube-dns", "UDP, TCP 53")));
    made.closed("monitoring", 8).badges.push(Badge::ReachesEveryone(everyone("prometheus", "TCP 9090")));
    internet(made.closed("cert-manager", 3));
    made.closed("payments", 7);
    made.closed("analytics", 10);
    let entry = if opened.shop { "frontend" } else { "shop" };
    let (cart, pay) = if opened.shop { ("cartservice", "paymentservice") } else { ("shop", "shop") };
    if opened.shop {
        let shop = made.boxed("namespace:shop", BoxKind::Namespace, "shop", 11, 13);
        for (name, port) in SHOP {
            made.workload(shop, name, port);
        }
        let to_all =
            |from: &'static str, all: &[&'static str]| all.iter().map(move |to| (from, *to)).collect::<Vec<_>>();
        let mut lines = vec![("loadgenerator", "frontend"), ("recommendationservice", "productcatalogservice")];
        lines.extend(to_all(
            "frontend",
            &[
                "recommendationservice",
                "adservice",
                "checkoutservice",
                "productcatalogservice",
                "currencyservice",
                "shippingservice",
                "cartservice",
            ],
        ));
        lines.extend(to_all(
            "checkoutservice",
            &[
                "productcatalogservice",
                "currencyservice",
                "shippingservice",
                "cartservice",
                "emailservice",
                "paymentservice",
            ],
        ));
        for (from, to) in lines {
            let port = SHOP.iter().find(|(name, _)| *name == to).and_then(|(_, port)| *port).unwrap_or_default();
            made.line(from, to, &format!("TCP {port}"), 1, 1);
        }
    } else {
        made.closed("shop", 11);
    }
    let stores = [("redis-cart", 6379), ("orders-db", 5432), ("ledger-db", 5432), ("kafka", 9092), ("minio", 9000)];
    if opened.data {
        let data = made.boxed("namespace:data", BoxKind::Namespace, "data", 7, 9);
        for (name, port) in stores {
            let node = made.workload(data, name, Some(port));
            if name == "kafka" {
                node.kind = NodeKind::Group;
                node.id = "group:data/kafka".into();
                let isolated = Isolated { isolated: 3, open: 0 };
                node.fold = Some(Box::new(FoldView {
                    kind: FoldKind::Stack,
                    workloads: 3,
                    namespaces: 1,
                    each: (3, 3),
                    members: "kafka-0, kafka-1, kafka-2".into(),
                    ingress: isolated,
                    egress: isolated,
                    undrawn: (0, 0),
                    within: None,
                    inside: Differences::default(),
                    existence: (0, 0),
                }));
            }
        }
        made.line(cart, "redis-cart", "TCP 6379", 1, if opened.shop { 1 } else { 11 });
        made.line("payments", "orders-db", "TCP 5432", 1, 7);
        made.line("payments", "ledger-db", "TCP 5432", 2, 7);
        made.line("analytics", "kafka", "TCP 9092", 12, 30);
        made.line("analytics", "minio", "TCP 9000", 10, 10);
    } else {
        made.closed("data", 7);
        made.line(cart, "data", "TCP 6379", 1, if opened.shop { 7 } else { 77 });
        made.line("payments", "data", "TCP 5432", 3, 49);
        made.line("analytics", "data", "TCP 9000, 9092", 22, 70);
    }
    made.line("Internet", "ingress-nginx", "TCP 80, 443", 1, 2);
    made.line("ingress-nginx", entry, "TCP 8080", 1, if opened.shop { 2 } else { 22 });
    made.line(pay, "payments", "TCP 8443", 1, if opened.shop { 7 } else { 77 });
    made.done(Level::Namespaces, &[("ingress-nginx", "TCP 80, 443", 1, true), ("dev", "all", 12, false)])
}

/// 60 cards and 150 lines: layers of namespaces, each of which reaches some of those below.
pub(crate) fn budget() -> GraphView {
    let mut made = Made::new();
    let open = made.boxed("open:all", BoxKind::Open, "open", 40, 0);
    for at in 0..5 {
        made.card(&format!("dev-{at}"), Some(open), 8, (0, 8), (0, 8));
    }
    for at in 0..10 {
        made.closed(&format!("tool-{at}"), 4 + at);
    }
    let layers = [3_usize, 10, 12, 12, 8];
    for (layer, count) in layers.into_iter().enumerate() {
        for at in 0..count {
            made.closed(&format!("team-{layer}-{at}"), 10 + at);
        }
    }
    let mut lines = 0;
    'all: for round in 0..8 {
        for (layer, count) in layers.into_iter().enumerate().take(4) {
            for at in 0..count {
                // Mostly to the next layer, near by; now and then one further down.
                let down = if (at + round) % 5 == 4 && layer < 3 { 2 } else { 1 };
                let below = layers[layer + down];
                let to = (at * below / count + round * round + at % 2) % below;
                let (from, to) = (format!("team-{layer}-{at}"), format!("team-{}-{to}", layer + down));
                let known = made
                    .0
                    .edges
                    .iter()
                    .any(|edge| made.0.nodes[edge.from].title == from && made.0.nodes[edge.to].title == to);
                if !known {
                    made.line(&from, &to, "TCP 8080", 12, 144);
                    lines += 1;
                }
                if lines == 147 {
                    break 'all;
                }
            }
        }
    }
    for at in 0..3 {
        made.line("Internet", &format!("team-0-{at}"), "TCP 443", 1, 10);
    }
    made.done(Level::Namespaces, &[("team-0-0", "TCP 443", 3, true), ("dev-0", "all", 40, false)])
}
