//! Which rules name a class: an index over all policies, so that a question about two ends does not go through rules that
//! concern neither.

use std::sync::{Arc, OnceLock};

use crate::policy::{Direction, PolicyId, TierId};

use super::classes::ClassId;
use super::outside::BlockId;
use super::pieces::Pieces;
use super::rules::{CompiledPolicy, CompiledRule};

/// With so many rules or fewer at an end, going through all of them costs less than an index.
const FEW: usize = 32;

/// The rules of one direction, by the classes that they name.
#[derive(Clone, Debug, Default)]
struct OfDirection {
    /// Policies and places of their rules, in order of evaluation.
    rules: Vec<(PolicyId, u32)>,
    /// Classes and the rules that name them, by place in `rules`.
    pieces: Pieces,
    /// Rules that name addresses, by their block: sorted pairs.
    blocks: Vec<(BlockId, u32)>,
}

/// The index, made when it is first asked.
#[derive(Debug, Default)]
pub(crate) struct NamedBy([OnceLock<OfDirection>; 2]);

impl OfDirection {
    fn new(direction: Direction, compiled: &[Arc<CompiledPolicy>]) -> Self {
        let mut index = Self::default();
        let mut ranges = Vec::new();
        for (policy, id) in compiled.iter().zip((0..).map(PolicyId)) {
            for (rule, at) in policy.rules(direction).into_iter().flatten().zip(0_u32..) {
                let place = index.rules.len() as u32;
                index.rules.push((id, at));
                index.blocks.extend(rule.blocks().into_iter().map(|block| (block, place)));
                ranges.extend(rule.others.classes().ranges().iter().map(|(first, last)| (*first, *last, place)));
            }
        }
        index.blocks.sort_unstable();
        index.pieces = Pieces::new(ranges.into_iter());
        index
    }

    fn of_block(&self, block: BlockId) -> impl Iterator<Item = u32> {
        let from = self.blocks.partition_point(|(known, _)| *known < block);
        let rest = self.blocks.get(from..).unwrap_or(&[]).iter();
        rest.take_while(move |(known, _)| *known == block).map(|(_, place)| *place)
    }
}

impl NamedBy {
    /// The rules of some policies (in order of evaluation) that name a class, or whose addresses are one of the blocks;
    /// where there are few rules, all of them.
    pub(crate) fn rules<'a>(
        &self,
        compiled: &'a [Arc<CompiledPolicy>],
        direction: Direction,
        applied: &[PolicyId],
        class: ClassId,
        maybe: &[BlockId],
    ) -> Vec<(TierId, &'a CompiledRule)> {
        let count = applied
            .iter()
            .filter_map(|id| compiled.get(id.0 as usize)?.rules(direction))
            .map(<[CompiledRule]>::len)
            .sum::<usize>();
        if count <= FEW {
            return all_rules(compiled, direction, applied).collect();
        }
        let slot = match direction {
            Direction::Ingress => self.0.first(),
            Direction::Egress => self.0.last(),
        };
        let Some(index) = slot.map(|slot| slot.get_or_init(|| OfDirection::new(direction, compiled))) else {
            return Vec::new();
        };
        let mut places = index.pieces.owners(class.0);
        places.extend(maybe.iter().flat_map(|block| index.of_block(*block)));
        places.sort_unstable();
        places.dedup();
        let found = places.into_iter().filter_map(|place| index.rules.get(place as usize));
        found
            .filter(|(policy, _)| applied.binary_search(policy).is_ok())
            .filter_map(|(policy, at)| {
                let policy = compiled.get(policy.0 as usize)?;
                Some((policy.tier, policy.rules(direction)?.get(*at as usize)?))
            })
            .collect()
    }
}

/// All rules of some policies, in order, each with its tier.
pub(crate) fn all_rules<'a>(
    compiled: &'a [Arc<CompiledPolicy>],
    direction: Direction,
    applied: &[PolicyId],
) -> impl Iterator<Item = (TierId, &'a CompiledRule)> {
    applied.iter().filter_map(|id| compiled.get(id.0 as usize)).flat_map(move |policy| {
        let rules = policy.rules(direction).into_iter().flatten();
        rules.map(move |rule| (policy.tier, rule))
    })
}
