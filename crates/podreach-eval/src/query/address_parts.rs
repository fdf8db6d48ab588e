//! Which addresses of an end a question is about, and into which groups rules cut them.

use crate::analysis::Analysis;
use crate::inventory::{EndpointId, EndpointKind};
use crate::policy::{Action, TierId};
use crate::sets::AddressSet;

use crate::query::{DirectionReason, DirectionVerdict, Question, Verdict};
use crate::reach::classes::ClassId;

/// At most this many groups of a part of the outside are looked at for one answer.
const GROUPS: usize = 4096;
/// At most this many of them are answered one by one.
const ANSWERS: usize = 64;

/// An end of a question: all of an endpoint, or some addresses of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) id: EndpointId,
    pub(crate) at: Option<&'a AddressSet>,
}

/// What rules do not tell apart at an end: one class, with its addresses where it lies outside.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) class: ClassId,
    pub(crate) addresses: Option<AddressSet>,
}

impl Analysis {
    /// The groups of addresses that a question about an end means, in order of their class. Pods, the own node and what has
    /// no address are one.
    pub(crate) fn parts(&self, end: Asked<'_>) -> Vec<Part> {
        let endpoint = self.endpoint(end.id);
        let group = |class: &u32| {
            let at = self.world.ranges.group(ClassId(*class))?;
            let (addresses, _) = self.world.outside.groups.get(at)?;
            let addresses = end.at.map_or_else(|| addresses.clone(), |at| addresses.intersection(at));
            (!addresses.is_empty()).then_some(Part { class: ClassId(*class), addresses: Some(addresses) })
        };
        let parts: Vec<Part> = endpoint.groups.iter().filter_map(group).take(GROUPS).collect();
        if parts.is_empty() {
            let whole = match &endpoint.kind {
                EndpointKind::External(addresses) if !addresses.is_empty() => Some(addresses.clone()),
                _ => None,
            };
            return vec![Part { class: ClassId(endpoint.class), addresses: whole }];
        }
        parts
    }

    /// Answers a question about the addresses `at` of two endpoints (source, destination; `None` for all of an endpoint), like
    /// [`Analysis::verdict_at`]. Addresses that the same tiers treat by the same actions share a verdict; each verdict comes
    /// with its addresses, `None` where none were given. There is at least one.
    pub fn verdicts_at(
        &self,
        source: EndpointId,
        destination: EndpointId,
        question: &Question,
        at: [Option<&AddressSet>; 2],
    ) -> Vec<([Option<AddressSet>; 2], Verdict)> {
        let whole = |at: [Option<&AddressSet>; 2]| {
            (at.map(Option::<&AddressSet>::cloned), self.verdict_at(source, destination, question, at))
        };
        // Policies hold for pods, so that addresses outside differ at one end at most.
        let outside = [source, destination].map(|id| self.endpoint(id).is_external());
        let (end, asked) = match (outside, at) {
            ([true, false], [Some(asked), _]) => (0, asked),
            ([false, true], [_, Some(asked)]) => (1, asked),
            _ => return vec![whole(at)],
        };
        let id = if end == 0 { source } else { destination };
        let parts = self.parts(Asked { id, at: Some(asked) });
        if parts.len() < 2 || parts.len() > ANSWERS {
            return vec![whole(at)];
        }
        let with = |addresses: &AddressSet| {
            let [from, to] = at;
            let at = if end == 0 { [Some(addresses), to] } else { [from, Some(addresses)] };
            whole(at)
        };
        let mut kinds: Vec<([Kind; 2], Vec<AddressSet>)> = Vec::new();
        for part in parts {
            let Some(addresses) = part.addresses else { continue };
            let (_, verdict) = with(&addresses);
            let found = [kind(&verdict.egress), kind(&verdict.ingress)];
            match kinds.iter_mut().find(|(known, _)| *known == found) {
                Some((_, sets)) => sets.push(addresses),
                None => kinds.push((found, vec![addresses])),
            }
        }
        if kinds.len() < 2 {
            return vec![whole(at)];
        }
        let mut answers: Vec<_> = kinds.iter().map(|(_, sets)| AddressSet::union_all(sets)).collect();
        answers.sort();
        answers.iter().map(with).collect()
    }
}

/// The kind of reason that a direction has: why, and for each tier whether it isolates and which actions its rules take.
type Kind = (DirectionReason, Vec<(TierId, bool, [bool; 3])>);

fn kind(decision: &DirectionVerdict) -> Kind {
    let steps = decision.steps.iter().map(|step| {
        let mut taken = [false; 3];
        for hit in decision.hits.iter().filter(|hit| step.rules.binary_search(&hit.rule).is_ok()) {
            let [allow, deny, pass] = &mut taken;
            match hit.action {
                Action::Allow => *allow = true,
                Action::Deny => *deny = true,
                Action::Pass => *pass = true,
                Action::Log => {}
            }
        }
        (step.tier, step.isolates, taken)
    });
    (decision.reason, steps.collect())
}
