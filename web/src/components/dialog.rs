//! A dialog in the top layer: a title, a button that closes it, and what stands in it.

use leptos::html;
use leptos::prelude::*;

use super::icons::Icon;

/// A dialog that is there while `open` says so. It is made when it opens first, what stands in it whenever it opens.
#[component]
pub(crate) fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Called when it closes, by the button or by Escape.
    close: Callback<()>,
    /// The id of its title.
    id: &'static str,
    /// Its title.
    #[prop(into)]
    title: Signal<String>,
    /// Whether it takes more of the window than a few lines need.
    #[prop(optional)]
    wide: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let made = Memo::new(move |before: Option<&bool>| before == Some(&true) || open.get());
    let children = StoredValue::new(children);
    move || {
        made.get().then(|| {
            view! {
                <Modal open=open close=close id=id title=title wide=wide>
                    {children.with_value(|children| children())}
                </Modal>
            }
        })
    }
}

#[component]
fn Modal(
    open: Signal<bool>,
    close: Callback<()>,
    id: &'static str,
    title: Signal<String>,
    wide: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let wanted = open.get();
        if let Some(dialog) = dialog.get() {
            if wanted && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !wanted && dialog.open() {
                dialog.close();
            }
        }
    });
    view! {
        <dialog class="dialog" class:dialog--wide=wide node_ref=dialog aria-labelledby=id on:close=move |_| close.run(())>
            <div class="dialog__head">
                <h2 class="dialog__title" id=id>{move || title.get()}</h2>
                <button type="button" class="button button--icon" aria-label="Close" on:click=move |_| close.run(())>
                    {Icon::Close.draw()}
                </button>
            </div>
            {move || open.get().then(|| untrack(|| children()))}
        </dialog>
    }
}
