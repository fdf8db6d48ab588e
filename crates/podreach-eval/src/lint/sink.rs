//! Where findings are put while they are looked for, and how much work that may be.

use podreach_syntax::Diagnostic;

use crate::budget::Budget;
use crate::inventory::EndpointId;
use crate::policy::{PolicyId, RuleRef};

/// The steps that looking for one kind of finding may take.
const STEPS: u64 = 30_000_000;

/// One thing that was found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What is to be said, where, and what to do.
    pub diagnostic: Diagnostic,
    /// What it is about.
    pub about: About,
}

/// What a finding is about, besides the place in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Policies.
    pub policies: Vec<PolicyId>,
    /// Rules, the one that decides first.
    pub rules: Vec<RuleRef>,
    /// Workloads and other ends.
    pub endpoints: Vec<EndpointId>,
    /// Connections, by their source and their destination.
    pub pairs: Vec<(EndpointId, EndpointId)>,
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, about: About::default() }
    }
}

impl Finding {
    /// Adds the policy that it is about.
    #[must_use]
    pub(crate) fn policy(mut self, policy: PolicyId) -> Self {
        self.about.policies.push(policy);
        self
    }

    /// Adds the rule that it is about, with its policy.
    #[must_use]
    pub(crate) fn rule(mut self, rule: RuleRef) -> Self {
        self.about.rules.push(rule);
        self.policy(rule.policy)
    }

    /// Adds endpoints that it is about.
    #[must_use]
    pub(crate) fn endpoints(mut self, endpoints: impl IntoIterator<Item = EndpointId>) -> Self {
        self.about.endpoints.extend(endpoints);
        self
    }

    /// Adds a connection that it is about.
    #[must_use]
    pub(crate) fn pair(mut self, source: EndpointId, destination: EndpointId) -> Self {
        self.about.pairs.push((source, destination));
        self
    }
}

/// Takes findings of one kind.
#[derive(Debug)]
pub(crate) struct Sink<'a> {
    found: &'a mut Vec<Finding>,
    budget: Budget,
}

impl<'a> Sink<'a> {
    pub(super) const fn new(found: &'a mut Vec<Finding>) -> Self {
        Self { found, budget: Budget::new(STEPS) }
    }

    /// Something was found.
    pub(crate) fn push(&mut self, finding: impl Into<Finding>) {
        self.found.push(finding.into());
    }

    /// Takes steps of about ten nanoseconds. Whoever gets `false` stops: the finding is then said not to be checked.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        self.budget.spend(steps)
    }

    /// Whether it took more steps than there are.
    pub(super) const fn is_exceeded(&self) -> bool {
        self.budget.is_exceeded()
    }
}
