//! The messages between a page and its worker.

use std::sync::Arc;

use podreach_eval::Options;
use podreach_picture::Picked;
use podreach_syntax::Places;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::page::findings::Findings;
use crate::page::{Answer, Request};

/// A text of an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Its name.
    pub name: String,
    /// The text itself; none where the source at the same place had this very text in the last input.
    pub text: Option<Arc<str>>,
}

/// An input to evaluate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Rises with every input.
    pub number: u32,
    /// All texts.
    pub texts: Vec<Text>,
    /// Choices of the evaluation.
    pub options: Options,
    /// Whether it came about by typing: then the last picture stays while the text is broken.
    pub typed: bool,
    /// What is selected, to be followed to its place in the new evaluation.
    pub picked: Picked,
    /// What is to be selected instead, as [`Describe`](crate::page::Describe) writes it.
    pub select: Option<String>,
}

/// What an input is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BaselineInput {
    /// All texts; one that is none is that of the source at the same place of the last input.
    pub texts: Vec<Text>,
    /// Choices of the evaluation, and what is switched off.
    pub options: Options,
}

/// A baseline to set or to take away. The last input is evaluated again beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetBaseline {
    /// The number of that evaluation; it rises as those of inputs do.
    pub number: u32,
    /// What the input is compared with; none for no comparison.
    pub baseline: Option<BaselineInput>,
    /// What is selected by now; none where the last input says it.
    pub picked: Option<Picked>,
}

/// What a page sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Evaluate this.
    Input(Box<Input>),
    /// Compare with this.
    Baseline(Box<SetBaseline>),
    /// Answer this now and whenever the answer changes. The same number again replaces the question.
    Watch {
        /// The page's number for the question.
        id: u32,
        /// The question.
        request: Request,
    },
    /// The question with this number is no longer asked.
    Unwatch {
        /// The page's number for the question.
        id: u32,
    },
    /// Answer this once.
    Ask {
        /// The page's number for the question.
        id: u32,
        /// The question.
        request: Request,
    },
}

/// How long what was done about an input took, in milliseconds. Who has a clock writes it in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Times {
    /// Reading texts.
    pub reading: f64,
    /// Evaluating policies.
    pub evaluating: f64,
    /// Answering watched questions, the picture among them.
    pub answering: f64,
}

/// An evaluation that was finished.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluated {
    /// The number of the input.
    pub number: u32,
    /// How long it took.
    pub times: Times,
    /// Where the texts stand that spans of `findings` count in, and those of answers unless `keeps_last`.
    pub places: Places,
    /// Whether answers are still about an input before this one, because this one is broken.
    pub keeps_last: bool,
    /// What is selected now, where the input said what was before.
    pub picked: Picked,
    /// What is to be said about the input. Where these are not complete, [`FromWorker::Found`] follows, unless the text is broken.
    pub findings: Findings,
    /// The answers that are different now, by the numbers of their questions.
    pub answers: Vec<(u32, Answer)>,
}

/// What a page gets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// The worker is there, and speaks this version.
    Ready {
        /// [`PROTOCOL`](crate::page::PROTOCOL) of the worker.
        protocol: u32,
    },
    /// A large input is being read.
    Reading {
        /// The number of the input.
        number: u32,
        /// Bytes that were read.
        read: u64,
        /// Bytes of the input.
        bytes: u64,
    },
    /// An input was evaluated.
    Evaluated(Box<Evaluated>),
    /// All findings about an input that was evaluated.
    Found {
        /// The number of the input.
        number: u32,
        /// What is to be said about it.
        findings: Box<Findings>,
    },
    /// The answer to a question that is watched.
    Watched {
        /// The page's number for the question.
        id: u32,
        /// The answer.
        answer: Answer,
    },
    /// The answer to a question that was asked once.
    Asked {
        /// The page's number for the question.
        id: u32,
        /// The answer.
        answer: Answer,
    },
}

/// A message as it is sent.
///
/// # Errors
/// When it cannot be written, which messages of this module can.
pub fn write<T: Serialize>(message: &T) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(message)
}

/// A message that was sent.
///
/// # Errors
/// When it is none: it was cut, or comes from another version.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, postcard::Error> {
    postcard::from_bytes(bytes)
}
