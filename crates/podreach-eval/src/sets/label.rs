//! The shortest way to name a set of addresses: networks, with what is missing from them, with what is back again.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::AddressSet;

/// At most this many networks are spelt out in a list.
const LISTED: usize = 6;
/// Sets of more ranges than this are listed as they are; nobody reads the rest.
const RANGES: usize = 512;

/// A network, or the whole Internet, without some networks.
#[derive(Clone, Debug)]
struct Term {
    net: Option<IpNet>,
    except: Vec<Option<IpNet>>,
}

/// What of a network is in the set: terms that add up to it.
#[derive(Debug, Default)]
struct Within {
    cost: usize,
    terms: Vec<Term>,
}

/// What of a network is not in the set: holes, and terms that lie in holes and are in the set all the same.
#[derive(Debug, Default)]
struct Without {
    cost: usize,
    holes: Vec<Option<IpNet>>,
    back: Vec<Term>,
}

/// `Internet` for everything, `10.0.0.0/8 except 10.1.0.0/16`, or a list of such.
pub(super) fn label(set: &AddressSet) -> String {
    let ranges = |count: usize| count > RANGES;
    if ranges(set.v4.ranges().len()) || ranges(set.v6.ranges().len()) {
        return list(&set.networks().into_iter().map(Some).collect::<Vec<_>>());
    }
    let v4: Vec<(u128, u128)> =
        set.v4.ranges().iter().map(|(first, last)| (u128::from(*first), u128::from(*last))).collect();
    let whole = join(|| None, describe(&v4, 0, 0, 32, &v4_net), describe(set.v6.ranges(), 0, 0, 128, &v6_net));
    text(&whole.0.terms)
}

fn v4_net(first: u128, length: u8) -> Option<IpNet> {
    Ipv4Net::new(Ipv4Addr::from_bits(first as u32), length).ok().map(IpNet::V4)
}

fn v6_net(first: u128, length: u8) -> Option<IpNet> {
    Ipv6Net::new(Ipv6Addr::from_bits(first), length).ok().map(IpNet::V6)
}

type Make<'a> = &'a dyn Fn(u128, u8) -> Option<IpNet>;

/// Describes the part of a set that lies in the network at `first` of `length`. `ranges` are those that touch it.
fn describe(ranges: &[(u128, u128)], first: u128, length: u8, bits: u8, make: Make<'_>) -> (Within, Without) {
    let host_bits = u32::from(bits - length);
    let span = u128::MAX.checked_shr(128 - host_bits).unwrap_or(0);
    let last = first | span;
    let net = || make(first, length);
    match ranges {
        [] => (Within::default(), Without { cost: 1, holes: vec![net()], back: Vec::new() }),
        [(from, to)] if *from <= first && *to >= last => {
            (Within { cost: 1, terms: vec![Term { net: net(), except: Vec::new() }] }, Without::default())
        }
        _ if length >= bits => (Within::default(), Without::default()),
        _ => {
            let middle = first | (1_u128 << (host_bits - 1));
            let low = ranges.partition_point(|(from, _)| *from < middle);
            let high = ranges.partition_point(|(_, to)| *to < middle);
            let (left, right) = (ranges.get(..low).unwrap_or(&[]), ranges.get(high..).unwrap_or(&[]));
            let left = describe(left, first, length + 1, bits, make);
            let right = describe(right, middle, length + 1, bits, make);
            join(net, left, right)
        }
    }
}

/// Puts two halves together, and says the whole the other way round where that is shorter.
fn join(
    make: impl Fn() -> Option<IpNet>,
    (mut within, mut without): (Within, Without),
    (right_within, right_without): (Within, Without),
) -> (Within, Without) {
    within.cost += right_within.cost;
    within.terms.extend(right_within.terms);
    without.cost += right_without.cost;
    without.holes.extend(right_without.holes);
    without.back.extend(right_without.back);
    let simple = without.back.is_empty();
    if without.cost + 1 < within.cost + usize::from(simple) {
        let mut terms = vec![Term { net: make(), except: without.holes.clone() }];
        terms.extend(without.back.iter().cloned());
        within = Within { cost: without.cost + 1, terms };
    } else if within.cost + 1 < without.cost {
        without = Without { cost: within.cost + 1, holes: vec![make()], back: within.terms.clone() };
    }
    (within, without)
}

fn name(net: Option<IpNet>) -> String {
    net.map_or_else(|| "Internet".to_owned(), |net| net.to_string())
}

fn list(networks: &[Option<IpNet>]) -> String {
    shorten(networks.iter().take(LISTED).map(|net| name(*net)).collect(), networks.len(), ", ")
}

fn shorten(mut shown: Vec<String>, count: usize, separator: &str) -> String {
    if count > shown.len() {
        shown.push(format!("{} more", count - shown.len()));
    }
    shown.join(separator)
}

fn text(terms: &[Term]) -> String {
    let term = |term: &Term| {
        let net = name(term.net);
        if term.except.is_empty() { net } else { format!("{net} except {}", list(&term.except)) }
    };
    // What stands behind an exception would read on as one: the plain networks come first.
    let (plain, cut): (Vec<&Term>, Vec<&Term>) = terms.iter().partition(|term| term.except.is_empty());
    let terms: Vec<&Term> = plain.into_iter().chain(cut).collect();
    let separator = if terms.iter().any(|term| !term.except.is_empty()) { "; " } else { ", " };
    shorten(terms.iter().take(LISTED).map(|one| term(one)).collect(), terms.len(), separator)
}
