//! `podreach suggest`.

use podreach_eval::ask::{Part, Request};
use podreach_eval::inventory::EndpointId;
use podreach_eval::query::{Outcome as Answered, PortQuery, Question};
use podreach_eval::suggest::{Goal, Suggestions};
use podreach_eval::{Analysis, explain};
use podreach_report::{SuggestedPair, SuggestionsDoc};
use podreach_session::{Session, suggest};

use crate::args::{Suggest, Wish};
use crate::input::{colored, options, threads};
use crate::names;
use crate::outcome::Outcome;
use crate::question::question;
use crate::read::read;
use crate::stderr::eprint_line;
use crate::stdout::{is_terminal, print_document};

/// Steps that trying changes may take, for each pair.
const STEPS: u64 = 2_000_000_000;
/// An end may mean several endpoints: of so many pairs that are not as wanted, changes are looked for.
const PAIRS: usize = 8;

pub(crate) fn run(arguments: &Suggest) -> Result<Outcome, String> {
    let Suggest { pair, goal, port, protocol, output } = arguments;
    let choices = &pair.common.choices;
    names::namespace(&choices.namespace)?;
    let goal = if *goal == Wish::Allow { Goal::Allow } else { Goal::Deny };
    let question = question(&pair.destination, protocol.as_deref(), port.as_deref())?;
    let read = read(&pair.common.paths)?;
    let evaluation = Session::new(threads()).evaluate(read.sources, &options(choices));
    let analysis = &evaluation.analysis;
    if analysis.objects == 0 {
        return Err("no document could be decoded".into());
    }
    let request = Request {
        source: &pair.source,
        destination: &pair.destination,
        namespace: &choices.namespace,
        question: &question,
    };
    let reply = analysis.ask(&request).map_err(|error| error.to_string())?;
    let mut asked: Vec<([EndpointId; 2], Question)> = Vec::new();
    for part in &reply.parts {
        of_part(part, &question, goal, &mut asked);
    }
    let left = asked.len().saturating_sub(PAIRS);
    let pairs = asked.into_iter().take(PAIRS).map(|(ends, question)| {
        let suggestions = suggest(&evaluation, (goal, ends, &question), STEPS, threads());
        suggested(analysis, ends, &question, suggestions)
    });
    let pairs: Vec<SuggestedPair> = pairs.collect();
    let none = pairs.iter().any(|pair| match &pair.suggestions {
        Suggestions::Found(found) => found.is_empty(),
        Suggestions::NoSuchPort => true,
        Suggestions::AlreadySo => false,
    });
    let color = colored(choices, is_terminal());
    let document = SuggestionsDoc { analysis, sources: &evaluation.sources, goal, pairs, color };
    print_document(&document, *output)?;
    if left > 0 {
        eprint_line(&format!("note: {left} more pairs are not as wanted"));
    }
    if !read.complete {
        eprint_line("error: some files could not be read; they may hold policies");
    }
    Ok(if none || choices.strict && !read.complete { Outcome::Found } else { Outcome::Fine })
}

/// The pairs of endpoints that a part of the answer is about; those that are as wanted only where there is one part.
fn of_part(part: &Part, question: &Question, goal: Goal, asked: &mut Vec<([EndpointId; 2], Question)>) {
    let is_so = |outcome: Answered| match goal {
        Goal::Allow => outcome == Answered::Allowed,
        Goal::Deny => outcome == Answered::Denied,
    };
    match part {
        Part::Pair { verdict, .. } => {
            if !is_so(verdict.outcome()) || asked.is_empty() {
                asked.push(([verdict.source, verdict.destination], question.clone()));
            }
        }
        Part::Service { verdicts, .. } => {
            for answer in verdicts {
                let (Some(verdict), Some(target)) = (&answer.verdict, answer.target) else { continue };
                let question = Question::Port(answer.protocol, PortQuery::Number(target));
                asked.push(([verdict.source, verdict.destination], question));
            }
        }
    }
}

fn suggested(
    analysis: &Analysis,
    ends: [EndpointId; 2],
    question: &Question,
    suggestions: Suggestions,
) -> SuggestedPair {
    let [source, destination] = ends.map(|id| analysis.endpoint(id).id.clone());
    let question = explain::question_words(question).trim_start_matches(" on ").to_owned();
    SuggestedPair { source, destination, question, suggestions }
}
