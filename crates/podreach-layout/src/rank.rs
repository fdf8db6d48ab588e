//! Ranks: the row of each node, counted from the top, when sources stand above their destinations.

/// The highest rank. Nodes further down a longer chain all get it.
const DEEPEST: usize = 12;

/// Ranks of `count` nodes, by edges between them. Edges that would close a cycle are ignored, and nodes that all
/// reach each other get the same rank.
pub(crate) fn ranks(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut reached = vec![false; count];
    for (from, to) in edges {
        if from != to
            && *to < count
            && let Some(after) = after.get_mut(*from)
        {
            after.push(*to);
            if let Some(reached) = reached.get_mut(*to) {
                *reached = true;
            }
        }
    }
    for after in &mut after {
        after.sort_unstable();
        after.dedup();
    }
    let is_reached = |node: &usize| reached.get(*node).copied().unwrap_or(false);
    // Those that nobody reaches come first, so that circles are cut where one enters them.
    let (first, rest): (Vec<usize>, Vec<usize>) = (0..count).partition(|node| !is_reached(node));
    let starts: Vec<usize> = first.into_iter().chain(rest).collect();
    let order = finishing_order(&after, &starts);
    let crowd = crowds(&after, &order);
    let mut place = vec![0; count];
    for (at, node) in order.iter().enumerate() {
        if let Some(place) = place.get_mut(*node) {
            *place = at;
        }
    }
    let at = |list: &[usize], node: usize| list.get(node).copied().unwrap_or(0);
    let mut ranks = vec![0; count];
    for node in &order {
        let rank = at(&ranks, *node);
        for to in after.get(*node).into_iter().flatten() {
            let together = at(&crowd, *node) != 0 && at(&crowd, *node) == at(&crowd, *to);
            if at(&place, *to) <= at(&place, *node) || together {
                continue;
            }
            if let Some(below) = ranks.get_mut(*to) {
                *below = (*below).max(rank + 1).min(DEEPEST - 1);
            }
        }
    }
    ranks
}

/// Nodes in an order in which only edges that close a circle point backwards.
fn finishing_order(after: &[Vec<usize>], starts: &[usize]) -> Vec<usize> {
    let mut seen = vec![false; after.len()];
    let mut order = Vec::with_capacity(after.len());
    for start in starts {
        let mut stack = vec![(*start, 0_usize)];
        if seen.get(*start).copied().unwrap_or(true) {
            continue;
        }
        if let Some(seen) = seen.get_mut(*start) {
            *seen = true;
        }
        while let Some((node, next)) = stack.last_mut() {
            let found =
                after.get(*node).and_then(|after| after.len().checked_sub(*next + 1).and_then(|at| after.get(at)));
            *next += 1;
            let Some(to) = found.copied() else {
                order.push(*node);
                stack.pop();
                continue;
            };
            if let Some(seen) = seen.get_mut(to)
                && !*seen
            {
                *seen = true;
                stack.push((to, 0));
            }
        }
    }
    order.reverse();
    order
}

/// Numbers of crowds: nodes that reach each other by so many paths that no order among them makes sense. Zero is none.
fn crowds(after: &[Vec<usize>], order: &[usize]) -> Vec<usize> {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); after.len()];
    for (from, to) in after.iter().enumerate().flat_map(|(from, after)| after.iter().map(move |to| (from, *to))) {
        if let Some(before) = before.get_mut(to) {
            before.push(from);
        }
    }
    let mut circle = vec![0_usize; after.len()];
    let mut members: Vec<Vec<usize>> = vec![Vec::new()];
    for start in order {
        if circle.get(*start).copied().unwrap_or(1) != 0 {
            continue;
        }
        let number = members.len();
        let mut all = Vec::new();
        let mut stack = vec![*start];
        while let Some(node) = stack.pop() {
            if let Some(circle) = circle.get_mut(node)
                && *circle == 0
            {
                *circle = number;
                all.push(node);
                stack.extend(before.get(node).into_iter().flatten());
            }
        }
        members.push(all);
    }
    let inside = |number: usize, node: usize| {
        let same = |to: &&usize| circle.get(**to).copied() == Some(number);
        after.get(node).map_or(0, |after| after.iter().filter(same).count())
    };
    let is_crowd: Vec<bool> = members
        .iter()
        .enumerate()
        .map(|(number, all)| {
            let edges: usize = all.iter().map(|node| inside(number, *node)).sum();
            all.len() > 3 && edges > 2 * all.len()
        })
        .collect();
    circle.into_iter().map(|number| if is_crowd.get(number) == Some(&true) { number } else { 0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_go_down() {
        assert_eq!(ranks(3, &[(2, 0), (0, 1)]), [1, 2, 0]);
        assert_eq!(ranks(4, &[(0, 1), (0, 2), (1, 3), (2, 3)]), [0, 1, 1, 2]);
    }

    #[test]
    fn circles_are_cut_where_one_enters() {
        assert_eq!(ranks(2, &[(0, 1), (1, 0)]), [0, 1]);
        assert_eq!(ranks(3, &[(0, 1), (1, 0), (2, 1)]), [2, 1, 0]);
    }

    #[test]
    fn crowds_stand_side_by_side() {
        let all: Vec<(usize, usize)> = (0..6).flat_map(|from| (0..6).map(move |to| (from, to))).collect();
        assert_eq!(ranks(6, &all), [0; 6]);
    }

    #[test]
    fn what_makes_no_sense_is_ignored() {
        assert_eq!(ranks(1, &[(0, 0), (0, 7), (9, 0)]), [0]);
        assert!(ranks(0, &[]).is_empty());
    }

    #[test]
    fn long_chains_end() {
        let chain: Vec<(usize, usize)> = (0..5000).map(|at| (at, at + 1)).collect();
        assert_eq!(ranks(5001, &chain).into_iter().max(), Some(DEEPEST - 1));
    }
}
