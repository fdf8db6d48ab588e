//! Comments that silence findings: `# podreach: allow L42 reason`, above a line or at its end.

use std::collections::{BTreeMap, BTreeSet};

use podreach_syntax::{Diagnostic, Node, Severity, SourceId, Sources, Span, Value};

use super::registry::Lint;
use super::sink::Finding;
use super::{Findings, Silenced};

/// How such a comment starts.
const MARK: &str = "podreach: allow";

/// A comment that silences a finding at a line.
struct Suppression {
    /// The code or the name, as written, with its place.
    name: String,
    span: Span,
    /// The line that it is about, from 1.
    line: u32,
    source: SourceId,
    reason: String,
    used: bool,
}

/// Takes the findings out that comments silence, and adds those about the comments. Errors stay: the API server does not read
/// comments.
pub(super) fn silence(sources: &Sources, findings: &mut Findings) {
    let mut suppressions = all(sources);
    if suppressions.is_empty() {
        return;
    }
    let mut by_line: BTreeMap<(SourceId, u32), Vec<usize>> = BTreeMap::new();
    for (at, suppression) in suppressions.iter().enumerate() {
        by_line.entry((suppression.source, suppression.line)).or_default().push(at);
    }
    let mut silenced = |finding: &Finding| -> Option<String> {
        let span = finding.diagnostic.span.filter(|_| finding.diagnostic.severity != Severity::Error)?;
        let place = sources.place(span);
        let here = by_line.get(&(place.source, sources.line(span)))?;
        let lint = Lint::of(finding.diagnostic.code);
        let is_about = |name: &str| {
            name.eq_ignore_ascii_case(finding.diagnostic.code) || lint.is_some_and(|lint| lint.name == name)
        };
        here.iter().find_map(|at| {
            let found = suppressions.get_mut(*at).filter(|found| is_about(&found.name))?;
            found.used = true;
            (!found.reason.is_empty()).then(|| found.reason.clone())
        })
    };
    let mut kept = Vec::with_capacity(findings.found.len());
    for finding in std::mem::take(&mut findings.found) {
        match silenced(&finding) {
            Some(reason) => findings.silenced.push(Silenced { finding, reason }),
            None => kept.push(finding),
        }
    }
    findings.found = kept;
    let not_checked: BTreeSet<&str> =
        findings.not_checked.iter().flat_map(|not| [not.lint.code, not.lint.name]).collect();
    for one in &suppressions {
        let checked =
            !not_checked.contains(one.name.to_ascii_uppercase().as_str()) && !not_checked.contains(&*one.name);
        findings.found.extend(about(one, checked).map(Finding::from));
    }
}

/// What is wrong with a comment.
fn about(one: &Suppression, checked: bool) -> Option<Diagnostic> {
    let known = Lint::of(&one.name.to_ascii_uppercase()).or_else(|| Lint::named(&one.name));
    if known.is_none() {
        let message = format!("`{}` is not the code of a finding", one.name);
        let help = "write the code as it is reported, such as `L42`, and the reason behind it";
        return Some(Diagnostic::warning("L98", one.span, message).help(help));
    }
    if one.reason.is_empty() {
        let message = format!("this comment gives no reason, so `{}` is not silenced", one.name);
        return Some(Diagnostic::warning("L99", one.span, message).help("write the reason behind the code"));
    }
    if one.used || !checked {
        return None;
    }
    let message = format!("nothing is silenced here: there is no `{}` at this line", one.name);
    Some(Diagnostic::warning("L98", one.span, message).help("remove the comment"))
}

/// All such comments of an input, in order.
fn all(sources: &Sources) -> Vec<Suppression> {
    let mut found = Vec::new();
    for (id, source) in sources.iter() {
        let text = source.text();
        if !text.contains(MARK) {
            continue;
        }
        let scalars = scalars(source);
        for (at, _) in text.match_indices(MARK) {
            found.extend(suppressions(id, text, at, &scalars));
        }
    }
    found
}

/// Those of a comment, by the place of its mark. `scalars` are the places of texts in which a mark is no comment.
fn suppressions(id: SourceId, text: &str, at: usize, scalars: &[(u32, u32)]) -> Vec<Suppression> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |before| before + 1);
    let before = text.get(start..at).unwrap_or_default().trim_end();
    let Some(before) = before.strip_suffix('#').map(|before| before.trim_end_matches('#')) else { return Vec::new() };
    let is_comment = before.is_empty() || before.ends_with([' ', '\t']);
    let offset = at as u32;
    let within = scalars.partition_point(|(start, _)| *start <= offset);
    let in_scalar = within.checked_sub(1).and_then(|last| scalars.get(last)).is_some_and(|(_, end)| offset < *end);
    if !is_comment || in_scalar {
        return Vec::new();
    }
    let from = at + MARK.len();
    let rest = text.get(from..).unwrap_or_default();
    let rest = rest.split('\n').next().unwrap_or_default().trim_end();
    let line_of = |at: usize| text.get(..at).map_or(0, |before| before.matches('\n').count() as u32) + 1;
    let mut line = line_of(at);
    if before.trim().is_empty() {
        // Comments and empty lines may stand between it and what it is about.
        let following = text.get(from..).unwrap_or_default().split('\n').skip(1);
        line += 1 + following.take_while(|next| is_blank(next)).count() as u32;
    }
    let mut found: Vec<Suppression> = Vec::new();
    let mut at = from;
    let mut words = rest.split(' ').peekable();
    // `L42, L50 reason`: codes go on behind a comma.
    let mut more = true;
    while let Some(word) = words.next_if(|word| more || word.is_empty()) {
        let name = word.trim_end_matches(',');
        if !name.is_empty() {
            more = word.ends_with(',');
            let span = Span::new(id.into(), at as u32, (at + name.len()) as u32);
            found.push(Suppression { name: name.into(), span, line, source: id, reason: String::new(), used: false });
        }
        at += word.len() + 1;
    }
    let reason = words.collect::<Vec<_>>().join(" ").trim().to_owned();
    // Another comment behind it is no reason.
    let reason = if reason.starts_with('#') { String::new() } else { reason };
    for one in &mut found {
        one.reason.clone_from(&reason);
    }
    found
}

/// Whether a line holds nothing but a comment.
fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// The places of all texts in a source that are values of their own, in order.
fn scalars(source: &podreach_syntax::Source) -> Vec<(u32, u32)> {
    let sources = Sources::single(source.name(), source.text());
    let mut found = Vec::new();
    for document in podreach_syntax::parse(&sources, &podreach_syntax::Limits::COMMAND_LINE).documents {
        texts(&document.root, &mut found);
    }
    found.sort_unstable();
    found
}

/// Depth is bounded by the reader.
fn texts(node: &Node, found: &mut Vec<(u32, u32)>) {
    match &node.value {
        Value::String(_) => found.push((node.span.start, node.span.end)),
        Value::List(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Map(entries) => entries.iter().for_each(|entry| texts(&entry.value, found)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, analyze};

    /// What is said about a policy, with its lines, and the reasons of what is silenced.
    fn said(yaml: &str) -> (Vec<String>, Vec<String>) {
        let sources = Sources::single("a.yaml", yaml);
        let findings = analyze(&sources, &Options::default()).findings(&sources);
        let line = |finding: &Finding| finding.diagnostic.span.map_or(0, |span| sources.line(span));
        let found = findings.found.iter().map(|found| format!("{} {}", found.diagnostic.code, line(found)));
        (found.collect(), findings.silenced.into_iter().map(|one| one.reason).collect())
    }

    fn policy(name: &str, after: &str) -> String {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n{name}\nspec:\n  podSelector: {{}}\n  \
             policyTypes: [Ingress]{after}\n"
        )
    }

    #[test]
    fn a_comment_silences_its_line_or_the_next_one() {
        let l13 = |found: &(Vec<String>, Vec<String>)| found.0.iter().any(|one| one.starts_with("L13"));
        let plain = said(&policy("  name: a", ""));
        assert!(l13(&plain) && plain.1.is_empty(), "{plain:?}");
        for name in [
            "  name: a # podreach: allow L13 one namespace only",
            "  # podreach: allow L13 one namespace only\n  # and more\n\n  name: a",
            "  name: a # podreach: allow namespace-missing, l13 one namespace only",
        ] {
            let found = said(&policy(name, ""));
            assert!(!l13(&found) && found.1 == ["one namespace only"], "{name}: {found:?}");
        }
    }

    #[test]
    fn comments_that_silence_nothing_are_found() {
        let unused = said(&policy("  name: a", " # podreach: allow L13 because"));
        assert!(unused.0.contains(&"L98 7".to_owned()), "{unused:?}");
        let no_reason = said(&policy("  name: a # podreach: allow L13", ""));
        assert!(no_reason.0.contains(&"L99 4".to_owned()), "{no_reason:?}");
        let unknown = said(&policy("  name: a # podreach: allow L0 because", ""));
        assert!(unknown.0.contains(&"L98 4".to_owned()), "{unknown:?}");
        // What takes an input that is not there is not called unused.
        let later = said(&policy("  name: a", " # podreach: allow L60 because"));
        assert!(!later.0.iter().any(|one| one.starts_with("L98")), "{later:?}");
    }

    #[test]
    fn what_looks_like_a_comment_in_a_text_is_none() {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n    # podreach: allow L13 because\n    b\n";
        assert_eq!(said(text).0, Vec::<String>::new());
    }
}
