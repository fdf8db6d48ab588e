//! Names in messages: which one was meant, and several of them in quotes.

/// The edits between two names, whatever their case: letters added, removed, replaced, or swapped with their neighbour.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    strsim::damerau_levenshtein(&one.to_ascii_lowercase(), &other.to_ascii_lowercase())
}

/// The name nearest to what was written, the first one of those that are equally near; none that takes more edits than its
/// bound.
pub(crate) fn nearest<N: AsRef<str>>(
    written: &str,
    names: impl IntoIterator<Item = N>,
    bound: impl Fn(&str) -> usize,
) -> Option<N> {
    let near = names.into_iter().map(|name| (distance(name.as_ref(), written), name));
    near.filter(|(edits, name)| *edits <= bound(name.as_ref())).min_by_key(|(edits, _)| *edits).map(|(_, name)| name)
}

/// `` `a`, `b` ``.
pub(crate) fn quoted(names: &[impl AsRef<str>]) -> String {
    quoted_with(names, ", ")
}

/// `` `a` or `b` ``.
pub(crate) fn quoted_or(names: &[impl AsRef<str>]) -> String {
    quoted_with(names, " or ")
}

fn quoted_with(names: &[impl AsRef<str>], between: &str) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_one_that_takes_the_fewest_edits() {
        let near = |written, bound| nearest(written, ["Route", "HTTPRoute", "Node"], |_| bound);
        assert_eq!(near("httproute", 0), Some("HTTPRoute"));
        assert_eq!(near("Rotue", 1), Some("Route"));
        assert_eq!(near("Mode", 2), Some("Node"));
        assert_eq!(near("Gateway", 2), None);
    }

    #[test]
    fn lists_are_quoted() {
        assert_eq!(quoted(&["a", "b"]), "`a`, `b`");
        assert_eq!(quoted_or(&["a", "b"]), "`a` or `b`");
        assert_eq!(quoted(&[""; 0]), "");
    }
}
