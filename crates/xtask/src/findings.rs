//! The documentation of findings: the comments at the heads of their files become `docs/findings/`, and a page beside the page.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd, html};

use crate::command::Failure;
use crate::paths;

/// A finding with its documentation.
#[derive(Debug)]
struct Finding {
    code: String,
    name: String,
    severity: String,
    group: String,
    text: String,
}

/// Groups in the order of the registry: the folder, and what its findings are about.
const GROUPS: [(&str, &str); 8] = [
    ("reading", "Reading the input"),
    ("direction", "Direction and isolation"),
    ("selectors", "Selectors"),
    ("ports", "Ports and Services"),
    ("networks", "DNS and address blocks"),
    ("intent", "Redundancy and intent"),
    ("admin", "Cluster-wide policies"),
    ("comments", "Comments that silence findings"),
];

/// The value of a field of the `Lint` in a source file.
fn field(source: &str, name: &str) -> Option<String> {
    let rest = source.split_once("LINT: Lint = Lint {")?.1.split_once(&format!("{name}: "))?.1;
    let value = rest.split(",\n").next()?.trim();
    Some(value.trim_matches('"').rsplit("::").next()?.to_owned())
}

/// All findings, in the order of their groups and codes.
fn all() -> Result<Vec<Finding>, Failure> {
    let root = paths::root().join("crates/podreach-eval/src/lint");
    let mut found = Vec::new();
    for (folder, group) in GROUPS {
        let mut here = Vec::new();
        let Ok(entries) = std::fs::read_dir(root.join(folder)) else { continue };
        for entry in entries {
            let source = std::fs::read_to_string(entry?.path())?;
            let (Some(code), Some(name)) = (field(&source, "code"), field(&source, "name")) else { continue };
            let head = source.lines().map_while(|line| line.strip_prefix("//!"));
            let text: Vec<&str> = head.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
            let severity = field(&source, "severity").unwrap_or_default().to_ascii_lowercase();
            here.push(Finding { code, name, severity, group: group.into(), text: text.join("\n") });
        }
        here.sort_by_key(|finding| {
            let (letter, number) = finding.code.split_at(1);
            (letter.to_owned(), number.parse::<u32>().unwrap_or(u32::MAX))
        });
        found.extend(here);
    }
    Ok(found)
}

/// Files of `docs/findings/`: names with what they hold.
pub(crate) fn documents() -> Result<BTreeMap<String, String>, Failure> {
    let all = all()?;
    let mut files = BTreeMap::new();
    let mut index = String::from(
        "# Findings\n\nWhat `podreach lint` and the page find, by group. Made of the files in `crates/podreach-eval/src/lint/` by \
         `cargo xtask docs`.\n",
    );
    let mut group = "";
    for finding in &all {
        let Finding { code, name, severity, text, .. } = finding;
        if group != finding.group {
            group = &finding.group;
            index += &format!("\n## {group}\n\n| code | name | at most |\n|---|---|---|\n");
        }
        index += &format!("| {code} | [{name}]({name}.md) | {severity} |\n");
        files.insert(format!("{name}.md"), format!("# {name} ({code})\n\n{text}\n"));
    }
    files.insert("README.md".into(), index);
    Ok(files)
}

/// Where they stand.
pub(crate) fn folder() -> PathBuf {
    paths::root().join("docs/findings")
}

/// Writes `docs/findings/`.
pub(crate) fn write() -> Result<(), Failure> {
    let folder = folder();
    let files = documents()?;
    std::fs::create_dir_all(&folder)?;
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        let known = path.file_name().is_some_and(|name| files.contains_key(&*name.to_string_lossy()));
        if !known {
            std::fs::remove_file(path)?;
        }
    }
    for (name, text) in files {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// Writes the page of all findings into a build, as `findings/`.
pub(crate) fn page(out: &Path) -> Result<(), Failure> {
    let all = all()?;
    let (mut list, mut body) = (String::new(), String::new());
    let mut group = "";
    for finding in &all {
        let Finding { code, name, text, .. } = finding;
        if group != finding.group {
            list += if group.is_empty() { "" } else { "</ul>" };
            group = &finding.group;
            list += &format!("<h2>{group}</h2><ul>");
        }
        list += &format!("<li><a href=\"#{name}\"><code>{code}</code> {name}</a></li>");
        body += &format!("<article id=\"{name}\"><h2>{name} <code>{code}</code></h2>{}</article>", rendered(text));
    }
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Findings · Podreach</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'\">\n\
         <link rel=\"stylesheet\" href=\"style.css\"></head>\n<body><header><a href=\"../\">Podreach</a><h1>Findings</h1></header>\n\
         <nav aria-label=\"Findings\">{list}</ul></nav>\n<main>{body}</main></body></html>\n"
    );
    let folder = out.join("findings");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("index.html"), html)?;
    std::fs::copy(paths::root().join("web/findings.css"), folder.join("style.css"))?;
    Ok(())
}

/// Markdown as HTML. Headings go a level down, since the name of a finding stands above them.
fn rendered(text: &str) -> String {
    let down = |level: HeadingLevel| if level == HeadingLevel::H2 { HeadingLevel::H3 } else { level };
    let events = Parser::new(text).map(|event| match event {
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: down(level), id, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(down(level))),
        Event::Start(Tag::CodeBlock(_)) => Event::Html("<pre tabindex=\"0\"><code>".into()),
        Event::End(TagEnd::CodeBlock) => Event::Html("</code></pre>".into()),
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_is_as_the_files_say() {
        let files = documents().unwrap();
        assert!(files.len() > 10, "{:?}", files.keys());
        for (name, text) in files {
            let known = std::fs::read_to_string(folder().join(&name)).unwrap_or_default();
            assert!(known.replace("\r\n", "\n") == text, "docs/findings/{name}: run `cargo xtask docs`");
        }
    }
}
