//! Small clusters, all of them: every cluster that a small alphabet of pods, policies and rules can make, by number.
//!
//! Most mistakes of an evaluator show in a small cluster already. Random clusters find them with luck; these find them
//! surely, as long as the alphabet has the letters. What is complete is said by each [`Scope`]. Two policies that differ in
//! nothing but their order are left out where order cannot count (NetworkPolicies, and different tiers).

mod pods;
mod policies;

use crate::model::Cluster;
use pods::{PODS, Pods};
use policies::Written;

/// A set of clusters: pods, times policies.
#[derive(Debug)]
pub struct Scope {
    /// What is complete in it.
    pub name: &'static str,
    pods: &'static [Pods],
    policies: Vec<Written>,
    /// Places in `policies`: one policy or two.
    chosen: Vec<(u16, Option<u16>)>,
}

impl Scope {
    /// All clusters with one policy of up to two rules, over the whole alphabet.
    pub fn one_policy() -> Self {
        let policies = policies::whole_alphabet(2);
        let chosen = (0..policies.len()).map(|at| (at as u16, None)).collect();
        Self { name: "one policy of up to two rules", pods: &PODS, policies, chosen }
    }

    /// All clusters with two policies of up to one rule each, over the whole alphabet.
    pub fn two_policies() -> Self {
        let policies = policies::whole_alphabet(1);
        let chosen = pairs(&policies);
        Self { name: "two policies of up to one rule each", pods: &PODS[..2], policies, chosen }
    }

    /// All clusters with two policies of two rules each, over a part of the alphabet.
    pub fn two_policies_of_two_rules() -> Self {
        let policies = policies::two_rules_of_small_alphabet();
        let chosen = pairs(&policies);
        Self { name: "two policies of two rules each", pods: &PODS[1..2], policies, chosen }
    }

    /// How many clusters there are.
    pub fn len(&self) -> usize {
        self.pods.len() * self.chosen.len()
    }

    /// Whether there is no cluster, which is never so.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cluster of a number below [`Scope::len`].
    ///
    /// # Panics
    /// For any other number.
    pub fn cluster(&self, number: usize) -> Cluster {
        let mut cluster = self.pods[number % self.pods.len()].cluster();
        let (first, second) = self.chosen[number / self.pods.len()];
        // By name they would come in the other order.
        self.policies[usize::from(first)].add(&mut cluster, "one", 1);
        if let Some(second) = second {
            self.policies[usize::from(second)].add(&mut cluster, "another", 2);
        }
        cluster
    }
}

/// Two policies that may stand beside each other, in every order that may count.
fn pairs(policies: &[Written]) -> Vec<(u16, Option<u16>)> {
    let mut pairs = Vec::new();
    for (at, first) in (0..).zip(policies) {
        for (other, second) in (0..).zip(policies) {
            let counts = at <= other || first.order_counts(second);
            if counts && !(first.is_singleton() && second.is_singleton()) {
                pairs.push((at, Some(other)));
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_enough_and_none_twice() {
        let scopes = [Scope::one_policy(), Scope::two_policies(), Scope::two_policies_of_two_rules()];
        let sizes = scopes.each_ref().map(Scope::len);
        assert!(sizes.iter().sum::<usize>() >= 1_000_000, "{sizes:?}");
        for scope in &scopes {
            assert!(scope.policies.len() < usize::from(u16::MAX));
            // A number in steps that have nothing in common with any of the sizes.
            let some: Vec<String> = (0..scope.len()).step_by(997).map(|number| scope.cluster(number).yaml()).collect();
            let mut distinct = some.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct.len(), some.len(), "{}", scope.name);
        }
    }
}
