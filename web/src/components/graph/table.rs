//! The picture as a table, for those who do not see it.

use leptos::prelude::*;
use podreach_picture::wording::grouped;

use super::scene::Scene;

/// Rows beyond this are counted; the matrix and the exports have them all.
const LISTED: usize = 500;

/// A table of the connections, hidden from sight and not from screen readers.
#[component]
pub(crate) fn ConnectionTable(scene: Memo<Scene>) -> impl IntoView {
    let rows = move || {
        scene.with(|scene| {
            scene
                .rows
                .iter()
                .take(LISTED)
                .map(|row| {
                    let [source, destination, ports, state] = row.clone();
                    view! { <tr><th scope="row">{source}</th><td>{destination}</td><td>{ports}</td><td>{state}</td></tr> }
                })
                .collect_view()
        })
    };
    let caption = move || {
        scene.with(|scene| match scene.rows.len().saturating_sub(LISTED) {
            0 => scene.summary.clone(),
            more => format!(
                "{} The first {LISTED} connections; {} more are not in this table.",
                scene.summary,
                grouped(more)
            ),
        })
    };
    view! {
        <div class="visually-hidden">
            <table>
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Source"</th>
                        <th scope="col">"Destination"</th>
                        <th scope="col">"Ports"</th>
                        <th scope="col">"State"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
