//! Where tiers and policies stand among their like.

use std::cmp::Ordering;

/// A place in an order: lower numbers first, what has none last. Calico orders tiers and policies by a number that may be
/// missing; the priorities of ClusterNetworkPolicies are whole numbers. Source: Calico's `Tier` and `NetworkPolicy`, `order`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order(pub Option<f64>);

impl Order {
    /// The place of a priority.
    pub fn priority(priority: u16) -> Self {
        Self(Some(f64::from(priority)))
    }
}

impl Ord for Order {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.0, other.0) {
            (Some(left), Some(right)) => left.total_cmp(&right),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }
}

impl PartialOrd for Order {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Order {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_number_comes_last() {
        let mut orders = [Order(None), Order(Some(10.5)), Order::priority(10), Order(Some(-1.0))];
        orders.sort();
        assert_eq!(orders.map(|order| order.0), [Some(-1.0), Some(10.0), Some(10.5), None]);
    }
}
