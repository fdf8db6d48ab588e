//! What the input leaves open: labels of namespaces that have no Namespace object, addresses, nodes.
//!
//! Every class knows which scopes are open for its pods, and which node they share. What depends on it is worked out when it is
//! asked for, by `query/completions`; [`Unknown`] keeps what those answers share.

mod nodes;
mod remembered;
mod selectors;
mod steps;

use std::sync::{Arc, Mutex, OnceLock};

use rustc_hash::FxHashMap;

use crate::policy::PolicyId;
use crate::sets::Selector;

use super::rules::CompiledPolicy;
use super::scopes::{ScopeId, Scopes};

use steps::Steps;

pub(crate) use nodes::place_on_nodes;
pub(crate) use remembered::{PairAnswers, Room};
pub(crate) use selectors::{OpenId, OpenScopes, Opener, alternatives, is_about_unknown};

/// What the input leaves open, ready to be asked.
#[derive(Debug)]
pub(crate) struct Unknown {
    /// Scopes that are open, by class.
    pub(crate) open: Arc<OpenScopes>,
    /// The namespace selectors of all scopes that are open for some class.
    pub(crate) selectors: Arc<FxHashMap<ScopeId, Selector>>,
    /// Policies by the scope that they apply to, where scopes are open.
    pub(crate) by_subject: Arc<FxHashMap<ScopeId, Vec<PolicyId>>>,
    /// The parts of the outside that leave room for a pod, and for something else.
    pub(crate) rooms: OnceLock<[Vec<Room>; 2]>,
    /// Answers about pairs.
    pub(crate) pairs: Mutex<PairAnswers>,
    /// What is left for answers about pairs.
    pub(crate) pair_steps: Steps,
    /// What is left for answers to questions; each gets a part of it.
    pub(crate) question_steps: Steps,
}

impl Default for Unknown {
    fn default() -> Self {
        Self {
            open: Arc::default(),
            selectors: Arc::default(),
            by_subject: Arc::default(),
            rooms: OnceLock::new(),
            pairs: Mutex::default(),
            pair_steps: Steps::new(400_000_000),
            question_steps: Steps::new(500_000_000),
        }
    }
}

impl Unknown {
    /// Whether a scope is open for some class.
    pub(crate) fn is_open(&self, scope: ScopeId) -> bool {
        self.selectors.contains_key(&scope)
    }

    /// Whether a policy may apply where these scopes are open.
    pub(crate) fn may_be_subject(&self, open: OpenId) -> bool {
        self.open.get(open).iter().any(|scope| self.by_subject.contains_key(scope))
    }

    pub(crate) fn new(open: OpenScopes, scopes: &Scopes<'_>, compiled: &[Arc<CompiledPolicy>]) -> Self {
        let mut selectors: FxHashMap<ScopeId, Selector> = FxHashMap::default();
        for scope in open.all() {
            if let Some(selector) = scopes.namespaces_of(scope) {
                selectors.entry(scope).or_insert_with(|| selector.clone());
            }
        }
        let mut by_subject: FxHashMap<ScopeId, Vec<PolicyId>> = FxHashMap::default();
        if !selectors.is_empty() {
            for (policy, id) in compiled.iter().zip(0..) {
                for scope in policy.subject.scopes() {
                    by_subject.entry(scope).or_default().push(PolicyId(id));
                }
            }
        }
        let (open, selectors, by_subject) = (Arc::new(open), Arc::new(selectors), Arc::new(by_subject));
        Self { open, selectors, by_subject, ..Self::default() }
    }

    /// What is open in the same way, of which nothing was asked yet.
    pub(crate) fn unasked(&self) -> Self {
        let Self { open, selectors, by_subject, .. } = self;
        let (open, selectors, by_subject) = (Arc::clone(open), Arc::clone(selectors), Arc::clone(by_subject));
        Self { open, selectors, by_subject, ..Self::default() }
    }
}
