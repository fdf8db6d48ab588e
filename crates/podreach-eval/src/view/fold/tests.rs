//! The folding against asking every pair.

use podreach_syntax::Sources;

use super::*;
use crate::options::Options;
use crate::pipeline::analyze;
use crate::query::PairState;
use crate::view::fixture::cluster;

pub(super) fn analysis(seed: u64) -> Analysis {
    analyze(&Sources::single("c.yaml", cluster(seed)), &Options::default())
}

/// State and ports of a pair, where all blocked pairs are alike.
pub(super) fn answer(analysis: &Analysis, from: EndpointId, to: EndpointId) -> Option<(PairState, String)> {
    let pair = analysis.pair_with(from, to, analysis.pair_ids(from, to));
    (!matches!(pair.state, PairState::Blocked(_))).then(|| (pair.state, pair.shown().short_notation()))
}

/// Whether two endpoints have the same answers to all others but some.
fn alike(analysis: &Analysis, [one, two]: [EndpointId; 2], others: &[EndpointId]) -> bool {
    let endpoint = |id: EndpointId| analysis.endpoint(id);
    endpoint(one).egress.isolated == endpoint(two).egress.isolated
        && endpoint(one).ingress.isolated == endpoint(two).ingress.isolated
        && endpoint(one).is_representative() == endpoint(two).is_representative()
        && others.iter().all(|other| {
            answer(analysis, one, *other) == answer(analysis, two, *other)
                && answer(analysis, *other, one) == answer(analysis, *other, two)
        })
}

#[test]
fn members_of_a_stack_have_equal_answers_and_stacks_are_as_large_as_can_be() {
    let (mut stacked, mut apart) = (0, 0);
    for seed in 0..80 {
        let analysis = analysis(seed);
        let folding = analysis.folding();
        assert!(folding.is_whole());
        let home = |id: EndpointId| {
            let endpoint = analysis.endpoint(id);
            (endpoint.namespace.clone(), endpoint.namespace_selector.as_ref().map(ToString::to_string))
        };
        for stack in &folding.stacks {
            let others: Vec<_> = folding.drawn.iter().copied().filter(|id| !stack.members.contains(id)).collect();
            for pair in stack.members.windows(2) {
                assert!(alike(&analysis, [pair[0], pair[1]], &others), "seed {seed}: {pair:?}");
                stacked += 1;
            }
        }
        // Two that could change places are in one stack.
        for (at, one) in folding.drawn.iter().enumerate() {
            for two in folding.drawn.iter().skip(at + 1) {
                if analysis.endpoint(*one).is_external() || home(*one) != home(*two) {
                    continue;
                }
                let others: Vec<_> = folding.drawn.iter().copied().filter(|id| id != one && id != two).collect();
                let swapped = alike(&analysis, [*one, *two], &others)
                    && answer(&analysis, *one, *two) == answer(&analysis, *two, *one)
                    && answer(&analysis, *one, *one) == answer(&analysis, *two, *two);
                let together = folding.stack_of[one] == folding.stack_of[two];
                assert!(together || !swapped, "seed {seed}: {one:?} {two:?}");
                apart += u32::from(!together);
            }
        }
    }
    assert!(stacked > 50 && apart > 50, "{stacked} {apart}");
}

#[test]
fn labels_are_what_asking_each_pair_gives() {
    for seed in 0..60 {
        let analysis = analysis(seed);
        let folding = analysis.folding();
        let behaviour: FxHashMap<_, _> = folding.drawn.iter().zip(&folding.of).collect();
        for from in &folding.drawn {
            for to in &folding.drawn {
                let outside = analysis.endpoint(*from).is_external() && analysis.endpoint(*to).is_external();
                if outside || (from == to && !analysis.has_two_pods(*from)) {
                    continue;
                }
                let number = folding.label_between(*behaviour[from], *behaviour[to]);
                let label = folding.lines.label(number);
                let found = label.map(|label| (label.state, label.connections.short_notation()));
                assert_eq!(found, answer(&analysis, *from, *to), "seed {seed}: {from:?} to {to:?}");
            }
        }
    }
}
