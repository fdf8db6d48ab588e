//! The first screen: one question, three ways in, and examples.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::command::CopyBlock;
use super::examples::Gallery;
use super::icons::Icon;
use super::soon::Soon;
use super::works::WorkList;
use crate::state::{AppState, Panel};

/// Opens the browser's choice of files, as `Open files` of the sources does.
fn choose_files() {
    let input = document().query_selector("input[type=file]").ok().flatten();
    if let Some(input) = input.and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok()) {
        input.click();
    }
}

/// Shown while there is no text.
#[component]
pub(crate) fn EmptyScreen() -> impl IntoView {
    let state: AppState = expect_context();
    view! {
        <section class="empty" aria-label="Start">
            <h2 class="empty__title">"Who can talk to whom, on which ports, and why?"</h2>
            <p class="empty__says">
                <span>"Paste Kubernetes YAML. You get the graph of who reaches whom and, for every connection, the rule that allows or blocks it. \
                 Nothing is uploaded: everything is computed in your browser."</span>
            </p>
            <Soon>
            <ul class="empty__ways">
                <li class="empty-option">
                    <h3 class="empty-option__title">{Icon::Clipboard.draw()} "Paste"</h3>
                    <p>"One policy is enough. The pods it selects are drawn dashed."</p>
                    <button type="button" class="button button--small empty-option__go" on:click=move |_| state.chosen.panel.set(Panel::Sources)>
                        "Open the editor"
                    </button>
                </li>
                <li class="empty-option empty-option--drop">
                    <h3 class="empty-option__title">{Icon::Download.draw()} "Drop files"</h3>
                    <p>"Manifests, or a dump of the cluster, several at once."</p>
                    <button type="button" class="button button--small" on:click=move |_| choose_files()>"Choose files"</button>
                </li>
                <li class="empty-option empty-option--wide">
                    <h3 class="empty-option__title">{Icon::Terminal.draw()} "From a cluster"</h3>
                    <CopyBlock text="kubectl get ns,deploy,rs,sts,ds,po,svc,netpol -A -o yaml".to_owned() />
                </li>
            </ul>
            </Soon>
            <Soon>
                {(!super::works::is_none()).then(|| view! {
                    <h3 class="empty__heading">"Or go on with a work of yours"</h3>
                    <WorkList />
                })}
            </Soon>
            <Soon><h3 class="empty__heading">"Or start from a scenario"</h3></Soon>
            <Gallery />
        </section>
    }
}
