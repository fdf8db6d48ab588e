//! How findings about entry points call them.

use crate::inventory::{EntryBackend, EntryNode};

/// What says where requests go: the object, or the route of a Gateway.
pub(super) fn speaker(entry: &EntryNode, backend: &EntryBackend) -> String {
    backend.route.clone().map_or_else(
        || format!("{} `{}`", entry.kind.as_str(), entry.name),
        |route| {
            let (kind, name) = route.split_once(' ').unwrap_or(("route", &route));
            format!("{kind} `{}`", name.rsplit('/').next().unwrap_or(name))
        },
    )
}
