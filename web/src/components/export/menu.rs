//! The button in the header, and its menu.

use leptos::html;
use leptos::prelude::*;
use podreach_session::page::{ExportFormat, ExportWhat};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use super::print::{Printed, print_view};
use super::take::{copy_for_pull_request, of_view, save};
use crate::components::icons::Icon;
use crate::state::AppState;

/// Formats of everything, in the order of the menu.
const EVERYTHING: [ExportFormat; 7] = [
    ExportFormat::Svg,
    ExportFormat::Png,
    ExportFormat::Dot,
    ExportFormat::Mermaid,
    ExportFormat::Markdown,
    ExportFormat::Csv,
    ExportFormat::Json,
];

/// What people call a format.
const fn name(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Svg => "SVG",
        ExportFormat::Png => "PNG",
        ExportFormat::Dot => "DOT",
        ExportFormat::Mermaid => "Mermaid",
        ExportFormat::Markdown => "Markdown",
        ExportFormat::Csv => "CSV",
        ExportFormat::Json => "JSON",
    }
}

/// `Export`, with its menu.
#[expect(clippy::too_many_lines, reason = "what a menu shows is read as a whole")]
#[component]
pub(crate) fn ExportMenu() -> impl IntoView {
    let state: AppState = expect_context();
    let printed: Printed = expect_context();
    let open = RwSignal::new(false);
    let (menu, button) = (NodeRef::<html::Div>::new(), NodeRef::<html::Button>::new());
    let empty = move || state.written.tabs.with(|_| state.written.is_empty());
    let close = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    Effect::new(move |_| {
        if open.get()
            && let Some(menu) = menu.get()
        {
            go(&menu, |_, _| 0);
        }
    });
    let key = move |event: leptos::ev::KeyboardEvent| {
        let Some(menu) = menu.get_untracked() else { return };
        match event.key().as_str() {
            "ArrowDown" | "ArrowRight" => go(&menu, |at, all| at.map_or(0, |at| (at + 1) % all)),
            "ArrowUp" | "ArrowLeft" => go(&menu, |at, all| at.map_or(all - 1, |at| (at + all - 1) % all)),
            "Home" => go(&menu, |_, _| 0),
            "End" => go(&menu, |_, all| all - 1),
            "Escape" => close(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let left = move |event: leptos::ev::FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        if let Some(menu) = menu.get_untracked() {
            let stays = to.as_ref().is_some_and(|to| menu.contains(Some(to)));
            let on_button =
                button.get_untracked().is_some_and(|button| to.is_some_and(|to| button.contains(Some(&to))));
            if !stays && !on_button {
                open.set(false);
            }
        }
    };
    let file = move |what: ExportWhat, format: ExportFormat, part: &'static str| {
        let label = format!("{part} as {}", name(format));
        view! {
            <button
                type="button"
                class="export-menu__format"
                role="menuitem"
                tabindex="-1"
                aria-label=label
                on:click=move |_| {
                    close();
                    save(state, what.clone(), format);
                }
            >
                {name(format)}
            </button>
        }
    };
    let group = move |part: &'static str, what: ExportWhat, formats: &'static [ExportFormat]| {
        view! {
            <div class="export-menu__group" role="group" aria-label=part>
                <span class="export-menu__title" aria-hidden="true">{part}</span>
                <div class="export-menu__formats" role="presentation">
                    {formats.iter().map(|format| file(what.clone(), *format, part)).collect_view()}
                </div>
            </div>
        }
    };
    let action = move |icon: Icon, words: &'static str, act: fn(AppState, Printed)| {
        view! {
            <button
                type="button"
                class="export-menu__item"
                role="menuitem"
                tabindex="-1"
                on:click=move |_| {
                    close();
                    act(state, printed);
                }
            >
                {icon.draw()}
                {words}
            </button>
        }
    };
    view! {
        <div class="export" on:focusout=left>
            <button
                type="button"
                class="button export__button"
                node_ref=button
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                disabled=empty
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span class="export__icon">{Icon::Download.draw()}</span>
                <span class="export__word">"Export"</span>
            </button>
            {move || open.get().then(|| view! {
                <div class="export-menu" role="menu" aria-label="Export" tabindex="-1" node_ref=menu on:keydown=key>
                    {of_view(state).map(|(part, what, formats)| group(part, what, formats))}
                    {group("Everything", ExportWhat::Everything, &EVERYTHING)}
                    <div class="export-menu__group" role="group" aria-label="Elsewhere">
                        {action(Icon::Clipboard, "Copy as Markdown for a pull request", |state, _| copy_for_pull_request(state))}
                        {action(Icon::Document, "Print the view", print_view)}
                    </div>
                </div>
            })}
        </div>
    }
}

/// Moves the focus to the item of a number, which may depend on the one that has it and on how many there are.
fn go(menu: &HtmlElement, next: impl FnOnce(Option<u32>, u32) -> u32) {
    let Ok(items) = menu.query_selector_all("[role=menuitem]") else { return };
    let active = document().active_element();
    let at = (0..items.length()).find(|at| items.get(*at).as_ref() == active.as_deref());
    let item = items.get(next(at, items.length().max(1))).and_then(|item| item.dyn_into::<HtmlElement>().ok());
    if let Some(item) = item {
        let _ = item.focus();
    }
}
