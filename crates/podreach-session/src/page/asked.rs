//! For tests: evaluates a text and asks about it, by way of what is sent between threads.

use podreach_eval::Options;
use podreach_picture::Picked;
use podreach_syntax::Sources;

use super::{Answer, Checks, Describe, Graph, Matrix, Question, Request, Resolve, Rules, Summary};
use crate::worker::message::{read, write};
use crate::{Evaluation, Session};

/// Evaluates a text.
pub(crate) fn evaluation(yaml: &str) -> Evaluation {
    Session::new(1).evaluate(Sources::single("a.yaml", yaml), &Options::default())
}

/// The answer about an evaluation. Question and answer have to arrive as they were sent.
pub(crate) fn asked<Q: Question>(evaluation: &Evaluation, question: Q) -> Q::Answer {
    let request = question.request();
    let sent = write(&request).unwrap();
    assert!(read::<Request>(&sent).unwrap() == request, "a question can be sent");
    let answer = evaluation.answer(request);
    let sent = write(&answer).unwrap();
    assert!(read::<Answer>(&sent).unwrap() == answer, "an answer can be sent");
    Q::take(answer).unwrap()
}

/// Whatever an input holds, what the page gets about it can be sent.
#[test]
fn answers_about_all_fixtures_can_be_sent() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts: Vec<String> =
        files.filter(|path| path.is_file()).map(|path| std::fs::read_to_string(path).unwrap()).collect();
    assert!(texts.len() > 10);
    for text in texts {
        let evaluation = evaluation(&text);
        let view = asked(&evaluation, Graph::default());
        for node in view.nodes {
            let picked = Picked::Node(node.id);
            let text = asked(&evaluation, Describe { picked: picked.clone() }).unwrap();
            assert_eq!(asked(&evaluation, Resolve { text }), picked);
        }
        asked(&evaluation, Matrix { side: 60, ..Matrix::default() });
        asked(&evaluation, Rules);
        asked(&evaluation, Checks);
        asked(&evaluation, Summary);
    }
}
