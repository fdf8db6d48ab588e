//! What the page opens: the link in its address, else the work that was last open here.

use gloo_events::EventListener;
use leptos::prelude::*;
use podreach_link::{Format, Shared, decode_url};

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
        let more = if others == 1 { "One more is kept".to_owned() } else { format!("{others} more are kept") };
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
    match decode_url(&href, podreach_syntax::check) {
        Ok(None) => false,
        Ok(Some(decoded)) => {
            state.session.remember_address(&move_to_fragment(&href, decoded.format));
            let aside = if is_embedded() { None } else { state.set_aside(&decoded.shared) };
            let warning = decoded.warning;
            show(state, decoded.shared);
            if aside.is_some() || warning.is_some() {
                let text = warning.unwrap_or_else(|| "A link was opened in place of your work.".to_owned());
                state.session.toast.set(Some(Toast { text, bad: false, action: aside.map(Action::Back) }));
            }
            true
        }
        Err(error) => {
            state.session.remember_address(&href);
            let error = error.to_string();
            let (first, rest) = error.split_at_checked(1).unwrap_or_default();
            let text = format!("{}{rest}. Your sources are as they were.", first.to_uppercase());
            state.session.toast.set(Some(Toast { text, bad: true, action: None }));
            false
        }
    }
}

fn show(state: AppState, mut shared: Shared) {
    for (at, source) in shared.sources.iter_mut().enumerate() {
        if source.name.trim().is_empty() {
            source.name = if at == 0 { "shared.yaml".to_owned() } else { format!("shared-{}.yaml", at + 1) };
        }
    }
    state.restore(shared);
}

/// Old links carry the YAML in the query, which browsers send to the server: it moves behind the `#` at once.
fn move_to_fragment(href: &str, format: Format) -> String {
    let Some((before, query)) = href.split_once('?').filter(|_| format == Format::Yaml) else {
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
