//! By which ways a pod can be reached from outside, as text and as JSON. `SCHEMA.md` describes the JSON.

use podreach_eval::inventory::EndpointId;
use podreach_eval::reach::{Door, Hop, Leg, Way};
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
const fn door(door: Door) -> &'static str {
    match door {
        Door::LoadBalancer => "loadBalancer",
        Door::NodePort => "nodePort",
        Door::ExternalIps => "externalIPs",
        Door::Entry => "entry",
        Door::HostPort => "hostPort",
        Door::HostNetwork => "hostNetwork",
    }
}

fn source(analysis: &Analysis, leg: &Leg) -> String {
    let id = &analysis.endpoint(leg.source).id;
    leg.addresses.as_ref().map_or_else(|| id.clone(), |addresses| format!("{} (in {id})", addresses.label()))
}

/// The ways to some endpoints, for people. `name` is what the person called them.
pub fn ways_text(analysis: &Analysis, name: &str, ways: &[(EndpointId, Vec<Way>)], style: VerdictStyle) -> Text {
    let all = || ways.iter().flat_map(|(_, ways)| ways);
    let (count, open) = (all().count(), all().filter(|way| way.allowed).count());
    let verb = if open > 0 { "can be reached" } else { "cannot be reached" };
    let mut out = headline(open > 0, &format!("{name} {verb} from outside"), style);
    let _ = match count {
        0 => writeln!(out, "  Nothing in the input leads there from outside."),
        1 => writeln!(out, "  One way leads there."),
        _ => writeln!(out, "  {count} ways lead there, {open} of them open."),
    };
    for way in all() {
        out.append(&way_text(analysis, way, style));
    }
    out
}

fn way_text(analysis: &Analysis, way: &Way, style: VerdictStyle) -> Text {
    let (word, color) = if way.allowed { ("open", Ink::Good) } else { ("closed", Ink::Bad) };
    let path = explain::way(analysis, way);
    let mut out = Text::new();
    out.blank();
    let word = format!("{word:<6}");
    let _ = writeln!(out, "  {}  {}", ink(&word, color, style.color), ink(&path, Ink::Strong, style.color));
    for front in way.fronts.iter().filter(|front| !front.verdict.allowed) {
        let _ = writeln!(out, "          nobody outside gets to {}", analysis.endpoint(front.verdict.destination).id);
        let _ = writeln!(out, "            {}", explain::summary(analysis, &front.verdict));
    }
    for (allowed, says) in [(true, "lets in"), (false, "keeps out")] {
        let legs: Vec<&Leg> = way.legs.iter().filter(|leg| leg.verdict.allowed == allowed).collect();
        let Some(first) = legs.first() else { continue };
        let names: Vec<String> = legs.iter().take(PARTS).map(|leg| source(analysis, leg)).collect();
        let more = legs.len().saturating_sub(PARTS);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(out, "          {says} {}{more}", names.join(", "));
        if !allowed {
            let _ = writeln!(out, "            {}", explain::summary(analysis, &first.verdict));
        }
    }
    for note in &way.notes {
        let _ = writeln!(out, "          note: {}", explain::way_note(note));
    }
    out
}

/// The ways to some endpoints, as JSON.
pub fn ways_json(analysis: &Analysis, sources: &Sources, name: &str, ways: &[(EndpointId, Vec<Way>)]) -> Value {
    let legs = |legs: &[Leg]| -> Vec<Value> {
        let value = |leg: &Leg| {
            let addresses = leg.addresses.as_ref().map(podreach_eval::sets::AddressSet::label);
            json!({"src": analysis.endpoint(leg.source).id, "addresses": addresses,
                   "verdict": verdict_json(analysis, sources, &leg.verdict)})
        };
        legs.iter().map(value).collect()
    };
    let way = |endpoint: EndpointId, way: &Way| {
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
        json!({"dst": analysis.endpoint(endpoint).id, "door": door(way.door), "entry": entry, "service": service,
               "protocol": way.protocol.map(podreach_eval::sets::Protocol::as_str), "port": way.port,
               "allowed": way.allowed, "conn": way.connections().list_notation(), "hops": hops,
               "fronts": legs(&way.fronts), "sources": legs(&way.legs), "notes": notes})
    };
    let list = ways.iter().flat_map(|(endpoint, ways)| ways.iter().map(|found| way(*endpoint, found)));
    let allowed = ways.iter().flat_map(|(_, ways)| ways).any(|way| way.allowed);
    json!({"dst": name, "allowed": allowed, "ways": list.collect::<Vec<Value>>()})
}
