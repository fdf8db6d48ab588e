//! The result of an analysis.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use podreach_syntax::{Diagnostic, Places};
use rustc_hash::FxHashMap;

use crate::inventory::namespaces::scopes_of;
use crate::inventory::{Endpoint, EndpointId, EntryNode, KnownAddresses, NamespaceInfo, ServiceNode};
use crate::kept::Kept;
use crate::kinds::{AnyPolicy, RejectedObject, RejectedPolicy, Resources, Unsupported};
use crate::policy::{NamespaceScope, Off, PodSelector, Policies, Policy, PolicyId, Represented, Rule, RuleRef};
use crate::reach::World;
use crate::sets::{AddressSet, Protocol};

/// By workload, protocol and pod port: a Service and its port, by place.
pub(crate) type Dialled = FxHashMap<(EndpointId, Protocol, u16), (usize, usize)>;

/// The evaluation of an input: its objects, its diagnostics, and what passes between endpoints.
#[derive(Debug, Default)]
pub struct Analysis {
    /// What was found while reading and evaluating, by source and place. [`findings`](Self::findings) has the rest.
    pub diagnostics: Vec<Diagnostic>,
    /// Objects of kinds that are not read.
    pub ignored: Vec<Unsupported>,
    /// Policies that the API server would reject; they take no part.
    pub rejected_policies: Vec<RejectedPolicy>,
    /// Workloads, Services and entry points that the API server would reject; they are evaluated as if it accepted them.
    pub rejected_objects: Vec<RejectedObject>,
    /// Namespaces, by name.
    pub namespaces: Arc<Vec<NamespaceInfo>>,
    /// Workloads by namespace and name, then representatives, the outside, the own node. [`EndpointId`] is the index.
    pub endpoints: Arc<Vec<Endpoint>>,
    /// Services, by namespace and name.
    pub services: Arc<Vec<ServiceNode>>,
    /// What leads to Services through a controller, by id: Ingresses, OpenShift Routes, Gateways with their routes.
    pub entries: Arc<Vec<EntryNode>>,
    /// Policies in the one form.
    pub policies: Policies,
    /// How many documents could be read.
    pub documents: usize,
    /// How many objects and lists of objects they held, of whatever kind.
    pub objects: usize,
    /// Whether the evaluation would take more steps than [`Limits::steps`](podreach_syntax::Limits::steps): then nothing is
    /// known but the diagnostics.
    pub exceeded: bool,
    /// What is to be switched off and is not in the input.
    pub unknown_off: Vec<Off>,
    /// The steps that the evaluation took: what grows with an input is seen here, whatever the machine. Of one that went on from
    /// another one, no less than it would have taken by itself.
    pub steps: u64,
    /// Addresses of nodes in the input.
    pub(crate) nodes: Arc<AddressSet>,
    /// Where the texts stand in which spans count.
    pub(crate) places: Arc<Places>,
    /// What addresses are.
    pub(crate) known: Arc<KnownAddresses>,
    /// What the input holds, without its policies.
    pub(crate) resources: Arc<Resources>,
    /// Policies as they are written, in the order of the input.
    pub(crate) written: Arc<[Arc<AnyPolicy>]>,
    pub(crate) world: World,
    pub(crate) by_id: Arc<FxHashMap<String, EndpointId>>,
    /// What the next evaluation of nearly the same input may take over, where one was asked for.
    pub(crate) kept: Kept,
    /// The first Service port that leads to a pod port and nowhere else, made when it is first asked for.
    pub(crate) dialled: OnceLock<Dialled>,
}

impl Analysis {
    /// What the next evaluation of nearly the same input may take over, for [`analyze_after`](crate::analyze_after).
    pub fn kept(&self) -> Kept {
        self.kept.clone()
    }

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
        let Some(subject) = self.world.compiled.get(policy.0 as usize).map(|policy| &policy.subject) else {
            return Vec::new();
        };
        let in_scope = |endpoint: &Endpoint| {
            let id = crate::reach::ClassId(endpoint.class);
            self.world.classes.get(id).is_some_and(|class| subject.holds(id, class))
        };
        self.endpoint_ids().filter(|(_, endpoint)| in_scope(endpoint)).map(|(id, _)| id).collect()
    }

    /// The pods that the policies of the input name, as [`Options::represent`](crate::Options::represent) of another input takes
    /// them: sorted, each once, without places.
    pub fn represented(&self) -> Vec<Represented> {
        let all = self.policies.list.iter().flat_map(|policy| scopes_of(policy)).map(|(scope, selected)| {
            let namespaces = match &scope.namespaces {
                NamespaceScope::Named(name) => NamespaceScope::Named(name.clone()),
                NamespaceScope::Matching(selector) => NamespaceScope::Matching(selector.without_places()),
            };
            Represented { pods: PodSelector { namespaces, pods: scope.pods.without_places() }, selected }
        });
        all.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Sorts what is said about the input by source and place, then by what matters more.
    pub(crate) fn sort<T>(&self, list: &mut [T], said: impl Fn(&T) -> &Diagnostic) {
        list.sort_by_key(|one| {
            let diagnostic = said(one);
            let place = diagnostic.span.map(|span| self.places.place(span)).map(|place| (place.source, place.start));
            (place.is_none(), place, diagnostic.severity, diagnostic.code)
        });
    }

    /// How many endpoint classes the evaluation worked on.
    pub fn class_count(&self) -> usize {
        self.world.classes.list.len()
    }
}
