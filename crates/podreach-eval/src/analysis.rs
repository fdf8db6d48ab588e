//! The result of an analysis and how it is made.

use std::sync::OnceLock;

use podreach_syntax::{Diagnostic, Document, Limits, Severity, Sources, Span};
use rustc_hash::FxHashMap;

use crate::budget::Budget;
use crate::inventory::entries::entries;
use crate::inventory::namespaces::namespaces;
use crate::inventory::{Endpoint, EndpointId, EntryNode, KnownAddresses, NamespaceInfo, ServiceNode};
use crate::kinds::{Decoder, Ignored, Refused, Rejected, Resources};
use crate::policy::{Policies, Policy, PolicyId, Rule, RuleRef, lower};
use crate::reach::{World, build, kept};
use crate::sets::{AddressSet, Protocol};

/// Whether an `ipBlock` also matches pods whose address lies in it. The API leaves it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum IpBlockPods {
    /// It does: what the API says and most plugins do.
    #[default]
    Match,
    /// It does not: Cilium, and np-guard's analyzer.
    Ignore,
}

/// How pods on their node's network are seen. The API describes both and leaves the choice to the plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum HostNetwork {
    /// Their traffic is the node's: no selector matches them and no policy holds for them. The common behaviour.
    #[default]
    Node,
    /// They are told apart from the node: selectors match them and policies hold, as for any pod.
    Pod,
}

/// Choices of an analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Namespace of objects that name none.
    pub default_namespace: String,
    /// Whether address blocks match pods.
    pub ip_block_pods: IpBlockPods,
    /// How pods on their node's network are seen.
    pub host_network: HostNetwork,
    /// Bounds on the input.
    pub limits: Limits,
    /// At most this many pods of StatefulSets are told apart because selectors name them.
    pub named_replicas: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            default_namespace: "default".into(),
            ip_block_pods: IpBlockPods::Match,
            host_network: HostNetwork::Node,
            limits: Limits::PAGE,
            named_replicas: 20_000,
        }
    }
}

/// By workload, protocol and pod port: a Service and its port, by place.
pub(crate) type Dialled = FxHashMap<(EndpointId, Protocol, u16), (usize, usize)>;

/// What an input says: its objects, what is wrong with it, and who reaches whom.
#[derive(Debug, Default)]
pub struct Analysis {
    /// Everything that is to be said about the input, by source and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Objects of kinds that are not read.
    pub ignored: Vec<Ignored>,
    /// Policies that the API server would refuse; they take no part.
    pub refused: Vec<Refused>,
    /// Workloads, Services and entry points that the API server would refuse; they are evaluated as if it accepted them.
    pub rejected: Vec<Rejected>,
    /// Namespaces, by name.
    pub namespaces: Vec<NamespaceInfo>,
    /// Workloads by namespace and name, then representatives, the outside, the own node. [`EndpointId`] is the index.
    pub endpoints: Vec<Endpoint>,
    /// Services, by namespace and name.
    pub services: Vec<ServiceNode>,
    /// What leads to Services through a controller, by id: Ingresses, OpenShift Routes, Gateways with their routes.
    pub entries: Vec<EntryNode>,
    /// Policies in the one form.
    pub policies: Policies,
    /// How many documents could be read.
    pub documents: usize,
    /// How many objects and lists of objects they held, of whatever kind.
    pub objects: usize,
    /// Whether the evaluation would take more steps than [`Limits::steps`]: then nothing is known but the diagnostics.
    pub exceeded: bool,
    /// The steps that the evaluation took: what grows with an input is seen here, whatever the machine.
    pub steps: u64,
    /// Addresses of nodes that the input tells.
    pub(crate) nodes: AddressSet,
    /// What addresses are.
    pub(crate) known: KnownAddresses,
    pub(crate) world: World,
    pub(crate) by_id: FxHashMap<String, EndpointId>,
    /// The first Service port that leads to a pod port and nowhere else, made when it is first asked for.
    pub(crate) dialled: OnceLock<Dialled>,
}

/// Reads and evaluates an input. Total: bad input gives diagnostics and an analysis of what could be read.
///
/// ```
/// use podreach_eval::{analyze, Options, reach::PairState};
/// use podreach_syntax::Sources;
///
/// let yaml = "
/// apiVersion: networking.k8s.io/v1
/// kind: NetworkPolicy
/// metadata: {name: db, namespace: default}
/// spec:
///   podSelector: {matchLabels: {app: db}}
///   ingress: [{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5984}]}]
/// ";
/// let analysis = analyze(&Sources::single("db.yaml", yaml), &Options::default());
/// let api = analysis.endpoint_by_id("rep:default/app=api").unwrap();
/// let db = analysis.endpoint_by_id("rep:default/app=db").unwrap();
/// let pair = analysis.pair(api, db);
/// assert_eq!(pair.connections.to_string(), "TCP 5984");
/// assert_eq!(pair.state, PairState::Allowed);
/// ```
pub fn analyze(sources: &Sources, options: &Options) -> Analysis {
    let mut decoder = Decoder::new(&options.default_namespace);
    let reading = podreach_syntax::parse_each(sources, &options.limits, |document| decoder.document(&document));
    decide(decoder, reading, options)
}

/// Evaluates documents that were read before, for callers that keep them.
pub fn analyze_documents(documents: &[Document], reading: Vec<Diagnostic>, options: &Options) -> Analysis {
    let mut decoder = Decoder::new(&options.default_namespace);
    for document in documents {
        decoder.document(document);
    }
    decide(decoder, reading, options)
}

fn decide(decoder: Decoder, reading: Vec<Diagnostic>, options: &Options) -> Analysis {
    let (mut resources, decoding, documents, objects) = decoder.finish();
    let mut diagnostics = reading;
    diagnostics.extend(decoding);
    if options.host_network == HostNetwork::Pod {
        resources.host_pods_are_pods();
    }
    let policies = lower(&resources);
    let namespaces = namespaces(&resources, &policies);
    let budget = Budget::new(options.limits.steps);
    let (world, endpoints, services, known) = build(&resources, &policies, &namespaces, options, &budget);
    if budget.is_exceeded() {
        let steps = match options.limits.steps {
            steps if steps >= 1_000_000 => format!("{} million", steps / 1_000_000),
            steps => steps.to_string(),
        };
        let message =
            format!("the input is not evaluated: what its policies say of each other takes more than {steps} steps");
        let help = "evaluate fewer policies or fewer workloads at once";
        diagnostics.insert(0, Diagnostic::new("S20", Severity::Error, None, message).help(help));
        let Resources { ignored, refused, rejected, .. } = resources;
        return Analysis {
            diagnostics,
            ignored,
            refused,
            rejected,
            documents,
            objects,
            exceeded: true,
            steps: budget.taken(),
            ..Analysis::default()
        };
    }
    if world.left_out > 0 {
        let message = format!(
            "{} of the pods that policies select and that are not in the input are left out: more than {} of them are under too many rules",
            world.left_out,
            kept(&budget)
        );
        let help = "add the workloads to the input";
        diagnostics.push(Diagnostic::new("S21", Severity::Warning, None, message).help(help));
    }
    if world.replicas_cut {
        diagnostics.push(replicas_cut(options.named_replicas));
    }
    let entries = entries(&resources, &namespaces, &endpoints, &services);
    diagnostics.extend(crate::lint::unknown(&resources, &policies, &namespaces));
    diagnostics.extend(crate::lint::equal_priority(&policies, &world));
    diagnostics.extend(crate::lint::whole_network(&policies));
    diagnostics.extend(crate::lint::dns(&resources, &policies, &namespaces));
    diagnostics.extend(crate::lint::shadowed(&policies));
    let by_id = endpoints.iter().enumerate().map(|(at, endpoint)| (endpoint.id.clone(), EndpointId(at as u32)));
    let by_id = by_id.collect();
    let analysis = Analysis {
        diagnostics: Vec::new(),
        ignored: Vec::new(),
        refused: Vec::new(),
        rejected: Vec::new(),
        namespaces,
        endpoints,
        services,
        entries,
        policies,
        documents,
        objects,
        exceeded: false,
        steps: budget.taken(),
        nodes: resources.node_addresses(),
        known,
        world,
        by_id,
        dialled: OnceLock::new(),
    };
    diagnostics.extend(crate::lint::services(&analysis, &resources));
    diagnostics.extend(crate::lint::entries(&analysis, &resources));
    diagnostics.sort_by_key(|diagnostic| {
        let span = diagnostic.span.unwrap_or_default();
        (diagnostic.span.is_none(), span.source, span.start, diagnostic.severity, diagnostic.code)
    });
    let Resources { ignored, refused, rejected, .. } = resources;
    Analysis { diagnostics, ignored, refused, rejected, ..analysis }
}

/// Selectors name more pods of StatefulSets than are told apart.
fn replicas_cut(limit: usize) -> Diagnostic {
    let message =
        format!("selectors name more than {limit} pods of StatefulSets; the others are taken for unnamed ones");
    let mut found = Diagnostic::error("S14", Span::default(), message).help("split the input");
    found.span = None;
    found
}

impl Analysis {
    /// The endpoint with this id. An id of another analysis gives a blank endpoint.
    pub fn endpoint(&self, id: EndpointId) -> &Endpoint {
        static BLANK: std::sync::LazyLock<Endpoint> = std::sync::LazyLock::new(Endpoint::blank);
        self.endpoints.get(id.0 as usize).unwrap_or(&BLANK)
    }

    /// The endpoint with exactly this contract id.
    pub fn endpoint_by_id(&self, id: &str) -> Option<EndpointId> {
        self.by_id.get(id).copied()
    }

    /// All endpoints with their ids.
    pub fn endpoint_ids(&self) -> impl Iterator<Item = (EndpointId, &Endpoint)> {
        self.endpoints.iter().enumerate().map(|(at, endpoint)| (EndpointId(at as u32), endpoint))
    }

    /// The policy with this id.
    pub fn policy(&self, id: PolicyId) -> Option<&Policy> {
        self.policies.get(id)
    }

    /// The rule that a reference means.
    pub fn rule(&self, rule: RuleRef) -> Option<&Rule> {
        self.policies.get(rule.policy)?.rules(rule.direction)?.get(rule.index as usize)
    }

    /// Endpoints that a policy selects.
    pub fn selected_by(&self, policy: PolicyId) -> Vec<EndpointId> {
        let subject = self.world.compiled.get(policy.0 as usize).and_then(|policy| policy.subject);
        let Some(subject) = subject else { return Vec::new() };
        let in_scope = |endpoint: &Endpoint| {
            let class = self.world.classes.get(crate::reach::ClassId(endpoint.class));
            class.is_some_and(|class| class.scopes.contains(subject))
        };
        self.endpoint_ids().filter(|(_, endpoint)| in_scope(endpoint)).map(|(id, _)| id).collect()
    }

    /// How many endpoint classes the evaluation worked on.
    pub fn class_count(&self) -> usize {
        self.world.classes.list.len()
    }
}
