//! The page's state, in rooms: what was written, what is chosen, what the evaluator answers, and how the work is kept.
//!
//! Components read it from the context; nothing here knows a component. What happens to more than one room is in `edits`
//! (sources change), `comparing` (what they are compared with) and `sharing` (links and kept works). Rules that need no signals are plain functions with tests.

mod analysed;
mod baseline;
mod chosen;
mod comparing;
mod edits;
mod proposed;
mod session;
mod sharing;
mod tabs;
mod work;
mod written;

use leptos::prelude::*;

pub(crate) use analysed::Analysed;
pub(crate) use baseline::{Against, Compared, Origin, Side};
pub(crate) use chosen::{Chosen, Drawn, Lit, Panel, ViewId};
pub(crate) use proposed::Proposed;
pub(crate) use session::{Action, Kept, Session, Toast};
pub(crate) use tabs::Tab;
pub(crate) use written::{EDITABLE_BYTES, Written};

/// Everything the page knows. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct AppState {
    /// What the person wrote.
    pub(crate) written: Written,
    /// What the person looks at.
    pub(crate) chosen: Chosen,
    /// What it is compared with.
    pub(crate) compared: Compared,
    /// A change that is looked at before it is written.
    pub(crate) proposed: Proposed,
    /// What the evaluator answers.
    pub(crate) analysed: Analysed,
    /// How the work is kept, and what there is to say about it.
    pub(crate) session: Session,
}

impl AppState {
    /// An empty page with these views; the first one is shown unless another is chosen.
    pub(crate) fn new(views: Vec<ViewId>) -> Self {
        let chosen = Chosen::new(views);
        Self {
            written: Written::new(),
            chosen,
            compared: Compared::new(),
            proposed: Proposed::new(),
            analysed: Analysed::new(chosen.picked),
            session: Session::new(),
        }
    }

    /// Tells the reactive system that whoever calls this depends on all that is kept.
    pub(crate) fn watch_work(self) {
        self.written.track();
        self.compared.with.track();
        self.chosen.view.track();
        self.chosen.picked.track();
    }
}
