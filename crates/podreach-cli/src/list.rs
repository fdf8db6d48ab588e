//! `podreach list`.

use podreach_eval::Analysis;
use podreach_eval::inventory::Endpoint;
use podreach_report::{ListFormat, SvgOptions, exposure_svg, left_out_text, svg, write_exposure, write_list};

use crate::args::{List, ListOutput};
use crate::input::{Input, load, strict};
use crate::outcome::Outcome;
use crate::stdout::{print, print_document, print_with};
use crate::tell::{tell, tell_notes};

pub(crate) fn run(arguments: &List) -> Result<Outcome, String> {
    if arguments.exposure && arguments.output == ListOutput::Full {
        return Err("--exposure does not go with -o full".into());
    }
    let Input { sources, analysis, errors, .. } = load(&arguments.common)?;
    let format = match arguments.output {
        ListOutput::Txt => ListFormat::Text,
        ListOutput::Json => ListFormat::Json,
        ListOutput::Full => ListFormat::Full,
        ListOutput::Csv => ListFormat::Csv,
        ListOutput::Md => ListFormat::Markdown,
        ListOutput::Dot => ListFormat::Dot,
        ListOutput::Svg => ListFormat::Svg,
        ListOutput::Mermaid => ListFormat::Mermaid,
    };
    // Workloads whose exposure would take too long to work out.
    let mut without = 0;
    if format == ListFormat::Svg {
        let (services, blocked) = (arguments.drawing.services, arguments.drawing.blocked);
        let options = SvgOptions { services, blocked, ..SvgOptions::default() };
        let picture = if arguments.exposure {
            let (picture, left_out) = exposure_svg(&analysis, &options, arguments.representatives);
            without = left_out;
            picture
        } else {
            svg(&analysis, &options)
        };
        print_document(&picture)?;
    } else if arguments.exposure {
        print_with(|out| {
            without = write_exposure(out, &analysis, &sources, format, arguments.representatives)?;
            Ok(())
        })?;
    } else {
        print_with(|out| write_list(out, &analysis, &sources, format, arguments.representatives))?;
    }
    if without > 0 {
        tell(&format!(
            "warning: the exposure of {without} more workloads is not listed: it would take too long to work out"
        ));
    }
    if arguments.output == ListOutput::Txt {
        print(&left_out_text(&analysis))?;
    }
    if arguments.output != ListOutput::Full {
        tell_notes(analysis.note_count());
    }
    if arguments.output == ListOutput::Txt && !arguments.representatives {
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
        0 => tell(&format!(
            "note: connections may depend on what the input does not say{unasked}; `podreach can` tells of one"
        )),
        count => {
            let least = if found.whole { "" } else { "at least " };
            tell(&format!(
                "note: {least}{count} {connections} {depend} on what the input does not say{unasked}; `podreach can` says on what"
            ));
        }
    }
}

/// Policies alone give an empty list; the person should know why.
fn hint(analysis: &Analysis) {
    let any = |kind: fn(&Endpoint) -> bool| analysis.endpoints.iter().any(kind);
    if !any(Endpoint::is_workload) && any(|one| one.is_representative() && !one.hidden) {
        tell("note: the input holds no workloads; --representatives lists the pods that its policies name");
    }
}
