//! Notes about the input that concern a question: those about the objects that its answer rests on.

use podreach_syntax::{Diagnostic, Severity, Span};

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::policy::{Direction, PolicyId};

use super::left_out::{Ends, Objects};

impl Analysis {
    /// Notes about policies that apply to the ends of a question in its direction, about the ends themselves, and about the
    /// Services and entry points that it names, by their spans.
    pub fn notes_about(&self, ends: &Ends, named: &[Span]) -> Vec<&Diagnostic> {
        let applied = |ids: &[EndpointId], direction: Direction| -> Vec<PolicyId> {
            ids.iter().flat_map(|id| &self.endpoint(*id).isolation(direction).policies).copied().collect()
        };
        let mut policies = applied(&ends.sources, Direction::Egress);
        policies.extend(applied(&ends.destinations, Direction::Ingress));
        policies.sort_unstable();
        policies.dedup();
        let policies = policies.iter().filter_map(|id| self.policy(*id)).map(|policy| policy.span);
        let ids = ends.sources.iter().chain(&ends.destinations);
        let workloads = ids.map(|id| self.endpoint(*id)).filter(|endpoint| endpoint.is_workload());
        let workloads = workloads.filter_map(|endpoint| endpoint.span);
        let objects = Objects::new(&self.places, policies.chain(workloads).chain(named.iter().copied()));
        let concerns =
            |found: &&Diagnostic| found.severity == Severity::Note && found.span.is_some_and(|span| objects.hold(span));
        self.diagnostics.iter().filter(concerns).collect()
    }

    /// How many notes there are about the whole input.
    pub fn note_count(&self) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == Severity::Note).count()
    }
}
