//! Leaves out of kubectl output what the evaluation does not use, so that a link does not hold more than it has to.
//!
//! It works on the text by the spans of keys and values, so that all other lines stay as they are. A source whose trimmed
//! text does not read as the same objects is written anew; where that cannot be done either, it is left as it was, and named.

mod cuts;
mod fields;
mod prune;
mod rejected;
mod rewrite;
mod suspect;

use std::collections::BTreeMap;

use podreach_syntax::{Limits, Severity, Sources, parse};

use crate::SharedSource;
use cuts::Cuts;
use prune::prune;

/// What was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Name of the field.
    pub what: &'static str,
    /// How often it stood there.
    pub count: usize,
}

/// Sources without what is not needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trimmed {
    /// The sources.
    pub sources: Vec<SharedSource>,
    /// What was left out, by name.
    pub dropped: Vec<Dropped>,
    /// Names of sources that may still hold secrets: a part could not be read or cut and is as it was, or what is left has the
    /// look of a password, a key or a token.
    pub uncertain: Vec<String>,
}

/// Whether objects of an `apiVersion` and a kind are policies that are evaluated; the evaluator knows.
pub type IsPolicy = fn(api_version: &str, kind: &str) -> bool;

/// Leaves out what the evaluation does not use. Policies that are evaluated stay whole.
pub fn trim(sources: &[SharedSource], is_policy: IsPolicy) -> Trimmed {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut trimmed = Trimmed::default();
    for source in sources {
        let mut text = source.text.clone();
        let (mut certain, mut kindless) = (false, false);
        // A key that is written twice shows once more when its last one is gone.
        for _ in 0..ROUNDS {
            match trim_text(&text, is_policy) {
                Round::Cut(shorter, found) => {
                    text = shorter;
                    for what in found {
                        *counts.entry(what).or_default() += 1;
                    }
                }
                Round::Nothing(without_kind) => {
                    (certain, kindless) = (true, without_kind);
                    break;
                }
                Round::Unclear => break,
            }
        }
        if !certain && let Some((anew, found)) = rewrite::rewrite(&text, is_policy) {
            (text, certain) = (anew, true);
            for what in found {
                *counts.entry(what).or_default() += 1;
            }
        }
        if ((!certain || kindless) && fields::are_spoken_of(&text)) || suspect::looks_secret(&text) {
            trimmed.uncertain.push(source.name.clone());
        }
        trimmed.sources.push(SharedSource { name: source.name.clone(), text });
    }
    trimmed.dropped = counts.into_iter().map(|(what, count)| Dropped { what, count }).collect();
    trimmed
}

const ROUNDS: usize = 8;

/// What a look at a text gave.
enum Round {
    /// A shorter text, and what is no longer in it.
    Cut(String, Vec<&'static str>),
    /// There is nothing to cut; whether a document has no kind, so that nobody knows what its fields mean.
    Nothing(bool),
    /// Some of it cannot be read, or cannot be cut without changing the rest.
    Unclear,
}

fn trim_text(text: &str, is_policy: IsPolicy) -> Round {
    let parsed = parse(&Sources::single("", text), &Limits::PAGE);
    let mut cuts = Cuts::new(text, is_policy);
    for document in &parsed.documents {
        cuts.object(&document.root, "", 0);
    }
    let broken = parsed.diagnostics.iter().any(|found| found.severity == Severity::Error && found.code != DUPLICATE);
    if cuts.list.is_empty() {
        return if broken { Round::Unclear } else { Round::Nothing(cuts.kindless) };
    }
    cuts.list.sort_by_key(|cut| (cut.start, std::cmp::Reverse(cut.end)));
    let mut shorter = String::with_capacity(text.len());
    let mut at = 0;
    let mut found = Vec::new();
    for cut in &cuts.list {
        let Some(kept) = text.get(at..cut.start) else { continue };
        shorter.push_str(kept);
        at = cut.end;
        found.extend(&cut.what);
    }
    shorter.push_str(text.get(at..).unwrap_or(""));
    // Cutting text is only right when nothing else changes; reading it again is the proof.
    let again = parse(&Sources::single("", shorter.as_str()), &Limits::PAGE);
    let pruned = |documents: &[podreach_syntax::Document]| {
        documents.iter().map(|document| prune(&document.root, "", 0, is_policy)).collect::<Vec<_>>()
    };
    let same =
        again.diagnostics.len() <= parsed.diagnostics.len() && pruned(&again.documents) == pruned(&parsed.documents);
    if same { Round::Cut(shorter, found) } else { Round::Unclear }
}

/// The reader's code for a key that is written twice.
const DUPLICATE: &str = "L02";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) -> Vec<(&'static str, usize)> {
        let trimmed = trim(&[SharedSource { name: "a".into(), text: text.into() }], |_, _| false);
        assert_eq!(trimmed.sources[0].text, expected);
        trimmed.dropped.iter().map(|dropped| (dropped.what, dropped.count)).collect()
    }

    #[test]
    fn block_style_loses_whole_lines() {
        let text = "kind: Pod\nmetadata:\n  name: a # keep\n  annotations:\n    secret: x\n  uid: 1-2\nspec:\n  containers:\n  - env:\n    - name: A\n      value: b\n    image: i\n    ports:\n    - containerPort: 80\nstatus:\n  phase: Running\n  startTime: now\n  podIP: 10.0.0.1\n";
        let expected = "kind: Pod\nmetadata:\n  name: a # keep\nspec:\n  containers:\n  - image: i\n    ports:\n    - containerPort: 80\nstatus:\n  phase: Running\n  podIP: 10.0.0.1\n";
        assert_eq!(check(text, expected), [("annotations", 1), ("env", 1), ("status", 1), ("uid", 1)]);
    }

    #[test]
    fn json_loses_pairs() {
        let text = "{\"kind\": \"List\", \"items\": [{\"kind\": \"Secret\", \"data\": {\"a\": \"eA==\"}, \"metadata\": {\"name\": \"s\", \"uid\": \"u\"}}]}";
        check(text, "{\"kind\": \"List\", \"items\": [{\"kind\": \"Secret\", \"metadata\": {\"name\": \"s\"}}]}");
    }

    #[test]
    fn neighbours_go_together() {
        let text = "{\"kind\": \"Secret\", \"metadata\": {\"name\": \"s\", \"resourceVersion\": \"1\", \"uid\": \"u\"}, \"data\": {\"a\": \"eA==\"}, \"type\": \"Opaque\"}";
        check(text, "{\"kind\": \"Secret\", \"metadata\": {\"name\": \"s\"}, \"type\": \"Opaque\"}");
        let text = "kind: Pod\nspec:\n  containers:\n  - args: [a]\n    env:\n    - {name: A, value: b}\n    name: c\n  - command: [x]\n    args: [y]\n";
        check(text, "kind: Pod\nspec:\n  containers:\n  - name: c\n  - \n");
        let text = "kind: Pod\nmetadata:\n  annotations:\n    a: |\n      two\n      lines\n  labels: {app: a}\n";
        check(text, "kind: Pod\nmetadata:\n  labels: {app: a}\n");
        let text = "kind: Pod\nmetadata: {uid: x, annotations: {a: b},}\n";
        check(text, "kind: Pod\nmetadata: {}\n");
    }

    #[test]
    fn lists_lend_their_kind() {
        let text = "kind: SecretList\nmetadata:\n  resourceVersion: '5'\nitems:\n- metadata:\n    name: s\n  data:\n    a: eA==\n";
        check(text, "kind: SecretList\nmetadata:\nitems:\n- metadata:\n    name: s\n");
    }

    #[test]
    fn keys_that_are_written_twice_and_aliases_go_too() {
        let text = "kind: Secret\ndata: {a: b}\nmetadata: {name: s}\ndata: {c: d}\n";
        check(text, "kind: Secret\nmetadata: {name: s}\n");
        let text = "kind: Pod\nspec:\n  containers:\n  - name: a\n    env: &e [{name: A, value: b}]\n  - name: b\n    env: *e\n";
        check(text, "kind: Pod\nspec:\n  containers:\n  - name: a\n  - name: b\n");
    }

    #[test]
    fn what_cannot_be_cut_is_named() {
        let uncertain =
            |text: &str| trim(&[SharedSource { name: "a".into(), text: text.into() }], |_, _| false).uncertain;
        assert_eq!(uncertain("kind: Secret\ndata:\n  a: b\n   c: d\n"), ["a"]);
        // A values file, a comment.
        assert_eq!(uncertain("web:\n  env: [{name: A, value: b}]\n"), ["a"]);
        assert_eq!(uncertain("kind: Pod\nmetadata: {name: a}\n# password: b\n"), ["a"]);
        assert_eq!(uncertain("kind: Service\nspec: {externalName: 'x', note: 'https://a:b@example.com'}\n"), ["a"]);
        assert!(uncertain("kind: NetworkPolicy\nspec: [\n").is_empty());
        assert!(uncertain("kind: Pod\nmetadata: {uid: x}\n").is_empty());
    }

    #[test]
    fn containers_keep_what_is_used() {
        let probes = "livenessProbe: {httpGet: {port: 80, httpHeaders: [{name: Authorization, value: Bearer b}]}}, readinessProbe: {exec: {command: [b]}}, lifecycle: {preStop: {exec: {command: [b]}}}";
        let text = format!(
            "kind: Pod\nspec: {{containers: [{{name: c, image: i, {probes}, securityContext: {{x: b}}, ports: [{{containerPort: 80}}]}}]}}\n"
        );
        let dropped =
            check(&text, "kind: Pod\nspec: {containers: [{name: c, image: i, ports: [{containerPort: 80}]}]}\n");
        let names: Vec<&str> = dropped.iter().map(|(what, _)| *what).collect();
        assert_eq!(names, ["lifecycle", "livenessProbe", "other fields of containers", "readinessProbe"]);
    }

    #[test]
    fn pods_keep_known_fields() {
        let text = "kind: Pod\nspec:\n  hostNetwork: true\n  x: hunter2\n  containers: [{name: c}]\n";
        check(text, "kind: Pod\nspec:\n  hostNetwork: true\n  containers: [{name: c}]\n");
        let text = "apiVersion: batch/v1\nkind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          x: hunter2\n          containers: [{name: c}]\n";
        check(text, &text.replace("          x: hunter2\n", ""));
    }

    #[test]
    fn secrets_keep_their_names() {
        let text = "x: &a {b: hunter2}\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: *a\n";
        check(text, "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n");
        let text = "apiVersion: v1\nkind: List\nx: {b: hunter2}\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: hunter2}}\n";
        check(text, "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n");
    }

    #[test]
    fn other_kinds_keep_their_names() {
        let text = "apiVersion: example.com/v1\nkind: Database\nmetadata: {name: d, labels: {a: b}, annotations: {c: d}}\nspec:\n  password: hunter2\n  template:\n    metadata: {labels: {app: d}, name: x}\n    spec: {containers: []}\nstatus: {url: x}\n";
        let expected = "apiVersion: example.com/v1\nkind: Database\nmetadata: {name: d, labels: {a: b}}\nspec:\n  template:\n    metadata: {labels: {app: d}}\n";
        assert_eq!(check(text, expected), [("annotations", 1), ("content of kinds that are not evaluated", 4)]);
        // Somebody else's Service, and a policy with a slip of the pen.
        let text = "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: s}\nspec: {a: b}\n";
        check(text, "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: s}\n");
        let text =
            "apiVersion: networking.k8s.io/v1\nkind: Networkpolicy\nmetadata: {name: s}\nspec: {podSelector: {}}\n";
        check(text, text);
    }

    #[test]
    fn filters_of_routes_keep_their_mirrors() {
        let text = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nspec:\n  rules:\n  - matches: [{path: {value: /}, headers: [{name: a, value: b}]}]\n    filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: b}]}}, {type: RequestMirror, requestMirror: {backendRef: {name: m, port: 80}}}]\n";
        let expected = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nspec:\n  rules:\n  - matches: [{path: {value: /}}]\n    filters: [{type: RequestHeaderModifier}, {type: RequestMirror, requestMirror: {backendRef: {name: m, port: 80}}}]\n";
        check(text, expected);
    }

    #[test]
    fn what_aliases_hold_together_is_written_anew() {
        let text = "# note\nkind: Pod\nspec:\n  containers:\n  - env: &e {app: x, b: hunter2}\n    name: a\n  nodeSelector: *e\n";
        let trimmed = trim(&[SharedSource { name: "a".into(), text: text.into() }], |_, _| false);
        let written = &trimmed.sources[0].text;
        assert!(
            written.starts_with('{') && written.contains("\"nodeSelector\"") && !written.contains("\"env\""),
            "{written}"
        );
        assert!(trimmed.dropped.iter().any(|dropped| dropped.what == "comments and anchors"));
        assert!(trimmed.uncertain.is_empty());
        let text = "x: &c {env: [{name: A, value: hunter2}], name: c}\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - <<: *c\n    image: i\n";
        let trimmed = trim(&[SharedSource { name: "a".into(), text: text.into() }], |_, _| false);
        assert!(!trimmed.sources[0].text.contains("hunter2"), "{trimmed:?}");
        assert!(trimmed.sources[0].text.contains("\"image\": \"i\""), "{trimmed:?}");
    }

    #[test]
    fn the_class_of_an_ingress_stays() {
        let text = "kind: Ingress\nmetadata:\n  annotations:\n    a: secret\n    kubernetes.io/ingress.class: nginx\n    b: x\n  name: i\n  uid: u\nspec:\n  tls:\n  - secretName: s\n  rules: []\n";
        let expected = "kind: Ingress\nmetadata:\n  annotations:\n    kubernetes.io/ingress.class: nginx\n  name: i\nspec:\n  rules: []\n";
        assert_eq!(check(text, expected), [("annotations", 2), ("tls", 1), ("uid", 1)]);
        let text = "{\"kind\": \"IngressClass\", \"metadata\": {\"name\": \"n\", \"labels\": {\"uid\": \"x\"}, \"annotations\": {\"ingressclass.kubernetes.io/is-default-class\": \"true\", \"a\": \"b\"}}}";
        check(
            text,
            "{\"kind\": \"IngressClass\", \"metadata\": {\"name\": \"n\", \"labels\": {\"uid\": \"x\"}, \"annotations\": {\"ingressclass.kubernetes.io/is-default-class\": \"true\"}}}",
        );
        let text = "kind: Ingress\nmetadata: {name: i, annotations: {a: b}}\n";
        check(text, "kind: Ingress\nmetadata: {name: i}\n");
    }

    #[test]
    fn what_leads_to_pods_stays() {
        let text = "kind: Endpoints\nmetadata: {name: e}\nsubsets:\n- addresses:\n  - ip: 10.0.0.1\n    targetRef: {kind: Pod, name: p, uid: u}\n  ports: [{port: 80}]\n---\nkind: EndpointSlice\nmetadata: {name: e, labels: {kubernetes.io/service-name: s}}\nendpoints: [{addresses: [10.0.0.1], conditions: {ready: true}}]\nports: [{port: 80}]\n---\nkind: Gateway\nmetadata: {name: g}\nspec: {gatewayClassName: c, listeners: [{name: l, port: 443, tls: {mode: Terminate}}]}\n---\nkind: HTTPRoute\nmetadata: {name: h}\nspec: {parentRefs: [{name: g}], rules: [{backendRefs: [{name: s, port: 80}]}]}\n---\nkind: ReferenceGrant\nmetadata: {name: r}\nspec: {from: [{kind: HTTPRoute, namespace: a}], to: [{kind: Service}]}\n";
        assert!(check(text, text).is_empty());
        let route = "kind: Route\nmetadata: {name: r}\nspec:\n  host: a\n  to: {kind: Service, name: s, weight: 1}\n  port: {targetPort: 80}\n";
        check(&format!("{route}  tls:\n    key: private\n"), route);
    }

    #[test]
    fn what_is_used_stays() {
        let text = "kind: NetworkPolicy\nmetadata:\n  name: a\nspec:\n  podSelector: {}\n";
        assert!(check(text, text).is_empty());
        let text = "a: [\n";
        assert!(check(text, text).is_empty());
    }
}
