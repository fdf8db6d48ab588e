//! What a network plugin does where the API leaves it open: as data, applied when policies are compiled to classes.

use serde::{Deserialize, Serialize};

/// Whether an `ipBlock` also matches pods whose address lies in it. The API leaves it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum IpBlockPods {
    /// It does: what the API says and most plugins do.
    #[default]
    Match,
    /// It does not: Cilium, and np-guard's analyzer.
    Ignore,
}

/// How pods on their node's network are seen. The API describes both and leaves the choice to the plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum HostNetwork {
    /// Their traffic is the node's: no selector matches them and no policy holds for them. The common behaviour.
    #[default]
    Node,
    /// They are distinguished from the node: selectors match them and policies apply, as for any pod.
    Pod,
}

/// A choice about the plugin that people make. The command line has an argument for each, with these words.
///
/// A new choice is a row of [`CHOICES`] and a field of [`Semantics`]; whatever it changes reads the field.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// Its name, `ip-block-pods`.
    pub name: &'static str,
    /// What it decides, in a sentence without full stop.
    pub help: &'static str,
    /// What may be chosen, the default first.
    pub values: &'static [&'static str],
    /// Makes the choice of the value at this place.
    choose: fn(&mut Semantics, usize),
}

/// All choices, in the order of help.
pub const CHOICES: &[Choice] = &[
    Choice {
        name: "ip-block-pods",
        help: "Whether an ipBlock also matches pods whose address lies in it",
        values: &["match", "ignore"],
        choose: |semantics, at| semantics.ip_block_pods = pick([IpBlockPods::Match, IpBlockPods::Ignore], at),
    },
    Choice {
        name: "host-network",
        help: "Whether pods with `hostNetwork: true` count as their node, which no policy holds for, or as pods",
        values: &["node", "pod"],
        choose: |semantics, at| semantics.host_network = pick([HostNetwork::Node, HostNetwork::Pod], at),
    },
];

/// The value at a place; the default, which is the first one, where there is none.
fn pick<T: Copy + Default, const COUNT: usize>(values: [T; COUNT], at: usize) -> T {
    values.get(at).copied().unwrap_or_default()
}

impl Choice {
    /// Makes the choice of a value; whether it is one that may be chosen.
    pub fn choose(&self, semantics: &mut Semantics, value: &str) -> bool {
        let at = self.values.iter().position(|known| *known == value);
        if let Some(at) = at {
            (self.choose)(semantics, at);
        }
        at.is_some()
    }
}

/// What a plugin does. [`Semantics::default`] is what the API says, and what most plugins do where it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Semantics {
    /// Whether address blocks match pods.
    pub ip_block_pods: IpBlockPods,
    /// How pods on their node's network are seen.
    pub host_network: HostNetwork,
    /// Whether a pod that reaches itself through a Service is allowed by the tier that isolates it. Plugins differ.
    /// Source: network-policy-api, "hairpin" traffic.
    pub hairpin_is_allowed: bool,
}

impl Default for Semantics {
    fn default() -> Self {
        Self { ip_block_pods: IpBlockPods::default(), host_network: HostNetwork::default(), hairpin_is_allowed: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_is_the_default_and_others_differ() {
        for choice in CHOICES {
            let chosen = choice.values.iter().map(|value| {
                let mut semantics = Semantics::default();
                assert!(choice.choose(&mut semantics, value), "{}: {value}", choice.name);
                semantics
            });
            let chosen: Vec<Semantics> = chosen.collect();
            assert_eq!(chosen[0], Semantics::default(), "{}", choice.name);
            assert!(chosen[1..].iter().all(|semantics| *semantics != Semantics::default()), "{}", choice.name);
            assert!(!choice.choose(&mut Semantics::default(), "neither"));
        }
    }
}
