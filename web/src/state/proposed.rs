//! A change of the text that is looked at before it is written: any edits with a title. The worker evaluates the changed text beside
//! the text as it is; the sources stay as they are until the change is applied, which is one step to undo.

use std::sync::Arc;

use leptos::prelude::*;
use podreach_session::hunks::{self, Hunk, hunks};
use podreach_syntax::{PlacedEdit, Span, apply};

use super::{Action, AppState, Toast};
use crate::examples::tour;
use crate::worker::Given;

/// Names and texts of all sources.
type Files = Vec<(String, Arc<str>)>;

/// A change that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proposal {
    /// What it does, in the imperative.
    pub(crate) title: String,
    /// What it changes, by lines.
    pub(crate) hunks: Vec<Hunk>,
    /// The sources before it.
    pub(crate) before: Files,
    edits: Vec<PlacedEdit>,
}

/// A text before and after a change that was applied.
#[derive(Clone, Debug)]
struct Applied {
    tab: u32,
    before: Arc<str>,
    after: Arc<str>,
}

/// One side of a change.
type Side = fn(&Applied) -> &Arc<str>;

/// What is looked at, and what was applied last. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Proposed {
    /// The change; none while the text is shown as it is.
    pub(crate) with: RwSignal<Option<Arc<Proposal>>>,
    applied: StoredValue<Vec<Applied>>,
}

impl Proposed {
    pub(super) fn new() -> Self {
        Self { with: RwSignal::new(None), applied: StoredValue::new(Vec::new()) }
    }

    /// Whether a change is looked at.
    pub(crate) fn is_on(self) -> bool {
        self.with.with(Option::is_some)
    }

    /// The same, without asking to hear of changes.
    pub(crate) fn is_on_untracked(self) -> bool {
        self.with.with_untracked(Option::is_some)
    }
}

impl AppState {
    /// Shows what edits of the text would change; nothing is written. False where they are not about the text as it is now.
    pub(crate) fn propose(self, title: &str, edits: Vec<PlacedEdit>) -> bool {
        let Some((before, after)) = self.changed(&edits) else { return false };
        let hunks = self.analysed.newest_untracked(|sources| hunks(sources, &edits));
        let options = self.written.options();
        let first = hunks.first().map(|hunk| hunk.source);
        let given = Given { files: before.clone(), options: options.clone() };
        self.proposed.with.set(Some(Arc::new(Proposal { title: title.to_owned(), hunks, before, edits })));
        self.analysed.compare(Some(given));
        self.analysed.look_at(&after, options);
        let tab = first.and_then(|at| self.written.tabs.with_untracked(|tabs| Some(tabs.get(at.0 as usize)?.id)));
        if let Some(tab) = tab {
            self.written.active.set(tab);
        }
        true
    }

    /// Shows the text as it is again.
    pub(crate) fn cancel_proposed(self) {
        if self.proposed.is_on_untracked() {
            self.analyse(false);
        }
    }

    /// Writes the change that is looked at.
    pub(crate) fn apply_proposed(self) {
        let Some(proposal) = self.proposed.with.get_untracked() else { return };
        if !self.apply_edits(&proposal.edits, "Applied.") {
            self.analyse(false);
        }
    }

    /// Writes edits into the sources at once, and offers to undo them. False where they are not about the text as it is now.
    pub(crate) fn apply_edits(self, edits: &[PlacedEdit], says: &str) -> bool {
        let Some((before, after)) = self.changed(edits) else { return false };
        let ids: Vec<u32> = self.written.tabs.with_untracked(|tabs| tabs.iter().map(|tab| tab.id).collect());
        let texts = ids.into_iter().zip(before).zip(after).map(|((tab, (_, before)), (_, after))| Applied {
            tab,
            before,
            after,
        });
        let applied: Vec<Applied> = texts.filter(|text| text.before != text.after).collect();
        self.write_texts(applied.iter().map(|text| (text.tab, Arc::clone(&text.after))).collect());
        self.proposed.applied.set_value(applied);
        self.session.toast.set(Some(Toast { text: says.to_owned(), bad: false, action: Some(Action::Undo) }));
        true
    }

    /// Takes back what was applied last.
    pub(crate) fn undo_applied(self) {
        let applied = self.proposed.applied.get_value();
        if self.are_there(&applied, None, |text| &text.after) {
            self.write_texts(applied.iter().map(|text| (text.tab, Arc::clone(&text.before))).collect());
        }
    }

    /// A text that was undone or redone in the editor takes the others of the same step along.
    pub(super) fn undo_with(self, tab: u32, text: &str) {
        let applied = self.proposed.applied.get_value();
        let Some(own) = applied.iter().find(|applied| applied.tab == tab) else { return };
        let (was, is): (Side, Side) = if *own.before == *text {
            (|text| &text.after, |text| &text.before)
        } else if *own.after == *text {
            (|text| &text.before, |text| &text.after)
        } else {
            return;
        };
        if self.are_there(&applied, Some(tab), was) {
            let others = applied.iter().filter(|other| other.tab != tab);
            self.put_texts(others.map(|other| (other.tab, Arc::clone(is(other)))).collect());
        }
    }

    /// Whether these texts are those of their tabs, but for one.
    fn are_there(self, applied: &[Applied], but: Option<u32>, of: fn(&Applied) -> &Arc<str>) -> bool {
        self.written.tabs.with_untracked(|tabs| {
            let text = |id: u32| tabs.iter().find(|tab| tab.id == id).map(|tab| &tab.text);
            applied.iter().filter(|text| Some(text.tab) != but).all(|one| text(one.tab) == Some(of(one)))
        })
    }

    fn put_texts(self, texts: Vec<(u32, Arc<str>)>) {
        self.written.tabs.maybe_update(|tabs| {
            for (id, text) in &texts {
                if let Some(tab) = tabs.iter_mut().find(|tab| tab.id == *id) {
                    tab.text = Arc::clone(text);
                }
            }
            !texts.is_empty()
        });
    }

    fn write_texts(self, texts: Vec<(u32, Arc<str>)>) {
        if let (Some(tour), Some((_, text))) = (self.written.example.get_untracked(), texts.first())
            && !tour::is_about(tour, text)
        {
            self.written.example.set(None);
        }
        self.put_texts(texts);
        self.session.leave_address();
        self.analyse(false);
    }

    /// The sources before and after edits; none where the edits are not about the sources as they are now.
    fn changed(self, edits: &[PlacedEdit]) -> Option<(Files, Files)> {
        let before = self.evaluated_files();
        let after = self.analysed.newest_untracked(|sources| {
            let is_same = |((_, source), (name, text)): ((_, &podreach_syntax::Source), &(String, Arc<str>))| {
                source.name() == name && source.text() == &**text
            };
            let same = sources.len() == before.len() && sources.iter().zip(&before).all(is_same);
            if same { apply(sources, edits) } else { None }
        })?;
        let text = |((_, source), (name, old)): ((_, &podreach_syntax::Source), &(String, Arc<str>))| {
            let text = if source.text() == &**old { Arc::clone(old) } else { source.text().into() };
            (name.clone(), text)
        };
        let after = after.iter().zip(&before).map(text).collect();
        Some((before, after))
    }

    /// Nothing is looked at any more. Whoever calls this evaluates the text, and then compares as before. False where nothing was looked
    /// at.
    pub(super) fn end_proposed(self) -> bool {
        if !self.proposed.is_on_untracked() {
            return false;
        }
        self.proposed.with.set(None);
        self.analysed.look_back();
        true
    }

    /// The comparison is what it was before something was looked at. The text goes first, so that nothing is said of the changed one.
    pub(super) fn compare_again(self) {
        let baseline = self.compared.with.with_untracked(|with| with.as_ref().map(super::baseline::Against::given));
        self.analysed.compare(baseline);
    }

    /// Shows a place of the last picture in the editor. What was added by a change that is looked at is shown where it would stand.
    pub(crate) fn reveal_shown(self, span: Span) {
        let sources = untrack(|| self.analysed.sources(Clone::clone));
        let at = untrack(|| self.written_place(sources.place(span)));
        self.chosen.panel.set(super::Panel::Sources);
        self.reveal_at(at, true);
    }

    /// A place of the last picture in the text as it is.
    pub(crate) fn written_place(self, mut at: podreach_syntax::Place) -> podreach_syntax::Place {
        self.proposed.with.with(|proposal| {
            if let Some(proposal) = proposal {
                at.start = hunks::before(&proposal.edits, at.source, at.start);
                at.end = hunks::before(&proposal.edits, at.source, at.end).max(at.start);
            }
        });
        at
    }
}
