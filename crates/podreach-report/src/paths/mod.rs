//! The ingress paths to some pods: the document and its writers.

mod json;
mod text;

use std::sync::OnceLock;

use podreach_eval::Analysis;
use podreach_eval::explain::Ends;
use podreach_eval::inventory::EndpointId;
use podreach_eval::lint::Finding;
use podreach_eval::query::{Hop, IngressPath, Outcome};
use podreach_syntax::{Sources, Span};

use crate::context::Context;
use crate::style::VerdictStyle;

#[cfg(test)]
pub(crate) use json::PathsOut;
pub(crate) use json::json;
pub(crate) use text::text;

/// The ingress paths to some pods.
#[derive(Debug)]
pub struct PathsDoc<'a> {
    analysis: &'a Analysis,
    sources: &'a Sources,
    /// What the person called the pods.
    name: &'a str,
    /// By pods.
    paths: Vec<(EndpointId, Vec<IngressPath>)>,
    context: Context<'a>,
    /// Looked for when they are first asked for.
    findings: OnceLock<Vec<Finding>>,
    style: VerdictStyle,
}

impl<'a> PathsDoc<'a> {
    /// The paths to some endpoints, which the person called `name`.
    pub fn new(
        analysis: &'a Analysis,
        sources: &'a Sources,
        name: &'a str,
        endpoints: &[EndpointId],
        style: VerdictStyle,
    ) -> Self {
        let paths: Vec<_> = endpoints.iter().map(|end| (*end, analysis.ingress_paths(*end))).collect();
        let (about, named) = about(analysis, &paths);
        let context = Context::new(analysis, sources, &about, &named);
        Self { analysis, sources, name, paths, context, findings: OnceLock::new(), style }
    }

    /// Says whether some files could not be read.
    #[must_use]
    pub fn files_missing(mut self, files_missing: bool) -> Self {
        self.context = self.context.files_missing(files_missing);
        self
    }

    /// Whether the pods can be reached over any of the paths.
    pub fn outcome(&self) -> Outcome {
        Outcome::any(self.all().map(|(_, path)| path.outcome))
    }

    /// How many notes about the input its text leaves out.
    pub fn other_notes(&self) -> usize {
        self.context.other_notes()
    }

    /// What is wrong with the input, where some path is closed.
    fn findings(&self) -> &[Finding] {
        let closed = || self.all().any(|(_, path)| path.outcome != Outcome::Allowed);
        self.findings.get_or_init(|| if closed() { self.analysis.findings(self.sources).found } else { Vec::new() })
    }

    /// All paths, each with the endpoint that it leads to.
    fn all(&self) -> impl Iterator<Item = (EndpointId, &IngressPath)> {
        self.paths.iter().flat_map(|(endpoint, paths)| paths.iter().map(|path| (*endpoint, path)))
    }
}

/// The ends of paths, and the places of the Services and entry points on them.
fn about(analysis: &Analysis, paths: &[(EndpointId, Vec<IngressPath>)]) -> (Ends, Vec<Span>) {
    let mut ends = Ends { sources: Vec::new(), destinations: paths.iter().map(|(end, _)| *end).collect() };
    let mut named = Vec::new();
    for path in paths.iter().flat_map(|(_, paths)| paths) {
        ends.sources.extend(path.sources.iter().map(|from| from.source));
        ends.destinations.extend(path.fronts.iter().map(|front| front.source.verdict.destination));
        named.extend(path.hops.iter().filter_map(|hop| match hop {
            Hop::Entry(at, _) => analysis.entries.get(*at).map(|entry| entry.span),
            Hop::Service(at, _) => analysis.services.get(*at).map(|node| node.service.meta.span),
            _ => None,
        }));
    }
    for ids in [&mut ends.sources, &mut ends.destinations] {
        ids.sort_unstable();
        ids.dedup();
    }
    named.sort_unstable();
    named.dedup();
    (ends, named)
}
