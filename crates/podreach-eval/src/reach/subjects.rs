//! Which policies apply to which classes of pods.

use std::sync::Arc;

use crate::policy::PolicyId;

use super::classes::{Class, ClassId};
use super::pieces::Pieces;
use super::predicates::Subject;
use super::rules::CompiledPolicy;
use super::scopes::ScopeId;

/// Policies by what they apply to.
#[derive(Debug)]
pub(super) struct Subjects {
    /// Those whose subject is one selector, by its scope: sorted pairs.
    by_scope: Vec<(ScopeId, PolicyId)>,
    /// The others by class.
    by_class: Pieces,
}

impl Subjects {
    pub(super) fn new(compiled: &[Arc<CompiledPolicy>]) -> Self {
        let (mut by_scope, mut by_class) = (Vec::new(), Vec::new());
        for (policy, id) in compiled.iter().zip(0_u32..) {
            match &policy.subject {
                Subject::Scope(scope) => by_scope.push((*scope, PolicyId(id))),
                Subject::Classes(_, classes) => {
                    by_class.extend(classes.ranges().iter().map(|(first, last)| (*first, *last, id)));
                }
            }
        }
        by_scope.sort_unstable();
        Self { by_scope, by_class: Pieces::new(by_class.into_iter()) }
    }

    /// The policies that apply to a class, in no particular order.
    pub(super) fn of(&self, id: ClassId, class: &Class) -> Vec<PolicyId> {
        let mut applied: Vec<PolicyId> = self.by_class.owners(id.0).into_iter().map(PolicyId).collect();
        for (first, last) in class.scopes.ranges() {
            let from = self.by_scope.partition_point(|(scope, _)| scope.0 < *first);
            let here = self.by_scope.get(from..).unwrap_or(&[]).iter().take_while(|(scope, _)| scope.0 <= *last);
            applied.extend(here.map(|(_, policy)| *policy));
        }
        applied
    }
}
