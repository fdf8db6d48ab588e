//! Words that findings share.

/// Names listed in one finding.
const NAMED: usize = 3;

/// ``the pod `a` ``, ``the pods `a`, `b` and 3 more``.
pub(super) fn named(one: &str, several: &str, names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    let rest = names.len().saturating_sub(NAMED);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{} {}{more}", if names.len() == 1 { one } else { several }, shown.join(", "))
}
