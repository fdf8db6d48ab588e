//! What the input leaves open, and which answers hang on it.
//!
//! An input describes a set of *completions*: clusters that agree with all it says. An answer depends exactly if two
//! completions give different answers. Open may be
//!
//! * labels of a namespace without a Namespace object, all but `kubernetes.io/metadata.name` (`selectors`);
//! * the address of a pod that has none in the input, of a node that is not in it, and of what a DNS name resolves to
//!   (`addresses`);
//! * the node that a pod runs on, where something connects from a node (`nodes`);
//! * whether a DNS name resolves to an address that is asked about;
//! * the address that a client's connection has behind a Service with `externalTrafficPolicy: Cluster`.
//!
//! One completion is the default, by which everything else in this crate is decided: labels of unknown namespaces are the
//! name alone, unknown addresses are in no block but those that cover all of IPv4, names resolve to no address that is
//! asked about, pods do not share a node unless the input says so, and clients keep their address.
//!
//! Answers under other completions do not come from the engine's maps: `half` writes down the rules of a direction with
//! the conditions that are open, and `search` tries the completions on them.

mod addresses;
mod bounds;
mod conditions;
mod fact;
mod formula;
mod half;
mod nodes;
mod pairs;
mod search;
mod selectors;
mod steps;
mod variables;

use std::sync::{Mutex, OnceLock};

use rustc_hash::FxHashMap;

use crate::policy::PolicyId;
use crate::sets::Selector;

use super::rules::CompiledPolicy;
use super::scopes::{ScopeId, Scopes};

pub(crate) use addresses::{ROOMS, Room};
use pairs::Remembered;
use steps::Steps;

pub use fact::{Dependence, Fact};
pub(crate) use nodes::place_on_nodes;
pub(crate) use search::{Ask, Seen};
pub use selectors::LabelValue;
pub(crate) use selectors::{OpenId, OpenScopes, Opener};

/// What the input leaves open, ready to be asked.
#[derive(Debug)]
pub(crate) struct Unknown {
    /// Scopes that are open, by class.
    pub(crate) open: OpenScopes,
    /// The namespace selectors of all scopes that are open for anybody.
    selectors: FxHashMap<ScopeId, Selector>,
    /// Policies by the scope that they apply to, where scopes are open.
    by_subject: FxHashMap<ScopeId, Vec<PolicyId>>,
    /// The parts of the outside that leave room for a pod, and for something else.
    rooms: OnceLock<[Vec<Room>; 2]>,
    /// Answers about pairs.
    memory: Mutex<Remembered>,
    /// What is left for answers about pairs.
    pair_steps: Steps,
    /// What is left for answers to questions; each gets a part of it.
    question_steps: Steps,
}

impl Default for Unknown {
    fn default() -> Self {
        Self {
            open: OpenScopes::default(),
            selectors: FxHashMap::default(),
            by_subject: FxHashMap::default(),
            rooms: OnceLock::new(),
            memory: Mutex::default(),
            pair_steps: Steps::new(400_000_000),
            question_steps: Steps::new(500_000_000),
        }
    }
}

impl Unknown {
    /// Whether a scope is open for anybody.
    pub(crate) fn is_open(&self, scope: ScopeId) -> bool {
        self.selectors.contains_key(&scope)
    }

    /// Whether a policy may apply where these scopes are open.
    pub(crate) fn may_be_subject(&self, open: OpenId) -> bool {
        self.open.get(open).iter().any(|scope| self.by_subject.contains_key(scope))
    }

    pub(crate) fn new(open: OpenScopes, scopes: &Scopes<'_>, compiled: &[CompiledPolicy]) -> Self {
        let mut unknown = Self { open, ..Self::default() };
        for scope in unknown.open.all() {
            if let Some(selector) = scopes.namespaces_of(scope) {
                unknown.selectors.entry(scope).or_insert_with(|| selector.clone());
            }
        }
        if !unknown.selectors.is_empty() {
            for (policy, id) in compiled.iter().zip(0..) {
                for scope in policy.subject.scopes() {
                    unknown.by_subject.entry(scope).or_default().push(PolicyId(id));
                }
            }
        }
        unknown
    }
}
