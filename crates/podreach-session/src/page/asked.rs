//! For tests: evaluates a text and asks about it, by way of what is sent between threads.

use podreach_eval::Options;
use podreach_syntax::Sources;

use super::{Answer, Question, Request};
use crate::{Evaluation, Session};

/// Evaluates a text.
pub(crate) fn evaluation(yaml: &str) -> Evaluation {
    Session::new(1).evaluate(Sources::single("a.yaml", yaml), &Options::default())
}

/// The answer about an evaluation. Question and answer have to arrive as they were sent.
pub(crate) fn asked<Q: Question>(evaluation: &Evaluation, question: Q) -> Q::Answer {
    let request = question.request();
    let sent = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<Request>(&sent).unwrap(), request, "a question can be sent");
    let answer = evaluation.answer(request);
    let sent = serde_json::to_string(&answer).unwrap();
    assert_eq!(serde_json::from_str::<Answer>(&sent).unwrap(), answer, "an answer can be sent");
    Q::take(answer).unwrap()
}
