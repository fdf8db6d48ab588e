//! Fixes do what they say, on the examples of all findings and on random clusters with mistakes: a fix settles its finding, breaks
//! nothing, changes nothing else in the text, and changes a verdict only where that is announced.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failing test may panic anywhere")]
#![allow(clippy::string_slice, reason = "edits lie between characters")]

use std::collections::BTreeMap;

use podreach_eval::lint::{Finding, lints};
use podreach_eval::{Analysis, Options, analyze};
use podreach_session::Trial;
use podreach_syntax::{PlacedEdit, Severity, Sources, apply};
use podreach_testkit::generate::cluster;
use proptest::prelude::*;

/// How often something is found: by its code and its message.
fn counted(found: &[Finding]) -> BTreeMap<(&'static str, String), usize> {
    let mut all = BTreeMap::new();
    for one in found {
        *all.entry((one.diagnostic.code, one.diagnostic.message.clone())).or_default() += 1;
    }
    all
}

fn errors(analysis: &Analysis) -> usize {
    analysis.diagnostics.iter().filter(|found| found.severity == Severity::Error).count()
}

/// What passes between workloads, by their names.
fn passing(analysis: &Analysis) -> BTreeMap<(String, String), String> {
    let ends = || analysis.endpoint_ids().filter(|(_, end)| end.is_workload());
    let pairs = ends().flat_map(|(from, source)| ends().map(move |(to, destination)| (from, source, to, destination)));
    let pairs = pairs.map(|(from, source, to, destination)| {
        ((source.id.clone(), destination.id.clone()), format!("{:?}", analysis.pair(from, to).connections))
    });
    pairs.collect()
}

/// Whether a text is another one with edits, and the same everywhere else.
fn is_edited(mut after: &str, before: &str, edits: &[PlacedEdit]) -> bool {
    let mut at = 0;
    for edit in edits {
        let rest = after.strip_prefix(&before[at..edit.start as usize]);
        let Some(rest) = rest.and_then(|rest| rest.strip_prefix(edit.text.as_str())) else { return false };
        after = rest;
        at = edit.end as usize;
    }
    after == &before[at..]
}

/// Tries all fixes of an input; returns how many there are, by code.
fn check(text: &str) -> BTreeMap<&'static str, usize> {
    let mut tried = BTreeMap::new();
    let sources = Sources::single("input.yaml", text);
    let options = Options::default();
    let before = analyze(&sources, &options);
    let findings = before.findings(&sources).found;
    let known = counted(&findings);
    let old = passing(&before);
    let mut trial = Trial::new(sources.clone(), options.clone(), u64::MAX, 1);
    for finding in &findings {
        for fix in &finding.diagnostic.fixes {
            let code = finding.diagnostic.code;
            *tried.entry(code).or_default() += 1;
            let edits = fix.placed(&sources);
            let changed = apply(&sources, &edits).unwrap();
            let after_text = changed.iter().next().unwrap().1.text();
            let context = || format!("{code}, {}:\n{text}\n----\n{after_text}", fix.title);
            assert!(is_edited(after_text, text, &edits), "{}", context());
            let after = analyze(&changed, &options);
            assert!(errors(&after) <= errors(&before), "{}\n{:?}", context(), after.diagnostics);
            let key = (code, finding.diagnostic.message.clone());
            let left = counted(&after.findings(&changed).found).get(&key).copied().unwrap_or(0);
            assert!(left < known[&key], "{}\nthere is still: {}", context(), key.1);
            let safe = trial.effect(&edits).unwrap().safe;
            assert!(!safe || passing(&after) == old, "{}", context());
        }
    }
    tried
}

/// The inputs in the documentation of a finding.
fn examples(documentation: &str) -> Vec<String> {
    let blocks = documentation.split("```yaml\n").skip(1);
    blocks.filter_map(|block| block.split("\n```").next()).map(|block| format!("{block}\n")).collect()
}

#[test]
fn fixes_of_examples_do_what_they_say() {
    let mut tried = BTreeMap::new();
    for lint in lints() {
        for example in examples(&lint.documentation()) {
            tried.extend(check(&example));
        }
    }
    for code in [
        "L20", "L21", "L22", "L23", "L24", "L32", "L34", "L35", "L36", "L38", "L50", "L53", "L57", "L70", "L71", "L72",
        "L74", "L90",
    ] {
        assert!(tried.contains_key(code), "{code} has no fix");
    }
}

/// Specs of policies with mistakes that have fixes.
const MISTAKES: [&str; 12] = [
    "podSelector: {}\n  policyTypes: [Ingress]\n  egress:\n    - to: [{podSelector: {}}]\n",
    "podSelector: {}\n  policyTypes:\n  - Egress\n  ingress: # from all\n  - from: [{podSelector: {}}]\n  egress: [{}]\n",
    "podSelector: {}\n  egress:\n    - to:\n        - podSelector: {}\n      ports: [{port: 53, protocol: UDP}]\n",
    "podSelector: {matchLabels: {app: web}}\n  egress: []\n",
    "podSelector: {matchLabels: {app: web}}\n  policyTypes: [Ingress, Egress]\n  ingress: [{}]\n",
    "podSelector: {}\n  ingress:\n    - from: []\n    - from:\n        - podSelector: {matchLabels: {app: db}}\n          namespaceSelector:\n",
    "podSelector: {}\n  ingress: [{from: [{namespaceSelector: {}}, {podSelector: {matchLabels: {app: api}}}]}]\n",
    "podSelector: {}\n  policyTypes: [Egress]\n  egress:\n  - ports:\n    - port: 80 # web\n    # twice\n    - {port: 80, protocol: TCP}\n    - port: 53\n      protocol: UDP\n  - to:\n    - ipBlock:\n        cidr: 0.0.0.0/0\n        except: []\n",
    "podSelector: {}\n  policyTypes: [Egress]\n  egress:\n  - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]\n  - to:\n",
    "podSelector: {}\n  egress: [{to: [{podSelector: {}}], ports: [{port: 80}, {port: 80}, {port: 80, endPort: 90}]}]\n  policyTypes: [Egress]\n",
    "podSelector: {}\n  egress:\n    - ports: [{port: 53, protocol: UDP}]\n    - ports:\n        - {protocol: UDP, port: 53}\n  policyTypes: [Egress]\n",
    "podSelector: {}\n  ingress:\n  - from:\n    - podSelector: {matchLabels: {app: web}}\n",
];

fn mistake(at: usize, namespace: &str, name: usize) -> String {
    let spec = MISTAKES[at];
    format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: p{name}\n  namespace: {namespace}\nspec:\n  {spec}"
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fixes_of_random_clusters_do_what_they_say(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        mistakes in prop::collection::vec((0..MISTAKES.len(), 0..2_usize), 1..4),
        windows in any::<bool>(),
    ) {
        let cluster = cluster(&bytes);
        let namespaces: Vec<&str> = cluster.namespaces.iter().map(|found| found.name).collect();
        let namespace = |at: usize| namespaces.get(at).copied().unwrap_or("default");
        let policies = mistakes.iter().enumerate().map(|(name, (at, of))| mistake(*at, namespace(*of), name));
        let text = cluster.yaml() + &policies.collect::<String>();
        check(&if windows { text.replace('\n', "\r\n") } else { text });
    }
}
