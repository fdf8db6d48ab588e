//! The place of the cursor lights what it is about in the picture: the pairs that a rule decides, what a policy selects, a node.

use leptos::prelude::*;
use podreach_session::page::At;

use crate::offsets::to_bytes;
use crate::state::{AppState, Lit};

/// Follows the cursor: the tab and the UTF-16 unit, none while it is not in the editor.
pub(super) fn follow(state: AppState, cursor: RwSignal<Option<(u32, u32)>>) {
    let standing = state.analysed.ask(move || {
        // While the text is broken, places in it are none of the picture.
        let at = cursor.get().filter(|_| !state.analysed.stale.get() && !state.proposed.is_on());
        at.and_then(|(tab, units)| asked(state, tab, units)).unwrap_or(At { source: None, offset: 0 })
    });
    Effect::new(move |_| {
        let lit = standing.with(|standing| Lit {
            edges: standing.edges.iter().cloned().collect(),
            nodes: standing.nodes.iter().cloned().collect(),
        });
        if state.chosen.lit.with_untracked(|now| *now != lit) {
            state.chosen.lit.set(lit);
        }
    });
}

/// The question about a place. The text is read as it is now: a later change of it comes with a later cursor.
fn asked(state: AppState, tab: u32, units: u32) -> Option<At> {
    state.written.tabs.with_untracked(|tabs| {
        let source = tabs.iter().position(|found| found.id == tab)?;
        let offset = to_bytes(&tabs.get(source)?.text, units);
        Some(At { source: Some(source as u32), offset })
    })
}
