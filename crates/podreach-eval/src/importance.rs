//! What is to be said first. A picture that lacks a part of the input is worse than one with a flaw in it: limits come before
//! everything, then policies that take no part, then text that cannot be read.

use std::collections::{BTreeMap, BTreeSet};

use podreach_syntax::{Diagnostic, Place, Severity, SourceId};

use crate::analysis::Analysis;

/// How soon something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The first diagnostic about a limit, of each kind of limit.
    Limit,
    /// The first about each policy, or kind of policies, that takes no part.
    LeftOut,
    /// Text that cannot be read, and more limits.
    Unread,
    Error,
    Warning,
    Note,
}

impl Analysis {
    /// What was found while reading and evaluating, the most important things first.
    pub fn diagnostics_by_importance(&self) -> Vec<&Diagnostic> {
        let all: Vec<&Diagnostic> = self.diagnostics.iter().collect();
        self.by_importance(&all).into_iter().filter_map(|at| all.get(at).copied()).collect()
    }

    /// The places of diagnostics about this input in their list, the most important ones first; those that matter alike stay in
    /// their order.
    pub fn by_importance(&self, diagnostics: &[&Diagnostic]) -> Vec<usize> {
        let rejected = self.rejected_policies.iter().map(|found| self.places.place(found.meta.span));
        let rejected: BTreeMap<(SourceId, u32), u32> =
            rejected.map(|place| ((place.source, place.start), place.end)).collect();
        let (mut limits, mut policies) = (BTreeSet::new(), BTreeSet::new());
        let mut ranked: Vec<(Rank, usize)> = Vec::with_capacity(diagnostics.len());
        for (at, found) in diagnostics.iter().enumerate() {
            let rank = match (found.severity, found.code) {
                // Codes of limits: SCHEMA.md.
                (_, code) if code.starts_with("S1") || code.starts_with("S2") => {
                    if limits.insert(code) {
                        Rank::Limit
                    } else {
                        Rank::Unread
                    }
                }
                // Kinds of policies that are not evaluated, and kinds that are misspelt.
                (Severity::Warning, "L15" | "L19") => Rank::LeftOut,
                (Severity::Error, code) => match found.span.and_then(|span| policy(&rejected, self.places.place(span)))
                {
                    Some(policy) if policies.insert(policy) => Rank::LeftOut,
                    _ if code.starts_with('S') => Rank::Unread,
                    _ => Rank::Error,
                },
                (Severity::Warning, _) => Rank::Warning,
                (Severity::Note, _) => Rank::Note,
            };
            ranked.push((rank, at));
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, at)| at).collect()
    }
}

/// The rejected policy in which a place lies.
fn policy(rejected: &BTreeMap<(SourceId, u32), u32>, place: Place) -> Option<(SourceId, u32)> {
    let (key, end) = rejected.range(..=(place.source, place.start)).next_back()?;
    (key.0 == place.source && place.start <= *end).then_some(*key)
}

#[cfg(test)]
mod tests {
    use crate::{Options, analyze};
    use podreach_syntax::{Limits, Sources};

    #[test]
    fn what_the_picture_lacks_comes_first() {
        let policy = |name: &str, port: u32| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {{podSelector: {{}}, ingress: [{{ports: [{{port: {port}}}, {{port: {port}}}]}}]}}\n---\n"
            )
        };
        let yaml = "a: 1\n---\n".repeat(5)
            + &policy("one", 70_000)
            + "a: [\n---\n"
            + &policy("two", 70_001)
            + "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: three}\nspec: {}\n---\n"
            + "a: 2\n---\n".repeat(5).as_str();
        let limits = Limits { documents: 9, ..Limits::PAGE };
        let analysis = analyze(&Sources::single("a.yaml", yaml), &Options { limits, ..Options::default() });
        let ordered: Vec<(&str, bool)> = analysis
            .diagnostics_by_importance()
            .iter()
            .map(|found| (found.code, found.message.contains("7000")))
            .collect();
        assert_eq!(ordered.len(), analysis.diagnostics.len());
        let codes: Vec<&str> = ordered.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes[0], "S11", "{ordered:?}");
        assert_eq!(ordered.iter().take(4).filter(|(_, about)| *about).count(), 2, "{ordered:?}");
        assert!(codes[1..4].contains(&"L19") && codes[4] == "S01", "{ordered:?}");
        // What is not evaluated at all comes before whatever else is wrong with it.
        let yaml = policy("one", 70_000) + &policy("four", 4) + "a: 2\n---\n";
        let limits = Limits { steps: 0, ..Limits::PAGE };
        let analysis = analyze(&Sources::single("a.yaml", yaml), &Options { limits, ..Options::default() });
        assert!(analysis.exceeded);
        assert_eq!(analysis.diagnostics_by_importance().first().map(|found| found.code), Some("S20"));
    }
}
