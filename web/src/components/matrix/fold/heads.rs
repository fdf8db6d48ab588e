//! Heads of rows and columns of the folded matrix: chevron, name, how many endpoints.

use leptos::prelude::*;
use podreach_eval::view::{MatrixRow, NodeKind};

use super::super::numbers::exact;
use super::moves::{self, At};
use crate::components::visible::{escaped, shown};

/// What a screen reader says of a head.
pub(crate) fn label(row: &MatrixRow) -> String {
    let count = match row.endpoints {
        1 => String::new(),
        count => format!(", {} workloads", exact(count as u64)),
    };
    let found = if row.found > 0 { format!(", {} found", row.found) } else { String::new() };
    format!("{}{count}{found}", row.title)
}

/// A name in two pieces, so that where there is little room its middle gives way: names that are alike mostly differ at their
/// ends. Lists and addresses keep their start.
fn name(title: &str) -> AnyView {
    let (start, end) = split(title);
    if end.is_empty() {
        return view! { <span class="matrix-fold__start">{shown(start)}</span> }.into_any();
    }
    view! { <span class="matrix-fold__start">{shown(start)}</span><span class="matrix-fold__end">{shown(end)}</span> }
        .into_any()
}

fn split(title: &str) -> (&str, &str) {
    /// Characters that stay at the end, and how long a name is that is cut.
    const END: usize = 6;
    const LONG: usize = 12;
    let is_name = !title.contains(' ') && !title.starts_with(|first: char| first.is_ascii_digit());
    let count = title.chars().count();
    let at = title.char_indices().nth(count.saturating_sub(END)).map(|(at, _)| at);
    at.filter(|_| is_name && count > LONG).and_then(|at| title.split_at_checked(at)).unwrap_or((title, ""))
}

/// What stands behind a name.
pub(crate) fn note(row: &MatrixRow) -> String {
    match (row.found, row.endpoints) {
        (0, 1) => String::new(),
        (0, count) => exact(count as u64),
        (found, _) => format!("{found} found"),
    }
}

/// A head; `is_row` for those at the left.
pub(crate) fn head(
    row: &MatrixRow,
    at: At,
    place: String,
    is_row: bool,
    is_crossed: impl Fn() -> bool + Send + Sync + 'static,
) -> AnyView {
    let can_open = row.opens || row.is_sum;
    let expanded = can_open.then_some(if row.is_sum { "true" } else { "false" });
    let title = escaped(&label(row)).into_owned();
    let inside = view! {
        <span class="matrix-fold__chevron" class:is-open=row.is_sum class:is-none=!can_open aria-hidden="true">
            {can_open.then(|| view! { <svg class="icon icon--small" viewBox="0 0 16 16"><path d="M6 4l4 4-4 4" /></svg> })}
        </span>
        <span class="matrix-fold__name" class:is-dashed=row.kind == NodeKind::Representative>{name(&row.title)}</span>
        {is_row.then(|| view! { <span class="matrix-fold__note">{note(row)}</span> })}
    };
    let depth = row.depth.min(2);
    let class = format!(
        "matrix-fold__{}-head is-depth-{depth}{}",
        if is_row { "row" } else { "column" },
        if row.found > 0 { " is-found" } else { "" }
    );
    view! {
        <div
            class=class
            class:is-crossed=is_crossed
            style:left=(!is_row).then_some(place)
            role=if is_row { "rowheader" } else { "columnheader" }
            aria-colindex=at.1 + 1
            aria-expanded=expanded
            aria-label=title.clone()
            title=title.clone()
            id=moves::id(at)
            data-at=moves::write(at)
            data-head=row.id.to_string()
        >
            {inside}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn the_middle_of_long_names_gives_way() {
        assert_eq!(split("laa-information-exchange-dev"), ("laa-information-exchan", "ge-dev"));
        assert_eq!(split("app.kubernetes.io/name=grafana"), ("app.kubernetes.io/name=g", "rafana"));
        for whole in ["web", "10.100.0.0/18, 10.100.64.0/20", "any other namespace", "payments-db", ""] {
            assert_eq!(split(whole), (whole, ""));
        }
    }
}
