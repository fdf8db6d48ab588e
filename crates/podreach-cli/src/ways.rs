//! `podreach ways`.

use podreach_eval::inventory::EndpointId;
use podreach_eval::reach::Way;
use podreach_eval::{Analysis, Target};
use podreach_report::{VerdictStyle, ways_json, ways_text};

use crate::args::{Output, Ways};
use crate::input::{Input, colored, load, strict};
use crate::outcome::Outcome;
use crate::stdout::{is_terminal, print, print_json};

pub(crate) fn run(arguments: &Ways) -> Result<Outcome, String> {
    let Input { sources, analysis, errors } = load(&arguments.common)?;
    let choices = &arguments.common.choices;
    let name = &arguments.destination;
    let ends = ends(&analysis, name, &choices.namespace)?;
    let ways: Vec<(EndpointId, Vec<Way>)> = ends.into_iter().map(|end| (end, analysis.ways_in(end))).collect();
    match arguments.output {
        Output::Txt => {
            let style = VerdictStyle { full: false, color: colored(choices, is_terminal()) };
            print(&ways_text(&analysis, name, &ways, style))?;
        }
        Output::Json => {
            print_json(&ways_json(&analysis, &sources, name, &ways))?;
        }
    }
    let reached = ways.iter().flat_map(|(_, ways)| ways).any(|way| way.allowed);
    Ok(strict(if reached { Outcome::Fine } else { Outcome::Found }, choices.strict, errors))
}

/// Pods that a name means: a workload, or what is behind a Service.
fn ends(analysis: &Analysis, name: &str, namespace: &str) -> Result<Vec<EndpointId>, String> {
    let ids = match analysis.find(name, namespace).map_err(|error| error.to_string())? {
        Target::Endpoints(ids) => ids,
        Target::Pod(id) => vec![id],
        Target::Service(at) => analysis.services.get(at).map(|node| node.backends.clone()).unwrap_or_default(),
        Target::Addresses(parts) => parts.into_iter().map(|(_, id)| id).collect(),
    };
    let pods: Vec<EndpointId> = ids.into_iter().filter(|id| analysis.endpoint(*id).is_workload()).collect();
    if pods.is_empty() { Err(format!("`{name}` means no workload of the input")) } else { Ok(pods) }
}
