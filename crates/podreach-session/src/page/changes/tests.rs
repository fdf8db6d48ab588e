//! What is said of changes, by hand and on random clusters.

use podreach_eval::diff::ChangeKind;
use podreach_eval::policy::{Direction, Off};
use podreach_eval::query::PairState;
use podreach_eval::view::PairChange;
use podreach_eval::{Options, analyze};
use podreach_picture::Picked;
use podreach_syntax::Sources;
use podreach_testkit::generate;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::{Beside, Changes, ChangesAnswer, ComparedPair, Without, WithoutPolicy};
use crate::page::asked::asked;
use crate::page::inspector::InspectorPage;
use crate::page::{Graph, Inspect, Matrix, Rules};
use crate::{Baseline, Comparing, Evaluation};

const PODS: &str = "
{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: c}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: api, labels: {app: api}}, spec: {containers: [{name: c}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, labels: {app: db}}, spec: {containers: [{name: c}]}}
---
";

/// A policy for pods with a label, on lines of its own: the object on the first, a rule on each of the others.
fn policy(name: &str, app: &str, rules: &[&str]) -> String {
    let rules: String = rules.iter().map(|rule| format!("    - {rule}\n")).collect();
    let rules = if rules.is_empty() { String::new() } else { format!("  ingress:\n{rules}") };
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec:\n  podSelector: {{matchLabels: {{app: {app}}}}}\n{rules}---\n"
    )
}

fn from(app: &str, port: u16) -> String {
    format!("{{from: [{{podSelector: {{matchLabels: {{app: {app}}}}}}}], ports: [{{port: {port}}}]}}")
}

fn sources(text: &str) -> Sources {
    Sources::single("a.yaml", text)
}

/// A work beside a baseline, with switches.
fn beside(baseline: &str, work: &str, off: &[Off]) -> Evaluation {
    let mut comparing = Comparing::new(1);
    comparing.set_baseline(Some(Baseline { sources: sources(baseline), options: Options::default() }));
    comparing.evaluate(sources(work), &Options { off: off.to_vec(), ..Options::default() })
}

fn off(name: &str) -> Off {
    format!("NetworkPolicy.networking.k8s.io/default/{name}").parse().unwrap()
}

fn changes(evaluation: &Evaluation) -> ChangesAnswer {
    asked(evaluation, Changes { most: 100 })
}

fn without(evaluation: &Evaluation, off: Off) -> Option<Without> {
    asked(evaluation, WithoutPolicy { off, most: 100 })
}

/// `web -> db opened TCP 80`, for each row.
fn lines(answer: &ChangesAnswer) -> Vec<String> {
    let line = |row: &super::ChangeRow| {
        format!("{} -> {} {} +{} -{}", row.from, row.to, row.change.what.as_str(), row.change.opens, row.change.closes)
    };
    answer.pairs.list.iter().map(line).collect()
}

#[test]
fn without_a_baseline_there_is_no_comparison() {
    let text = format!("{PODS}{}", policy("db", "db", &[]));
    let evaluation = Comparing::new(1).evaluate(sources(&text), &Options::default());
    let found = changes(&evaluation);
    assert_eq!((found.beside, found.pairs.all, found.pairs.list), (Beside::Nothing, 0, Vec::new()));
    assert_eq!((found.off, found.unknown_off), (Vec::new(), Vec::new()));
    assert_eq!(asked(&evaluation, ComparedPair { from: "default/web".into(), to: "default/db".into() }), None);
    assert!(asked(&evaluation, Graph::default()).edges.iter().all(|edge| edge.change.is_none()));
}

/// What is switched off is compared with everything switched on: in counts, list, picture and for the pair.
#[test]
fn without_a_baseline_what_is_switched_off_is_compared_with_everything_switched_on() {
    let text = format!("{PODS}{}{}", policy("db", "db", &[&from("api", 5432)]), policy("all", "db", &[]));
    let mut comparing = Comparing::new(1);
    let mut switched =
        |off: &[Off]| comparing.evaluate(sources(&text), &Options { off: off.to_vec(), ..Options::default() });
    let evaluation = switched(&[off("db")]);
    let found = changes(&evaluation);
    assert_eq!((found.beside, found.pairs.words.as_str(), &found.off), (Beside::AllOn, "closes 1", &vec![off("db")]));
    assert_eq!(lines(&found), ["default/api -> default/db closed + -TCP 5432"]);
    let without = without(&evaluation, off("db")).unwrap();
    assert_eq!((without.pairs.words, without.pairs.list), (found.pairs.words, found.pairs.list.clone()));
    // The rule stands in the text, and says that it is off.
    let rule = &found.pairs.list[0].rules[0];
    assert!(rule.off && !rule.place.baseline && rule.place.span.is_some() && rule.change.is_none(), "{rule:?}");
    let edges = asked(&evaluation, Graph::default()).edges;
    assert_eq!(edges.iter().filter(|edge| edge.change.is_some()).count(), 1);
    let matrix = asked(&evaluation, Matrix { side: 100, ..Matrix::default() });
    assert_eq!(matrix.pairs.iter().filter(|pair| pair.change.is_some()).count(), 1);
    let pair = asked(&evaluation, ComparedPair { from: "default/api".into(), to: "default/db".into() }).unwrap();
    assert!(pair.change.is_some() && pair.before.unwrap().places.iter().all(|(_, place)| !place.baseline));
    // What is not in the sources changes nothing, and is said.
    let found = changes(&switched(&[off("x")]));
    assert_eq!((found.beside, found.pairs.words.as_str()), (Beside::AllOn, "changes nothing"));
    assert_eq!((found.off, found.unknown_off), (Vec::new(), vec![off("x")]));
    assert!(switched(&[]).base().is_none());
    // A baseline that is chosen comes first.
    assert_eq!(changes(&beside(&text, &text, &[off("db")])).beside, Beside::Compared);
}

#[test]
fn an_edit_opens_and_closes_and_says_by_which_rule() {
    let (api, web) = (from("api", 5432), from("web", 5432));
    let before = format!("{PODS}{}", policy("db", "db", &[&api]));
    let after = format!("# one line more\n{PODS}{}", policy("db", "db", &[&web]));
    let evaluation = beside(&before, &after, &[]);
    let found = changes(&evaluation);
    assert_eq!(
        (found.beside, found.pairs.words.as_str(), found.pairs.all, found.pairs.rest),
        (Beside::Compared, "opens 1, closes 1", 2, 0)
    );
    assert_eq!(
        lines(&found),
        ["default/web -> default/db opened +TCP 5432 -", "default/api -> default/db closed + -TCP 5432"]
    );
    let rules = |at: usize| -> Vec<(bool, Option<u32>, &str, &str)> {
        let rules = found.pairs.list[at].rules.iter();
        rules.map(|rule| (rule.now, rule.rule, rule.sentence.as_str(), rule.place.label.as_str())).collect()
    };
    assert_eq!(rules(0), [(true, Some(1), "from pods app=web in default, on TCP 5432", "15")]);
    assert_eq!(rules(1), [(false, Some(1), "from pods app=api in default, on TCP 5432", "baseline 14")]);
    assert!(found.pairs.list[1].rules[0].place.span.is_none() && found.pairs.list[0].rules[0].place.span.is_some());
    // The graph and the matrix say the same.
    let view = asked(&evaluation, Graph::default());
    let changed: Vec<_> = view.edges.iter().filter(|edge| edge.change.is_some()).collect();
    assert_eq!(changed.len(), 2);
    for edge in changed {
        let change = edge.change.as_ref().unwrap();
        let short = &edge.says.as_ref().unwrap().short;
        match change.what {
            PairChange::Opened => assert_eq!((edge.state, short.as_str()), (PairState::Allowed, "+ TCP 5432")),
            _ => assert!(matches!(edge.state, PairState::Blocked(_)) && short == "− TCP 5432", "{edge:?}"),
        }
    }
    let matrix = asked(&evaluation, Matrix { side: 60, ..Matrix::default() });
    assert_eq!(matrix.pairs.iter().filter(|pair| pair.change.is_some()).count(), 2);
    // Before and now, with the rules of both.
    let pair = asked(&evaluation, ComparedPair { from: "default/api".into(), to: "default/db".into() }).unwrap();
    let (was, is) = (pair.before.unwrap(), pair.now.unwrap());
    assert!(was.page.outcome != is.outcome && pair.change.is_some());
    assert_eq!(was.places.iter().map(|(_, place)| place.label.as_str()).collect::<Vec<_>>(), ["baseline 14"]);
    // Rules beside the baseline.
    let rules = asked(&evaluation, Rules);
    assert_eq!(rules.ingress.iter().map(|row| row.change).collect::<Vec<_>>(), [Some(ChangeKind::Added)]);
    let [removed] = &rules.removed[..] else { panic!("{rules:?}") };
    assert_eq!((removed.name.as_str(), removed.place.line), ("db", 14));
}

#[test]
fn a_switch_opens_what_the_policy_closes_and_keeps_its_words() {
    let text = format!("{PODS}{}", policy("db", "db", &[&from("api", 5432)]));
    let evaluation = beside(&text, &text, &[off("db")]);
    let found = changes(&evaluation);
    // From web, other pods, other namespaces and outside, and more from api.
    assert_eq!((found.pairs.words.as_str(), &found.off), ("opens 5", &vec![off("db")]));
    for row in &found.pairs.list {
        let rules: Vec<_> = row.rules.iter().map(|rule| (rule.off, rule.change, rule.place.label.as_str())).collect();
        assert!(rules.contains(&(true, None, "10")), "{row:?}");
        assert!(row.rules.iter().all(|rule| rule.off && !rule.place.baseline), "the text has not changed: {row:?}");
    }
    let rules = asked(&evaluation, Rules);
    let [row] = &rules.ingress[..] else { panic!("{rules:?}") };
    assert!(row.rule.off && row.change.is_none() && rules.removed.is_empty());
    assert_eq!((row.object.clone(), row.rule.peers[0].what.as_str()), (off("db"), "app=api"));
    let InspectorPage::Policy(page) = asked(&evaluation, Inspect { picked: Picked::Policy(0) }) else { panic!() };
    assert!(page.off && page.sections[0].rules[0].off && page.object == off("db"));
    assert!(page.sentence.contains("allows ingress from pods app=api"), "{}", page.sentence);
    let InspectorPage::Overview(page) = asked(&evaluation, Inspect { picked: Picked::Nothing }) else { panic!() };
    assert_eq!(page.listed[0].says, "isolates nothing, switched off");
    // On demand, the same in both states.
    let now = without(&evaluation, off("db")).unwrap();
    let plain = Comparing::new(1).evaluate(sources(&text), &Options::default());
    let then = without(&plain, off("db")).unwrap();
    assert!(now.is_off && !then.is_off);
    assert_eq!((now.pairs.words.as_str(), now.pairs.list.len()), ("opens 5", 5));
    assert_eq!((then.pairs.words.as_str(), then.pairs.list.len()), ("opens 5", 5));
    assert_eq!(without(&plain, off("other")), None);
}

#[test]
fn a_rule_that_is_switched_off_closes_what_it_allows() {
    let text = format!("{PODS}{}", policy("db", "db", &[&from("api", 5432), &from("web", 80)]));
    let rule = off("db").at(Direction::Ingress, 1);
    let evaluation = beside(&text, &text, std::slice::from_ref(&rule));
    let found = changes(&evaluation);
    assert_eq!(lines(&found), ["default/web -> default/db closed + -TCP 80"]);
    let because: Vec<_> = found.pairs.list[0].rules.iter().map(|rule| (rule.rule, rule.off, rule.place.line)).collect();
    assert_eq!(because, [(Some(2), true, 15)]);
    let rules = asked(&evaluation, Rules);
    assert_eq!(rules.ingress.iter().map(|row| row.rule.off).collect::<Vec<_>>(), [false, true]);
    assert_eq!(without(&evaluation, rule).unwrap().pairs.words, "closes 1");
    assert_eq!(without(&evaluation, off("db").at(Direction::Ingress, 2)), None);
}

/// A policy for pods that are not in the input is removed: what it closed for them is opened, and they do not vanish.
#[test]
fn what_a_removed_policy_closed_for_pods_to_come_is_opened() {
    let db = policy("db", "db", &[&from("api", 5432)]);
    let found = changes(&beside(&db, "", &[]));
    assert_eq!(found.pairs.words, changes(&beside(&db, &db, &[off("db")])).pairs.words, "as if it were switched off");
    assert!(found.pairs.opens > 0 && found.pairs.closes == 0, "{found:?}");
    let added = changes(&beside("", &db, &[]));
    assert_eq!((added.pairs.opens, added.pairs.closes), (0, found.pairs.opens), "the other way round");
}

#[test]
fn workloads_on_one_side_are_in_the_picture_and_say_so() {
    let (without_db, _) = PODS.rsplit_once("{apiVersion").unwrap();
    let evaluation = beside(PODS, without_db, &[]);
    let view = asked(&evaluation, Graph::default());
    let node = |id: &str| view.nodes.iter().find(|node| node.id == id.into()).unwrap();
    assert_eq!((node("default/db").existence, node("default/web").existence), (Some(ChangeKind::Removed), None));
    let found = changes(&evaluation);
    assert!(
        found.pairs.list.iter().all(|row| row.notes == ["default/db[Pod] is gone"] && row.rules.is_empty()),
        "{found:?}"
    );
    assert_eq!((found.pairs.opens, found.pairs.closes), (0, 6), "two pods and the outside, both ways");
    let pair = asked(&evaluation, ComparedPair { from: "default/web".into(), to: "default/db".into() }).unwrap();
    assert!(pair.now.is_none() && pair.before.is_some());
}

#[test]
fn parts_of_the_outside_can_be_asked_about() {
    let block = |cidr: &str| policy("web", "web", &[&format!("{{from: [{{ipBlock: {{cidr: {cidr}}}}}]}}")]);
    let evaluation = beside(&format!("{PODS}{}", block("10.0.0.0/8")), &format!("{PODS}{}", block("10.1.0.0/16")), &[]);
    let found = changes(&evaluation);
    assert_eq!(found.pairs.words, "closes 1");
    let view = asked(&evaluation, Graph::default());
    let outside: Vec<_> = view.nodes.iter().filter(|node| node.id.to_string().starts_with("external:")).collect();
    assert_eq!(outside.len(), 3, "{outside:?}");
    for node in outside {
        let pair = asked(&evaluation, ComparedPair { from: node.id.clone(), to: "default/web".into() }).unwrap();
        assert!(pair.now.is_some() && pair.before.is_some());
        let picked = Picked::Edge { from: node.id.clone(), to: "default/web".into() };
        assert!(matches!(asked(&evaluation, Inspect { picked }), InspectorPage::Connection(_)), "{:?}", node.id);
    }
}

#[test]
fn more_changes_than_are_wanted_are_counted() {
    let text = format!("{PODS}{}", policy("db", "db", &[]));
    let found = asked(&beside(PODS, &text, &[]), Changes { most: 1 });
    assert_eq!((found.pairs.list.len(), found.pairs.rest, found.pairs.closes), (1, 4, 5));
}

#[test]
fn the_baseline_is_evaluated_once_and_again_for_other_pods_only() {
    let text = |port: u16, app: &str| format!("{PODS}{}", policy("db", "db", &[&from(app, port)]));
    let mut comparing = Comparing::new(1);
    comparing.set_baseline(Some(Baseline { sources: sources(&text(80, "api")), options: Options::default() }));
    let mut evaluate = |text: &str, off: &[Off]| {
        let evaluation = comparing.evaluate(sources(text), &Options { off: off.to_vec(), ..Options::default() });
        (evaluation.work.read, comparing.evaluated())
    };
    let (read, first) = evaluate(&text(81, "api"), &[]);
    assert!(read > 0);
    for port in 82..90 {
        assert_eq!(evaluate(&text(port, "api"), &[]).1, first, "an edit that names the same pods");
    }
    assert_eq!(evaluate(&text(89, "api"), &[off("db")]), (0, first), "a switch reads nothing and leaves the baseline");
    assert_eq!(evaluate(&text(89, "api"), &[off("db").at(Direction::Ingress, 0)]), (0, first));
    assert_eq!(evaluate(&text(89, "other"), &[]).1, first + 1, "other pods");
    comparing.set_baseline(None);
    assert!(comparing.evaluate(sources(PODS), &Options::default()).base().is_none());
}

proptest! {
    #![proptest_config(Config { cases: 300, failure_persistence: None, ..Config::default() })]

    /// Beside itself nothing changed. A switch changes what the text without the policy changes.
    #[test]
    fn switches_equal_edits(bytes in proptest::collection::vec(any::<u8>(), 0..300), which in any::<proptest::sample::Index>()) {
        let mut cluster = generate::cluster(&bytes);
        let text = cluster.yaml();
        let same = beside(&text, &text, &[]);
        let found = changes(&same);
        prop_assert_eq!((found.pairs.all, &found.pairs.list), (0, &Vec::new()), "{}", text);
        prop_assert!(asked(&same, Rules).removed.is_empty());
        if cluster.policies.is_empty() {
            return Ok(());
        }
        let gone = cluster.policies.remove(which.index(cluster.policies.len()));
        let analysis = analyze(&sources(&text), &Options::default());
        let is_gone = |name: &str, namespace: Option<&str>| name == gone.name && namespace == Some(gone.namespace);
        let policy = analysis.policies.list.iter().find(|policy| is_gone(&policy.name, policy.namespace.as_deref()));
        let Some(policy) = policy else { return Ok(()) };
        let off = Off::policy(policy.object_ref());
        let by_switch = beside(&text, &text, std::slice::from_ref(&off));
        let (switched, edited) = (changes(&by_switch), changes(&beside(&text, &cluster.yaml(), &[])));
        let counts = |found: &ChangesAnswer| (found.pairs.opens, found.pairs.closes, found.pairs.all);
        prop_assert_eq!(counts(&switched), counts(&edited), "{}\n{}", off, text);
        let asked = without(&by_switch, off).unwrap();
        prop_assert_eq!((asked.pairs.opens, asked.pairs.closes, asked.pairs.all), counts(&switched));
    }
}
