//! What the network plugin does, as arguments: one for each choice that the evaluator knows.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches};
use podreach_eval::Semantics;
use podreach_eval::policy::{CHOICES, Choice};

/// The semantics that the arguments choose.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Plugin(pub(crate) Semantics);

fn argument(choice: &Choice) -> Arg {
    let default = choice.values.first().copied().unwrap_or_default();
    Arg::new(choice.name)
        .long(choice.name)
        .value_name(choice.name.to_ascii_uppercase().replace('-', "_"))
        .help(choice.help)
        .value_parser(PossibleValuesParser::new(choice.values))
        .default_value(default)
}

impl Args for Plugin {
    fn augment_args(command: Command) -> Command {
        command.args(CHOICES.iter().map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Plugin {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut plugin = Self::default();
        plugin.update_from_arg_matches(matches)?;
        Ok(plugin)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        for choice in CHOICES {
            if let Some(value) = matches.get_one::<String>(choice.name) {
                choice.choose(&mut self.0, value);
            }
        }
        Ok(())
    }
}
