//! One answer of an explanation, and what its ends are called.

use std::borrow::Cow;

use podreach_eval::ask::Label;
use podreach_eval::query::Verdict;
use podreach_eval::{Analysis, explain};

/// One answer: most questions have one, networks in parts and Services have several.
#[derive(Clone, Debug)]
pub(crate) struct Answer<'a> {
    /// The verdict; `None` where a Service's target has no port at the backend.
    pub(crate) verdict: Option<&'a Verdict>,
    /// What the person called the ends, where that says more than the ids do.
    pub(crate) ends: [Option<Cow<'a, Label>>; 2],
    /// How a Service leads there, `TCP 80 leads to default/web, pod port 8080`.
    pub(crate) route: Option<String>,
}

impl Answer<'_> {
    /// What the person called the ends.
    pub(crate) fn called(&self) -> [Option<&Label>; 2] {
        self.ends.each_ref().map(Option::as_deref)
    }
}

/// The verdict in a sentence, with the ends as the person called them.
pub(crate) fn titled(analysis: &Analysis, verdict: &Verdict, [source, destination]: [Option<&Label>; 2]) -> String {
    let mut title = explain::title(analysis, verdict);
    for (end, id) in [(source, verdict.source), (destination, verdict.destination)] {
        if let Some(end) = end {
            title = title.replacen(&explain::endpoint_name(analysis, id), end.text(), 1);
        }
    }
    title
}

/// The ids of the ends, behind what the person called them where that is not the id. An address that the input explains
/// needs no part of the outside behind it.
pub(crate) fn ids(analysis: &Analysis, verdict: &Verdict, [source, destination]: [Option<&Label>; 2]) -> [String; 2] {
    [(source, verdict.source), (destination, verdict.destination)].map(|(end, id)| {
        let endpoint = analysis.endpoint(id);
        let id = &endpoint.id;
        if let Some(Label::Addresses { text, explained: true, .. }) = end.filter(|_| endpoint.is_external()) {
            return text.clone();
        }
        end.map(Label::text).filter(|end| *end != id).map_or_else(|| id.clone(), |end| format!("{end} (in {id})"))
    })
}
