//! `podreach list`.

use podreach_report::{ListFormat, list};

use crate::args::{List, ListOutput};
use crate::input::{load, strict};
use crate::outcome::{Outcome, print};

pub(crate) fn run(arguments: &List) -> Result<Outcome, String> {
    let (sources, analysis) = load(&arguments.common)?;
    let format = match arguments.output {
        ListOutput::Txt => ListFormat::Text,
        ListOutput::Json => ListFormat::Json,
        ListOutput::Full => ListFormat::Full,
        ListOutput::Csv => ListFormat::Csv,
        ListOutput::Md => ListFormat::Markdown,
        ListOutput::Dot => ListFormat::Dot,
    };
    print(&list(&analysis, &sources, format, arguments.representatives));
    Ok(strict(Outcome::Fine, &arguments.common.choices, &analysis))
}
