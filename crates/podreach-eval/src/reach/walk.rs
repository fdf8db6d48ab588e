//! The walk through the tiers for one set of connections: the rule of evaluation itself. The engine, verdicts, exposure and
//! completions all come through here; explanations look on.

use crate::policy::{Action, TierId};
use crate::sets::{ConnectionSet, Taken, first_match};

/// A rule that concerns the connections in question.
#[derive(Clone, Debug)]
pub(crate) struct Applicable<'a> {
    pub(crate) tier: TierId,
    pub(crate) action: Action,
    pub(crate) connections: &'a ConnectionSet,
}

/// Of each tier, whether a policy that applies to the endpoint in this direction isolates it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Isolating(Vec<bool>);

impl Isolating {
    /// For so many tiers, none of which isolates.
    pub(crate) fn none(tiers: usize) -> Self {
        Self(vec![false; tiers])
    }

    /// Notes a policy that applies.
    pub(crate) fn add(&mut self, tier: TierId, isolates: bool) {
        if let Some(slot) = self.0.get_mut(tier.index()) {
            *slot |= isolates;
        }
    }

    /// Whether some tier isolates.
    pub(crate) fn any(&self) -> bool {
        self.0.contains(&true)
    }
}

/// What of `question` is allowed. `rules` are in evaluation order.
///
/// In a tier the first matching rule decides. Allow and Deny are final; Pass, and the end of a tier in which no policy
/// isolates, go on to the next tier. After the last tier the default is allow.
pub(crate) fn allowed(isolating: &Isolating, rules: &[Applicable<'_>], question: &ConnectionSet) -> ConnectionSet {
    walk(isolating, rules, question, |_, _, _| {})
}

/// What the rules of a tier take of the connections that come to it, by action, and what is left; `None` where no rule of the
/// tier concerns them.
pub(crate) type TakenInTier<'a> = Option<&'a Taken<{ Action::DECIDING }>>;

/// Like [`allowed`], step by step: `see` gets each tier in order, with the connections that come to it and what its
/// rules take of them.
pub(crate) fn walk(
    isolating: &Isolating,
    rules: &[Applicable<'_>],
    question: &ConnectionSet,
    mut see: impl FnMut(TierId, &ConnectionSet, TakenInTier<'_>),
) -> ConnectionSet {
    let mut open = question.clone();
    let mut allowed = ConnectionSet::none();
    for (isolates, at) in isolating.0.iter().zip((0..).map(TierId)) {
        let mut here = rules.iter().filter(|rule| rule.tier == at).peekable();
        if here.peek().is_none() {
            see(at, &open, None);
            if *isolates {
                open = ConnectionSet::none();
            }
            continue;
        }
        let here = here.map(|rule| (rule.action as usize, rule.connections));
        let taken = first_match(&open, here);
        see(at, &open, Some(&taken));
        let Taken { by: [allows, _, passed], rest } = taken;
        allowed = allowed.union(&allows);
        open = if *isolates { passed } else { passed.union(&rest) };
    }
    allowed.union(&open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sets::{PortSet, Protocol};

    const TIERS: usize = 2;
    const FIRST: TierId = TierId(0);
    const SECOND: TierId = TierId(1);

    fn tcp(first: u16, last: u16) -> ConnectionSet {
        ConnectionSet::of(Protocol::Tcp, PortSet::range(first, last))
    }

    fn passing(isolating: &[TierId], rules: &[(TierId, Action, ConnectionSet)]) -> ConnectionSet {
        let mut isolates = Isolating::none(TIERS);
        for tier in isolating {
            isolates.add(*tier, true);
        }
        let rules: Vec<Applicable<'_>> = rules
            .iter()
            .map(|(tier, action, connections)| Applicable { tier: *tier, action: *action, connections })
            .collect();
        allowed(&isolates, &rules, &tcp(1, 100))
    }

    #[test]
    fn what_no_rule_matches_goes_on_unless_a_policy_isolates() {
        assert_eq!(passing(&[], &[]), tcp(1, 100));
        assert_eq!(passing(&[SECOND], &[]), ConnectionSet::none());
        let rules = [(FIRST, Action::Allow, tcp(1, 10)), (SECOND, Action::Allow, tcp(1, 20))];
        assert_eq!(passing(&[], &rules), tcp(1, 100));
        assert_eq!(passing(&[SECOND], &rules), tcp(1, 20));
        // A tier that isolates is the last one for what it does not pass.
        assert_eq!(passing(&[FIRST], &rules), tcp(1, 10));
        let pass = [(FIRST, Action::Pass, tcp(15, 30)), (SECOND, Action::Allow, tcp(1, 20))];
        assert_eq!(passing(&[FIRST, SECOND], &pass), tcp(15, 20));
        assert_eq!(passing(&[FIRST], &pass), tcp(15, 30));
    }

    #[test]
    fn the_first_rule_of_a_tier_decides() {
        let rules = [
            (FIRST, Action::Pass, tcp(1, 5)),
            (FIRST, Action::Deny, tcp(1, 10)),
            (FIRST, Action::Allow, tcp(1, 20)),
            (SECOND, Action::Deny, tcp(4, 100)),
        ];
        assert_eq!(passing(&[], &rules), tcp(1, 3).union(&tcp(11, 20)));
    }
}
