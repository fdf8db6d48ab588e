//! Documentation of findings: the comment at the head of the file of each.

/// The comment at the head of a source file, as Markdown.
pub(super) fn of(source: &str) -> String {
    let head = source.lines().map_while(|line| line.strip_prefix("//!"));
    let mut text = String::new();
    for line in head {
        text.push_str(line.strip_prefix(' ').unwrap_or(line));
        text.push('\n');
    }
    text
}
