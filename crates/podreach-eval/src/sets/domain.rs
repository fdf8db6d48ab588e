//! Names of hosts with a wildcard in front.

/// Whether a pattern stands for a name: `*.example.com` for every name below `example.com`, and not for that one itself.
pub(crate) fn stands_for(pattern: &str, name: &str) -> bool {
    let below = |suffix: &str| name.len() > suffix.len() && name.ends_with(suffix);
    pattern == name || pattern.strip_prefix('*').is_some_and(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_for_names_below() {
        for name in ["*.example.com", "www.example.com", "a.b.example.com", "*.www.example.com"] {
            assert!(stands_for("*.example.com", name), "{name}");
        }
        for name in ["example.com", ".example.com", "www.myexample.com", "example.com.org"] {
            assert!(!stands_for("*.example.com", name), "{name}");
        }
        assert!(stands_for("example.com", "example.com") && !stands_for("example.com", "www.example.com"));
    }
}
