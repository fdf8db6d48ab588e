//! What the person looks at: the view, the selection, the panel of a narrow screen, what is looked for.

use std::collections::BTreeSet;

use leptos::prelude::*;
use podreach_eval::view::{Focus, FoldFilter, FoldOptions, Level, NodeId};
use podreach_picture::Picked;
use podreach_session::page::Picture;

/// The id of a view, as links write it. The registry of views says what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ViewId(pub(crate) &'static str);

/// The view that a link names; the first one where it names none that is known.
fn view_of(known: &[ViewId], name: Option<&str>) -> Option<ViewId> {
    let named = name.and_then(|name| known.iter().find(|view| view.0.eq_ignore_ascii_case(name)));
    named.or_else(|| known.first()).copied()
}

/// The panel that a narrow screen shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Panel {
    Sources,
    #[default]
    View,
    Why,
}

/// A place that the editor is asked to show, in UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reveal {
    /// The tab.
    pub(crate) tab: u32,
    /// First unit.
    pub(crate) from: u32,
    /// One past the last unit.
    pub(crate) to: u32,
}

/// What the picture lights for the place of the cursor in the editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lit {
    /// Pairs, source first.
    pub(crate) edges: BTreeSet<(NodeId, NodeId)>,
    /// Nodes.
    pub(crate) nodes: BTreeSet<NodeId>,
}

impl Lit {
    /// Whether it has the line from a node to another one, or back where that line is both.
    pub(crate) fn has_edge(&self, from: &NodeId, to: &NodeId, both_ways: bool) -> bool {
        let has = |from: &NodeId, to: &NodeId| self.edges.contains(&(from.clone(), to.clone()));
        has(from, to) || both_ways && has(to, from)
    }
}

/// View, selection and switches. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Chosen {
    pub(crate) view: RwSignal<ViewId>,
    pub(crate) panel: RwSignal<Panel>,
    pub(crate) picked: RwSignal<Picked>,
    /// What is pointed at in the picture.
    pub(crate) pointed: RwSignal<Picked>,
    /// What the place of the cursor in the editor is about; empty while the cursor is elsewhere.
    pub(crate) lit: RwSignal<Lit>,
    pub(crate) show_blocked: RwSignal<bool>,
    pub(crate) show_services: RwSignal<bool>,
    /// What is looked for.
    pub(crate) find: RwSignal<String>,
    /// How far the picture is folded; none for as far as it has to be.
    pub(crate) level: RwSignal<Option<Level>>,
    /// Cards that the person opened, in order.
    pub(crate) opened: RwSignal<Vec<NodeId>>,
    /// Namespaces that the person closed.
    pub(crate) closed: RwSignal<BTreeSet<NodeId>>,
    /// Which workloads are drawn.
    pub(crate) filter: RwSignal<FoldFilter>,
    /// The neighbourhood that is drawn alone.
    pub(crate) focus: RwSignal<Option<Focus>>,
    /// What the editor is asked to show.
    pub(crate) reveal: RwSignal<Option<Reveal>>,
    /// The picture that was asked for last, for files of it.
    pub(crate) pictured: StoredValue<Picture>,
    views: StoredValue<Vec<ViewId>>,
}

impl Chosen {
    pub(super) fn new(views: Vec<ViewId>) -> Self {
        Self {
            view: RwSignal::new(view_of(&views, None).unwrap_or(ViewId(""))),
            panel: RwSignal::new(Panel::View),
            picked: RwSignal::new(Picked::Nothing),
            pointed: RwSignal::new(Picked::Nothing),
            lit: RwSignal::new(Lit::default()),
            show_blocked: RwSignal::new(false),
            show_services: RwSignal::new(true),
            find: RwSignal::new(String::new()),
            level: RwSignal::new(None),
            opened: RwSignal::new(Vec::new()),
            closed: RwSignal::new(BTreeSet::new()),
            filter: RwSignal::new(FoldFilter::default()),
            focus: RwSignal::new(None),
            reveal: RwSignal::new(None),
            pictured: StoredValue::new(Picture::default()),
            views: StoredValue::new(views),
        }
    }

    /// The view as a link names it; none for the one that is shown anyway.
    pub(super) fn view_name(self) -> Option<&'static str> {
        let view = self.view.get_untracked();
        self.views.with_value(|views| views.first() != Some(&view)).then_some(view.0)
    }

    /// Shows the view that a link names.
    pub(super) fn show_named(self, name: Option<&str>) {
        if let Some(view) = self.views.with_value(|views| view_of(views, name)) {
            self.view.set(view);
        }
    }

    /// What was selected and looked for belongs to other sources.
    pub(super) fn forget(self) {
        self.lit.set(Lit::default());
        self.picked.set(Picked::Nothing);
        self.find.set(String::new());
        self.level.set(None);
        self.opened.set(Vec::new());
        self.closed.set(BTreeSet::new());
        self.filter.set(FoldFilter::default());
        self.focus.set(None);
    }

    /// Opens a card in place, or closes what was opened.
    pub(crate) fn open_card(self, card: &NodeId) {
        self.closed.update(|closed| {
            closed.remove(card);
        });
        self.opened.update(|opened| {
            opened.retain(|known| known != card);
            opened.push(card.clone());
        });
    }

    /// Closes a box: the opposite.
    pub(crate) fn close_card(self, card: &NodeId) {
        let was_opened = self.opened.with_untracked(|opened| opened.contains(card));
        self.opened.update(|opened| opened.retain(|known| known != card));
        if !was_opened {
            self.closed.update(|closed| {
                closed.insert(card.clone());
            });
        }
    }

    /// Closes what was opened last; false where nothing is.
    pub(crate) fn close_last(self) -> bool {
        self.opened.try_update(Vec::pop).flatten().is_some()
    }

    /// The choices of the folding.
    pub(crate) fn fold(self) -> FoldOptions {
        FoldOptions {
            level: self.level.get(),
            opened: self.opened.with(|opened| opened.iter().cloned().collect()),
            closed: self.closed.get(),
            filter: self.filter.get(),
            focus: self.focus.get(),
            ..FoldOptions::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_name_views() {
        let known = [ViewId("graph"), ViewId("matrix")];
        for (name, view) in
            [(Some("matrix"), "matrix"), (Some("Matrix"), "matrix"), (Some("none"), "graph"), (None, "graph")]
        {
            assert_eq!(view_of(&known, name), Some(ViewId(view)), "{name:?}");
        }
        assert_eq!(view_of(&[], Some("matrix")), None);
    }
}
