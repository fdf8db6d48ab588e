//! Words and places for selectors that match no pod.

use podreach_syntax::{Diagnostic, Fix, Span};

use crate::sets::{Operator, Selector};

use crate::lint::input::Input;
use crate::lint::places::{key_of, value_of};
use crate::lint::sink::Sink;

use super::labels::is_plain;
use super::why::{Near, misspelt, values_there};

/// So many findings of a code say what is near; it takes a look at every pod of a namespace.
pub(super) const EXPLAINED: usize = 100;

/// Labels that are named.
const VALUES: usize = 4;

/// Where a selector is written: its only requirement, or all of it.
pub(super) fn place(selector: &Selector) -> Span {
    match selector.conjunction() {
        Some([one]) => one.span,
        _ => selector.span(),
    }
}

/// What a selector that matches no pod missed.
#[derive(Debug)]
pub(super) struct Missed<'a> {
    pub(super) span: Span,
    near: Option<Near<'a>>,
    /// Labels that pods have at the same key.
    there: Vec<String>,
    /// The key that no pod has.
    key: Option<Box<str>>,
}

impl<'a> Missed<'a> {
    /// What is near is looked for in these namespaces.
    pub(super) fn new(input: &Input<'a>, sink: &Sink<'_>, namespaces: &[&str], selector: &Selector) -> Self {
        let near = namespaces.iter().find_map(|namespace| misspelt(input, sink, namespace, selector));
        let (there, absent) = match &near {
            None if !namespaces.is_empty() => match values_there(input, sink, namespaces, selector) {
                Ok(there) => (there, None),
                Err(absent) => (Vec::new(), Some(absent)),
            },
            _ => (Vec::new(), None),
        };
        let span = match (&near, absent) {
            (Some(near), _) => near.requirement.span,
            (None, Some(absent)) => absent.span,
            (None, None) => place(selector),
        };
        Self { span, near, there, key: absent.map(|one| one.key.clone()) }
    }

    /// Adds what is there instead.
    pub(super) fn explain(self, input: &Input<'_>, diagnostic: Diagnostic) -> Diagnostic {
        let Some(near) = self.near else {
            let help = match (&self.there[..], self.key) {
                (_, Some(key)) => format!("no pod there has a label `{key}`; compare with the labels of the pods"),
                ([], _) => "compare with the labels of the pods".to_owned(),
                (there, _) => format!("pods there have {}", listed(there)),
            };
            return diagnostic.help(help);
        };
        let (name, (key, value)) = (&near.pod.meta.name, near.has);
        let diagnostic = diagnostic
            .help(format!("is `{key}: {value}` meant?"))
            .related(name.span, format!("the pods of `{}` have `{key}={value}`", name.value));
        match fix(input, &near) {
            Some(fix) => diagnostic.fix(fix),
            None => diagnostic,
        }
    }
}

/// Labels in a row, with the number of those that are not shown.
fn listed(labels: &[String]) -> String {
    let shown: Vec<String> = labels.iter().take(VALUES).map(|label| format!("`{label}`")).collect();
    let more = labels.len().saturating_sub(VALUES);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

/// The change that makes a selector match the pod that is near.
pub(super) fn fix(input: &Input<'_>, near: &Near<'_>) -> Option<Fix> {
    let (key, value) = near.has;
    if near.is_other_key() {
        let span = key_of(input.sources, &near.requirement)?;
        return Some(Fix::replace(format!("change the key to `{key}`"), span, key));
    }
    let Operator::Equals(_) = near.requirement.operator else { return None };
    let span = value_of(input.sources, &near.requirement).filter(|_| is_plain(value))?;
    Some(Fix::replace(format!("change the value to `{value}`"), span, value))
}
