//! What a person looks for: by name, label, port, address, namespace or policy.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use podreach_eval::Analysis;
use podreach_eval::inventory::{Endpoint, EndpointId, EndpointKind};
use podreach_eval::sets::Protocol;
use podreach_eval::view::NodeId;
use podreach_picture::Picked;
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// Rows of workloads that are shown.
const WORKLOADS: usize = 4;
/// Rows of anything else that are shown.
const OTHERS: usize = 3;

/// A search. Its words are separated by blanks, and all of them have to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// `web`, `app=web`, `8080`, `TCP 5432`, `shop/`, `10.1.2.3`, in any order.
    pub text: String,
}

/// What was found, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchAnswer {
    /// The text that was looked for, so that an answer that comes late is known as such.
    pub text: String,
    /// Its words, as they were understood.
    pub words: Vec<SearchWord>,
    /// Workloads, what stands for pods that are not in the input, and the outside.
    pub workloads: Hits,
    /// Namespaces.
    pub namespaces: Hits,
    /// Services, Ingresses, Routes and Gateways.
    pub services: Hits,
    /// Policies.
    pub policies: Hits,
    /// Ports that workloads declare.
    pub ports: Hits,
}

/// A word of a search, as it was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchWord {
    /// What it is taken for: `name`, `label`, `port`, `namespace` or `address`.
    pub kind: String,
    /// What is looked for.
    pub text: String,
}

/// The first of what was found, and how much there is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hits {
    /// The best ones.
    pub rows: Vec<Hit>,
    /// All of them.
    pub count: usize,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Its name.
    pub title: String,
    /// What it is, and why it is here: `Deployment in shop, TCP 8080`.
    pub note: String,
    /// What to select.
    pub picked: Picked,
    /// What to filter by, where it is a port.
    pub port: Option<(Protocol, u16)>,
}

impl SearchAnswer {
    /// Whether nothing was found.
    pub const fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// All groups in order.
    pub const fn groups(&self) -> [&Hits; 5] {
        [&self.workloads, &self.namespaces, &self.services, &self.policies, &self.ports]
    }

    /// How much was found.
    pub const fn count(&self) -> usize {
        self.workloads.count + self.namespaces.count + self.services.count + self.policies.count + self.ports.count
    }

    /// The best of all.
    pub fn first(&self) -> Option<&Hit> {
        self.groups().into_iter().find_map(|group| group.rows.first())
    }
}

/// A word of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    /// A part of a name.
    Name(String),
    /// A label: its key and, if one is written, its value.
    Label(String, String),
    /// A port, by number or name, and whether it is `tcp`, `udp` or `sctp`.
    Port(Option<String>, u16),
    /// A namespace, in full, and a part of a name in it.
    Within(String, String),
    Address(IpAddr),
}

impl Word {
    fn shown(&self) -> SearchWord {
        let (kind, text) = match self {
            Self::Name(text) => ("name", text.clone()),
            Self::Label(key, value) if value.is_empty() => ("label", key.clone()),
            Self::Label(key, value) => ("label", format!("{key}={value}")),
            Self::Port(Some(protocol), port) => ("port", format!("{} {port}", protocol.to_uppercase())),
            Self::Port(None, port) => ("port", port.to_string()),
            Self::Within(namespace, name) if name.is_empty() => ("namespace", namespace.clone()),
            Self::Within(namespace, name) => ("namespace", format!("{namespace}/{name}")),
            Self::Address(address) => ("address", address.to_string()),
        };
        SearchWord { kind: kind.to_owned(), text }
    }
}

/// The words of a text.
fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut protocol = None;
    for word in text.split_whitespace().map(str::to_lowercase) {
        if matches!(&*word, "tcp" | "udp" | "sctp") {
            protocol = Some(word);
            continue;
        }
        let port = word.parse().ok().filter(|port| *port != 0);
        found.push(if let Some(port) = port {
            Word::Port(protocol.take(), port)
        } else if let Ok(address) = word.parse() {
            Word::Address(address)
        } else if let Some((key, value)) = word.split_once('=') {
            Word::Label(key.to_owned(), value.trim_start_matches('=').to_owned())
        } else if let Some((namespace, name)) = word.split_once('/').filter(|(namespace, _)| !namespace.is_empty()) {
            Word::Within(namespace.to_owned(), name.to_owned())
        } else {
            Word::Name(word)
        });
    }
    // A protocol without a port is looked for as it is written.
    found.extend(protocol.map(Word::Name));
    found
}

pub(super) fn answer(Search { text }: Search, evaluation: &Evaluation) -> SearchAnswer {
    let words = words(&text);
    if words.is_empty() {
        return SearchAnswer { text, ..SearchAnswer::default() };
    }
    let analysis = &evaluation.analysis;
    SearchAnswer {
        workloads: workloads(analysis, &words),
        namespaces: namespaces(analysis, &words),
        services: services(analysis, &words),
        policies: policies(analysis, &words),
        ports: ports(analysis, &words),
        words: words.iter().map(Word::shown).collect(),
        text,
    }
}

/// The best rows of what was found: ranks go first, then titles.
fn best(mut found: Vec<(usize, Hit)>, most: usize) -> Hits {
    let count = found.len();
    found.sort_by(|left, right| (left.0, &left.1.title, &left.1.note).cmp(&(right.0, &right.1.title, &right.1.note)));
    found.truncate(most);
    Hits { rows: found.into_iter().map(|(_, hit)| hit).collect(), count }
}

/// How well a name fits a part of one: 0 where it is the same, 1 where it begins with it. `None` where it does not contain it.
fn rank(name: &str, part: &str) -> Option<usize> {
    let name = name.to_lowercase();
    if name == part {
        Some(0)
    } else if name.starts_with(part) {
        Some(1)
    } else {
        name.contains(part).then_some(2)
    }
}

fn workloads(analysis: &Analysis, words: &[Word]) -> Hits {
    let found = ranked(analysis, words).map(|(_, endpoint, rank)| {
        let hit = Hit {
            title: endpoint.name.clone(),
            note: endpoint_note(endpoint, words),
            picked: Picked::Node(NodeId::parse(&endpoint.id)),
            port: None,
        };
        // What is in the input goes before what stands for other pods.
        (rank + usize::from(endpoint.is_representative()), hit)
    });
    best(found.collect(), WORKLOADS)
}

/// The endpoints that all words hold for, with how well they do.
fn ranked<'a>(
    analysis: &'a Analysis,
    words: &'a [Word],
) -> impl Iterator<Item = (EndpointId, &'a Endpoint, usize)> + 'a {
    let is_pod = |word: &Word| matches!(word, Word::Address(address) if analysis.endpoints.iter().any(|found| found.addresses.contains(address)));
    let inside = words.iter().any(is_pod);
    let drawn = analysis.endpoint_ids().filter(|(_, found)| found.kind != EndpointKind::OwnNode && !found.hidden);
    drawn.filter_map(move |(id, endpoint)| {
        let ranks = words.iter().map(|word| endpoint_rank(endpoint, word, inside));
        Some((id, endpoint, ranks.sum::<Option<usize>>()?))
    })
}

/// The endpoints that a text finds; none for the empty text.
pub(super) fn is_found(text: &str, analysis: &Analysis) -> BTreeSet<EndpointId> {
    let words = words(text);
    if words.is_empty() { BTreeSet::new() } else { ranked(analysis, &words).map(|(id, ..)| id).collect() }
}

/// Ports that are looked for and that workloads declare: the picture can be filtered by them.
fn ports(analysis: &Analysis, words: &[Word]) -> Hits {
    let mut found: BTreeMap<(Protocol, u16), usize> = BTreeMap::new();
    let wanted = words.iter().filter_map(|word| match word {
        Word::Port(protocol, number) => Some((protocol.as_deref(), *number)),
        _ => None,
    });
    for (protocol, number) in wanted {
        let is = |known: Protocol| protocol.is_none_or(|wanted| known.as_str().to_lowercase() == wanted);
        for (_, endpoint) in analysis.endpoint_ids().filter(|(_, one)| !one.hidden && !one.is_external()) {
            let declared = endpoint.ports.iter().filter(|port| port.port == number && is(port.protocol));
            for port in declared.map(|port| (port.protocol, port.port)).collect::<BTreeSet<_>>() {
                *found.entry(port).or_default() += 1;
            }
        }
    }
    let rows = found.into_iter().map(|((protocol, port), workloads)| {
        let declare = if workloads == 1 {
            "1 workload declares it".to_owned()
        } else {
            format!("{workloads} workloads declare it")
        };
        let hit = Hit {
            title: format!("{protocol} {port}"),
            note: format!("{declare}; filter the picture by this port"),
            picked: Picked::Nothing,
            port: Some((protocol, port)),
        };
        (usize::MAX - workloads, hit)
    });
    best(rows.collect(), OTHERS)
}

fn endpoint_rank(endpoint: &Endpoint, word: &Word, inside: bool) -> Option<usize> {
    let by_pod = |part: &str| endpoint.pods.iter().any(|pod| pod.to_lowercase() == *part).then_some(1);
    match word {
        Word::Name(part) => rank(&endpoint.name, part)
            .or_else(|| by_pod(part))
            .or_else(|| endpoint.namespace.as_deref().and_then(|name| rank(name, part)).map(|rank| rank + 3)),
        Word::Within(namespace, part) => endpoint
            .namespace
            .as_deref()
            .filter(|name| name.to_lowercase() == *namespace)
            .and_then(|_| rank(&endpoint.name, part).or_else(|| by_pod(part))),
        Word::Label(key, value) => {
            let holds = |(found, has): (&str, &str)| {
                found.to_lowercase() == *key && (value.is_empty() || has.to_lowercase() == *value)
            };
            endpoint.labels.iter().any(|(key, value)| holds((key, value))).then_some(0)
        }
        Word::Port(protocol, number) => {
            let is = |name: &str| protocol.as_deref().is_none_or(|wanted| name.to_lowercase() == wanted);
            endpoint.ports.iter().any(|port| port.port == *number && is(port.protocol.as_str())).then_some(0)
        }
        Word::Address(address) => match &endpoint.kind {
            // The address of a pod is not outside.
            EndpointKind::External(addresses) => (addresses.contains(*address) && !inside).then_some(1),
            _ => endpoint.addresses.contains(address).then_some(0),
        },
    }
}

/// What it is and where, and the port that was looked for.
fn endpoint_note(endpoint: &Endpoint, words: &[Word]) -> String {
    let what = match &endpoint.kind {
        EndpointKind::Workload(kind) => kind.to_string(),
        EndpointKind::Representative => "not in your YAML".to_owned(),
        EndpointKind::External(_) | EndpointKind::OwnNode => "outside the cluster".to_owned(),
    };
    let within = endpoint.namespace.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
    let ports = words.iter().filter_map(|word| match word {
        Word::Port(_, number) => endpoint.ports.iter().find(|port| port.port == *number),
        _ => None,
    });
    let ports: String = ports.map(|port| format!(", {} {}", port.protocol, port.port)).collect();
    format!("{what}{within}{ports}")
}

fn namespaces(analysis: &Analysis, words: &[Word]) -> Hits {
    let found = analysis.namespaces.iter().filter_map(|namespace| {
        let ranks = words.iter().map(|word| match word {
            Word::Name(part) => rank(&namespace.name, part),
            Word::Within(name, part) if part.is_empty() => (namespace.name.to_lowercase() == *name).then_some(0),
            _ => None,
        });
        let rank = ranks.sum::<Option<usize>>()?;
        let hit = Hit {
            title: namespace.name.to_string(),
            note: "Namespace".to_owned(),
            picked: Picked::Node(NodeId::namespace(&namespace.name)),
            port: None,
        };
        Some((rank, hit))
    });
    best(found.collect(), OTHERS)
}

fn services(analysis: &Analysis, words: &[Word]) -> Hits {
    let services = analysis.services.iter().map(|node| node.id.as_str());
    let entries = analysis.entries.iter().map(|node| node.id.as_str());
    let found = services.chain(entries).filter_map(|id| {
        let id = NodeId::parse(id);
        let (what, namespace, name) = match &id {
            NodeId::Service { namespace, name } => ("Service", namespace, name),
            NodeId::Entry { kind, namespace, name } => (kind.as_str(), namespace, name),
            _ => return None,
        };
        let ranks = words.iter().map(|word| match word {
            Word::Name(part) => rank(name, part),
            Word::Within(wanted, part) if namespace.to_lowercase() == *wanted => rank(name, part),
            _ => None,
        });
        let rank = ranks.sum::<Option<usize>>()?;
        let note = format!("{what} in {namespace}");
        let hit = Hit { title: name.to_string(), note, picked: Picked::Node(id.clone()), port: None };
        Some((rank, hit))
    });
    best(found.collect(), OTHERS)
}

fn policies(analysis: &Analysis, words: &[Word]) -> Hits {
    let found = analysis.policies.list.iter().enumerate().filter_map(|(at, policy)| {
        let namespace = policy.namespace.as_deref();
        let ranks = words.iter().map(|word| match word {
            Word::Name(part) => rank(&policy.name, part),
            Word::Within(wanted, part) if namespace.is_some_and(|name| name.to_lowercase() == *wanted) => {
                rank(&policy.name, part)
            }
            _ => None,
        });
        let rank = ranks.sum::<Option<usize>>()?;
        let within = namespace.map(|name| format!(" in {name}")).unwrap_or_default();
        let note = format!("{}{within}", policy.kind);
        Some((rank, Hit { title: policy.name.to_string(), note, picked: Picked::Policy(at), port: None }))
    });
    best(found.collect(), OTHERS)
}
