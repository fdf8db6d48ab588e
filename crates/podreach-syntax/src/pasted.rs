//! Recognises texts that are not manifests but are pasted or saved in their place: tables of `kubectl get`, `kubectl describe`,
//! web pages, patches, addresses.

use crate::diagnostic::Diagnostic;
use crate::span::Span;
use crate::span::TextId;

const AS_YAML: &str = "print the objects with `-o yaml`, as in `kubectl get networkpolicy,pod,service -A -o yaml`";

/// A diagnostic for a text between two offsets that is something else than a manifest.
pub(crate) fn recognise(id: TextId, text: &str, start: usize) -> Option<Diagnostic> {
    let mut lines = lines(text);
    let (at, first) = lines.next()?;
    let second = lines.next().map_or("", |(_, line)| line);
    let (message, help) = what(first, second, text)?;
    let span = Span::new(id, (start + at) as u32, (start + at + first.len()) as u32);
    Some(Diagnostic::error("L18", span, message).help(help))
}

/// Lines that are neither blank nor comments, with the offset of their first character.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    let all = text.split_inclusive('\n').map(move |line| {
        let start = end + line.len() - line.trim_start().len();
        end += line.len();
        (start, line.trim())
    });
    all.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// What a text is, from its first two lines, and what to do about it.
fn what(first: &str, second: &str, text: &str) -> Option<(&'static str, &'static str)> {
    if is_html(first) {
        let help = "take the file itself, not the page that shows it: the `Raw` view, or `curl` with the address of the raw file";
        return Some(("this is HTML or XML, not a Kubernetes object", help));
    }
    if first == "404: Not Found" && second.is_empty() {
        return Some(("this is the answer of a web server that found nothing", "check the address of the file"));
    }
    if is_header(first) || is_row(first) && (second.is_empty() || is_row(second) || is_header(second)) {
        return Some(("this is a table as `kubectl get` prints it, without selectors and rules", AS_YAML));
    }
    let names = || lines(text).take(1000).all(|(_, line)| is_name(line));
    if is_name(first) && names() {
        return Some(("these are names as `kubectl get -o name` prints them, not objects", AS_YAML));
    }
    if is_description(first, second) {
        return Some(("this is the output of `kubectl describe`, which cannot be read back", AS_YAML));
    }
    let lines = || text.lines().take(200);
    if lines().any(|line| line.starts_with("@@ -") || line.starts_with("diff --git ")) {
        let help = "apply it and read the file that it changes; `podreach diff OLD NEW` compares two states";
        return Some(("this is a patch, not a Kubernetes object", help));
    }
    if second.is_empty() && !first.contains(' ') && (first.starts_with("https://") || first.starts_with("http://")) {
        let help = "paste the text that it leads to; `podreach link decode` reads links to this page";
        return Some(("this is an address of a web page, not a Kubernetes object", help));
    }
    None
}

/// The start of a web page or another XML document. `<%` is a template.
fn is_html(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('<') else { return false };
    let mut characters = rest.chars();
    match characters.next() {
        Some('!' | '?') => characters.next().is_some_and(|next| next.is_ascii_alphabetic() || next == '-'),
        Some(first) if first.is_ascii_alphabetic() => line.contains('>') || rest.contains(' '),
        _ => false,
    }
}

/// The header of a table: a column of names and others, in capitals and wide apart.
fn is_header(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace().peekable();
    let capital = |word: &str| {
        word.bytes().any(|byte| byte.is_ascii_uppercase())
            && word
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'(' | b')' | b'_' | b'/' | b'.'))
    };
    let first = words.next();
    let named = matches!(first, Some("NAME" | "NAMESPACE" | "CLUSTER" | "TYPE" | "LAST" | "KIND"));
    named && words.peek().is_some() && words.all(capital)
}

/// A row of such a table without its header: `web-1   1/1   Running   0   3d`, `pod/web-1   1/1 …`.
fn is_row(line: &str) -> bool {
    let words: Vec<&str> = line.split_ascii_whitespace().take(12).collect();
    let age = |word: &str| {
        let units = word.split(|character: char| character.is_ascii_digit()).filter(|unit| !unit.is_empty());
        word.starts_with(|character: char| character.is_ascii_digit())
            && word.ends_with(|character: char| character.is_ascii_alphabetic())
            && units.clone().all(|unit| matches!(unit, "s" | "m" | "h" | "d" | "y"))
    };
    let wide = line.contains("   ");
    let tail = words.len() >= 3 && words.iter().skip(1).any(|word| age(word));
    wide && tail && words.iter().all(|word| !word.ends_with(':')) && !line.starts_with('-')
}

/// `pod/web-1`, `networkpolicy.networking.k8s.io/allow-web`.
fn is_name(line: &str) -> bool {
    let part = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':'))
    };
    line.split_once('/').is_some_and(|(kind, name)| {
        part(kind) && kind.starts_with(|first: char| first.is_ascii_lowercase()) && !kind.contains(':') && part(name)
    })
}

/// `kubectl describe` starts with the name, and puts values in one column far to the right.
fn is_description(first: &str, second: &str) -> bool {
    let second_key =
        ["Namespace:", "Labels:", "Created on:", "Roles:", "Annotations:", "CreationTimestamp:", "Priority:"];
    first.strip_prefix("Name:").is_some_and(|rest| rest.starts_with("  "))
        && second_key.iter().any(|key| second.starts_with(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let found = recognise(TextId(0), text, 0).map(|found| found.message);
        assert_eq!(found.is_some(), expected.is_some(), "{text}: {found:?}");
        if let (Some(found), Some(expected)) = (found, expected) {
            assert!(found.contains(expected), "{text}: {found}");
        }
    }

    #[test]
    fn tables() {
        let table = Some("a table as `kubectl get` prints it");
        check("NAME   READY   STATUS    RESTARTS   AGE\nweb-1  1/1  Running  0  3d\n", table);
        check("\n\nNAMESPACE     NAME        POD-SELECTOR   AGE\r\nshop  deny  <none>  5m\r\n", table);
        check("NAME         TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\n", table);
        check("web-6d4cf56db6-abcde   1/1     Running   0          3d4h\n", table);
        check("pod/web-1   1/1   Running   0   12m\npod/web-2   1/1   Running   0   12m\n", table);
        check("deny-all   <none>   5d", table);
        check("# a comment\nNAME STATUS\na Active\n", table);
        check("pod/web-1\nnetworkpolicy.networking.k8s.io/deny\n", Some("-o name"));
    }

    #[test]
    fn other_texts() {
        for html in [
            "<!DOCTYPE html>\n<html>",
            "<!doctype html><head>",
            "<html lang=\"en\">",
            "<?xml version=\"1.0\"?>",
            "<div>",
            "<!-- x -->",
        ] {
            check(html, Some("HTML or XML"));
        }
        check("Name:         deny\nNamespace:    shop\nCreated on:   today\n", Some("kubectl describe"));
        check("diff --git a/x.yaml b/x.yaml\n", Some("a patch"));
        check(" a/x.yaml\n+++ b/x.yaml\n@@ -1,2 +1,2 @@\n", Some("a patch"));
        check("404: Not Found", Some("found nothing"));
        check("https://example.com/page#v1.abc", Some("an address"));
    }

    #[test]
    fn manifests_are_none_of_these() {
        for text in [
            "apiVersion: v1\nkind: Pod\n",
            "kind: Pod\nmetadata:   {name: a}   # 3d\n",
            "name: web   # 5d\nversion: 1\n",
            "Name: a\nKind: Pod\n",
            "NAME: a\nVALUE: b\n",
            "<% if x %>\n",
            "hello world\n",
            "a/b: c\n",
            "- a\n- b   3d   4d\n",
            "",
        ] {
            check(text, None);
        }
    }
}
