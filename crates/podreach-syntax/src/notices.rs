//! What tools print around manifests: the notices of `helm`, warnings and errors that went into the same file, the fences of
//! Markdown.
//!
//! All of it stands at the start of a line, where an object in block style has only its few top-level keys, so it can be told
//! from YAML without reading it. Offsets stay as they are: what is no manifest is overwritten with blanks.

use std::borrow::Cow;
use std::ops::Range;

/// A text with its notices blanked out.
pub(crate) struct Notices<'a> {
    /// As long as the original.
    pub(crate) text: Cow<'a, str>,
    /// What was blanked out, in order.
    pub(crate) skipped: Vec<Range<usize>>,
    /// Lines that say that something is missing from the text.
    pub(crate) failures: Vec<Range<usize>>,
    /// The first line of a helm output that holds no manifest.
    pub(crate) empty_release: Option<Range<usize>>,
}

/// Byte ranges of a text that are notices of tools and no part of a document: values and notes of a release that
/// `helm install --dry-run` and `helm get all` print around the manifest, warnings, log lines.
///
/// ```
/// let text = "NAME: shop\nLAST DEPLOYED: today\nMANIFEST:\n---\nkind: Pod\n\nNOTES:\nlog in as admin\n";
/// let notices: Vec<&str> = podreach_syntax::notices(text).into_iter().map(|range| &text[range]).collect();
/// assert_eq!(notices, ["NAME: shop\nLAST DEPLOYED: today\nMANIFEST:\n", "NOTES:\nlog in as admin\n"]);
/// ```
pub fn notices(text: &str) -> Vec<Range<usize>> {
    find(text).skipped
}

/// What the lines belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Documents,
    /// Between the name of a release and its first manifest.
    Release,
    /// Words to a person, behind the manifests of a release.
    Notes,
}

/// Looks for notices.
pub(crate) fn find(text: &str) -> Notices<'_> {
    let mut found =
        Notices { text: Cow::Borrowed(text), skipped: Vec::new(), failures: Vec::new(), empty_release: None };
    let mut fences = Vec::new();
    let mut part = Part::Documents;
    let mut release = None;
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let end = rest.find('\n').map_or(text.len(), |at| start + at + 1);
        let line = text.get(start..end).unwrap_or("").trim_end();
        let after = text.get(end..).unwrap_or("");
        let kind = notice(line, after);
        if kind == Some(Kind::Release) {
            part = Part::Release;
            release = Some(start..start + line.len());
        } else if part != Part::Documents && is_separator(line) && (part == Part::Release || begins_object(after)) {
            part = Part::Documents;
            release = None;
        }
        let skip = match kind {
            _ if part != Part::Documents => true,
            Some(Kind::Fence) => {
                fences.push(start);
                true
            }
            Some(Kind::Failure) => {
                found.failures.push(start..start + line.len());
                true
            }
            Some(_) => true,
            None => false,
        };
        match kind {
            Some(Kind::Manifest) => (part, release) = (Part::Documents, None),
            Some(Kind::Notes) => part = Part::Notes,
            _ => {}
        }
        if skip {
            match found.skipped.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => found.skipped.push(start..end),
            }
        }
        start = end;
    }
    found.empty_release = release;
    if !found.skipped.is_empty() {
        found.text = Cow::Owned(blanked(text, &found.skipped, &fences));
    }
    found
}

/// The text with blanks for what is skipped. A fence parts documents.
fn blanked(text: &str, skipped: &[Range<usize>], fences: &[usize]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for range in skipped {
        for byte in bytes.get_mut(range.clone()).unwrap_or_default() {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }
    for fence in fences {
        bytes.get_mut(*fence..fence + 3).unwrap_or_default().fill(b'-');
    }
    String::from_utf8(bytes).unwrap_or_default()
}

fn is_separator(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Whether an object begins here, after comments.
fn begins_object(text: &str) -> bool {
    let mut lines = text.lines().take(20).filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.next().is_some_and(|line| ["apiVersion:", "kind:", "metadata:", "{"].iter().any(|key| line.starts_with(key)))
}

/// What a line is that is no part of a document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The name of a release, which helm prints first.
    Release,
    /// The line in front of the manifests.
    Manifest,
    /// The line in front of the notes.
    Notes,
    /// The start or end of a block of code in Markdown.
    Fence,
    /// An error: what was asked for is not here.
    Failure,
    /// Anything else.
    Other,
}

/// What a line is, from its text and what follows.
fn notice(line: &str, after: &str) -> Option<Kind> {
    let first = *line.as_bytes().first()?;
    // Most lines of a manifest are indented, or start with one of these.
    if matches!(first, b' ' | b'-' | b'#' | b'{' | b'}' | b']' | b'"') {
        return None;
    }
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| line.starts_with(prefix));
    match line {
        "MANIFEST:" => return Some(Kind::Manifest),
        "NOTES:" => return Some(Kind::Notes),
        "HOOKS:" => return Some(Kind::Other),
        _ if line.starts_with("```") || line.starts_with("~~~") => return Some(Kind::Fence),
        _ => {}
    }
    if line.starts_with("NAME: ") {
        return after.lines().take(4).any(|line| line.starts_with("LAST DEPLOYED: ")).then_some(Kind::Release);
    }
    let failures = [
        "Error from server",
        "Error: ",
        "error: the server ",
        "error: You must be logged in",
        "Unable to connect to the server",
        "The connection to the server ",
        "No resources found",
        "error from server",
    ];
    if starts(&failures) {
        return Some(Kind::Failure);
    }
    let announcements = ["Warning: ", "WARNING: ", "Defaulted container ", "Pulled: ", "Digest: sha256:", "time=\""];
    let of_release =
        line.starts_with("Release \"") && (line.contains("\" has been ") || line.contains("\" does not exist"));
    (starts(&announcements) || of_release || is_log(line) || is_prompt(line)).then_some(Kind::Other)
}

/// A command behind the prompt of a shell: `$ kubectl get pod`, `me@host:~$ helm template x`, `PS C:\\> oc get svc`.
fn is_prompt(line: &str) -> bool {
    let mut words = line.split(' ').take(6).peekable();
    while let Some(word) = words.next() {
        if word.ends_with(':') {
            return false;
        }
        let next =
            words.peek().is_some_and(|next| matches!(*next, "kubectl" | "oc" | "helm" | "kustomize" | "cat" | "k"));
        if next && word.ends_with(['$', '>', '%', '#', '❯']) {
            return true;
        }
    }
    false
}

/// Lines of Go programs' logs: `install.go:214: …`, `W0102 15:04:05.678901 …`.
fn is_log(line: &str) -> bool {
    let word = line.split([' ', '\t']).next().unwrap_or("");
    if let Some((file, place)) = word.split_once(".go:") {
        let named = file.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'/' | b'.' | b'-'));
        return named && place.trim_end_matches(':').bytes().all(|byte| byte.is_ascii_digit()) && place.ends_with(':');
    }
    let digits = word.strip_prefix(['I', 'W', 'E', 'F']).unwrap_or("");
    digits.len() == 4
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && line.get(5..).is_some_and(|rest| rest.trim_start().as_bytes().get(2) == Some(&b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text that is left, without blank lines.
    fn left(text: &str) -> String {
        let found = find(text);
        assert_eq!(found.text.len(), text.len());
        let lines = found.text.lines().map(str::trim_end).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    }

    const POD: &str = "---\n# Source: shop/templates/pod.yaml\napiVersion: v1\nkind: Pod";

    #[test]
    fn helm_prints_a_release_around_its_manifests() {
        let head = "NAME: shop\nLAST DEPLOYED: Thu Jan  1 10:00:00 2026\nNAMESPACE: shop\nSTATUS: pending-install\nREVISION: 1\n";
        let notes = "NOTES:\n1. Get the URL:\n  kubectl get ing\n---\n* password: {{ x }}: y";
        let plain = format!("{head}HOOKS:\nMANIFEST:\n{POD}\n\n{notes}\n");
        assert_eq!(left(&plain), POD);
        assert_eq!(left(&plain.replace('\n', "\r\n")), POD);
        let hooks = format!("{head}TEST SUITE: None\nHOOKS:\n{POD}\nMANIFEST:\n{POD}\n{notes}\n");
        assert_eq!(left(&hooks), format!("{POD}\n{POD}"));
        let values = format!(
            "install.go:214: [debug] Original chart version: \"\"\n{head}USER-SUPPLIED VALUES:\n{{}}\n\nCOMPUTED VALUES:\na:\n  b: 'c\n\nHOOKS:\nMANIFEST:\n{POD}\n"
        );
        assert_eq!(left(&values), POD);
        let upgrade = format!("Release \"shop\" has been upgraded. Happy Helming!\n{plain}");
        assert_eq!(left(&upgrade), POD);
        // Two in one file, and a file behind the notes.
        assert_eq!(left(&format!("{plain}{plain}{POD}\n")), format!("{POD}\n{POD}\n{POD}"));
        assert!(find(&plain).empty_release.is_none());
        let status = find(&format!("{head}{notes}\n")).empty_release;
        assert_eq!(status, Some(0..10));
    }

    #[test]
    fn warnings_and_logs_are_no_part_of_a_document() {
        for line in [
            "Warning: policy/v1beta1 PodSecurityPolicy is deprecated",
            "WARNING: Kubernetes configuration file is group-readable. This is insecure. Location: /x",
            "W0102 15:04:05.678901   12345 warnings.go:70] unknown field \"spec.x\"",
            "coalesce.go:286: warning: cannot overwrite table with non table for a.b",
            "Pulled: registry.example.com/charts/shop:1.2.3",
            "Digest: sha256:0123",
            "time=\"2026-01-01T00:00:00Z\" level=warning msg=\"x: y\"",
            "$ kubectl get pod -o yaml",
            "me@host:~/shop$ kubectl get pod -o yaml",
            "[me@host shop]$ oc get pod -o yaml",
            "PS C:\\Users\\me> helm template shop",
        ] {
            assert_eq!(left(&format!("{line}\n{POD}\n{line}\n")), POD, "{line}");
        }
    }

    #[test]
    fn errors_are_reported() {
        let text = format!("{POD}\nError from server (Forbidden): networkpolicies is forbidden\n");
        let found = find(&text);
        assert_eq!(found.failures.len(), 1);
        assert!(text.get(found.failures[0].clone()).unwrap().ends_with("is forbidden"));
        assert_eq!(left(&text), POD);
    }

    #[test]
    fn fences_part_documents() {
        assert_eq!(
            left("```yaml\nkind: Pod\n```\n\n~~~\nkind: Service\n~~~\n"),
            "---\nkind: Pod\n---\n---\nkind: Service\n---"
        );
    }

    #[test]
    fn manifests_stay_as_they_are() {
        for text in [
            "NAME: a\nkind: Pod\n",
            "apiVersion: v1\nkind: ConfigMap\ndata:\n  NOTES: |\n    NOTES:\n    MANIFEST:\n  Warning: x\n",
            "{\n\"NOTES\": \"x\"\n}\n",
            "run: $ kubectl get pod\nWarnings: 1\nReleased: 2\nInfo: 3\nE: 4\nW012: 5\nmain.go: 6\n",
            "",
        ] {
            let found = find(text);
            assert!(matches!(found.text, Cow::Borrowed(_)) && found.skipped.is_empty(), "{text}");
        }
    }
}
