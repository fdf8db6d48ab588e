//! What an answer depends on, as JSON.

use podreach_eval::query::{Dependence, Fact, Outcome};
use podreach_eval::sets::AddressSet;
use podreach_eval::sets::LabelValue;
use podreach_eval::{Analysis, explain};
use serde::Serialize;

/// Something that makes an answer another one.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct DependenceOut<'a> {
    /// The smallest set of facts that makes the answer another one.
    facts: Vec<FactOut<'a>>,
    /// The answer then: `allowed` or `denied`.
    verdict: &'static str,
    /// False where there are too many possibilities to try each (4,096 for one answer): then the answer depends where what
    /// must pass and what may pass differ, and the facts are examples.
    tried: bool,
    /// The same as a sentence.
    text: String,
}

/// A fact that the input leaves open.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FactOut<'a> {
    #[serde(flatten)]
    fact: FactKind<'a>,
    /// The fact in words.
    text: String,
    /// Why the input leaves it open.
    reason: String,
}

/// What a fact is about.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "camelCase")]
enum FactKind<'a> {
    /// A label of a namespace that has no Namespace object in the input.
    NamespaceLabel {
        /// The namespace.
        namespace: &'a str,
        /// The label's key.
        key: &'a str,
        /// The label's value; null where it is one that no selector names.
        value: Option<&'a str>,
        /// Whether it has the label.
        present: bool,
    },
    /// Where the address of a pod lies.
    Address {
        /// An endpoint id.
        endpoint: &'a str,
        /// Networks.
        addresses: Vec<String>,
    },
    /// Whether two pods run on one node.
    Node {
        /// An endpoint id: what connects from the node.
        source: &'a str,
        /// An endpoint id.
        endpoint: &'a str,
    },
    /// What a DNS name resolves to.
    DomainName {
        /// The name as a rule writes it.
        name: &'a str,
        /// An endpoint id.
        endpoint: &'a str,
        /// Networks; null where all of the endpoint is meant.
        addresses: Option<Vec<String>>,
    },
    /// What a client's address becomes on its way.
    ClientAddress {
        /// The Service that may replace it by that of a node.
        service: &'a str,
        /// Networks.
        addresses: Vec<String>,
    },
}

/// What the answer hangs on: sets of facts of which each makes it another one, and the answer then.
pub(super) fn depends<'a>(analysis: &'a Analysis, dependence: &'a Dependence) -> Vec<DependenceOut<'a>> {
    let verdict = if dependence.allowed { Outcome::Allowed } else { Outcome::Denied };
    let texts = explain::depends(analysis, dependence);
    let flips = dependence.flips.iter().zip(texts).map(|(facts, text)| DependenceOut {
        facts: facts.iter().map(|fact| self::fact(analysis, fact)).collect(),
        verdict: verdict.as_str(),
        tried: dependence.tried,
        text,
    });
    flips.collect()
}

fn fact<'a>(analysis: &'a Analysis, fact: &'a Fact) -> FactOut<'a> {
    let id = |endpoint| analysis.endpoint(endpoint).id.as_str();
    let networks = |set: &AddressSet| set.networks().iter().map(ToString::to_string).collect::<Vec<_>>();
    let kind = match fact {
        Fact::NamespaceLabel { namespace, key, value } => FactKind::NamespaceLabel {
            namespace,
            key,
            value: if let LabelValue::Is(value) = value { Some(value) } else { None },
            present: *value != LabelValue::Absent,
        },
        Fact::Address { endpoint, addresses } => {
            FactKind::Address { endpoint: id(*endpoint), addresses: networks(addresses) }
        }
        Fact::Node { source, destination } => FactKind::Node { source: id(*source), endpoint: id(*destination) },
        Fact::Domain { name, endpoint, addresses } => {
            FactKind::DomainName { name, endpoint: id(*endpoint), addresses: addresses.as_ref().map(networks) }
        }
        Fact::NodeAddress { service, addresses } => FactKind::ClientAddress { service, addresses: networks(addresses) },
    };
    FactOut { fact: kind, text: explain::fact(analysis, fact), reason: explain::reason(analysis, fact) }
}
