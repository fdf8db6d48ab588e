//! What a filter or a focus leaves out: it stands beside the drawing, folded, with its count, nearest to the focus first.

use leptos::prelude::*;
use podreach_eval::view::{Aside, FoldingView};
use podreach_picture::wording::grouped;

use crate::components::links::{Links, Picked};
use crate::components::visible::{escaped, shown};

/// The list; nothing where everything is drawn. Without room beside the drawing it is a line below it that opens.
#[component]
pub(crate) fn Rest(
    /// Whether there is room beside the drawing.
    wide: Signal<bool>,
) -> impl IntoView {
    let links = Links::from_context();
    let folding = Memo::new(move |_| links.drawn().folding);
    let shown_at_all = Memo::new(move |_| folding.with(|folding| folding.aside > 0));
    // Its own width makes the drawing narrower: it stays where it stood first.
    let list = move || {
        let open = wide.get_untracked();
        view! {
            <details class="rest" open=open>
                <summary class="rest__head">
                    <h2 class="rest__title">"The rest"</h2>
                    <span class="rest__count">{move || folding.with(|folding| workloads(folding.aside))}</span>
                </summary>
                {move || folding.with(|folding| rows(links, folding))}
            </details>
        }
    };
    move || shown_at_all.get().then(list)
}

fn workloads(count: usize) -> String {
    format!("{} workload{} at the side", grouped(count), if count == 1 { "" } else { "s" })
}

fn rows(links: Links, folding: &FoldingView) -> impl IntoView + use<> {
    let (parts, whole): (Vec<&Aside>, Vec<&Aside>) = folding.rest.iter().partition(|one| one.is_part);
    let list = |all: Vec<&Aside>, name: &'static str| {
        let rows = all.into_iter().map(|one| row(links, one)).collect_view();
        view! { <ul class="rest__rows" aria-label=name>{rows}</ul> }
    };
    let parts = (!parts.is_empty()).then(|| {
        view! {
            <p class="rest__says">"and, folded in what is open,"</p>
            {list(parts, "Folded in what is open")}
        }
    });
    let badges =
        folding.as_everyone.iter().map(|says| view! { <li class="rest__badge">{shown(says)}</li> }).collect_view();
    let badges = (!folding.as_everyone.is_empty()).then(|| {
        view! {
            <p class="rest__says">"As everyone:"</p>
            <ul class="rest__rows" aria-label="As everyone">{badges}</ul>
        }
    });
    view! {
        {badges}
        {(!whole.is_empty()).then(|| list(whole, "At the side"))}
        {parts}
    }
}

/// How far away it is: `2 hops`.
fn distance(hops: Option<usize>) -> Option<String> {
    hops.map(|hops| format!("{hops} hop{}", if hops == 1 { "" } else { "s" }))
}

fn row(links: Links, one: &Aside) -> impl IntoView + use<> {
    let name = if one.is_part { format!("the rest of {}", one.name) } else { one.name.clone() };
    let title = escaped(&name).into_owned();
    let several = (one.namespaces > 1).then(|| {
        let namespaces = grouped(one.namespaces);
        view! { <span class="rest__note">{namespaces}<span class="visually-hidden">" namespaces,"</span></span> " " }
    });
    let far = distance(one.hops).map(|far| view! { <span class="rest__far">{far}</span> " " });
    let count = grouped(one.workloads);
    let unit = if one.workloads == 1 { " workload" } else { " workloads" };
    let content = view! {
        <span class="rest__name" title=title>{shown(&name)}</span> " "
        {several}
        {far}
        <span class="rest__number">{count}<span class="visually-hidden">{unit}</span></span>
    };
    let is_group = one.namespaces > 1;
    match one.node.clone() {
        None => view! { <li><span class="rest__row">{content}</span></li> }.into_any(),
        Some(id) => {
            let pressed = {
                let id = id.clone();
                move || (links.selected() == Picked::Node(id.clone())).to_string()
            };
            view! {
                <li>
                    <button
                        type="button"
                        class="rest__row"
                        class:is-group=is_group
                        aria-pressed=pressed
                        on:click=move |_| links.select_node(id.clone())
                    >
                        {content}
                    </button>
                </li>
            }
            .into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_distances_are_words() {
        assert_eq!(workloads(1959), "1,959 workloads at the side");
        assert_eq!(workloads(1), "1 workload at the side");
        assert_eq!((distance(Some(2)).as_deref(), distance(None)), (Some("2 hops"), None));
    }
}
