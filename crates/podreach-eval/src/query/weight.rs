//! How much work a verdict is, before it is asked for.

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::policy::Direction;
use crate::reach::CompiledRule;

/// So much of the weight of a rule's ports counts as a look.
const A_RANGE: usize = 16;

impl Analysis {
    /// About how many rules, peers and ranges of ports a verdict about two endpoints looks at.
    pub fn verdict_weight(&self, source: EndpointId, destination: EndpointId) -> usize {
        let ends = [(Direction::Egress, source, destination), (Direction::Ingress, destination, source)];
        let weight = |(direction, end, other)| {
            let applied = self.world.engine.side(direction).policies(self.class_of(end));
            let class = self.class_of(other);
            let maybe = self.world.classes.get(class).and_then(|class| self.world.classes.membership(class));
            let maybe = maybe.map_or(&[][..], |membership| &membership.maybe);
            let rules = self.world.named_by.rules(&self.world.compiled, direction, applied, class, maybe);
            let weight = |rule: &CompiledRule| 1 + rule.peers.len() + rule.numbered.weight() / A_RANGE;
            applied.len() + rules.iter().map(|(_, rule)| weight(rule)).sum::<usize>()
        };
        ends.into_iter().map(weight).sum()
    }
}
