//! One tab per text.

use leptos::prelude::*;
use podreach_session::page::findings::labels;

use crate::components::icons::Icon;
use crate::components::visible::{escaped, shown};
use crate::frame::Frame;
use crate::state::{AppState, Tab};

/// The tabs, with buttons that add a text and close the panel.
#[component]
pub(crate) fn TabBar() -> impl IntoView {
    let state: AppState = expect_context();
    let frame: Frame = expect_context();
    let tabs = Memo::new(move |_| {
        state.written.tabs.with(|tabs| {
            let labels = labels(&tabs.iter().map(|tab| tab.name.as_str()).collect::<Vec<_>>());
            tabs.iter().zip(labels).map(|(tab, label)| (tab.id, label)).collect::<Vec<_>>()
        })
    });
    let list = NodeRef::<leptos::html::Div>::new();
    // Wherever the choice comes from, the tab of the shown text can be seen. Tabs are drawn after this runs.
    Effect::new(move |_| {
        state.written.active.track();
        tabs.track();
        // A panel that was closed has no width to scroll in.
        state.chosen.panel.track();
        frame.sources.open.track();
        if list.get().is_some() {
            request_animation_frame(move || {
                if let Some(list) = list.get_untracked() {
                    show_active(&list);
                }
            });
        }
    });
    let many = move || tabs.with(Vec::len) > 1 || state.written.tabs.with(|tabs| tabs.iter().any(has_text));
    view! {
        <div class="sources-tabs">
            <div class="sources-tabs__list" role="group" aria-label="Texts" node_ref=list>
                <For each=move || tabs.get() key=Clone::clone children=move |(id, name)| {
                    let active = move || state.written.active.get() == id;
                    let closing = format!("Close {}", escaped(&name));
                    let title = escaped(&name).into_owned();
                    view! {
                        <span class="sources-tabs__item" class:is-active=active>
                            <button
                                type="button"
                                class="sources-tabs__name"
                                aria-pressed=move || if active() { "true" } else { "false" }
                                title=title
                                on:click=move |_| state.written.active.set(id)
                            >
                                {shown(&name)}
                            </button>
                            {move || (active() && many()).then(|| view! {
                                <button
                                    type="button"
                                    class="sources-tabs__close"
                                    aria-label=closing.clone()
                                    title=closing.clone()
                                    on:click=move |_| state.close(id)
                                >
                                    {Icon::Close.draw()}
                                </button>
                            })}
                        </span>
                    }
                } />
            </div>
            <button type="button" class="button button--ghost" aria-label="New text" title="New text" on:click=move |_| state.add_empty()>
                {Icon::Plus.draw()}
            </button>
            <button
                type="button"
                class="button button--ghost sources-tabs__hide"
                aria-label="Close the sources"
                title="Close the sources"
                on:click=move |_| frame.sources.open.set(false)
            >
                {Icon::Panel.draw()}
            </button>
        </div>
    }
}

/// Scrolls the list so that the active tab is in it.
fn show_active(list: &web_sys::HtmlDivElement) {
    let Some(tab) = list.query_selector(".is-active").ok().flatten() else { return };
    let (inside, around) = (tab.get_bounding_client_rect(), list.get_bounding_client_rect());
    let too_far_left = around.left() - inside.left();
    let too_far_right = inside.right() - around.right();
    let by = if too_far_left > 0.0 { -too_far_left } else { too_far_right.max(0.0) };
    list.set_scroll_left(list.scroll_left() + by.round() as i32);
}

fn has_text(tab: &Tab) -> bool {
    !tab.text.trim().is_empty()
}
