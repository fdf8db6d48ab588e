//! What `#>` lines can say.
//!
//! ```text
//! web -> api, db TCP 3000 allowed     every pair of the lists; `denied`, `denied by source|destination|both`
//! web -> api: TCP 3000                exactly these connections; also `all`, `none`
//! a -> a                              two pods of a workload, or the one pod; `a -> itself` the same pod
//! node, Internet, 10.0.0.1, 10.0.0.0/8, service:api, rep:… are ends too
//! state a -> b: open                  also `allowed`, `blocked by source`
//! a -> b TCP 80 depends               the input does not tell; `allowed` and `denied` mean that it does
//! depends a -> b TCP 80: denied unless …   what it hangs on, sentences joined by ` | `; `none` where it does not
//! caveats a -> b TCP 80: HostNetwork  exactly these, or `none`
//! rules a -> b TCP 80: p ingress 1    rules that let it pass, both ends
//! steps a -> b TCP 80 ingress: Admin: …    what each tier of an end says, as people read it
//! says a -> b TCP 80 ingress: …       the sentence about that end
//! misses a -> b TCP 80 ingress: …     rules that came close, and why they do not match
//! summary a -> b TCP 80: …            the sentence about both ends
//! rejected p                          and no other policy; `lenient p: words`
//! policy p: words                     what it selects and isolates
//! selects p: default/web, …           exactly these endpoints
//! workloads: …  representatives: …  shown: …  outside: …  namespaces: …  ignored: …  rejected: …    exactly these
//! ports web: TCP 80 http; UDP 53      declared ports
//! answer a -> 10.0.0.0/8 TCP 80: denied      the answer about all parts of both ends, with `depends`
//! address 10.0.0.1: 10.0.0.1 (Node n)     what the input says of an address
//! replicas web: 2
//! labels web: a=b,c=d
//! isolated web: ingress, egress       or `nothing`
//! backends default/api: default/api           of a Service
//! entry ingress:shop/x: a.com/ shop/web -> shop/web TCP 8080     backends of an entry point; problems behind the name
//! carrier ingress:shop/x: assumed     or `outside`, or the controller's pods
//! ways web: LoadBalancer shop/web:80; ingress:shop/x; HostPort 80; HostNetwork       exactly these, blocked ones too
//! way ingress:shop/x => web: TCP 8080 allowed        each way of this door; also `denied`
//! hops …: outside > service:shop/web:80 > shop/web:8080; `notes …: AssumedController`; `legs …: external:Internet allowed`
//! tells …: outside -> LoadBalancer service:shop/web port 80 -> shop/web TCP 8080
//! controller web: TCP 8080            what the list gives as reached by `{ingress-controller}`, or `none`
//! exposed ingress web from entire-cluster: TCP 80, see exposed.rs; also `kinds`, `border`, `held`, `why`
//! error L05 at `text`: message        a diagnostic, see places.rs; also `warning`, `note`
//! no L106                             no diagnostic of this code, not even a note
//! ```

use podreach_eval::ask::Part;
use podreach_eval::inventory::{Endpoint, EndpointId};
use podreach_eval::policy::{Direction, Policy};
use podreach_eval::query::{BlockedBy, Outcome as ReachOutcome, PairState, PortQuery, Question, Verdict};
use podreach_eval::sets::{AddressSet, Protocol};
use podreach_eval::{AddressPart, Holder, Target, explain};

use crate::answer;
use crate::outcome::Outcome;
use crate::{exposed, places, ways};

pub(crate) type Checked = Result<(), String>;

/// Checks one line.
pub(crate) fn check(outcome: &mut Outcome, says: &str) -> Checked {
    let (word, rest) = says.split_once(' ').unwrap_or((says, ""));
    match word {
        "error" | "warning" | "note" => return places::named(outcome, word, rest),
        "rejected" => return rejected(outcome, rest),
        "no" => return none(outcome, rest),
        "steps" | "says" | "misses" => return gate(outcome, word, rest),
        "summary" => return summary(outcome, rest),
        "state" | "caveats" | "rules" | "depends" => return detail(outcome, word, rest),
        "ways" | "way" | "hops" | "notes" | "tells" | "legs" | "entry" | "carrier" => {
            return ways::check(outcome, word, rest, |text| one(outcome, text));
        }
        "answer" => return answer::check(outcome, rest),
        "controller" => return controller(outcome, rest),
        "exposed" | "kinds" | "border" | "held" | "why" => return exposed::check(outcome, word, rest),
        _ => {}
    }
    if says.contains(" -> ") {
        return pairs(outcome, says);
    }
    let (what, expected) = says.split_once(": ").ok_or_else(|| format!("`{says}` says nothing that is known"))?;
    let found = match what.split_once(' ') {
        Some(("lenient", name)) => lenient(outcome, name)?,
        Some(("policy", name)) => explain::policy_sentence(policy(outcome, name)?),
        Some(("selects", name)) => {
            let id = policy(outcome, name)?.id;
            ids(outcome, &outcome.analysis.selected_by(id))
        }
        Some(("address", text)) => {
            let address = text.parse().map_err(|_| format!("{text} is no address"))?;
            outcome.analysis.address_label(address)
        }
        Some(("backends", name)) => match outcome.analysis.find(&format!("service:{name}"), "default") {
            Ok(Target::Service(at)) => {
                ids(outcome, outcome.analysis.services.get(at).map_or(&[], |service| &service.backends))
            }
            other => return Err(format!("{name} is no Service: {other:?}")),
        },
        Some((what, name)) => of_endpoint(outcome.analysis.endpoint(one(outcome, name)?), what)?,
        None => listed(outcome, what)?,
    };
    same(expected.trim(), &found)
}

fn controller(outcome: &Outcome, rest: &str) -> Checked {
    let (name, expected) = rest.split_once(": ").ok_or("a colon is missing")?;
    let end = one(outcome, name)?;
    let found = outcome.analysis.controller_reaches().into_iter().find(|(id, _)| *id == end);
    same(expected.trim(), &found.map_or("none".into(), |(_, set)| set.to_string()))
}

pub(crate) fn same(expected: &str, found: &str) -> Checked {
    if expected == found { Ok(()) } else { Err(format!("expected `{expected}`, found `{found}`")) }
}

fn ids(outcome: &Outcome, list: &[EndpointId]) -> String {
    let mut names: Vec<&str> = list.iter().map(|id| outcome.analysis.endpoint(*id).id.as_str()).collect();
    names.sort_unstable();
    joined(names)
}

fn joined(names: Vec<&str>) -> String {
    if names.is_empty() { "none".into() } else { names.join(" ") }
}

fn policy<'a>(outcome: &'a Outcome, name: &str) -> Result<&'a Policy, String> {
    let found = outcome.analysis.policies.list.iter().find(|policy| &*policy.name == name);
    found.map(|policy| &**policy).ok_or_else(|| format!("there is no policy {name}"))
}

fn lenient(outcome: &Outcome, name: &str) -> Result<String, String> {
    let found = outcome.analysis.rejected_policies.iter().find(|rejected| &*rejected.meta.name.value == name);
    let found = found.ok_or_else(|| format!("{name} is not rejected"))?;
    Ok(explain::lenient_sentence(found).unwrap_or_else(|| "nothing".into()))
}

fn none(outcome: &Outcome, code: &str) -> Checked {
    match outcome.findings.found.iter().map(|found| &found.diagnostic).find(|found| found.code == code) {
        None => Ok(()),
        Some(found) => Err(format!("there is {code}: {}", found.message)),
    }
}

fn rejected(outcome: &mut Outcome, name: &str) -> Checked {
    let found = outcome.analysis.rejected_policies.iter().any(|rejected| &*rejected.meta.name.value == name);
    let applies = outcome.analysis.policies.list.iter().any(|policy| &*policy.name == name);
    outcome.rejected.push(name.into());
    match (found, applies) {
        (true, false) => Ok(()),
        (false, _) => Err(format!("{name} is not rejected")),
        (true, true) => Err(format!("{name} is rejected and takes part")),
    }
}

fn listed(outcome: &Outcome, what: &str) -> Result<String, String> {
    let analysis = &outcome.analysis;
    let endpoints = |wanted: fn(&Endpoint) -> bool| {
        joined(analysis.endpoints.iter().filter(|one| wanted(one)).map(|one| one.id.as_str()).collect())
    };
    Ok(match what {
        "workloads" => endpoints(Endpoint::is_workload),
        "representatives" => endpoints(Endpoint::is_representative),
        "shown" => endpoints(|one| one.is_representative() && !one.hidden),
        "outside" => {
            let all = analysis.endpoints.iter().filter(|one| one.is_external());
            let names: Vec<&str> = all.map(|one| one.id.as_str()).collect();
            names.join("; ")
        }
        "namespaces" => joined(analysis.namespaces.iter().map(|one| &*one.name).collect()),
        "declared" => joined(analysis.namespaces.iter().filter(|one| one.declared).map(|one| &*one.name).collect()),
        "policies" => joined(analysis.policies.list.iter().map(|one| &*one.name).collect()),
        "rejected" => joined(analysis.rejected_objects.iter().map(|one| &*one.name).collect()),
        "ignored" => joined(analysis.ignored.iter().map(|one| &*one.kind).collect()),
        "documents" => analysis.documents.to_string(),
        _ => return Err(format!("`{what}` is not known")),
    })
}

fn of_endpoint(endpoint: &Endpoint, what: &str) -> Result<String, String> {
    Ok(match what {
        "ports" => {
            let ports = endpoint.ports.iter().map(|port| {
                let name = port.name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
                format!("{} {}{name}", port.protocol, port.port)
            });
            ports.collect::<Vec<_>>().join("; ")
        }
        "replicas" => endpoint.replicas.map_or("unknown".into(), |count| count.to_string()),
        "labels" => endpoint.labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(","),
        "isolated" => {
            let parts = [("ingress", &endpoint.ingress), ("egress", &endpoint.egress)];
            let names: Vec<&str> = parts.iter().filter(|(_, side)| side.isolated).map(|(name, _)| *name).collect();
            if names.is_empty() { "nothing".into() } else { names.join(", ") }
        }
        "peer" => endpoint.peer.clone(),
        "host-network" => endpoint.host_network.to_string(),
        _ => return Err(format!("`{what}` is not known")),
    })
}

/// The endpoints that a text means, with the addresses of each that are meant when these are not all.
type Meant = (EndpointId, Option<AddressSet>);

fn ends(outcome: &Outcome, text: &str) -> Result<Vec<EndpointId>, String> {
    Ok(meant(outcome, text)?.into_iter().map(|(id, _)| id).collect())
}

/// What the short names of cases stand for.
pub(crate) fn name(text: &str) -> &str {
    match text {
        "node" => "external:own node",
        "Internet" => "external:Internet",
        other => other,
    }
}

pub(crate) fn meant(outcome: &Outcome, text: &str) -> Result<Vec<Meant>, String> {
    match outcome.analysis.find(name(text), &outcome.options.default_namespace) {
        Ok(Target::Endpoints(list)) => Ok(list.into_iter().map(|id| (id, None)).collect()),
        Ok(Target::Pod(pod, _)) => Ok(vec![(pod, None)]),
        Ok(Target::Addresses(set)) => {
            let parts = outcome.analysis.sources_at(&set).into_iter();
            Ok(parts.flat_map(|part| at_addresses(outcome, part)).collect())
        }
        Ok(Target::Service(_)) => Err(format!("{text} is a Service")),
        Err(error) => Err(error.to_string()),
    }
}

/// Pods stand for all their addresses.
fn at_addresses(outcome: &Outcome, part: AddressPart) -> Vec<Meant> {
    match part.holder {
        Holder::Pod(id, _) => vec![(id, None)],
        Holder::Outside(id) => vec![(id, Some(part.addresses))],
        Holder::Service(at) => {
            let backends = outcome.analysis.services.get(at).map(|node| node.backends.clone());
            backends.unwrap_or_default().into_iter().map(|id| (id, None)).collect()
        }
    }
}

pub(crate) fn one(outcome: &Outcome, text: &str) -> Result<EndpointId, String> {
    match ends(outcome, text)?.as_slice() {
        [only] => Ok(*only),
        several => Err(format!("{text} means {} endpoints", several.len())),
    }
}

/// The answer about exactly two ends.
fn verdict(outcome: &Outcome, from: &str, to: &str, asked: &Question) -> Result<Verdict, String> {
    if matches!(outcome.analysis.find(to, &outcome.options.default_namespace), Ok(Target::Service(_))) {
        let [verdict] = <[Verdict; 1]>::try_from(verdicts(outcome, from, to, asked)?)
            .map_err(|found| format!("{} verdicts, one for every backend", found.len()))?;
        return Ok(verdict);
    }
    let (from, to) = (meant(outcome, from)?, meant(outcome, to)?);
    let ([(source, at)], [(destination, there)]) = (from.as_slice(), to.as_slice()) else {
        return Err("an end means several endpoints".into());
    };
    Ok(outcome.analysis.verdict_at(*source, *destination, asked, [at.as_ref(), there.as_ref()]))
}

/// A text such as `TCP 80` or `UDP dns`; nothing asks for anything.
pub(crate) fn question(words: &[&str]) -> Result<Question, String> {
    match words {
        [] => Ok(Question::Anything),
        [protocol] => {
            Protocol::from_name(protocol).map(Question::Protocol).ok_or_else(|| format!("{protocol} is not a protocol"))
        }
        [protocol, port] => {
            let protocol = Protocol::from_name(protocol).ok_or_else(|| format!("{protocol} is not a protocol"))?;
            let port = port.parse().map_or_else(|_| PortQuery::Name((*port).into()), PortQuery::Number);
            Ok(Question::Port(protocol, port))
        }
        _ => Err(format!("`{}` is not a port", words.join(" "))),
    }
}

/// `api, db TCP 80 allowed` to the ends and the words behind them.
fn split_ends(text: &str) -> (Vec<&str>, Vec<&str>) {
    let mut ends = Vec::new();
    let mut words = text.split_whitespace();
    for word in words.by_ref() {
        ends.push(word.trim_end_matches(','));
        if !word.ends_with(',') {
            break;
        }
    }
    (ends, words.collect())
}

fn pairs(outcome: &Outcome, says: &str) -> Checked {
    let (says, exact) = match says.split_once(": ") {
        Some((says, exact)) => (says, Some(exact.trim())),
        None => (says, None),
    };
    let (from, to) = says.split_once(" -> ").ok_or("an arrow is missing")?;
    let (targets, words) = split_ends(to);
    for source in from.split(", ") {
        for target in &targets {
            let pair = |found: String| format!("{source} -> {target}: {found}");
            if let Some(exact) = exact {
                connections(outcome, source, target, exact).map_err(pair)?;
            } else {
                port(outcome, source, target, &words).map_err(pair)?;
            }
        }
    }
    Ok(())
}

fn connections(outcome: &Outcome, source: &str, target: &str, expected: &str) -> Checked {
    for from in ends(outcome, source)? {
        for to in ends(outcome, target)? {
            same(expected, &outcome.analysis.pair(from, to).connections.to_string())?;
            // The verdict has to say the same as the pair.
            let verdict = outcome.analysis.verdict(from, to, &Question::Anything);
            same(expected, &verdict.connections.to_string())?;
            if verdict.allowed == (expected == "none") {
                return Err(format!("the verdict says {}", verdict.allowed));
            }
        }
    }
    Ok(())
}

fn port(outcome: &Outcome, source: &str, target: &str, words: &[&str]) -> Checked {
    let at = words.iter().position(|word| matches!(*word, "allowed" | "denied" | "depends"));
    let at = at.ok_or("say `allowed`, `denied` or `depends`, or a colon and connections")?;
    let (asked, answer) = words.split_at(at);
    let asked = question(asked)?;
    let verdicts = verdicts(outcome, source, target, &asked)?;
    if verdicts.is_empty() {
        return Err("there is no verdict".into());
    }
    for verdict in verdicts {
        let said = match (verdict.allowed, verdict.egress.allowed, verdict.ingress.allowed) {
            _ if verdict.outcome() == ReachOutcome::Depends => "depends",
            (true, _, _) => "allowed",
            (false, false, true) => "denied by source",
            (false, true, false) => "denied by destination",
            (false, _, _) => "denied by both",
        };
        let expected = answer.join(" ");
        let holds = if expected == "denied" { said.starts_with("denied") } else { said == expected };
        if !holds {
            return Err(format!("expected {expected}, found {said}"));
        }
    }
    Ok(())
}

fn verdicts(outcome: &Outcome, source: &str, target: &str, asked: &Question) -> Result<Vec<Verdict>, String> {
    let analysis = &outcome.analysis;
    if target == "itself" {
        return Ok(meant(outcome, source)?.into_iter().map(|(end, _)| analysis.verdict_same_pod(end)).collect());
    }
    let parts = answer::ask(outcome, source, target, asked)?.parts.into_iter();
    Ok(parts
        .flat_map(|part| match part {
            Part::Pair { verdict, .. } => vec![*verdict],
            Part::Service { verdicts, .. } => verdicts.into_iter().filter_map(|answer| answer.verdict).collect(),
        })
        .collect())
}

fn gate(outcome: &Outcome, what: &str, rest: &str) -> Checked {
    let (asked, expected) = rest.split_once(": ").ok_or("a colon is missing")?;
    let (from, to) = asked.split_once(" -> ").ok_or("an arrow is missing")?;
    let (targets, words) = split_ends(to);
    let [target] = targets.as_slice() else { return Err("one pair at a time".into()) };
    let (way, words) = words.split_last().ok_or("`ingress` or `egress` is missing")?;
    let verdict = verdict(outcome, from, target, &question(words)?)?;
    let gate = match *way {
        "ingress" => &verdict.ingress,
        "egress" => &verdict.egress,
        other => return Err(format!("`{other}` is not a direction")),
    };
    let analysis = &outcome.analysis;
    let found = match what {
        "says" => explain::direction_sentence(analysis, gate),
        "steps" => {
            let steps = gate.steps.iter().map(|step| explain::step_sentence(analysis, step));
            steps.collect::<Vec<_>>().join(" ")
        }
        _ => {
            let misses = gate.misses.iter().map(|miss| {
                let title = explain::rule_title(analysis, miss.rule);
                format!("{title} {}", explain::miss_sentence(analysis, gate, miss))
            });
            misses.collect::<Vec<_>>().join("; ")
        }
    };
    same(expected.trim(), &found)
}

fn summary(outcome: &Outcome, rest: &str) -> Checked {
    let (asked, expected) = rest.split_once(": ").ok_or("a colon is missing")?;
    let (from, to) = asked.split_once(" -> ").ok_or("an arrow is missing")?;
    let (targets, words) = split_ends(to);
    let [target] = targets.as_slice() else { return Err("one pair at a time".into()) };
    let verdict = verdict(outcome, from, target, &question(&words)?)?;
    same(expected.trim(), &explain::summary(&outcome.analysis, &verdict))
}

fn detail(outcome: &Outcome, what: &str, rest: &str) -> Checked {
    // What an answer hangs on may have a colon in it.
    let split = if what == "depends" { rest.split_once(": ") } else { rest.rsplit_once(": ") };
    let (ends_text, expected) = split.ok_or("a colon is missing")?;
    let (from, to) = ends_text.split_once(" -> ").ok_or("an arrow is missing")?;
    let (targets, words) = split_ends(to);
    let [target] = targets.as_slice() else { return Err("one pair at a time".into()) };
    let verdict = verdict(outcome, from, target, &question(&words)?)?;
    let found = match what {
        "state" => match verdict.state {
            PairState::Open => "open".into(),
            PairState::Allowed => "allowed".into(),
            PairState::Blocked(by) => format!("blocked by {}", BlockedBy::as_str(by)),
            PairState::Depends => "depends".into(),
        },
        "depends" => match &verdict.depends {
            Some(found) => explain::depends(&outcome.analysis, found).join(" | "),
            None => "none".into(),
        },
        "caveats" => {
            let names: Vec<String> = verdict.caveats.iter().map(|caveat| format!("{caveat:?}")).collect();
            joined(names.iter().map(String::as_str).collect())
        }
        _ => {
            let hits = verdict.egress.hits.iter().chain(&verdict.ingress.hits);
            let names: Vec<String> = hits
                .map(|hit| {
                    let name = outcome.analysis.policy(hit.rule.policy).map_or("", |policy| &policy.name);
                    let way = if hit.rule.direction == Direction::Ingress { "ingress" } else { "egress" };
                    format!("{name} {way} {}", hit.rule.index + 1)
                })
                .collect();
            if names.is_empty() { "none".into() } else { names.join(", ") }
        }
    };
    same(expected.trim(), &found)
}
