//! `podreach ways`.

use podreach_eval::explain::Ends;
use podreach_eval::inventory::EndpointId;
use podreach_eval::reach::{self, Hop, IngressPath, Question};
use podreach_eval::{Analysis, Holder, Target};
use podreach_report::{Context, VerdictStyle, ways_json, ways_text};

use crate::args::{Output, Ways};
use crate::input::{Input, colored, load, strict};
use crate::outcome::Outcome;
use crate::stdout::{is_terminal, print, print_json};
use crate::tell::tell_notes;
use podreach_syntax::Span;

pub(crate) fn run(arguments: &Ways) -> Result<Outcome, String> {
    let Input { sources, analysis, errors, complete } = load(&arguments.common)?;
    let choices = &arguments.common.choices;
    let name = &arguments.destination;
    let ends = ends(&analysis, name, &choices.namespace)?;
    let ways: Vec<(EndpointId, Vec<IngressPath>)> = ends.into_iter().map(|end| (end, analysis.ways_in(end))).collect();
    let (about, named) = about(&analysis, &ways);
    let context = Context::new(&analysis, &sources, &about, &named).files_missing(!complete);
    match arguments.output {
        Output::Txt => {
            let style = VerdictStyle { full: false, color: colored(choices, is_terminal()) };
            let mut text = ways_text(&analysis, name, &ways, style);
            text.append(&context.text(style));
            print(&text)?;
        }
        Output::Json => {
            let mut value = ways_json(&analysis, &sources, name, &ways);
            context.add_to(&mut value);
            print_json(&value)?;
        }
    }
    tell_notes(context.other_notes());
    let reached = reach::Outcome::any(ways.iter().flat_map(|(_, ways)| ways).map(|way| way.outcome));
    Ok(strict(reached.into(), choices.strict, errors))
}

/// The ends of ways, and the places of the Services and entry points on them.
fn about(analysis: &Analysis, ways: &[(EndpointId, Vec<IngressPath>)]) -> (Ends, Vec<Span>) {
    let mut ends = Ends { sources: Vec::new(), destinations: ways.iter().map(|(end, _)| *end).collect() };
    let mut named = Vec::new();
    for way in ways.iter().flat_map(|(_, ways)| ways) {
        ends.sources.extend(way.legs.iter().map(|leg| leg.source));
        ends.destinations.extend(way.fronts.iter().map(|front| front.leg.verdict.destination));
        named.extend(way.hops.iter().filter_map(|hop| match hop {
            Hop::Entry(at, _) => analysis.entries.get(*at).map(|entry| entry.span),
            Hop::Service(at, _) => analysis.services.get(*at).map(|node| node.service.meta.span),
            _ => None,
        }));
    }
    for ids in [&mut ends.sources, &mut ends.destinations] {
        ids.sort_unstable();
        ids.dedup();
    }
    named.sort_unstable();
    named.dedup();
    (ends, named)
}

/// Pods that a name means: a workload, or what is behind a Service.
fn ends(analysis: &Analysis, name: &str, namespace: &str) -> Result<Vec<EndpointId>, String> {
    let ids = match analysis.find(name, namespace).map_err(|error| error.to_string())? {
        Target::Endpoints(ids) => ids,
        Target::Pod(id, _) => vec![id],
        Target::Service(at) => analysis.services.get(at).map(|node| node.backends.clone()).unwrap_or_default(),
        Target::Addresses(set) => {
            let parts = analysis.destinations_at(&set, &Question::Anything).into_iter();
            let ids = parts.flat_map(|part| match part.holder {
                Holder::Service(at) => analysis.services.get(at).map(|node| node.backends.clone()).unwrap_or_default(),
                Holder::Pod(id, _) | Holder::Outside(id) => vec![id],
            });
            ids.collect()
        }
    };
    let pods: Vec<EndpointId> = ids.into_iter().filter(|id| analysis.endpoint(*id).is_workload()).collect();
    if pods.is_empty() { Err(format!("`{name}` means no workload of the input")) } else { Ok(pods) }
}
