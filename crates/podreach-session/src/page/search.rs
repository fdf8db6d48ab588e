//! What a person looks for: by name, label, port, address, namespace or policy.

use std::collections::{BTreeMap, BTreeSet};

use podreach_eval::Analysis;
use podreach_eval::inventory::{Endpoint, EndpointId, EndpointKind};
use podreach_eval::sets::Protocol;
use podreach_eval::view::NodeId;
use podreach_picture::Picked;
use podreach_picture::wording::grouped;
use serde::{Deserialize, Serialize};

use super::search_words::{Word, words};
use crate::evaluation::Evaluation;

pub use super::search_words::SearchWord;

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

pub(super) fn answer(Search { text }: Search, evaluation: &Evaluation) -> SearchAnswer {
    let words = words(&text);
    if words.is_empty() {
        return SearchAnswer { text, ..SearchAnswer::default() };
    }
    let analysis = &evaluation.analysis;
    let looking = Looking::new(evaluation, &words);
    SearchAnswer {
        workloads: workloads(&looking),
        namespaces: namespaces(analysis, &words),
        services: services(analysis, &words),
        policies: policies(analysis, &words),
        ports: ports(&looking),
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

fn workloads(looking: &Looking<'_>) -> Hits {
    let found = ranked(looking).map(|(id, endpoint, rank)| {
        let hit = Hit {
            title: endpoint.name.clone(),
            note: endpoint_note(looking, (id, endpoint)),
            picked: Picked::Node(NodeId::parse(&endpoint.id)),
            port: None,
        };
        // What is in the input goes before what stands for other pods.
        (rank + usize::from(endpoint.is_representative()), hit)
    });
    best(found.collect(), WORKLOADS)
}

/// The endpoints that all words hold for, with how well they do.
fn ranked<'a>(looking: &'a Looking<'a>) -> impl Iterator<Item = (EndpointId, &'a Endpoint, usize)> + 'a {
    let (analysis, words) = (&looking.evaluation.analysis, looking.words);
    let is_pod = |word: &Word| matches!(word, Word::Address(address) if analysis.endpoints.iter().any(|found| found.addresses.contains(address)));
    let inside = words.iter().any(is_pod);
    let drawn = analysis.endpoint_ids().filter(|(_, found)| found.kind != EndpointKind::OwnNode && !found.hidden);
    drawn.filter_map(move |(id, endpoint)| {
        let ranks = words.iter().map(|word| endpoint_rank(looking, (id, endpoint), word, inside));
        Some((id, endpoint, ranks.sum::<Option<usize>>()?))
    })
}

/// The endpoints that a text finds; none for the empty text.
pub(super) fn is_found(text: &str, evaluation: &Evaluation) -> BTreeSet<EndpointId> {
    let words = words(text);
    if words.is_empty() {
        return BTreeSet::new();
    }
    ranked(&Looking::new(evaluation, &words)).map(|(id, ..)| id).collect()
}

/// What is looked for.
struct Looking<'a> {
    evaluation: &'a Evaluation,
    words: &'a [Word],
    /// By port that is looked for, the endpoints for which rules name it.
    named: BTreeMap<u16, BTreeMap<EndpointId, BTreeSet<Protocol>>>,
}

impl<'a> Looking<'a> {
    fn new(evaluation: &'a Evaluation, words: &'a [Word]) -> Self {
        let numbers = words.iter().filter_map(|word| match word {
            Word::Port(_, number) => Some(*number),
            _ => None,
        });
        let named = numbers.map(|number| (number, evaluation.folding().named_by_rules(number))).collect();
        Self { evaluation, words, named }
    }

    /// The ports of a number that an endpoint has, by protocol, and whether a container declares it or only rules name it.
    fn ports_of(&self, (id, endpoint): (EndpointId, &Endpoint), number: u16) -> BTreeMap<Protocol, bool> {
        if endpoint.is_external() {
            return BTreeMap::new();
        }
        let named = self.named.get(&number).and_then(|named| named.get(&id)).into_iter().flatten();
        let named = named.map(|protocol| (*protocol, false));
        let declared = endpoint.ports.iter().filter(|port| port.port == number).map(|port| (port.protocol, true));
        named.chain(declared).collect()
    }
}

/// Whether a protocol is the one that is written, if one is.
fn is_protocol(wanted: Option<&str>, known: Protocol) -> bool {
    wanted.is_none_or(|wanted| known.as_str().to_lowercase() == wanted)
}

/// Ports that are looked for and that workloads declare or rules name: the picture can be filtered by them.
fn ports(looking: &Looking<'_>) -> Hits {
    let (analysis, words) = (&looking.evaluation.analysis, looking.words);
    // Endpoints that declare it, and those for which only a rule names it.
    let mut found: BTreeMap<(Protocol, u16), [usize; 2]> = BTreeMap::new();
    let wanted = words.iter().filter_map(|word| match word {
        Word::Port(protocol, number) => Some((protocol.as_deref(), *number)),
        _ => None,
    });
    for (protocol, number) in wanted {
        for (id, endpoint) in analysis.endpoint_ids().filter(|(_, one)| !one.hidden && !one.is_external()) {
            let own = looking.ports_of((id, endpoint), number);
            for (known, declared) in own.into_iter().filter(|(known, _)| is_protocol(protocol, *known)) {
                let [declare, named] = found.entry((known, number)).or_default();
                *if declared { declare } else { named } += 1;
            }
        }
    }
    let rows = found.into_iter().map(|((protocol, port), [declare, named])| {
        let declare_it = match declare {
            1 => "1 workload declares it".to_owned(),
            _ => format!("{} workloads declare it", grouped(declare)),
        };
        let says = match (declare, named) {
            (_, 0) => declare_it,
            (0, _) => format!("rules name it for {}", grouped(named)),
            _ => format!("{declare_it}, rules name it for {} more", grouped(named)),
        };
        let workloads = declare + named;
        let hit = Hit {
            title: format!("{protocol} {port}"),
            note: format!("{says}; filter the picture by this port"),
            picked: Picked::Nothing,
            port: Some((protocol, port)),
        };
        (usize::MAX - workloads, hit)
    });
    best(rows.collect(), OTHERS)
}

fn endpoint_rank(
    looking: &Looking<'_>,
    (id, endpoint): (EndpointId, &Endpoint),
    word: &Word,
    inside: bool,
) -> Option<usize> {
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
            let own = looking.ports_of((id, endpoint), *number);
            let own = own.into_iter().filter(|(known, _)| is_protocol(protocol.as_deref(), *known));
            own.map(|(_, declared)| usize::from(!declared)).min()
        }
        Word::Address(address) => match &endpoint.kind {
            // The address of a pod is not outside.
            EndpointKind::External(addresses) => (addresses.contains(*address) && !inside).then_some(1),
            _ => endpoint.addresses.contains(address).then_some(0),
        },
    }
}

/// What it is and where, and the port that was looked for.
fn endpoint_note(looking: &Looking<'_>, (id, endpoint): (EndpointId, &Endpoint)) -> String {
    let what = match &endpoint.kind {
        EndpointKind::Workload(kind) => kind.to_string(),
        EndpointKind::Representative => "not in your YAML".to_owned(),
        EndpointKind::External(_) | EndpointKind::OwnNode => "outside the cluster".to_owned(),
    };
    let within = endpoint.namespace.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
    let wanted = looking.words.iter().filter_map(|word| match word {
        Word::Port(protocol, number) => Some((protocol.as_deref(), *number)),
        _ => None,
    });
    let ports: String = wanted
        .filter_map(|(wanted, number)| {
            let own = looking.ports_of((id, endpoint), number);
            let (protocol, declared) = own.into_iter().find(|(known, _)| is_protocol(wanted, *known))?;
            Some(format!(", {protocol} {number}{}", if declared { "" } else { " by a rule" }))
        })
        .collect();
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
