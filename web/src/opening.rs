//! What the page opens: the link in its address, else the work that was last open here.

use gloo_events::EventListener;
use leptos::prelude::*;
use podreach_link::{Format, Shared, decode_url};
use podreach_picture::wording::grouped;
use podreach_session::page::OpenReadable;

use crate::address::{is_embedded, replace};
use crate::state::{Action, AppState, Kept, Toast};
use crate::works::{self, Start};

/// Opens the link in the address, else the work of the last visit; then follows changes of the address.
pub(crate) fn start(state: AppState) {
    if !open(state) && !is_embedded() {
        restore_work(state);
    }
    for event in ["hashchange", "popstate"] {
        EventListener::new(&window(), event, move |_| {
            open(state);
        })
        .forget();
    }
}

/// Goes on with the work of this window, or with the last one of a window that is closed.
fn restore_work(state: AppState) {
    let (shared, title, is_last) = match works::start_with() {
        Start::Empty => return,
        Start::Own(shared, title) => (shared, title, false),
        Start::Last(shared, title) => (shared, title, true),
    };
    state.restore(shared);
    if !title.is_empty() {
        state.written.title.set(title);
    }
    state.session.kept.set(Kept::Saved);
    let others = works::others().len();
    if is_last && others > 0 {
        let more =
            if others == 1 { "One more is kept".to_owned() } else { format!("{} more are kept", grouped(others)) };
        let text = format!("This is the work that you saw last. {more} in this browser.");
        state.session.toast.set(Some(Toast { text, bad: false, action: Some(Action::ShowWorks) }));
    }
}

/// Opens the link in the address; false when there is none or it cannot be read.
fn open(state: AppState) -> bool {
    let href = window().location().href().unwrap_or_default();
    if state.session.is_address(&href) {
        return true;
    }
    // What a readable link says depends on what can be read as YAML: the worker knows.
    match decode_url(&href, |_| Ok(())) {
        Ok(None) => false,
        Ok(Some(decoded)) if decoded.format == Format::Yaml => {
            let moved = move_to_fragment(&href);
            state.session.remember_address(&moved);
            state.analysed.expect();
            state.analysed.ask_once(OpenReadable { url: href }, move |found| match found {
                // By now another address may be open.
                Ok(Some(shared)) if state.session.is_address(&moved) => show(state, shared, None),
                Ok(_) => {}
                Err(error) => {
                    refuse(state, &error);
                    if state.written.is_empty() && !is_embedded() {
                        restore_work(state);
                    }
                    if state.written.is_empty() {
                        state.analysed.expect_nothing();
                    }
                }
            });
            true
        }
        Ok(Some(decoded)) => {
            state.session.remember_address(&href);
            show(state, decoded.shared, decoded.warning);
            true
        }
        Err(error) => {
            state.session.remember_address(&href);
            refuse(state, &error.to_string());
            false
        }
    }
}

/// Says why a link cannot be opened.
fn refuse(state: AppState, error: &str) {
    let (first, rest) = error.split_at_checked(1).unwrap_or_default();
    state.session.say(format!("{}{rest}. Your sources are as they were.", first.to_uppercase()), true);
}

/// Shows what a link holds, in place of the work, which is set aside.
fn show(state: AppState, mut shared: Shared, warning: Option<String>) {
    let aside = if is_embedded() { None } else { state.set_aside(&shared) };
    for (at, source) in shared.sources.iter_mut().enumerate() {
        if source.name.trim().is_empty() {
            source.name = if at == 0 { "shared.yaml".to_owned() } else { format!("shared-{}.yaml", at + 1) };
        }
    }
    state.restore(shared);
    if aside.is_some() || warning.is_some() {
        let text = warning.unwrap_or_else(|| "A link was opened in place of your work.".to_owned());
        state.session.toast.set(Some(Toast { text, bad: false, action: aside.map(Action::Back) }));
    }
}

/// Old links carry the YAML in the query, which browsers send to the server: it moves behind the `#` at once.
fn move_to_fragment(href: &str) -> String {
    let Some((before, query)) = href.split_once('?') else {
        return href.to_owned();
    };
    if before.contains('#') {
        return href.to_owned();
    }
    let query = query.split('#').next().unwrap_or_default();
    let (yaml, rest): (Vec<&str>, Vec<&str>) = query.split('&').partition(|pair| pair.starts_with("yaml="));
    let Some(yaml) = yaml.first() else { return href.to_owned() };
    let rest = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
    let moved = format!("{before}{rest}#{yaml}");
    replace(&moved);
    moved
}
