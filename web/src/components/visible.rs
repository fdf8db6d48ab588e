//! Text of others in the page: what is invisible is written out, and what is not ASCII is pointed at.

use leptos::prelude::*;
pub(crate) use podreach_picture::visible::escaped;
use podreach_picture::visible::{foreign_words, pieces};

/// The text; characters that no name in Kubernetes has are marked, with their number as title.
pub(crate) fn shown(text: &str) -> AnyView {
    if is_plain(text) {
        return text.to_owned().into_any();
    }
    let piece = |(piece, foreign): (String, bool)| {
        if foreign {
            let title = foreign_words(&piece);
            view! { <span class="foreign" title=title>{piece}</span> }.into_any()
        } else {
            piece.into_any()
        }
    };
    pieces(text).into_iter().map(piece).collect_view().into_any()
}

/// The same in a drawing, for text that is escaped already.
pub(crate) fn drawn(text: &str) -> AnyView {
    if is_plain(text) {
        return text.to_owned().into_any();
    }
    let piece = |(piece, foreign): (String, bool)| {
        let class = if foreign { "foreign" } else { "" };
        view! { <tspan class=class>{piece}</tspan> }
    };
    pieces(text).into_iter().map(piece).collect_view().into_any()
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}
