//! Objects that are written several times: the last definition is the one that counts.

use podreach_syntax::{Diagnostic, Span};
use rustc_hash::FxHashMap;

use super::objects::{Meta, Namespace};
use super::resources::Resources;

/// Other definitions that are shown.
const SHOWN: usize = 5;

/// `kubectl apply` of the same object twice leaves the later one.
pub(super) fn drop_replaced(resources: &mut Resources, diagnostics: &mut Vec<Diagnostic>) {
    // Of a Namespace only the labels matter.
    let alike = |one: &Namespace, other: &Namespace| one.meta.labels == other.meta.labels;
    keep_last_of(&mut resources.namespaces, |item| &item.meta, alike, diagnostics);
    keep_last(&mut resources.pods, |item| &item.meta, diagnostics);
    keep_last(&mut resources.services, |item| &item.meta, diagnostics);
    keep_last(&mut resources.backings, |item| &item.meta, diagnostics);
    keep_last(&mut resources.ingresses, |item| &item.meta, diagnostics);
    keep_last(&mut resources.ingress_classes, |item| &item.meta, diagnostics);
    keep_last(&mut resources.openshift_routes, |item| &item.meta, diagnostics);
    keep_last(&mut resources.gateways, |item| &item.meta, diagnostics);
    keep_last(&mut resources.gateway_classes, |item| &item.meta, diagnostics);
    keep_last(&mut resources.gateway_routes, |item| &item.meta, diagnostics);
    keep_last(&mut resources.grants, |item| &item.meta, diagnostics);
    keep_last(&mut resources.policies, |policy| policy.meta(), diagnostics);
    keep_last(&mut resources.nodes, |item| &item.meta, diagnostics);
}

fn keep_last<T>(items: &mut Vec<T>, meta: impl Fn(&T) -> &Meta, diagnostics: &mut Vec<Diagnostic>) {
    keep_last_of(items, meta, |_, _| false, diagnostics);
}

/// Keeps the last one of those that are the same object. Where the others are like it nothing is lost.
fn keep_last_of<T>(
    items: &mut Vec<T>,
    meta: impl Fn(&T) -> &Meta,
    alike: impl Fn(&T, &T) -> bool,
    diagnostics: &mut Vec<Diagnostic>,
) {
    // Group, kind, namespace, name.
    type Key<'k> = [&'k str; 4];
    let mut last: FxHashMap<Key<'_>, usize> = FxHashMap::default();
    last.reserve(items.len());
    // Of each definition that is replaced the one that follows it, and of those that replace one the first.
    let mut next: FxHashMap<usize, usize> = FxHashMap::default();
    let mut first: FxHashMap<usize, usize> = FxHashMap::default();
    for (at, item) in items.iter().enumerate() {
        let found = meta(item);
        // Names that the server makes are never the same.
        if found.name.value.ends_with('*') {
            continue;
        }
        let key: Key<'_> = [&found.group, &found.kind, &found.namespace, &found.name.value];
        if let Some(earlier) = last.insert(key, at) {
            next.insert(earlier, at);
            let start = first.remove(&earlier).unwrap_or(earlier);
            first.insert(at, start);
        }
    }
    if next.is_empty() {
        return;
    }
    let mut kept: Vec<(usize, usize)> = first.into_iter().collect();
    kept.sort_unstable();
    for (at, start) in kept {
        let earlier =
            std::iter::successors(Some(start), |at| next.get(at).copied()).take_while(|earlier| *earlier != at);
        let earlier: Vec<&T> = earlier.filter_map(|at| items.get(at)).collect();
        if let Some(item) = items.get(at) {
            let others: Vec<&Meta> = earlier.iter().map(|one| meta(one)).collect();
            let has_same_labels = earlier.iter().all(|one| alike(one, item));
            diagnostics.push(finding(meta(item), &others, has_same_labels));
        }
    }
    let mut at = 0..items.len();
    items.retain(|_| at.next().is_none_or(|at| !next.contains_key(&at)));
}

/// The definition that counts, and those before it.
fn finding(found: &Meta, earlier: &[&Meta], has_same_labels: bool) -> Diagnostic {
    let place = if found.namespace.is_empty() { String::new() } else { format!(" in `{}`", found.namespace) };
    let times = match earlier.len() {
        1 => "twice".to_owned(),
        others => format!("{} times", others + 1),
    };
    let so = format!("{} `{}`{place} is defined {times}", found.kind, found.name.value);
    let at: Span = found.name.span;
    let other = earlier.iter().find(|one| !one.content.is_same(&found.content));
    let diagnostic = match other {
        None => Diagnostic::note("L14", at, format!("{so}, with the same content"))
            .help("the definitions are identical, so that nothing is lost"),
        Some(_) if has_same_labels => Diagnostic::note("L14", at, format!("{so}; the last definition wins"))
            .help("it has the same labels, so that nothing is lost"),
        Some(_) => Diagnostic::warning("L14", at, format!("{so}; this definition, the last one, wins"))
            .help("applying all of them leaves only the last; they do not merge"),
    };
    let mut diagnostic = earlier.iter().take(SHOWN).enumerate().fold(diagnostic, |all, (place, one)| {
        let what = match (place, earlier.len()) {
            (0, _) => "the first one is here".to_owned(),
            (place, all) if place + 1 == SHOWN && all > SHOWN => {
                format!("another one is here; there are {} more", all - SHOWN)
            }
            _ => "another one is here".to_owned(),
        };
        all.related(one.name.span, what)
    });
    if let Some(other) = other.filter(|_| !has_same_labels) {
        diagnostic = differing(diagnostic, found, other);
    }
    diagnostic
}

/// Shows the first field that differs, at both places where there are two.
fn differing(diagnostic: Diagnostic, found: &Meta, other: &Meta) -> Diagnostic {
    match found.content.first_difference(&other.content) {
        Some((here, Some(there))) => diagnostic.related(there, "this differs").related(here, "from this"),
        Some((here, None)) => diagnostic.related(here, "only the last definition has this"),
        None => match other.content.first_difference(&found.content) {
            Some((there, _)) => diagnostic.related(there, "the last definition does not have this"),
            None => diagnostic,
        },
    }
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use crate::{Options, analyze};

    /// Severity, line and text of L14, with the lines of its related places.
    fn check(objects: &[&str], expected: &[&str]) {
        let mut sources = Sources::new();
        sources.add("a.yaml", objects.join("\n---\n"));
        let found = analyze(&sources, &Options::default()).diagnostics;
        let found = found.iter().filter(|found| found.code == "L14").map(|found| {
            let related: Vec<String> =
                found.related.iter().map(|one| format!("{} {}", sources.line(one.span), one.message)).collect();
            let line = sources.line(found.span.expect("it has a place"));
            format!("{line} {} {} ({})", found.severity.as_str(), found.message, related.join(", "))
        });
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn several_definitions_are_one_finding() {
        let one = "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: x}}, spec: {containers: [{name: c}]}}";
        let alike =
            "{kind: Pod, apiVersion: v1, spec: {containers: [{name: 'c'}]}, metadata: {labels: {app: x}, name: a}}";
        let other =
            "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: y}}, spec: {containers: [{name: c}]}}";
        let more = "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: x}}, spec: {containers: [{name: c}], nodeName: n}}";
        check(&[one, &one.replace("name: a", "name: b")], &[]);
        check(
            &[one, alike],
            &["3 note Pod `a` in `default` is defined twice, with the same content (1 the first one is here)"],
        );
        let times = "Pod `a` in `default` is defined 4 times; this definition, the last one, wins";
        let places = "1 the first one is here, 3 another one is here, 5 another one is here";
        check(&[one, alike, other, one], &[&format!("7 warning {times} ({places}, 5 this differs, 7 from this)")]);
        let twice = "warning Pod `a` in `default` is defined twice; this definition, the last one, wins (1 the first one is here";
        check(&[one, more], &[&format!("3 {twice}, 3 only the last definition has this)")]);
        check(&[more, one], &[&format!("3 {twice}, 1 the last definition does not have this)")]);
        let many = [one; 9];
        check(
            &many,
            &[
                "17 note Pod `a` in `default` is defined 9 times, with the same content (1 the first one is here, 3 another one is here, 5 another one is here, 7 another one is here, 9 another one is here; there are 3 more)",
            ],
        );
    }

    #[test]
    fn of_a_namespace_the_labels_count() {
        let one = "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {app: x}}}";
        let said = "Namespace `a` is defined twice";
        let annotated =
            "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {app: x}, annotations: {by: me}}}";
        check(&[one, annotated], &[&format!("3 note {said}; the last definition wins (1 the first one is here)")]);
        let bare = "{apiVersion: v1, kind: Namespace, metadata: {name: a}}";
        check(
            &[one, bare],
            &[&format!(
                "3 warning {said}; this definition, the last one, wins (1 the first one is here, 1 the last definition does not have this)"
            )],
        );
    }
}
