//! By which ways a pod can be reached from outside, as text and as JSON. `SCHEMA.md` describes the JSON.

use podreach_eval::inventory::EndpointId;
use podreach_eval::reach::{ExposedBy, Front, Hop, IngressPath, Outcome, SourceVerdict};
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;
use serde_json::{Value, json};

use crate::style::{Ink, ink};
use crate::text::Text;
use crate::verdict::{VerdictStyle, headline};
use crate::verdict_json::verdict_json;

/// Parts of the outside named for a way.
const PARTS: usize = 6;

/// The word of a door in JSON.
const fn door(door: ExposedBy) -> &'static str {
    match door {
        ExposedBy::LoadBalancer => "loadBalancer",
        ExposedBy::NodePort => "nodePort",
        ExposedBy::ExternalIps => "externalIPs",
        ExposedBy::Entry => "entry",
        ExposedBy::HostPort => "hostPort",
        ExposedBy::HostNetwork => "hostNetwork",
    }
}

fn source(analysis: &Analysis, leg: &SourceVerdict) -> String {
    let id = &analysis.endpoint(leg.source).id;
    leg.addresses.as_ref().map_or_else(|| id.clone(), |addresses| format!("{} (in {id})", addresses.label()))
}

/// The ways to some endpoints, for people. `name` is what the person called them.
pub fn ways_text(
    analysis: &Analysis,
    name: &str,
    ways: &[(EndpointId, Vec<IngressPath>)],
    style: VerdictStyle,
) -> Text {
    let all = || ways.iter().flat_map(|(_, ways)| ways);
    let (count, open) = (all().count(), all().filter(|way| way.is_allowed()).count());
    let depends = all().filter(|way| way.outcome == Outcome::Depends).count();
    let outcome = Outcome::any(all().map(|way| way.outcome));
    let verb = match outcome {
        Outcome::Allowed => "can be reached",
        Outcome::Depends => "may be reached",
        Outcome::Denied => "cannot be reached",
    };
    let mut out = headline(outcome, &format!("{name} {verb} from outside"), style);
    let _ = match (count, depends) {
        (0, _) => writeln!(out, "  Nothing in the input leads there from outside."),
        (1, _) => writeln!(out, "  One path leads there."),
        (_, 0) => writeln!(out, "  {count} paths lead there, {open} of them open."),
        _ => writeln!(out, "  {count} paths lead there, {open} of them open; of {depends} the input does not tell."),
    };
    for way in all() {
        out.append(&way_text(analysis, way, style));
    }
    out
}

fn way_text(analysis: &Analysis, way: &IngressPath, style: VerdictStyle) -> Text {
    let (word, color) = match way.outcome {
        Outcome::Allowed => ("open", Ink::Good),
        Outcome::Depends => ("depends", Ink::Strong),
        Outcome::Denied => ("closed", Ink::Bad),
    };
    let path = explain::way(analysis, way);
    let word = format!("{word:<7}");
    let mut out = Text::new();
    out.blank();
    let _ = writeln!(out, "  {}  {}", ink(&word, color, style.color), ink(&path, Ink::Strong, style.color));
    for front in way.fronts.iter().filter(|front| front.outcome != Outcome::Allowed) {
        let verdict = &front.leg.verdict;
        let id = &analysis.endpoint(verdict.destination).id;
        let port = explain::question_words(&verdict.question);
        let _ = match front.outcome {
            Outcome::Depends => writeln!(
                out,
                "           whether traffic from outside reaches {id}{port} depends on the address that it sees"
            ),
            _ => writeln!(out, "           traffic from outside does not reach {id}{port}"),
        };
        let _ = writeln!(out, "             {}", explain::summary(analysis, verdict));
    }
    for (told, says) in [(Outcome::Allowed, "allows"), (Outcome::Depends, "may allow"), (Outcome::Denied, "denies")] {
        let legs: Vec<&SourceVerdict> = way.legs.iter().filter(|leg| leg.verdict.outcome() == told).collect();
        let Some(first) = legs.first() else { continue };
        let names: Vec<String> = legs.iter().take(PARTS).map(|leg| source(analysis, leg)).collect();
        let more = legs.len().saturating_sub(PARTS);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(out, "           {says} {}{more}", names.join(", "));
        if told != Outcome::Allowed {
            let _ = writeln!(out, "             {}", explain::summary(analysis, &first.verdict));
        }
    }
    for note in &way.notes {
        let _ = writeln!(out, "           note: {}", explain::way_note(note));
    }
    out
}

/// The ways to some endpoints, as JSON.
pub fn ways_json(analysis: &Analysis, sources: &Sources, name: &str, ways: &[(EndpointId, Vec<IngressPath>)]) -> Value {
    let legs = |legs: &[SourceVerdict]| -> Vec<Value> {
        let value = |leg: &SourceVerdict| {
            let addresses = leg.addresses.as_ref().map(podreach_eval::sets::AddressSet::label);
            json!({"src": analysis.endpoint(leg.source).id, "addresses": addresses,
                   "verdict": verdict_json(analysis, sources, &leg.verdict)})
        };
        legs.iter().map(value).collect()
    };
    let fronts = |fronts: &[Front]| -> Vec<Value> {
        let value = |front: &Front| {
            let mut value = legs(std::slice::from_ref(&front.leg)).pop().unwrap_or_default();
            if let Value::Object(map) = &mut value {
                map.insert("outcome".into(), front.outcome.as_str().into());
                map.insert("offered".into(), front.offered.into());
            }
            value
        };
        fronts.iter().map(value).collect()
    };
    let way = |endpoint: EndpointId, way: &IngressPath| {
        let hops: Vec<String> = way.hops.iter().map(|hop| explain::hop(analysis, way, hop)).collect();
        let entry = way.hops.iter().find_map(|hop| match hop {
            Hop::Entry(at, _) => analysis.entries.get(*at).map(|entry| entry.id.as_str()),
            _ => None,
        });
        let service = way.hops.iter().find_map(|hop| match hop {
            Hop::Service(at, _) => analysis.services.get(*at).map(|node| node.id.as_str()),
            _ => None,
        });
        let notes: Vec<String> = way.notes.iter().map(explain::way_note).collect();
        json!({"dst": analysis.endpoint(endpoint).id, "door": door(way.exposed_by), "entry": entry, "service": service,
               "protocol": way.protocol.map(podreach_eval::sets::Protocol::as_str), "port": way.port,
               "allowed": way.is_allowed(), "outcome": way.outcome.as_str(), "conn": way.connections().list_notation(), "hops": hops,
               "fronts": fronts(&way.fronts), "sources": legs(&way.legs), "notes": notes})
    };
    let list = ways.iter().flat_map(|(endpoint, ways)| ways.iter().map(|found| way(*endpoint, found)));
    let outcome = Outcome::any(ways.iter().flat_map(|(_, ways)| ways).map(|way| way.outcome));
    json!({"dst": name, "allowed": outcome == Outcome::Allowed, "outcome": outcome.as_str(), "ways": list.collect::<Vec<Value>>()})
}
