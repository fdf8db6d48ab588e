//! The page's state: what the person wrote and chose, and what follows from it. Components read it from the context.

mod sharing;
mod tabs;

use std::sync::Arc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use podreach_eval::policy::Policy;
use podreach_eval::view::GraphView;
use podreach_eval::{Analysis, GraphOptions, IpBlockPods, Options, Semantics, analyze};
use podreach_syntax::{Diagnostic, Sources, Span};

use crate::components::inspector::links::Picked;
use crate::keep::Kept;
use crate::offsets::{normalized, to_utf16};
use crate::titles::{UNNAMED, title_of};
use crate::tour::Tour;
use crate::{address, picture, tour};

/// Texts larger than this are analysed but not put into the editor.
pub(crate) const EDITABLE_BYTES: usize = 2 << 20;

/// A named text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tab {
    /// Stable while the page is open.
    pub(crate) id: u32,
    /// Name shown to people.
    pub(crate) name: String,
    /// The text, lines ending in LF.
    pub(crate) text: Arc<str>,
}

/// Views of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ViewTab {
    #[default]
    Graph,
    Matrix,
    Rules,
    Checks,
}

impl ViewTab {
    pub(crate) const ALL: [Self; 4] = [Self::Graph, Self::Matrix, Self::Rules, Self::Checks];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Graph => "Graph",
            Self::Matrix => "Matrix",
            Self::Rules => "Rules",
            Self::Checks => "Checks",
        }
    }

    fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.name().eq_ignore_ascii_case(name)).unwrap_or_default()
    }
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

/// A short message at the bottom, with an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toast {
    /// What happened.
    pub(crate) text: String,
    /// Whether it is bad news.
    pub(crate) bad: bool,
    /// What it offers.
    pub(crate) action: Option<Action>,
}

/// What a message offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Opening the work with this id again.
    Back(String),
    /// Showing all works that the browser keeps.
    ShowWorks,
}

/// Everything the page knows. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct AppState {
    pub(crate) tabs: RwSignal<Vec<Tab>>,
    pub(crate) active: RwSignal<u32>,
    pub(crate) title: RwSignal<String>,
    pub(crate) namespace: RwSignal<String>,
    pub(crate) ip_block_pods: RwSignal<bool>,
    pub(crate) view_tab: RwSignal<ViewTab>,
    pub(crate) panel: RwSignal<Panel>,
    pub(crate) picked: RwSignal<Picked>,
    pub(crate) show_blocked: RwSignal<bool>,
    pub(crate) show_services: RwSignal<bool>,
    /// The sources of the last picture; places of the analysis speak of them.
    pub(crate) sources: RwSignal<Sources>,
    /// The last good analysis.
    pub(crate) analysis: RwSignal<Arc<Analysis>>,
    pub(crate) view: Memo<GraphView>,
    /// What is to be said about the text as it is now, with the sources it speaks of.
    pub(crate) findings: RwSignal<Arc<(Sources, Vec<Diagnostic>)>>,
    pub(crate) stale: RwSignal<bool>,
    /// Milliseconds of the last analysis; none while the view is behind the text.
    pub(crate) elapsed: RwSignal<Option<f64>>,
    pub(crate) reveal: RwSignal<Option<Reveal>>,
    pub(crate) toast: RwSignal<Option<Toast>>,
    /// Example and step, while what is open is about one.
    pub(crate) example: RwSignal<Option<Tour>>,
    /// Whether the list of works is open.
    pub(crate) shows_works: RwSignal<bool>,
    /// What is looked for.
    pub(crate) find: RwSignal<String>,
    /// Only what contains this is drawn: for pictures that are too large as a whole.
    pub(crate) narrow: RwSignal<String>,
    /// Whether the work is kept.
    pub(crate) kept: RwSignal<Kept>,
    /// The address that shows what is open.
    address: StoredValue<String>,
    timer: StoredValue<Option<Timeout>, LocalStorage>,
    analysed: StoredValue<usize>,
    next_tab: StoredValue<u32>,
}

impl AppState {
    pub(crate) fn new() -> Self {
        let analysis = RwSignal::new(Arc::new(Analysis::default()));
        let narrow = RwSignal::new(String::new());
        let view = Memo::new(move |_| {
            let options = GraphOptions { matching: narrow.get(), ..GraphOptions::default() };
            analysis.with(|analysis| analysis.graph_view(&options))
        });
        Self {
            tabs: RwSignal::new(vec![Tab { id: 0, name: UNNAMED.into(), text: "".into() }]),
            active: RwSignal::new(0),
            title: RwSignal::new(title_of(&[])),
            namespace: RwSignal::new("default".into()),
            ip_block_pods: RwSignal::new(true),
            view_tab: RwSignal::new(ViewTab::Graph),
            panel: RwSignal::new(Panel::View),
            picked: RwSignal::new(Picked::Nothing),
            show_blocked: RwSignal::new(false),
            show_services: RwSignal::new(true),
            sources: RwSignal::new(Sources::new()),
            analysis,
            view,
            findings: RwSignal::new(Arc::new((Sources::new(), Vec::new()))),
            stale: RwSignal::new(false),
            elapsed: RwSignal::new(Some(0.0)),
            reveal: RwSignal::new(None),
            toast: RwSignal::new(None),
            example: RwSignal::new(None),
            shows_works: RwSignal::new(false),
            find: RwSignal::new(String::new()),
            narrow,
            kept: RwSignal::new(Kept::at_start()),
            address: StoredValue::new(String::new()),
            timer: StoredValue::new_local(None),
            analysed: StoredValue::new(0),
            next_tab: StoredValue::new(1),
        }
    }

    /// Whether there is no text at all. Who shows it depends on the tabs by itself.
    pub(crate) fn is_empty(self) -> bool {
        self.tabs.with_untracked(|tabs| tabs.iter().all(|tab| tab.text.trim().is_empty()))
    }

    /// The text of a tab changed by typing; the picture follows soon.
    pub(crate) fn edit(self, tab: u32, text: &str) {
        let text = normalized(text);
        let mut changed = false;
        self.tabs.update(|tabs| {
            if let Some(found) = tabs.iter_mut().find(|found| found.id == tab)
                && *found.text != *text
            {
                found.text = text.as_str().into();
                changed = true;
            }
        });
        if changed {
            if self.example.get_untracked().is_some_and(|tour| !tour::is_about(tour, &text)) {
                self.example.set(None);
            }
            self.leave_address();
            self.schedule();
        }
    }

    /// Whether this address is the one that is open.
    pub(crate) fn is_address(self, href: &str) -> bool {
        self.address.with_value(|address| address == href)
    }

    /// Notes which address shows what is open.
    pub(crate) fn remember_address(self, href: &str) {
        self.address.set_value(href.to_owned());
    }

    /// What is shown is no longer what the address says: it goes, so that a reload shows the work.
    pub(crate) fn leave_address(self) {
        let href = window().location().href().unwrap_or_default();
        if href.contains('#') {
            let query = window().location().search().unwrap_or_default();
            address::replace(&format!("{}{query}", address::base()));
        }
        self.address.set_value(String::new());
    }

    /// A choice about the sources changed.
    pub(crate) fn options_changed(self) {
        self.leave_address();
        self.analyse(false);
    }

    /// Tells the reactive system that whoever calls this depends on all that is kept.
    pub(crate) fn watch_work(self) {
        self.tabs.track();
        self.title.track();
        self.namespace.track();
        self.ip_block_pods.track();
        self.view_tab.track();
        self.picked.track();
        self.example.track();
    }

    /// Whether what is open is a step of an example as it ships, which nobody has to keep.
    pub(crate) fn is_untouched(self) -> bool {
        self.tabs.with(|tabs| match (self.example.get(), tabs.as_slice()) {
            (Some(tour), [only]) => tour::is_untouched(tour, &only.text),
            _ => false,
        })
    }

    /// Analyses soon: at once for small texts, after a pause for large ones.
    pub(crate) fn schedule(self) {
        self.elapsed.set(None);
        let bytes: usize = self.tabs.with_untracked(|tabs| tabs.iter().map(|tab| tab.text.len()).sum());
        let wait = if bytes > 1 << 20 { 250 } else { 8 };
        let timer = Timeout::new(wait, move || self.analyse(true));
        self.timer.set_value(Some(timer));
    }

    fn options(self) -> Options {
        let pods = if self.ip_block_pods.get_untracked() { IpBlockPods::Match } else { IpBlockPods::Ignore };
        let semantics = Semantics { ip_block_pods: pods, ..Semantics::default() };
        Options { default_namespace: self.namespace.get_untracked(), semantics, ..Options::default() }
    }

    /// Analyses now. `typed`: the change was small, so that a broken text keeps the last picture.
    pub(crate) fn analyse(self, typed: bool) {
        self.timer.set_value(None);
        let start = now();
        let mut sources = Sources::new();
        self.tabs.with_untracked(|tabs| {
            for tab in tabs {
                sources.add(tab.name.as_str(), &*tab.text);
            }
        });
        let bytes: usize = sources.iter().map(|(_, source)| source.text().len()).sum();
        let mut analysis = analyze(&sources, &self.options());
        let by_importance: Vec<Diagnostic> = analysis.by_importance().into_iter().cloned().collect();
        let diagnostics = std::mem::take(&mut analysis.diagnostics);
        let has_picture = self.view.with_untracked(|view| !view.nodes.is_empty());
        let keep = typed && picture::keeps_last(&diagnostics, has_picture, self.analysed.get_value(), bytes);
        self.findings.set(Arc::new((sources.clone(), by_importance)));
        self.stale.set(keep);
        if !keep {
            self.analysed.set_value(bytes);
            analysis.diagnostics = diagnostics;
            self.sources.set(sources);
            self.keep_policy(&analysis);
            self.analysis.set(Arc::new(analysis));
        }
        self.elapsed.set(Some(now() - start));
    }

    /// A selected policy stays selected by its name; its place among the policies may change with every edit.
    fn keep_policy(self, new: &Analysis) {
        let Picked::Policy(at) = self.picked.get_untracked() else { return };
        let place = self.analysis.with_untracked(|old| {
            let policy = old.policies.list.get(at)?;
            let same = |other: &Policy| other.object_ref() == policy.object_ref();
            new.policies.list.iter().position(same)
        });
        if place != Some(at) {
            self.picked.set(place.map_or(Picked::Nothing, Picked::Policy));
        }
    }

    /// Shows a place of some sources in the editor.
    pub(crate) fn reveal_in(self, sources: &Sources, span: Span) {
        let tab = self.tabs.with_untracked(|tabs| tabs.get(span.source.0 as usize).map(|tab| tab.id));
        let (Some(tab), Some(source)) = (tab, sources.get(span.source)) else { return };
        let place = Reveal { tab, from: to_utf16(source.text(), span.start), to: to_utf16(source.text(), span.end) };
        self.active.set(tab);
        self.panel.set(Panel::Sources);
        self.reveal.set(Some(place));
    }

    /// Says something at the bottom of the page.
    pub(crate) fn say(self, text: impl Into<String>, bad: bool) {
        self.toast.set(Some(Toast { text: text.into(), bad, action: None }));
    }
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
