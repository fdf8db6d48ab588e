//! `podreach list`.

use podreach_eval::Analysis;
use podreach_eval::inventory::Endpoint;
use podreach_report::{DocumentKind, ExposureDoc, Format, ListDoc, SvgOptions};

use crate::args::List;
use crate::input::{Input, load, strict};
use crate::outcome::Outcome;
use crate::stderr::{eprint_line, eprint_notes};
use crate::stdout::print_document;

pub(crate) fn run(arguments: &List) -> Result<Outcome, String> {
    let format = arguments.output;
    if arguments.exposure && !format.supports(DocumentKind::Exposure) {
        return Err(format!("--exposure does not go with -o {}", format.name()));
    }
    let Input { sources, analysis, errors, .. } = load(&arguments.common)?;
    let (services, blocked) = (arguments.drawing.services, arguments.drawing.blocked);
    let picture = SvgOptions { services, blocked, ..SvgOptions::default() };
    let list = ListDoc { representatives: arguments.representatives, picture, ..ListDoc::new(&analysis, &sources) };
    // Workloads whose exposure would take too long to work out.
    let mut without = 0;
    if arguments.exposure {
        let exposure = ExposureDoc::new(list);
        print_document(&exposure, format)?;
        without = exposure.left_out();
    } else {
        print_document(&list, format)?;
    }
    if without > 0 {
        eprint_line(&format!(
            "warning: the exposure of {without} more workloads is not listed: it would take too long to work out"
        ));
    }
    if format != Format::Full {
        eprint_notes(analysis.note_count());
    }
    if format == Format::Txt && !arguments.representatives {
        hint(&analysis);
    }
    depending(&analysis, arguments.representatives);
    Ok(strict(Outcome::Fine, arguments.common.choices.strict, errors))
}

/// Lists are decided by the default completion of what the input leaves open; the person should know how many pairs that
/// concerns.
fn depending(analysis: &Analysis, representatives: bool) {
    let listed =
        |one: &Endpoint| one.is_workload() || one.is_external() || (representatives && one.is_representative());
    let found = analysis.depending(listed);
    let (connections, depend) = if found.count == 1 { ("connection", "depends") } else { ("connections", "depend") };
    let unasked = if found.whole {
        ""
    } else {
        "; there are too many to ask them all, and the others are listed as if they did not"
    };
    match found.count {
        0 if found.whole => {}
        0 => eprint_line(&format!(
            "note: connections may depend on what the input does not say{unasked}; `podreach can` answers for one of them"
        )),
        count => {
            let least = if found.whole { "" } else { "at least " };
            eprint_line(&format!(
                "note: {least}{count} {connections} {depend} on what the input does not say{unasked}; `podreach can` says on what"
            ));
        }
    }
}

/// Policies alone give an empty list; the person should know why.
fn hint(analysis: &Analysis) {
    let any = |kind: fn(&Endpoint) -> bool| analysis.endpoints.iter().any(kind);
    if !any(Endpoint::is_workload) && any(|one| one.is_representative() && !one.hidden) {
        eprint_line("note: the input holds no workloads; --representatives lists the pods that its policies name");
    }
}
