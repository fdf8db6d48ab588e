//! What a page asks about an input, and what it gets: plain data that can be sent from one thread to another.
//!
//! A question is a type with its answer; [`Request`] and [`Answer`] are all of them, for the way between threads. A new
//! question is a file with its types and its function, and a row in the table below.

#[cfg(test)]
mod asked;
pub mod changes;
mod checks;
mod embedded;
mod export;
mod facets;
mod finding;
pub mod findings;
mod found;
mod graph;
pub mod inspector;
mod links;
mod matched_rules;
mod matrix;
#[cfg(test)]
mod matrix_tests;
mod picture;
mod rules;
mod search;
#[cfg(test)]
mod search_tests;
mod search_words;
mod selection;
mod steps;
mod suggest;
mod summary;
pub mod writing;

use podreach_eval::view::MatrixView;
use podreach_picture::Picked;
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

pub use changes::{
    Changes, ChangesAnswer, ComparedBundle, ComparedBundleAnswer, ComparedPair, ComparedPairAnswer, Without,
    WithoutPolicy,
};
pub use checks::{Checks, ChecksAnswer, LeftOut, RejectedEntry};
pub use embedded::{Connections, Verdict};
pub use export::{Export, ExportFormat, ExportWhat, Exported};
pub use facets::{Facet, FacetKind, FacetValue, Facets, FacetsAnswer};
pub use finding::{About, AboutFinding, FindingAt, FixOffer, FixesOf};
pub use found::{Found, FoundAnswer, FoundCard};
pub use graph::Graph;
pub use inspector::{Ask, CardOf, Deciding, DecidingPlace, Inspect, Sign, Title};
pub use links::{Encode, MadeLink, MakeLink, MakeReadable, OpenReadable};
pub use matched_rules::RemovedRow;
pub use matrix::{Matrix, MatrixPart, MatrixPartAnswer, SIDE};
pub use picture::{Picture, PictureAnswer, Shape};
pub use rules::{RejectedRow, Rules, RulesAnswer, RulesRow};
pub use search::{Hit, Hits, Search, SearchAnswer, SearchWord};
pub use selection::{Describe, Resolve, describe_ids, follow};
pub use steps::StepChanges;
pub use suggest::{Suggest, Suggested, SuggestedChange};
pub use summary::{Summary, SummaryAnswer};
pub use writing::{At, Complete, Explain};

/// The version of requests and answers. A page and a worker of different versions do not talk to each other.
pub const PROTOCOL: u32 = 7;

/// A question about an input.
pub trait Question: Sized {
    /// What it is answered with.
    type Answer;

    /// Answers it.
    fn answer(self, evaluation: &Evaluation) -> Self::Answer;

    /// The question among all.
    fn request(self) -> Request;

    /// Its answer among all; `None` for the answer to another question.
    fn take(answer: Answer) -> Option<Self::Answer>;
}

/// Makes the enumerations of all questions and of all answers.
macro_rules! questions {
    ($($name:ident => $answer:ty, $function:path;)*) => {
        /// Any question.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "each is documented where it is defined")]
        pub enum Request {
            $($name($name),)*
        }

        /// Any answer.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "each is documented where it is defined")]
        pub enum Answer {
            $($name(Box<$answer>),)*
        }

        $(impl Question for $name {
            type Answer = $answer;

            fn answer(self, evaluation: &Evaluation) -> $answer {
                $function(self, evaluation)
            }

            fn request(self) -> Request {
                Request::$name(self)
            }

            fn take(answer: Answer) -> Option<$answer> {
                match answer {
                    Answer::$name(answer) => Some(*answer),
                    _ => None,
                }
            }
        })*

        impl Evaluation {
            /// Answers any question.
            pub fn answer(&self, request: Request) -> Answer {
                match request {
                    $(Request::$name(question) => Answer::$name(Box::new(question.answer(self))),)*
                }
            }
        }
    };
}

questions! {
    AboutFinding => About, finding::about;
    At => writing::Standing, writing::at;
    Changes => ChangesAnswer, changes::answer;
    Checks => ChecksAnswer, checks::answer;
    ComparedBundle => Option<ComparedBundleAnswer>, changes::compared_bundle;
    ComparedPair => Option<ComparedPairAnswer>, changes::compared_pair;
    Complete => writing::Completions, writing::complete;
    Connections => Result<String, String>, embedded::connections;
    Describe => Option<String>, selection::describe;
    Encode => Result<String, String>, links::encode;
    Explain => Option<writing::Explanation>, writing::explain;
    Export => Result<Exported, String>, export::answer;
    Facets => FacetsAnswer, facets::answer;
    FixesOf => Vec<FixOffer>, finding::fixes;
    Found => FoundAnswer, found::answer;
    Graph => podreach_eval::view::GraphView, graph::answer;
    Picture => PictureAnswer, picture::answer;
    Shape => podreach_eval::view::FoldingView, picture::shape;
    MakeLink => Result<MadeLink, String>, links::make;
    MakeReadable => Result<MadeLink, String>, links::make_readable;
    Matrix => MatrixView, matrix::answer;
    MatrixPart => MatrixPartAnswer, matrix::part;
    OpenReadable => Result<Option<podreach_link::Shared>, String>, links::open_readable;
    Resolve => Picked, selection::resolve;
    Rules => RulesAnswer, rules::answer;
    Search => SearchAnswer, search::answer;
    StepChanges => ChangesAnswer, steps::answer;
    Suggest => Suggested, suggest::answer;
    Summary => SummaryAnswer, summary::answer;
    Verdict => Result<String, String>, embedded::verdict;
    WithoutPolicy => Option<Without>, changes::without_policy;
    CardOf => Option<inspector::CardAnswer>, inspector::card;
    Inspect => inspector::InspectorPage, inspector::inspect;
    Ask => Option<inspector::PortRow>, inspector::ask;
    Title => Option<inspector::TitleLine>, inspector::title;
    Deciding => Vec<inspector::DecidingPlace>, inspector::deciding;
}
