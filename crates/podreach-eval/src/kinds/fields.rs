//! Fields that the API does not have, and the known name that an unknown one is nearest to.

use podreach_syntax::Entry;

use super::reader::Reader;
use crate::text::{self, quoted};

/// Reports fields that the API does not have.
pub(crate) fn check(entries: &[Entry], known: &[&str], path: &str, reader: &mut Reader) {
    for entry in entries {
        let key = &entry.key.value;
        if known.contains(&&**key) {
            continue;
        }
        let near = nearest(key, known);
        let help = match near {
            Some(near @ ("from" | "to")) => {
                format!("did you mean `{near}`? Ingress rules say `from`, egress rules `to`")
            }
            Some(near) => format!("did you mean `{near}`? A client that does not check drops the field"),
            None => format!("known fields here: {}", quoted(known)),
        };
        let place = if path.is_empty() { "the object".to_owned() } else { format!("`{path}`") };
        reader.error("L01", entry.key.span, format!("`{key}` is not a field of {place}"), help);
        offer(entry, near, entries, reader);
    }
}

/// Offers the name that is meant, where it is not there already. `to` in the place of `from` may be a rule in the wrong place.
pub(super) fn offer(entry: &Entry, near: Option<&str>, entries: &[Entry], reader: &mut Reader) {
    let Some(near) = near.filter(|near| !matches!(*near, "from" | "to")) else { return };
    if entries.iter().all(|other| *other.key.value != *near) {
        reader.offer(entry.key.span, &entry.key.value, near);
    }
}

/// The known name nearest to what was written.
pub(crate) fn nearest<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    let same = known.iter().any(|name| name.eq_ignore_ascii_case(key));
    if !same && matches!(key, "from" | "to") {
        return known.iter().find(|name| matches!(**name, "from" | "to")).copied();
    }
    text::nearest(key, known.iter().copied(), |name| (name.len() / 3).max(2))
}
