//! Representatives: pods that policies speak of and that the input does not hold.

use std::collections::BTreeMap;

use podreach_syntax::Span;

use crate::kinds::well_known::NAME_LABEL;
use crate::policy::{NamespaceScope, PodSelector, Policies};
use crate::sets::{Labels, Operator, Selector};

use super::NamespaceInfo;
use super::namespaces::scopes;

/// The value of a label that only has to exist. No real label can have it.
const ANY_VALUE: &str = "(any)";

/// Where a representative lives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NamespaceRef {
    /// In a namespace of the input.
    Named(Box<str>),
    /// In some namespace that is not in the input and carries what a selector asks; `*` when it asks nothing.
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

/// The labels that a selector needs and no other; `None` when no labels satisfy it.
pub(crate) fn minimal_labels(selector: &Selector) -> Option<Labels> {
    let mut candidates: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut labels = Labels::new();
    for requirement in selector.requirements() {
        let values: Vec<&str> = match &requirement.operator {
            Operator::Equals(value) => vec![&**value],
            Operator::In(values) => values.iter().map(|value| &**value).collect(),
            _ => continue,
        };
        match candidates.get_mut(&*requirement.key) {
            Some(known) => known.retain(|value| values.contains(value)),
            None => {
                candidates.insert(&requirement.key, values);
            }
        }
    }
    for requirement in selector.requirements() {
        if let (Operator::NotIn(values), Some(known)) = (&requirement.operator, candidates.get_mut(&*requirement.key)) {
            known.retain(|value| !values.iter().any(|other| &**other == *value));
        }
    }
    for (key, values) in candidates {
        labels.insert(key.into(), (*values.first()?).into());
    }
    for requirement in selector.requirements() {
        if requirement.operator == Operator::Exists && !labels.contains_key(&requirement.key) {
            labels.insert(requirement.key.clone(), ANY_VALUE.into());
        }
    }
    selector.matches(&labels).then_some(labels)
}

/// A namespace that is not known has a name all the same, and with it the label of that name.
fn named(mut labels: Labels, selector: &Selector) -> Option<Labels> {
    labels.entry(NAME_LABEL.into()).or_insert_with(|| ANY_VALUE.into());
    selector.matches(&labels).then_some(labels)
}

/// The id of an unlabelled pod in a namespace that is not in the input.
pub(crate) const STRANGER: &str = "rep:*/*";

/// Makes the representatives. `satisfied` tells whether some given workload is in a scope, `stranger` whether the unlabelled
/// pod of an unknown namespace is wanted also where no policy could tell it from others.
pub(crate) fn representatives(
    policies: &Policies,
    namespaces: &[NamespaceInfo],
    stranger: bool,
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
    for scope in scopes(policies) {
        if satisfied(scope) {
            continue;
        }
        let span = Some(scope.pods.span()).filter(|span| !span.is_empty());
        for home in homes(&scope.namespaces, namespaces) {
            add(home, &scope.pods, span);
        }
    }
    let everything = Selector::default();
    for policy in &policies.list {
        for home in homes(&policy.subject.namespaces, namespaces) {
            if let NamespaceRef::Named(_) = home {
                add(home, &everything, None);
            }
        }
    }
    if stranger || !policies.list.is_empty() {
        add(NamespaceRef::Matching(everything.clone()), &everything, None);
    }
    made.into_values().collect()
}

/// At most this many known namespaces get a representative each of one selector.
const KNOWN: usize = 32;

/// Where the pods of a scope may live: in the known namespaces that it names, whose policies hold for them. One that asks
/// for no value admits other namespaces as well, and so does one that no known namespace meets.
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
    let asks_for_a_value = |operator: &Operator| matches!(operator, Operator::Equals(_) | Operator::In(_));
    if homes.is_empty() || !selector.requirements().iter().any(|one| asks_for_a_value(&one.operator)) {
        homes.push(matching());
    }
    homes
}

/// The namespace part of a representative's id.
pub(crate) fn home_id(home: &NamespaceRef) -> String {
    match home {
        NamespaceRef::Named(name) => name.to_string(),
        NamespaceRef::Matching(selector) if selector.is_empty() => "*".into(),
        NamespaceRef::Matching(selector) => format!("{{{selector}}}"),
    }
}
