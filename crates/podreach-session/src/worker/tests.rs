//! Tests of a page and a host that talk to each other.

use podreach_eval::Options;
use podreach_picture::Picked;
use podreach_syntax::Sources;

use super::message::{BaselineInput, Evaluated, FromWorker, Input, SetBaseline, Text, ToWorker, read, write};
use super::{Host, Stage};
use crate::Session;
use crate::page::changes::Beside;
use crate::page::findings::findings;
use crate::page::{Answer, Changes, ChangesAnswer, Graph, Question, Request, Rules, Summary};

const POLICY: &str = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]}
";

/// A message on its way.
fn sent(host: &mut Host, message: &ToWorker) {
    let bytes = write(message).unwrap();
    host.take(read(&bytes).unwrap());
}

/// Works until nothing is left; what arrives.
fn finished(host: &mut Host) -> Vec<FromWorker> {
    let mut got = Vec::new();
    while host.is_busy() {
        for message in host.step() {
            let bytes = write(&message).unwrap();
            let arrived: FromWorker = read(&bytes).unwrap();
            assert_eq!(arrived, message);
            got.push(arrived);
        }
    }
    got
}

fn input(number: u32, texts: &[(&str, Option<&str>)], typed: bool) -> ToWorker {
    let text = |(name, text): &(&str, Option<&str>)| Text { name: (*name).to_owned(), text: text.map(Into::into) };
    ToWorker::Input(Box::new(Input {
        number,
        texts: texts.iter().map(text).collect(),
        options: Options::default(),
        typed,
        picked: Picked::Nothing,
        select: None,
    }))
}

fn evaluated(messages: &[FromWorker]) -> Vec<&Evaluated> {
    let found = messages.iter().filter_map(|message| match message {
        FromWorker::Evaluated(evaluated) => Some(&**evaluated),
        _ => None,
    });
    found.collect()
}

fn answer_about(sources: Sources, request: Request) -> Answer {
    Session::new(1).evaluate(sources, &Options::default()).answer(request)
}

#[test]
fn what_is_watched_follows_the_input() {
    let mut host = Host::new();
    let requests = [Graph::default().request(), Rules.request(), Summary.request()];
    for (id, request) in (0..).zip(&requests) {
        sent(&mut host, &ToWorker::Watch { id, request: request.clone() });
    }
    let first = finished(&mut host);
    assert_eq!(first.len(), 3, "about nothing: {first:?}");
    sent(&mut host, &input(1, &[("a.yaml", Some(POLICY)), ("b.yaml", Some(""))], false));
    let got = finished(&mut host);
    let [one] = evaluated(&got)[..] else { panic!("{got:?}") };
    assert_eq!((got.len(), one.answers.len(), one.keeps_last), (1, 3, false));
    let mut sources = Sources::single("a.yaml", POLICY);
    sources.add("b.yaml", "");
    for (id, answer) in &one.answers {
        let expected = answer_about(sources.clone(), requests[*id as usize].clone());
        // Spans count in texts that have other numbers.
        assert_eq!(std::mem::discriminant(answer), std::mem::discriminant(&expected));
        if let (Answer::Graph(got), Answer::Graph(expected)) = (answer, &expected) {
            assert_eq!(got, expected);
        }
    }
    // A comment at the end changes no answer.
    sent(&mut host, &input(2, &[("a.yaml", None), ("b.yaml", Some("# nothing\n"))], true));
    let got = finished(&mut host);
    assert_eq!(evaluated(&got)[0].answers, []);
    sent(&mut host, &ToWorker::Unwatch { id: 1 });
    sent(&mut host, &input(3, &[("a.yaml", Some("")), ("b.yaml", None)], true));
    let got = finished(&mut host);
    let ids: Vec<u32> = evaluated(&got)[0].answers.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, [0, 2]);
}

#[test]
fn a_newer_input_takes_the_place_of_an_older_one() {
    let mut host = Host::new();
    let large = format!("{POLICY}---\n").repeat(40_000);
    sent(&mut host, &input(1, &[("a.yaml", Some(&large))], false));
    let mut reports = Vec::new();
    for _ in 0..20 {
        reports.extend(host.step());
    }
    assert!(matches!(reports[..], [FromWorker::Reading { number: 1, .. }, ..]), "{reports:?}");
    let read_by_then = host.session.work().read;
    assert!(read_by_then > 0 && read_by_then < large.len());
    sent(&mut host, &input(2, &[("a.yaml", Some(&format!("{large}{POLICY}")))], true));
    let got = finished(&mut host);
    let numbers: Vec<u32> = evaluated(&got).iter().map(|evaluated| evaluated.number).collect();
    assert_eq!(numbers, [2], "the first is never finished");
    assert!(host.session.work().read < large.len(), "what was read of it is kept");
}

#[test]
fn a_text_that_typing_breaks_keeps_the_picture_and_says_what_is_wrong() {
    let mut host = Host::new();
    sent(&mut host, &ToWorker::Watch { id: 7, request: Graph::default().request() });
    sent(&mut host, &input(1, &[("a.yaml", Some(POLICY))], false));
    let got = finished(&mut host);
    assert_eq!(evaluated(&got)[0].answers.len(), 1, "{got:?}");
    let broken = format!("{POLICY}  {{");
    sent(&mut host, &input(2, &[("a.yaml", Some(&broken))], true));
    let got = finished(&mut host);
    let [one] = evaluated(&got)[..] else { panic!("{got:?}") };
    assert!(one.keeps_last && one.answers.is_empty());
    assert!(one.findings.problems() > 0 && !one.findings.marks.is_empty(), "{:?}", one.findings);
    sent(&mut host, &input(3, &[("a.yaml", None)], false));
    let got = finished(&mut host);
    assert!(!evaluated(&got)[0].keeps_last, "asked for all the same");
    let whole = Session::new(1).evaluate(Sources::single("a.yaml", broken), &Options::default());
    assert_eq!(evaluated(&got)[0].findings.summary, findings(&whole).summary);
}

#[test]
fn a_question_is_answered_once_or_until_it_is_asked_anew() {
    let mut host = Host::new();
    sent(&mut host, &input(1, &[("a.yaml", Some(POLICY))], false));
    finished(&mut host);
    let narrow = |matching: &str| Graph { matching: matching.to_owned() }.request();
    sent(&mut host, &ToWorker::Watch { id: 1, request: narrow("api") });
    sent(&mut host, &ToWorker::Watch { id: 1, request: narrow("db") });
    sent(&mut host, &ToWorker::Ask { id: 9, request: Rules.request() });
    let got = finished(&mut host);
    let [FromWorker::Asked { id: 9, answer: Answer::Rules(rules) }, FromWorker::Watched { id: 1, answer }] = &got[..]
    else {
        panic!("{got:?}")
    };
    assert_eq!(rules.ingress.len(), 1);
    let Answer::Graph(view) = answer else { panic!("{answer:?}") };
    assert!(view.nodes.iter().any(|node| node.id == "rep:default/app=db".into()));
    assert!(!view.nodes.iter().any(|node| node.id == "rep:default/app=api".into()));
    sent(&mut host, &ToWorker::Watch { id: 1, request: narrow("db") });
    assert!(!host.is_busy(), "that is known");
}

#[test]
fn a_selection_is_followed_or_read_from_its_text() {
    let mut host = Host::new();
    let two = format!("{}---\n{POLICY}", POLICY.replace("name: db", "name: a"));
    let select = |number: u32, text: &str, picked: Picked, select: Option<&str>| {
        ToWorker::Input(Box::new(Input {
            number,
            texts: vec![Text { name: "a.yaml".to_owned(), text: Some(text.into()) }],
            options: Options::default(),
            typed: true,
            picked,
            select: select.map(str::to_owned),
        }))
    };
    sent(&mut host, &select(1, &two, Picked::Nothing, Some("policy default/db")));
    let got = finished(&mut host);
    assert_eq!(evaluated(&got)[0].picked, Picked::Policy(1));
    sent(&mut host, &select(2, POLICY, Picked::Policy(1), None));
    let got = finished(&mut host);
    assert_eq!(evaluated(&got)[0].picked, Picked::Policy(0));
}

/// A baseline of these texts; none for no comparison.
fn baseline(number: u32, texts: Option<&[(&str, Option<&str>)]>, picked: Option<Picked>) -> ToWorker {
    let text = |(name, text): &(&str, Option<&str>)| Text { name: (*name).to_owned(), text: text.map(Into::into) };
    let baseline =
        texts.map(|texts| BaselineInput { texts: texts.iter().map(text).collect(), options: Options::default() });
    ToWorker::Baseline(Box::new(SetBaseline { number, baseline, picked }))
}

/// What the last evaluation answers about changes, when that is another answer than before.
fn changes(messages: &[FromWorker]) -> ChangesAnswer {
    let [one] = evaluated(messages)[..] else { panic!("{messages:?}") };
    let found = one.answers.iter().find_map(|(_, answer)| match answer {
        Answer::Changes(changes) => Some((**changes).clone()),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{one:?}"))
}

#[test]
fn a_baseline_is_compared_with_at_once_and_with_every_input_after_it() {
    let mut host = Host::new();
    sent(&mut host, &ToWorker::Watch { id: 1, request: Changes { most: 9 }.request() });
    sent(&mut host, &ToWorker::Watch { id: 2, request: Graph::default().request() });
    let open = POLICY.replace("app: api", "app: web");
    sent(&mut host, &input(1, &[("a.yaml", Some(POLICY))], false));
    finished(&mut host);
    sent(&mut host, &baseline(2, Some(&[("a.yaml", Some(&open))]), None));
    let got = finished(&mut host);
    let first = changes(&got);
    let [one] = evaluated(&got)[..] else { panic!("{got:?}") };
    assert_eq!((one.number, one.answers.len()), (2, 2), "all that is watched arrives together");
    assert_eq!((first.beside, first.pairs.words.as_str()), (Beside::Compared, "opens 1, closes 1"));
    let alone = baseline_answer(&open, POLICY);
    assert_eq!(
        (first.pairs.opens, first.pairs.closes, first.pairs.list.len()),
        (alone.pairs.opens, alone.pairs.closes, alone.pairs.list.len())
    );
    // The work becomes what the baseline is.
    sent(&mut host, &input(3, &[("a.yaml", Some(&open))], true));
    assert_eq!(changes(&finished(&mut host)).pairs.words, "changes nothing");
    sent(&mut host, &baseline(4, None, None));
    assert_eq!(changes(&finished(&mut host)).beside, Beside::Nothing);
    // What stands there is the baseline of what comes.
    sent(&mut host, &baseline(5, Some(&[("a.yaml", None)]), None));
    assert_eq!(changes(&finished(&mut host)).pairs.words, "changes nothing");
    sent(&mut host, &input(6, &[("a.yaml", Some(POLICY))], true));
    assert_eq!(changes(&finished(&mut host)).pairs.words, first.pairs.words);
}

fn baseline_answer(before: &str, after: &str) -> ChangesAnswer {
    let mut session = crate::Comparing::new(1);
    let sources = Sources::single("a.yaml", before);
    session.set_baseline(Some(crate::Baseline { sources, options: Options::default() }));
    let found = session.evaluate(Sources::single("a.yaml", after), &Options::default());
    Changes { most: 9 }.answer(&found)
}

#[test]
fn a_baseline_of_before_the_first_input_waits_and_a_selection_survives() {
    let mut host = Host::new();
    sent(&mut host, &ToWorker::Watch { id: 1, request: Changes { most: 9 }.request() });
    sent(&mut host, &baseline(1, Some(&[("a.yaml", Some(""))]), None));
    let got = finished(&mut host);
    assert!(evaluated(&got).is_empty(), "there is nothing to compare: {got:?}");
    sent(&mut host, &input(2, &[("a.yaml", Some(POLICY))], false));
    assert_eq!(changes(&finished(&mut host)).beside, Beside::Compared);
    // The input says what was selected then, the baseline what is by now.
    sent(&mut host, &baseline(3, None, Some(Picked::Policy(0))));
    let got = finished(&mut host);
    assert_eq!(evaluated(&got)[0].picked, Picked::Policy(0));
}

#[test]
fn a_baseline_interrupts_an_input_that_is_being_read() {
    let mut host = Host::new();
    let large = format!("{POLICY}---\n").repeat(40_000);
    sent(&mut host, &ToWorker::Watch { id: 1, request: Changes { most: 1 }.request() });
    sent(&mut host, &input(1, &[("a.yaml", Some(&large))], false));
    for _ in 0..5 {
        host.step();
    }
    sent(&mut host, &baseline(2, Some(&[("a.yaml", Some(""))]), None));
    let got = finished(&mut host);
    let numbers: Vec<u32> = evaluated(&got).iter().map(|evaluated| evaluated.number).collect();
    assert_eq!(numbers, [2]);
    assert_eq!(changes(&got).beside, Beside::Compared);
}

#[test]
fn what_is_no_message_is_an_error() {
    assert!(read::<ToWorker>(&[250, 1, 2]).is_err());
    let bytes = write(&input(1, &[("a.yaml", Some("x"))], false)).unwrap();
    assert!(read::<ToWorker>(&bytes[..bytes.len() - 1]).is_err());
}

#[test]
fn an_input_goes_through_its_stages_and_a_newer_one_begins_with_the_first() {
    let mut host = Host::new();
    let stage = |host: &mut Host, wanted: Stage| {
        while host.stage().is_some_and(|stage| stage < wanted) {
            host.step();
        }
        assert_eq!(host.stage(), Some(wanted));
    };
    sent(&mut host, &input(1, &[("a.yaml", Some(POLICY))], false));
    stage(&mut host, Stage::Answering);
    sent(&mut host, &input(2, &[("a.yaml", Some(POLICY.replace("db", "web").as_str()))], false));
    stage(&mut host, Stage::Reading);
    stage(&mut host, Stage::Evaluating);
    let messages = finished(&mut host);
    assert_eq!(
        evaluated(&messages).iter().map(|one| one.number).collect::<Vec<_>>(),
        [2],
        "nobody waits for the first"
    );
    assert_eq!(host.stage(), None);
}
