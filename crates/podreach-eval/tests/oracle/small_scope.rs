//! The engine against the oracle on every cluster of a small alphabet.
//!
//! There are more than a million of them, so that a run takes a shard: `PODREACH_SHARD=3/61` every 61st cluster from the
//! fourth on, `PODREACH_SHARD=all` all of them (half an hour on one core, in release). `.ci/run` takes the shard from the
//! commit, so that one commit always sees the same clusters and many commits see all.

use podreach_testkit::small_scope::Scope;

use crate::compare;

/// The shard of a run that asks for none. The number of shards has no divisor in common with how the scopes are put
/// together: each shard has some of everything.
const USUAL: (usize, usize) = (0, 61);

/// The number of the shard, and how many there are.
fn shard() -> (usize, usize) {
    let Ok(text) = std::env::var("PODREACH_SHARD") else { return USUAL };
    read(&text).unwrap_or_else(|| panic!("PODREACH_SHARD is `{text}`: write `all`, or `K/N` for shard K of N"))
}

/// Numbers go round, so that any number that grows will do.
fn read(text: &str) -> Option<(usize, usize)> {
    if text == "all" {
        return Some((0, 1));
    }
    let (number, of) = text.split_once('/')?;
    let (number, of): (usize, usize) = (number.parse().ok()?, of.parse().ok()?);
    Some((number.checked_rem(of)?, of))
}

fn compare_shard(scope: &Scope) {
    let (first, step) = shard();
    for number in (first..scope.len()).step_by(step) {
        compare::compare(&scope.cluster(number));
    }
}

#[test]
fn engine_equals_oracle_on_one_policy() {
    compare_shard(&Scope::one_policy());
}

#[test]
fn engine_equals_oracle_on_two_policies() {
    compare_shard(&Scope::two_policies());
}

#[test]
fn engine_equals_oracle_on_two_policies_of_two_rules() {
    compare_shard(&Scope::two_policies_of_two_rules());
}

#[test]
fn shards_are_read() {
    assert_eq!(read("all"), Some((0, 1)));
    assert_eq!([read("3/64"), read("67/64")], [Some((3, 64)); 2]);
    assert_eq!([read("x/2"), read("1/0"), read("1")], [None; 3]);
}
