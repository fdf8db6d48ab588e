//! What may be chosen in a completion: values of labels, places of addresses, names, the node.

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::policy::EndpointMatch;
use crate::query::address_parts::Asked;
use crate::reach::classes::ClassKind;
use crate::reach::outside::{BlockId, Unaddressed};
use crate::reach::unknown::{Room, alternatives, is_about_unknown};
use crate::sets::{AddressSet, LabelValue, Operator};

use super::addresses::Place;
use super::conditions::{Condition, Conditions, End};
use super::fact::Fact;

/// Something that completions choose; the first choice of each is the default.
#[derive(Clone, Debug)]
pub(super) enum Variable {
    /// The value of a label of a namespace.
    Label { namespace: Box<str>, key: Box<str>, values: Vec<LabelValue> },
    /// Where an address lies; by default in no block that does not hold all of IPv4.
    Address { end: End, endpoint: EndpointId, blocks: Vec<BlockId>, places: Vec<Place> },
    /// Whether a name resolves to what is asked about.
    Domain { name: Box<str>, endpoint: EndpointId, addresses: Option<AddressSet> },
    /// Whether the destination runs on the source's node.
    OwnNode { source: EndpointId, destination: EndpointId },
    /// Whose address the pod sees: the client's, or that of a node.
    Client { service: Box<str>, addresses: Vec<AddressSet> },
}

impl Variable {
    /// How many choices there are, the default included.
    pub(super) fn choices(&self) -> usize {
        match self {
            Self::Label { values, .. } => values.len(),
            Self::Address { places, .. } => places.len() + 1,
            Self::Domain { .. } | Self::OwnNode { .. } => 2,
            Self::Client { addresses, .. } => addresses.len() + 1,
        }
    }
}

/// Two ends that are asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends<'a> {
    pub(super) source: Asked<'a>,
    pub(super) destination: Asked<'a>,
}

impl<'a> Ends<'a> {
    fn at(&self, end: End) -> Asked<'a> {
        match end {
            End::Source => self.source,
            End::Destination => self.destination,
        }
    }
}

/// A label of an unknown namespace that a condition asks for.
type Wanted<'a> = (usize, &'a Operator);

/// What may be chosen about a pair, and the conditions that depend on it.
#[derive(Debug, Default)]
pub(super) struct Variables<'a> {
    pub(super) list: Vec<Variable>,
    /// By condition about a namespace: alternatives, each with the variables and what is asked of them.
    labels: Vec<Vec<Vec<Wanted<'a>>>>,
}

impl Analysis {
    /// The variables behind conditions; `None` where there are too many places to try.
    pub(super) fn variables<'a>(
        &'a self,
        conditions: &Conditions,
        ends: Ends<'_>,
        classes: [ClassKind; 2],
    ) -> Option<Variables<'a>> {
        let mut variables = Variables { list: Vec::new(), labels: vec![Vec::new(); conditions.list.len()] };
        self.label_variables(conditions, ends, &mut variables);
        for (end, kind) in [End::Source, End::Destination].into_iter().zip(classes) {
            let blocks: Vec<BlockId> = conditions
                .list
                .iter()
                .filter_map(|condition| match condition {
                    Condition::Block(of, block) if *of == end => Some(*block),
                    _ => None,
                })
                .collect();
            if blocks.is_empty() {
                continue;
            }
            let mut places = self.places(kind, &blocks)?;
            places.retain(|place| place.held.iter().any(|held| *held));
            if !places.is_empty() {
                variables.list.push(Variable::Address { end, endpoint: ends.at(end).id, blocks, places });
            }
        }
        for condition in &conditions.list {
            if let Condition::Domain(name) = condition {
                let Asked { id, at } = ends.destination;
                variables.list.push(Variable::Domain { name: name.clone(), endpoint: id, addresses: at.cloned() });
            }
        }
        Some(variables)
    }

    fn label_variables<'a>(&'a self, conditions: &Conditions, ends: Ends<'_>, variables: &mut Variables<'a>) {
        let asked = |condition: &Condition| {
            let Condition::Namespace(end, scope) = condition else { return None };
            let namespace: &'a str = self.endpoint(ends.at(*end).id).namespace.as_deref()?;
            Some((namespace, alternatives(self.world.unknown.selectors.get(scope)?, namespace)))
        };
        // In order of namespace and key, so that answers are stable.
        let mut keys: Vec<(&str, &str)> = Vec::new();
        for (namespace, alternatives) in conditions.list.iter().filter_map(asked) {
            let open = alternatives.flatten().filter(|requirement| is_about_unknown(requirement));
            keys.extend(open.map(|requirement| (namespace, &*requirement.key)));
        }
        keys.sort_unstable();
        keys.dedup();
        for (at, (namespace, key)) in keys.into_iter().enumerate() {
            let mut operators: Vec<&Operator> = Vec::new();
            for (condition, wanted) in conditions.list.iter().zip(&mut variables.labels) {
                let Some((_, found)) = asked(condition).filter(|(of, _)| *of == namespace) else { continue };
                for (place, all) in found.enumerate() {
                    if wanted.len() <= place {
                        wanted.push(Vec::new());
                    }
                    for requirement in all.iter().filter(|one| is_about_unknown(one) && *one.key == *key) {
                        wanted.get_mut(place).into_iter().for_each(|all| all.push((at, &requirement.operator)));
                        operators.push(&requirement.operator);
                    }
                }
            }
            // Values that no requirement tells apart are one.
            let mut known: Vec<Vec<bool>> = Vec::new();
            let mut distinct = LabelValue::distinct(operators.iter().copied());
            distinct.retain(|value| {
                let matching: Vec<bool> = operators.iter().map(|operator| value.matches(operator)).collect();
                let new = !known.contains(&matching);
                if new {
                    known.push(matching);
                }
                new
            });
            variables.list.push(Variable::Label { namespace: namespace.into(), key: key.into(), values: distinct });
        }
    }

    /// The fact that a choice of a variable is.
    pub(super) fn fact(&self, variable: &Variable, choice: usize) -> Option<Fact> {
        let place = choice.checked_sub(1)?;
        Some(match variable {
            Variable::Label { namespace, key, values } => Fact::NamespaceLabel {
                namespace: namespace.clone(),
                key: key.clone(),
                value: values.get(choice)?.clone(),
            },
            Variable::Address { endpoint, places, .. } => {
                Fact::Address { endpoint: *endpoint, addresses: self.place_addresses(places.get(place)?) }
            }
            Variable::Domain { name, endpoint, addresses } => {
                Fact::Domain { name: name.clone(), endpoint: *endpoint, addresses: addresses.clone() }
            }
            Variable::OwnNode { source, destination } => Fact::Node { source: *source, destination: *destination },
            Variable::Client { service, addresses } => {
                Fact::NodeAddress { service: service.clone(), addresses: addresses.get(place)?.clone() }
            }
        })
    }
}

impl Variables<'_> {
    /// Which conditions are true when these are the choices; `None` where two pods would have one address.
    pub(super) fn truth(&self, conditions: &Conditions, choices: &[usize]) -> Option<Vec<bool>> {
        let mut truth: Vec<bool> = conditions.list.iter().map(|one| matches!(one, Condition::Namespace(..))).collect();
        let chosen = |at: usize| choices.get(at).copied().unwrap_or(0);
        let matches = |(at, operator): &Wanted<'_>| {
            let value = match self.list.get(*at) {
                Some(Variable::Label { values, .. }) => values.get(chosen(*at)),
                _ => None,
            };
            value.is_some_and(|value| value.matches(operator))
        };
        for (held, alternatives) in truth.iter_mut().zip(&self.labels) {
            *held &= alternatives.is_empty() || alternatives.iter().any(|all| all.iter().all(matches));
        }
        let mut taken: Option<&[Room]> = None;
        for (variable, choice) in self.list.iter().zip(choices).filter(|(_, choice)| **choice > 0) {
            match variable {
                Variable::Address { end, blocks, places, .. } => {
                    let Some(place) = places.get(choice - 1) else { continue };
                    for (block, held) in blocks.iter().zip(&place.held) {
                        if let Some(slot) =
                            conditions.place(&Condition::Block(*end, *block)).and_then(|at| truth.get_mut(at))
                        {
                            *slot = *held;
                        }
                    }
                    match (taken, place.rooms.as_slice()) {
                        (Some([one]), [other]) if one == other && one.single => return None,
                        _ => taken = Some(&place.rooms),
                    }
                }
                Variable::Domain { name, .. } => {
                    // Whatever a name resolves to, a pattern that stands for the name resolves to as well.
                    let resolved = Unaddressed::Domain(name.clone());
                    for (condition, held) in conditions.list.iter().zip(&mut truth) {
                        if let Condition::Domain(pattern) = condition {
                            *held |= resolved.is_named_by(&EndpointMatch::Domain(pattern.clone()));
                        }
                    }
                }
                Variable::Label { .. } | Variable::OwnNode { .. } | Variable::Client { .. } => {}
            }
        }
        Some(truth)
    }
}
