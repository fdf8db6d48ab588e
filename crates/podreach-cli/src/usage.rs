//! Help, and what is wrong with the arguments.

use clap::{CommandFactory as _, Error};
use podreach_report::Text;
use podreach_syntax::visible;

use crate::args::Arguments;
use crate::outcome::Outcome;
use crate::{stderr, stdout};

/// Prints help where it was asked for; everything else is bad usage.
pub(crate) fn explain(error: &Error) -> Outcome {
    // What is said about arguments quotes them: it is said again about their visible form.
    let shown = std::env::args_os().map(|argument| visible(&argument.to_string_lossy()).into_owned());
    let again = Arguments::command().try_get_matches_from(shown).err();
    let message = again.as_ref().filter(|again| again.kind() == error.kind()).unwrap_or(error);
    let mut text = Text::new();
    for line in message.render().to_string().lines() {
        let _ = writeln!(text, "{line}");
    }
    if error.use_stderr() {
        stderr::eprint_text(&text);
        return Outcome::Usage;
    }
    match stdout::print(&text) {
        Ok(()) => Outcome::Fine,
        Err(_) => Outcome::Usage,
    }
}
