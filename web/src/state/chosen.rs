//! What the person looks at: the view, the selection, the panel of a narrow screen, what is looked for.

use std::collections::BTreeSet;

use leptos::prelude::*;
use podreach_eval::view::{Focus, FocusWay, FoldFilter, FoldOptions, FoldingView, Level, NodeId};
use podreach_picture::Picked;
use podreach_session::page::{About, FindingAt, Picture};

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
    /// Whether the editor gets the focus.
    pub(crate) focus: bool,
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

/// What the graph draws at the moment, in numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Drawn {
    /// Cards, the outside not included.
    pub(crate) cards: usize,
    /// Lines, blocked pairs not included.
    pub(crate) lines: usize,
    /// Whether some card stands for several workloads.
    pub(crate) folds: bool,
    /// What it folds.
    pub(crate) folding: FoldingView,
    /// Boxes and cards that breadcrumbs may name, with their names.
    pub(crate) names: Vec<(NodeId, String)>,
}

/// View, selection and switches. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Chosen {
    pub(crate) view: RwSignal<ViewId>,
    pub(crate) panel: RwSignal<Panel>,
    pub(crate) picked: RwSignal<Picked>,
    /// The finding that is selected, seen while nothing of the picture is.
    pub(crate) finding: RwSignal<Option<FindingAt>>,
    /// What it is about.
    pub(crate) about: RwSignal<About>,
    /// The tab and the UTF-16 unit that the cursor stands at, while the editor has the focus.
    pub(crate) cursor: RwSignal<Option<(u32, u32)>>,
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
    /// What a search shows the way to while the person goes through its results.
    pub(crate) keep: RwSignal<Option<NodeId>>,
    /// How many workloads the text of the search finds, and on how many cards; none without a search.
    pub(crate) hits: RwSignal<Option<(usize, usize)>>,
    /// Cards that the person opened, in order; and nodes that were found, which stay cards of their own.
    pub(crate) opened: RwSignal<Vec<NodeId>>,
    /// Namespaces that the person closed.
    pub(crate) closed: RwSignal<BTreeSet<NodeId>>,
    /// Which workloads are drawn.
    pub(crate) filter: RwSignal<FoldFilter>,
    /// The neighbourhood that is drawn alone.
    pub(crate) focus: RwSignal<Option<Focus>>,
    /// Whether the bar of filters is there although there is little to filter.
    pub(crate) shows_filters: RwSignal<bool>,
    /// The picture that was asked for last.
    pub(crate) pictured: RwSignal<Picture>,
    /// What of it is drawn.
    pub(crate) drawn: RwSignal<Drawn>,
    /// What the editor is asked to show.
    pub(crate) reveal: RwSignal<Option<Reveal>>,
    views: StoredValue<Vec<ViewId>>,
}

impl Chosen {
    pub(crate) fn new(views: Vec<ViewId>) -> Self {
        Self {
            view: RwSignal::new(view_of(&views, None).unwrap_or(ViewId(""))),
            panel: RwSignal::new(Panel::View),
            picked: RwSignal::new(Picked::Nothing),
            finding: RwSignal::new(None),
            about: RwSignal::new(About::default()),
            cursor: RwSignal::new(None),
            pointed: RwSignal::new(Picked::Nothing),
            lit: RwSignal::new(Lit::default()),
            show_blocked: RwSignal::new(false),
            show_services: RwSignal::new(true),
            find: RwSignal::new(String::new()),
            level: RwSignal::new(None),
            keep: RwSignal::new(None),
            hits: RwSignal::new(None),
            opened: RwSignal::new(Vec::new()),
            closed: RwSignal::new(BTreeSet::new()),
            filter: RwSignal::new(FoldFilter::default()),
            focus: RwSignal::new(None),
            shows_filters: RwSignal::new(false),
            pictured: RwSignal::new(Picture::default()),
            drawn: RwSignal::new(Drawn::default()),
            reveal: RwSignal::new(None),
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
        self.finding.set(None);
        self.find.set(String::new());
        self.level.set(None);
        self.opened.set(Vec::new());
        self.closed.set(BTreeSet::new());
        self.filter.set(FoldFilter::default());
        self.focus.set(None);
        self.keep.set(None);
        self.shows_filters.set(false);
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

    /// Closes a box: the opposite. What was found in it goes back into it.
    pub(crate) fn close_card(self, card: &NodeId) {
        let was_opened = self.opened.with_untracked(|opened| opened.contains(card));
        self.opened.update(|opened| opened.retain(|known| known != card && !is_in(known, card)));
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

    /// Goes one step back: out of a focus, else closes what was opened last. False where there is nothing to go back from.
    pub(crate) fn step_back(self) -> bool {
        if self.focus.with_untracked(Option::is_some) {
            self.focus.set(None);
            return true;
        }
        self.close_last()
    }

    /// Opens the way to a node: it stays a card of its own.
    pub(crate) fn open_way(self, node: &NodeId) {
        if matches!(node, NodeId::Workload { .. } | NodeId::Representative { .. } | NodeId::Namespace(_)) {
            self.open_card(node);
        }
    }

    /// Draws the neighbourhood of a node alone; where this one is drawn already, everything again.
    pub(crate) fn focus_on(self, node: &NodeId) {
        self.focus.update(|focus| {
            *focus = match focus.take() {
                Some(known) if known.node == *node => None,
                Some(known) => Some(Focus { node: node.clone(), ..known }),
                None => Some(Focus { node: node.clone(), hops: 1, way: FocusWay::Both }),
            };
        });
    }

    /// The choices of the folding.
    pub(crate) fn fold(self) -> FoldOptions {
        let opened = self.opened.get();
        let (keep, opened) = opened.into_iter().partition(is_endpoint);
        let mut fold = FoldOptions {
            level: self.level.get(),
            opened,
            closed: self.closed.get(),
            keep,
            filter: self.filter.get(),
            focus: self.focus.get(),
            ..FoldOptions::default()
        };
        fold.keep.extend(self.keep.get());
        fold
    }
}

/// Whether a node is an endpoint, which has nothing to open.
const fn is_endpoint(node: &NodeId) -> bool {
    matches!(node, NodeId::Workload { .. } | NodeId::Representative { .. })
}

/// Whether a node belongs to a namespace.
fn is_in(node: &NodeId, card: &NodeId) -> bool {
    match (node, card) {
        (NodeId::Workload { namespace, .. } | NodeId::Representative { namespace, .. }, NodeId::Namespace(name)) => {
            namespace == name
        }
        _ => false,
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

    #[test]
    fn what_is_found_stays_open_until_its_box_is_closed() {
        let owner = Owner::new();
        owner.set();
        let chosen = Chosen::new(vec![ViewId("graph")]);
        let [shop, web, group] = ["namespace:shop", "shop/web", "group:team-000"].map(NodeId::from);
        chosen.open_card(&group);
        chosen.open_way(&web);
        let fold = chosen.fold();
        assert_eq!((fold.opened, fold.keep), ([group.clone()].into(), [web.clone()].into()));
        chosen.keep.set(Some("shop/db".into()));
        assert_eq!(chosen.fold().keep.len(), 2, "what is shown while searching is no choice yet");
        chosen.keep.set(None);
        chosen.close_card(&shop);
        assert_eq!(chosen.fold().keep, BTreeSet::new());
        chosen.focus_on(&web);
        assert!(chosen.focus.get_untracked().is_some_and(|focus| focus.node == web && focus.hops == 1));
        assert!(chosen.step_back() && chosen.focus.get_untracked().is_none());
        assert!(chosen.step_back() && chosen.opened.get_untracked().is_empty());
        assert!(!chosen.step_back());
    }
}
