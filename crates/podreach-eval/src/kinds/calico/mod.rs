//! Policies of Calico, `projectcalico.org/v3` and `crd.projectcalico.org/v1`: their selectors. The policies themselves are not
//! evaluated yet.
//!
//! Source: Calico's API reference, "Network policy" and "Global network policy".

mod selector;
#[cfg(test)]
mod selector_tests;

use podreach_syntax::{Node, Span};

use crate::sets::{Expression, Selector};

use super::group_of;
use super::lists::Object;
use super::reader::Reader;

use selector::{CalicoSelector, SelectorError, parse, place_in};

/// A text that is no selector.
const NOT_A_SELECTOR: &str = "L107";

/// The group of Calico's API server.
const GROUP: &str = "projectcalico.org";
/// The group in which objects are stored, which nobody checks.
const STORED: &str = "crd.projectcalico.org";

/// Whether an object is one of Calico's.
pub(super) fn is_calico(object: &Object<'_>) -> bool {
    matches!(group_of(object.api_version), GROUP | STORED)
}

/// Says which selectors of a policy cannot be read.
pub(super) fn check(object: &Object<'_>, reader: &mut Reader) {
    let Some(spec) = object.node.get("spec") else { return };
    let is_checked = group_of(object.api_version) == GROUP;
    let mut check = |node: Option<&Node>, of_namespaces| check_selector(node, of_namespaces, is_checked, reader);
    for field in ["selector", "namespaceSelector", "serviceAccountSelector"] {
        check(spec.get(field), false);
    }
    for direction in ["ingress", "egress"] {
        let rules = spec.get(direction).and_then(Node::as_list).unwrap_or(&[]);
        let ends = rules.iter().flat_map(|rule| ["source", "destination"].map(|end| rule.get(end)));
        for end in ends.flatten() {
            check(end.get("selector"), false);
            check(end.get("notSelector"), false);
            check(end.get("namespaceSelector"), true);
            check(end.get("serviceAccounts").and_then(|accounts| accounts.get("selector")), false);
        }
    }
}

/// Says why a text is no selector. `global()` stands for what is in no namespace, where a rule selects namespaces. What `is_checked`
/// is rejected; other objects are stored, and Calico cannot use them.
fn check_selector(node: Option<&Node>, of_namespaces: bool, is_checked: bool, reader: &mut Reader) {
    let Some((node, text)) = node.and_then(|node| Some((node, node.as_str()?))) else { return };
    let error = match parse(text, &|_| Span::default()) {
        Ok(CalicoSelector::Labels(_)) => return,
        Ok(CalicoSelector::Global) if of_namespaces => return,
        Ok(CalicoSelector::Global) => SelectorError {
            at: 0..text.len(),
            message: "`global()` selects no namespace and no endpoint".into(),
            help: "write it as the `namespaceSelector` of a rule",
        },
        Err(error) => error,
    };
    let place = place_in(node, &error.at);
    if is_checked {
        reader.error(NOT_A_SELECTOR, place, error.message, error.help);
    } else {
        reader.warn(NOT_A_SELECTOR, place, error.message, error.help);
    }
}

/// The pods that a policy may select, by their own labels: it may select fewer of them, and no others.
pub(super) fn pods(object: &Object<'_>) -> Selector {
    let all = || Selector::everything(object.node.span);
    let node = object.node.get("spec").and_then(|spec| spec.get("selector"));
    let Some((node, text)) = node.and_then(|node| Some((node, node.as_str()?))) else { return all() };
    match parse(text, &|at| place_in(node, &at)) {
        Ok(CalicoSelector::Labels(expression)) => at_most(expression, true).selector(node.span).unwrap_or_else(all),
        Ok(CalicoSelector::Global) | Err(_) => all(),
    }
}

/// An expression that matches all labels which the other one matches, whatever Calico adds to them; for the inside of a negation,
/// one that matches no others.
fn at_most(expression: Expression, positive: bool) -> Expression {
    match expression {
        Expression::Requirement(one) if is_added(&one.key) => {
            if positive {
                Expression::All(Vec::new())
            } else {
                Expression::Any(Vec::new())
            }
        }
        Expression::Requirement(one) => Expression::Requirement(one),
        Expression::All(parts) => Expression::All(parts.into_iter().map(|part| at_most(part, positive)).collect()),
        Expression::Any(parts) => Expression::Any(parts.into_iter().map(|part| at_most(part, positive)).collect()),
        Expression::Not(inner) => Expression::Not(Box::new(at_most(*inner, !positive))),
    }
}

/// Whether Calico gives this label to endpoints: the namespace, the service account, and what these have as labels.
fn is_added(key: &str) -> bool {
    key.starts_with("projectcalico.org/") || key.starts_with("pcns.") || key.starts_with("pcsa.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_calico_adds_is_not_known() {
        let check = |text: &str, expected: &str| {
            let Ok(CalicoSelector::Labels(found)) = parse(text, &|_| Span::default()) else { panic!("{text}") };
            assert_eq!(at_most(found, true).selector(Span::default()).unwrap().to_string(), expected, "{text}");
        };
        check("app == 'web' && projectcalico.org/namespace == 'x'", "app=web");
        check("app == 'web' || pcns.env == 'prod'", "*");
        check("!(app == 'web' || pcsa.role == 'x')", "app notin (web)");
        check("!(app == 'web' && pcsa.role == 'x')", "*");
        check("app in {'a', 'b'} && !has(debug)", "app in (a,b),!debug");
    }
}
