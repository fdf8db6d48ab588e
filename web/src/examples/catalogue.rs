//! Scenarios to open: the reference scenario step by step, and small cases that each teach one thing.

/// A state of an example.
pub(crate) struct Step {
    /// Short name.
    pub(crate) name: &'static str,
    /// What to look at.
    pub(crate) says: &'static str,
    /// The sources: name and text.
    pub(crate) yaml: &'static str,
}

/// A small drawing of an example: boxes and lines on a ground of 264 by 116.
pub(crate) struct Sketch {
    /// x, y, width, text, whether it is not in the YAML.
    pub(crate) boxes: &'static [(i32, i32, i32, &'static str, bool)],
    /// Path and state: `allowed`, `open`, `blocked`.
    pub(crate) lines: &'static [(&'static str, &'static str)],
}

/// An example.
pub(crate) struct Example {
    pub(crate) title: &'static str,
    pub(crate) says: &'static str,
    pub(crate) file: &'static str,
    /// The code of the warning that it is about, which is selected when it opens.
    pub(crate) finding: Option<&'static str>,
    pub(crate) steps: &'static [Step],
    pub(crate) sketch: Sketch,
}

macro_rules! yaml {
    ($name:literal) => {
        include_str!(concat!("../../examples/", $name, ".yaml"))
    };
}

/// The reference scenario with some of its policies.
macro_rules! reference {
    ($($policy:literal),*) => {
        concat!(
            $(include_str!(concat!("../../../tests/fixtures/reference/", $policy, ".yaml")), "---\n",)*
            include_str!("../../../tests/fixtures/reference/1-app.yaml")
        )
    };
}

/// All examples; the reference scenario first.
pub(crate) const EXAMPLES: &[Example] = &[
    Example {
        title: "Three-tier app on AKS",
        says: "web, api and db, four policies, step by step",
        file: "three-tier.yaml",
        finding: None,
        steps: &[
            Step {
                name: "No policy.",
                says: "Every pod reaches every other, and the Internet reaches web through its LoadBalancer.",
                yaml: reference!(),
            },
            Step {
                name: "deny-all.",
                says: "An empty podSelector selects every pod of the namespace, and there is no rule: everything is denied.",
                yaml: reference!("2-deny-all"),
            },
            Step {
                name: "+ db-netpol.",
                says: "db allows ingress from api. Egress from api is still denied, so nothing is allowed.",
                yaml: reference!("2-deny-all", "3-db-netpol"),
            },
            Step {
                name: "+ api-netpol.",
                says: "api may connect to db and kube-dns: the first connections are allowed at both ends.",
                yaml: reference!("2-deny-all", "3-db-netpol", "4-api-netpol"),
            },
            Step {
                name: "+ web-netpol.",
                says: "web allows ingress from everyone and egress to api. The chain is complete.",
                yaml: reference!("2-deny-all", "3-db-netpol", "4-api-netpol", "5-web-netpol"),
            },
        ],
        sketch: Sketch {
            boxes: &[
                (4, 47, 64, "Internet", false),
                (88, 47, 40, "web", false),
                (150, 47, 40, "api", false),
                (212, 47, 40, "db", false),
            ],
            lines: &[
                ("M68 58H82", "allowed"),
                ("M128 58H144", "allowed"),
                ("M190 58H206", "allowed"),
                ("M108 72V88a8 8 0 0 0 8 8H224a8 8 0 0 0 8 -8V76", "blocked"),
            ],
        },
    },
    Example {
        title: "Default deny",
        says: "Why one empty policy stops everything",
        file: "default-deny.yaml",
        finding: None,
        steps: &[Step {
            name: "Default deny.",
            says: "A policy without rules isolates what it selects. Remove a line of policyTypes and see one direction open again.",
            yaml: yaml!("default-deny"),
        }],
        sketch: Sketch {
            boxes: &[(56, 47, 44, "a", false), (164, 47, 44, "b", false)],
            lines: &[("M106 58H158", "blocked")],
        },
    },
    Example {
        title: "One dash: and, or",
        says: "A second dash turns \"and\" into \"or\"",
        file: "and-or.yaml",
        finding: None,
        steps: &[
            Step {
                name: "Two entries: or.",
                says: "Pods app=client of this namespace, or any pod of namespaces team=ops. Any pod of ops is allowed.",
                yaml: yaml!("and-or-1"),
            },
            Step {
                name: "One entry: and.",
                says: "Only pods app=client that live in namespaces team=ops.",
                yaml: yaml!("and-or-2"),
            },
        ],
        sketch: Sketch {
            boxes: &[(18, 26, 74, "app=client", true), (18, 68, 74, "team=ops", true), (190, 47, 48, "api", false)],
            lines: &[
                ("M92 37H132a8 8 0 0 1 8 8v3a6 6 0 0 0 6 6H184", "allowed"),
                ("M92 79H132a8 8 0 0 0 8 -8v-3a6 6 0 0 1 6 -6H184", "allowed"),
            ],
        },
    },
    Example {
        title: "DNS that half works",
        says: "UDP 53 is there, TCP 53 is not",
        file: "dns.yaml",
        finding: None,
        steps: &[Step {
            name: "DNS over UDP only.",
            says: "Long answers come over TCP 53. Select the arrow and check TCP 53 in the inspector.",
            yaml: yaml!("dns"),
        }],
        sketch: Sketch {
            boxes: &[(34, 47, 50, "web", false), (168, 47, 68, "kube-dns", false)],
            lines: &[("M84 53H162", "allowed"), ("M84 64H160", "blocked")],
        },
    },
    Example {
        title: "Ports: Service or pod",
        says: "Policies see 3000, not the Service port 8080",
        file: "service-port.yaml",
        finding: Some("L50"),
        steps: &[Step {
            name: "The wrong port.",
            says: "The rule names the Service's port 8080, but traffic arrives at the pod's 3000. Change the rule to 3000.",
            yaml: yaml!("service-port"),
        }],
        sketch: Sketch {
            boxes: &[
                (12, 47, 46, "web", false),
                (98, 47, 52, "8080 ›", true),
                (156, 47, 44, "3000", false),
                (206, 47, 46, "api", false),
            ],
            lines: &[("M58 58H90", "blocked")],
        },
    },
    Example {
        title: "Named ports",
        says: "The same name, another number on each pod",
        file: "named-port.yaml",
        finding: None,
        steps: &[Step {
            name: "A port by name.",
            says: "The name metrics is 9100 on one workload and 9200 on the other: the rule allows each its own port.",
            yaml: yaml!("named-port"),
        }],
        sketch: Sketch {
            boxes: &[(24, 47, 66, "scraper", false), (184, 22, 58, "9100", false), (184, 72, 58, "9200", false)],
            lines: &[
                ("M90 54H120a8 8 0 0 0 8 -8v-5a8 8 0 0 1 8 -8H178", "allowed"),
                ("M90 62H120a8 8 0 0 1 8 8v5a8 8 0 0 0 8 8H178", "allowed"),
            ],
        },
    },
    Example {
        title: "Guard rails",
        says: "cluster-wide policies in their tiers: Admin, then NetworkPolicy, then Baseline",
        file: "guard-rails.yaml",
        finding: None,
        steps: &[
            Step {
                name: "The teams alone.",
                says: "blue denies all ingress, red has no policy: every pod reaches shop, and monitoring cannot scrape ledger.",
                yaml: yaml!("guard-rails-1"),
            },
            Step {
                name: "+ Admin tier.",
                says: "It is evaluated first: metrics are allowed whatever the teams say, traffic between tenants is denied, the rest passes to the teams.",
                yaml: yaml!("guard-rails-2"),
            },
            Step {
                name: "+ Baseline tier.",
                says: "It is evaluated last, where no NetworkPolicy isolates: of the cluster, only monitoring reaches shop. No such policy can name the Internet as a source.",
                yaml: yaml!("guard-rails-3"),
            },
        ],
        sketch: Sketch {
            boxes: &[(18, 47, 80, "prometheus", false), (184, 22, 58, "shop", false), (184, 72, 58, "ledger", false)],
            lines: &[
                ("M98 54H130a8 8 0 0 0 8 -8v-5a8 8 0 0 1 8 -8H178", "allowed"),
                ("M98 62H130a8 8 0 0 1 8 8v5a8 8 0 0 0 8 8H178", "allowed"),
                ("M213 48V68", "blocked"),
            ],
        },
    },
    Example {
        title: "The way in",
        says: "an Ingress leads to a pod, and a policy decides about it",
        file: "way-in.yaml",
        finding: None,
        steps: &[
            Step {
                name: "Ingress without controller.",
                says: "Two paths lead to web. The pods of the controller are not in the YAML; pods with other labels are denied.",
                yaml: yaml!("way-in-1"),
            },
            Step {
                name: "+ its controller.",
                says: "Now the pods are known: / is open from outside down to the pod port, /admin is not.",
                yaml: yaml!("way-in-2"),
            },
        ],
        sketch: Sketch {
            boxes: &[(12, 47, 66, "Internet", false), (104, 47, 66, "ingress", false), (198, 47, 50, "web", false)],
            lines: &[("M78 58H98", "open"), ("M170 53H192", "allowed"), ("M170 64H190", "blocked")],
        },
    },
    Example {
        title: "A hole in a block",
        says: "ipBlock with except: who is outside, who is not",
        file: "ip-block.yaml",
        finding: None,
        steps: &[Step {
            name: "Everything but the private nets.",
            says: "The outside is cut into parts that rules tell apart; only the public part is allowed.",
            yaml: yaml!("ip-block"),
        }],
        sketch: Sketch {
            boxes: &[
                (18, 47, 44, "crawl", false),
                (160, 22, 84, "Internet", false),
                (160, 72, 84, "10.0.0.0/8", false),
            ],
            lines: &[
                ("M62 54H110a8 8 0 0 0 8 -8v-5a8 8 0 0 1 8 -8H154", "allowed"),
                ("M62 62H110a8 8 0 0 1 8 8v5a8 8 0 0 0 8 8H154", "blocked"),
            ],
        },
    },
    Example {
        title: "Empty is not nothing",
        says: "from: [], an absent from, and no rule at all",
        file: "empty-lists.yaml",
        finding: None,
        steps: &[
            Step {
                name: "ingress: [].",
                says: "An empty list of rules: no ingress is allowed.",
                yaml: yaml!("empty-lists-1"),
            },
            Step {
                name: "from: [].",
                says: "One rule with an empty list of peers: everyone is allowed, the Internet too.",
                yaml: yaml!("empty-lists-2"),
            },
        ],
        sketch: Sketch {
            boxes: &[(24, 47, 68, "everyone", true), (180, 47, 58, "shop", false)],
            lines: &[("M92 53H174", "allowed"), ("M92 64H172", "blocked")],
        },
    },
    Example {
        title: "One policy alone",
        says: "No pods pasted: those that it selects are drawn dashed",
        file: "lone-policy.yaml",
        finding: None,
        steps: &[Step {
            name: "A policy from a pull request.",
            says: "Pods that it selects or names are drawn dashed, and so are all others that it allows or denies.",
            yaml: yaml!("lone-policy"),
        }],
        sketch: Sketch {
            boxes: &[(24, 47, 76, "app=orders", true), (164, 47, 76, "orders-db", true)],
            lines: &[("M100 58H158", "allowed")],
        },
    },
];
