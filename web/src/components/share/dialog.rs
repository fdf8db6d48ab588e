//! The dialog behind `Share`: copies at once, and tells what the link holds.

use leptos::prelude::*;
use podreach_session::page::{MadeLink, MakeLink};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use super::readable::ReadableButton;
use crate::components::dialog::Dialog;
use crate::components::icons::Icon;
use crate::components::visible::shown;
use crate::state::AppState;
use crate::{address, clipboard, download};

/// What happened to the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copied {
    Waiting,
    Done,
    Refused,
}

/// Whether the dialog is open, and with which link. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct ShareState {
    made: RwSignal<Option<MadeLink>>,
    keeps_all: RwSignal<bool>,
    copied: RwSignal<Copied>,
}

impl ShareState {
    pub(crate) fn new() -> Self {
        Self { made: RwSignal::new(None), keeps_all: RwSignal::new(false), copied: RwSignal::new(Copied::Waiting) }
    }

    /// Whether the dialog is open.
    pub(crate) fn is_open(self) -> bool {
        self.made.with(Option::is_some)
    }

    /// Makes the link, copies it, puts it into the address bar, and opens the dialog.
    pub(crate) fn open(self, state: AppState) {
        self.keeps_all.set(false);
        self.make(state);
    }

    fn make(self, state: AppState) {
        let (base, keeps_all) = (address::base(), self.keeps_all.get_untracked());
        let question = MakeLink { base, shared: state.shared(), keeps_all };
        state.analysed.ask_once(question, move |made| match made {
            Ok(made) => self.take(state, made),
            Err(error) => state.session.say(format!("There is no link for this: {error}."), true),
        });
    }

    fn take(self, state: AppState, made: MadeLink) {
        let url = made.url.clone();
        self.copied.set(Copied::Waiting);
        self.made.set(Some(made));
        address::replace(&url);
        state.session.remember_address(&url);
        spawn_local(async move {
            let done = clipboard::copy(&url).await;
            self.copied.set(if done { Copied::Done } else { Copied::Refused });
        });
    }
}

/// The dialog.
#[component]
pub(crate) fn ShareDialog() -> impl IntoView {
    let state: AppState = expect_context();
    let share: ShareState = expect_context();
    let url = move || share.made.with(|made| made.as_ref().map(|made| made.url.clone()).unwrap_or_default());
    let says = move || match share.copied.get() {
        Copied::Waiting => "Copying",
        Copied::Done => "Copied. Whoever opens it sees what you see: sources, view and selection.",
        Copied::Refused => "The browser does not let the page copy: take it from here or from the address bar.",
    };
    let keep = move |event| {
        share.keeps_all.set(event_target_checked(&event));
        share.make(state);
    };
    let left_out = move || share.made.with(|made| made.as_ref().map(|made| made.left_out.clone()).unwrap_or_default());
    let uncertain =
        move || share.made.with(|made| made.as_ref().map(|made| made.uncertain.clone()).unwrap_or_default());
    let is_long = move || share.made.with(|made| made.as_ref().is_some_and(|made| made.is_long));
    let open = Signal::derive(move || share.is_open());
    let close = Callback::new(move |()| share.made.set(None));
    view! {
        <Dialog open=open close=close id="share-title" title="Link to this picture">
            <input
                class="share__link"
                type="text"
                readonly=true
                aria-label="Link"
                data-link=""
                prop:value=url
                on:focus=move |event| select_all(&event)
            />
            <p class="dialog__says" role="status">{says}</p>
            {move || is_long().then(|| view! {
                <p class="share__warning">
                    {Icon::Warning.draw()}
                    <span>{move || format!("{} characters: chats and mail programs may cut it. A file is safer.", url().len())}</span>
                </p>
            })}
            {move || {
                let left_out = left_out();
                (!left_out.is_empty()).then(|| view! {
                    <div class="share__kept">
                        <p>
                            {if share.keeps_all.get() { "In the link, though no verdict needs it: " } else { "Left out, since no verdict needs it: " }}
                            {shown(&left_out.join(", "))} "."
                        </p>
                        <label>
                            <input type="checkbox" prop:checked=move || share.keeps_all.get() on:change=keep />
                            "Keep everything in the link"
                        </label>
                    </div>
                })
            }}
            {move || {
                let uncertain = uncertain();
                (!uncertain.is_empty()).then(|| view! {
                    <p class="share__warning">
                        {Icon::Warning.draw()}
                        <span>
                            {shown(&uncertain.join(", "))}
                            ": a part of it cannot be read or has the look of a secret, and is in the link as it is. Look for passwords before you send it."
                        </span>
                    </p>
                })
            }}
            <p class="dialog__says">
                "The link holds the YAML itself, behind the #, which browsers never send to a server. Whoever has the link can read it."
            </p>
            <div class="dialog__actions">
                <ReadableButton />
                <button type="button" class="button" on:click=move |_| save(share)>"Save as a file"</button>
                <button type="button" class="button button--primary" on:click=move |_| share.made.set(None)>"Done"</button>
            </div>
        </Dialog>
    }
}

fn select_all(event: &leptos::ev::FocusEvent) {
    if let Some(input) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        input.select();
    }
}

/// Saves what the link holds as one file of YAML.
fn save(share: ShareState) {
    let Some(text) = share.made.with_untracked(|made| made.as_ref().map(|made| made.text.clone())) else { return };
    download::save(&text, "application/yaml", "podreach.yaml");
}
