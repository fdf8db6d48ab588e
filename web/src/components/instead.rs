//! What the inspector shows while nothing of the picture is selected: a change that is looked at, or the selected finding.

use leptos::prelude::*;

use super::inspector::Instead;
use super::preview::ProposalPage;
use super::problems::{FindingPage, FindingState, is_shown};
use crate::state::AppState;

const PROPOSAL: Instead = Instead { heading: "Preview", body: || view! { <ProposalPage /> }.into_any(), closes: false };
const FINDING: Instead = Instead { heading: "Finding", body: || view! { <FindingPage /> }.into_any(), closes: true };

/// One of them, if there is one.
pub(crate) fn instead(state: AppState, finding: FindingState) -> Memo<Option<Instead>> {
    Memo::new(
        move |_| {
            if state.proposed.is_on() { Some(PROPOSAL) } else { is_shown(state, finding).then_some(FINDING) }
        },
    )
}
