//! Edits of what policies say, one after the other: a session that takes over what still holds of the evaluation before answers what
//! evaluating the last text by itself answers.

use std::sync::Arc;

use podreach_eval::policy::{Direction, Off};
use podreach_eval::{Analysis, Options, analyze};
use podreach_syntax::{Place, Sources, Span};
use podreach_testkit::documents::inputs;
use proptest::prelude::*;

use crate::Session;
use crate::tests::said;

/// What stands in a policy or around it, and what may be written in its place.
const WORDS: [(&str, &str); 14] = [
    ("port: 80", "port: 81"),
    ("port: 81", "port: 443"),
    ("port: 443", "port: 80"),
    ("Allow", "Deny"),
    ("Deny", "Pass"),
    ("Pass", "Allow"),
    ("start: 1", "start: 80"),
    ("protocol: TCP", "protocol: UDP"),
    ("port: http", "port: 80"),
    ("x", "y"),
    ("NotIn", "In"),
    ("10.0.0.0/24", "10.0.0.0/8"),
    ("[Ingress]", "[Ingress, Egress]"),
    ("ports: [", "ports: [{port: 53, protocol: UDP}, "),
];

#[derive(Clone, Debug)]
enum Edit {
    /// Writes something in place of a word of a document; the words that change no more than rules come first.
    Word(usize, usize, usize),
    /// A comment in front of a document, which moves what follows.
    Comment(usize),
    /// Breaks a document or mends it.
    Break(usize),
    Remove(usize),
    Swap(usize, usize),
    Again(usize),
    /// Switches the nth policy, or one of its rules, off or on.
    Switch(usize, Option<(bool, u32)>),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = || 0..40_usize;
    let rule = prop::option::weighted(0.8, (any::<bool>(), 0..3_u32));
    prop_oneof![
        8 => (at(), 0..9_usize, 0..4_usize).prop_map(|(at, word, nth)| Edit::Word(at, word, nth)),
        3 => (at(), 0..WORDS.len(), 0..4_usize).prop_map(|(at, word, nth)| Edit::Word(at, word, nth)),
        1 => at().prop_map(Edit::Comment),
        1 => at().prop_map(Edit::Break),
        1 => at().prop_map(Edit::Remove),
        1 => (at(), at()).prop_map(|(one, other)| Edit::Swap(one, other)),
        1 => at().prop_map(Edit::Again),
        4 => (at(), rule).prop_map(|(at, rule)| Edit::Switch(at, rule)),
    ]
}

/// The fields of an object in braces on lines of their own, as people write them.
fn in_lines(object: &str) -> String {
    let Some(inner) = object.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
        return object.to_owned();
    };
    let (mut depth, mut text) = (0, String::new());
    for character in inner.chars() {
        depth += i32::from("{[".contains(character)) - i32::from("}]".contains(character));
        if character == ',' && depth == 0 { text.push('\n') } else { text.push(character) }
    }
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    format!("{}\n", lines.join("\n"))
}

fn apply(edit: &Edit, documents: &mut Vec<String>, first: &[String], off: &mut Vec<Off>, analysis: &Analysis) {
    let count = documents.len().max(1);
    match edit {
        Edit::Word(at, word, nth) => {
            let (old, new) = WORDS[*word];
            // The next document that has such a word.
            for step in 0..count {
                let Some(document) = documents.get_mut((at + step) % count) else { return };
                let places: Vec<usize> = document.match_indices(old).map(|(place, _)| place).collect();
                if let Some(place) = places.get(nth % places.len().max(1)) {
                    document.replace_range(*place..place + old.len(), new);
                    return;
                }
            }
        }
        Edit::Comment(at) => documents.get_mut(at % count).into_iter().for_each(|one| one.insert_str(0, "# new\n")),
        Edit::Break(at) => documents.get_mut(at % count).into_iter().for_each(|one| match one.strip_suffix("]\n") {
            Some(whole) if whole.ends_with('\n') => *one = whole.to_owned(),
            _ => one.push_str("]\n"),
        }),
        Edit::Remove(at) if documents.len() > 1 => drop(documents.remove(at % count)),
        Edit::Swap(one, other) if !documents.is_empty() => documents.swap(one % count, other % count),
        Edit::Again(at) => documents.extend(first.get(at % first.len()).cloned()),
        Edit::Switch(at, rule) => {
            let list = &analysis.policies.list;
            let Some(policy) = list.get(at % list.len().max(1)) else { return };
            let one = Off::policy(policy.object_ref());
            let direction = |ingress| if ingress { Direction::Ingress } else { Direction::Egress };
            let one = rule.map_or(one.clone(), |(ingress, index)| one.at(direction(ingress), index));
            match off.iter().position(|known| *known == one) {
                Some(known) => drop(off.remove(known)),
                None => off.push(one),
            }
        }
        Edit::Remove(_) | Edit::Swap(..) => {}
    }
}

fn text(documents: &[String]) -> String {
    documents.join("---\n")
}

/// What the endpoints and Services are, with their places.
fn nodes(analysis: &Analysis, sources: &Sources) -> String {
    let place = |span: Option<Span>| -> Option<Place> { span.map(|span| sources.places().place(span)) };
    let mut all = String::new();
    for endpoint in analysis.endpoints.iter() {
        let policies = [&endpoint.ingress, &endpoint.egress];
        all += &format!(
            "{} {} {:?} {:?} {} {policies:?} {}\n",
            endpoint.id,
            endpoint.class(),
            place(endpoint.span),
            endpoint.labels,
            endpoint.hidden,
            endpoint.name
        );
    }
    for service in analysis.services.iter() {
        all += &format!("{} {:?} {:?}\n", service.id, service.backends, service.targets);
    }
    let policies = analysis.policies.list.iter();
    let policies: Vec<_> =
        policies.map(|one| (one.id, one.name.clone(), place(Some(one.span)), one.is_off())).collect();
    format!("{all}{policies:?} {} {:?}", analysis.class_count(), analysis.unknown_off)
}

/// Whether an analysis went on from another one.
fn went_on(before: &Analysis, after: &Analysis) -> bool {
    Arc::ptr_eq(&before.services, &after.services)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_of_rules_give_what_the_last_text_gives(
        bytes in prop::collection::vec(any::<u8>(), 40..400),
        lines in any::<bool>(),
        edits in prop::collection::vec(edit(), 1..12),
        block in prop_oneof![Just(1_usize), 1..2000_usize],
    ) {
        let first: Vec<String> = inputs(&bytes)[0].split("---\n").map(str::trim).filter(|one| !one.is_empty())
            .map(|one| if lines { in_lines(one) } else { format!("{one}\n") }).collect();
        let mut session = Session::with_blocks(1, block);
        let (mut documents, mut options) = (first.clone(), Options::default());
        let mut last = session.evaluate(Sources::single("a.yaml", text(&documents)), &options);
        for edit in edits {
            apply(&edit, &mut documents, &first, &mut options.off, &last.analysis);
            let sources = Sources::single("a.yaml", text(&documents));
            let found = session.evaluate(sources.clone(), &options);
            let alone = analyze(&sources, &options);
            prop_assert_eq!(nodes(&found.analysis, &found.sources), nodes(&alone, &sources), "{:?}", edit);
            prop_assert_eq!(said(&found.analysis, &found.sources), said(&alone, &sources), "{:?}", edit);
            prop_assert!(found.analysis.steps >= alone.steps);
            last = found;
        }
    }
}

const PODS: &str = "
kind: Pod
apiVersion: v1
metadata: {name: a, namespace: shop, labels: {app: a}}
spec: {containers: [{name: c}]}
---
kind: Pod
apiVersion: v1
metadata: {name: b, namespace: shop, labels: {app: b}}
spec: {containers: [{name: c}]}
";

fn policy(name: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: shop}}\nspec: {spec}\n"
    )
}

/// What an edit of ports costs is no evaluation of everything, nor is a rule that is switched off, or text that moves.
#[test]
fn an_edit_of_a_rule_goes_on() {
    let rules = |port: &str, from: &str| {
        policy(
            "p",
            &format!(
                "{{podSelector: {{matchLabels: {{app: a}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: {from}}}}}}}], ports: [{port}]}}]}}"
            ),
        )
    };
    let text = |port: &str, from: &str, head: &str| {
        format!("{PODS}{head}{}{}", rules(port, from), policy("q", "{podSelector: {}}"))
    };
    // Pods and policies are read together at first, and apart after an edit.
    let mut session = Session::new(1);
    let options = Options::default();
    let mut evaluate =
        |text: String, options: &Options| session.evaluate(Sources::single("a.yaml", text), options).analysis;
    evaluate(text("{port: 1}", "gone", ""), &options);
    let before = evaluate(text("{port: 2}", "gone", ""), &options);
    let after = evaluate(text("{port: 3}, {port: 4}", "gone", ""), &options);
    assert!(went_on(&before, &after));
    // What stands for pods that are not in the input is found where the selector is written now.
    let moved = evaluate(text("{port: 3}, {port: 4}", "gone", "---\n# a comment\n"), &options);
    assert!(went_on(&after, &moved));
    let off = Off::policy(moved.policies.list[0].object_ref()).at(Direction::Ingress, 0);
    let switched = evaluate(text("{port: 3}", "gone", ""), &Options { off: vec![off], ..Options::default() });
    assert!(went_on(&moved, &switched));
    let other = evaluate(text("{port: 3}", "b", ""), &options);
    assert!(!went_on(&switched, &other));
}
