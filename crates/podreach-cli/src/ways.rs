//! `podreach ways`.

use podreach_eval::inventory::EndpointId;
use podreach_eval::query::Question;
use podreach_eval::{Analysis, Holder, Target};
use podreach_report::{PathsDoc, VerdictStyle};

use crate::args::Ways;
use crate::input::{Input, colored, load, strict};
use crate::outcome::Outcome;
use crate::stderr::eprint_notes;
use crate::stdout::{is_terminal, print_document};

pub(crate) fn run(arguments: &Ways) -> Result<Outcome, String> {
    let Input { sources, analysis, errors, complete } = load(&arguments.common)?;
    let choices = &arguments.common.choices;
    let name = &arguments.destination;
    let ends = ends(&analysis, name, &choices.namespace)?;
    let style = VerdictStyle { full: false, color: colored(choices, is_terminal()) };
    let ways = PathsDoc::new(&analysis, &sources, name, &ends, style).files_missing(!complete);
    print_document(&ways, arguments.output)?;
    eprint_notes(ways.other_notes());
    Ok(strict(ways.outcome().into(), choices.strict, errors))
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
    if pods.is_empty() { Err(format!("`{name}` is not a workload of the input")) } else { Ok(pods) }
}
