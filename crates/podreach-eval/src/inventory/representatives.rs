//! Representatives: pods that policies select or match and that are not in the input.

use std::collections::BTreeMap;

use podreach_syntax::Span;

use rustc_hash::FxHashSet;

use crate::kinds::well_known::NAME_LABEL;
use crate::policy::{NamespaceScope, PodSelector, Policies};
use crate::sets::{Labels, Operator, Pattern, Requirement, Selector};

use super::NamespaceInfo;
use super::endpoint::NamespaceLabels;
use super::namespaces::represented_scopes;

/// The value of a label that only has to exist. No real label can have it.
const ANY_VALUE: &str = "(any)";

/// Where a representative lives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NamespaceRef {
    /// In a namespace of the input.
    Named(Box<str>),
    /// In some namespace that is not in the input and has the labels that a selector asks for; `*` when it asks nothing.
    Matching(Selector),
}

/// A representative.
#[derive(Clone, Debug)]
pub(crate) struct Representative {
    /// `rep:<namespace>/<selector>`.
    pub id: String,
    /// Where it lives.
    pub home: NamespaceRef,
    /// Labels of the namespace when it is not known by name.
    pub namespace_labels: Labels,
    /// Its labels.
    pub labels: Labels,
    /// The selector that it satisfies.
    pub selector: Selector,
    /// Where that selector is written, when one asks for it.
    pub span: Option<Span>,
}

/// The labels that a selector needs and no other, of its first alternative that labels satisfy; `None` when none do.
pub(crate) fn minimal_labels(selector: &Selector) -> Option<Labels> {
    selector.alternatives().find_map(labels_for)
}

/// The labels that requirements need and no other; `None` when no labels are found that satisfy all of them.
fn labels_for(requirements: &[Requirement]) -> Option<Labels> {
    let mut labels = Labels::new();
    // They are in order of their keys.
    for of_key in requirements.chunk_by(|left, right| left.key == right.key) {
        let operators = || of_key.iter().map(|requirement| &requirement.operator);
        let fits = |value: &str| operators().all(|operator| operator.matches(Some(value)));
        let value: Option<Box<str>> = match operators().find_map(Operator::needed_values) {
            Some(values) => values.iter().find(|value| fits(value)).cloned(),
            None if !operators().any(Operator::needs_label) => continue,
            None => std::iter::once(ANY_VALUE.into()).chain([with_parts(operators())]).find(|value| fits(value)),
        };
        labels.insert(of_key.first()?.key.clone(), value?);
    }
    requirements.iter().all(|requirement| requirement.matches(&labels)).then_some(labels)
}

/// A value with all parts that are asked for.
fn with_parts<'a>(operators: impl Iterator<Item = &'a Operator>) -> Box<str> {
    let (mut starts, mut ends, mut middle) = ("", "", String::new());
    for pattern in operators.filter(|operator| operator.needs_label()).filter_map(Operator::pattern) {
        match pattern {
            Pattern::StartsWith(text) if text.len() > starts.len() => starts = text,
            Pattern::EndsWith(text) if text.len() > ends.len() => ends = text,
            Pattern::StartsWith(_) | Pattern::EndsWith(_) => {}
            Pattern::Contains(text) => middle.push_str(text),
        }
    }
    format!("{starts}{middle}{ends}").into()
}

/// A namespace that is not known has a name all the same, and with it the label of that name.
fn named(mut labels: Labels, selector: &Selector) -> Option<Labels> {
    labels.entry(NAME_LABEL.into()).or_insert_with(|| ANY_VALUE.into());
    selector.matches(&labels).then_some(labels)
}

/// The id of an unlabelled pod in a namespace that is not in the input.
pub(crate) const UNLABELLED: &str = "rep:*/*";

/// Makes the representatives. `satisfied` tells whether some given workload is in a scope, `unlabelled` whether the unlabelled
/// pod of an unknown namespace is wanted also where no policy could tell it from others.
pub(crate) fn representatives(
    policies: &Policies,
    namespaces: &[NamespaceInfo],
    unlabelled: bool,
    satisfied: impl Fn(&PodSelector) -> bool,
) -> Vec<Representative> {
    let mut made: BTreeMap<String, Representative> = BTreeMap::new();
    let mut add = |home: NamespaceRef, selector: &Selector, span: Option<Span>| {
        let namespace_labels = match &home {
            NamespaceRef::Named(_) => Labels::new(),
            NamespaceRef::Matching(selector) => match minimal_labels(selector) {
                Some(labels) => labels,
                None => return,
            },
        };
        let namespace_labels = match &home {
            NamespaceRef::Named(_) => namespace_labels,
            NamespaceRef::Matching(selector) => match named(namespace_labels, selector) {
                Some(labels) => labels,
                None => return,
            },
        };
        let Some(labels) = minimal_labels(selector) else { return };
        let id = format!("rep:{}/{selector}", home_id(&home));
        made.entry(id.clone()).or_insert_with(|| Representative {
            id,
            home,
            namespace_labels,
            labels,
            selector: selector.clone(),
            span,
        });
    };
    let mut known = FxHashSet::default();
    for scope in represented_scopes(policies) {
        if !known.insert(scope) || satisfied(scope) {
            continue;
        }
        let span = Some(scope.pods.span()).filter(|span| !span.is_empty());
        for home in homes(&scope.namespaces, namespaces) {
            add(home, &scope.pods, span);
        }
    }
    let everything = Selector::default();
    let mut known = FxHashSet::default();
    let subjects = policies.list.iter().flat_map(|policy| policy.subject.pod_selectors());
    let also = policies.also.iter().filter(|also| also.selected).map(|also| &also.pods);
    for scope in subjects.chain(also).filter(|scope| known.insert(&scope.namespaces)) {
        for home in homes(&scope.namespaces, namespaces) {
            if let NamespaceRef::Named(_) = home {
                add(home, &everything, None);
            }
        }
    }
    if unlabelled || !policies.list.is_empty() || !policies.also.is_empty() {
        add(NamespaceRef::Matching(everything.clone()), &everything, None);
    }
    made.into_values().collect()
}

/// At most this many known namespaces get a representative each of one selector.
const KNOWN: usize = 32;

/// Where the pods of a scope may live: in the known namespaces that it names, whose policies hold for them. One that asks
/// for no value admits other namespaces as well, and so does one that matches no known namespace.
fn homes(scope: &NamespaceScope, namespaces: &[NamespaceInfo]) -> Vec<NamespaceRef> {
    let selector = match scope {
        NamespaceScope::Named(name) => return vec![NamespaceRef::Named(name.clone())],
        NamespaceScope::Matching(selector) => selector,
    };
    let matching = || NamespaceRef::Matching(selector.clone());
    if selector.is_empty() {
        return vec![matching()];
    }
    let known = namespaces.iter().filter(|namespace| selector.matches(&namespace.labels));
    let mut homes: Vec<NamespaceRef> =
        known.take(KNOWN + 1).map(|namespace| NamespaceRef::Named(namespace.name.clone())).collect();
    if homes.len() > KNOWN {
        return vec![matching()];
    }
    let asks_for_a_value = |all: &[Requirement]| all.iter().any(|one| one.operator.needed_values().is_some());
    if homes.is_empty() || !selector.alternatives().all(asks_for_a_value) {
        homes.push(matching());
    }
    homes
}

/// The namespace part of a representative's id.
pub(crate) fn home_id(home: &NamespaceRef) -> String {
    match home {
        NamespaceRef::Named(name) => name.to_string(),
        NamespaceRef::Matching(selector) => namespace_labels(selector).to_string(),
    }
}

/// Which namespaces a selector means, where none of them is known by name.
pub(crate) fn namespace_labels(selector: &Selector) -> NamespaceLabels {
    if selector.is_empty() { NamespaceLabels::Any } else { NamespaceLabels::Matching(selector.to_string()) }
}
