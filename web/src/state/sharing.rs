//! What a link holds of the state, and the state that a link or a work makes.

use leptos::prelude::*;
use podreach_eval::is_dns_label;
use podreach_link::{Shared, SharedSource};

use crate::components::examples::catalogue::EXAMPLES;
use crate::titles::title_of;
use crate::{keep, selection, tour, works};

use super::{AppState, ViewTab};

impl AppState {
    /// What a link would hold.
    pub(crate) fn shared(self) -> Shared {
        let sources = self.tabs.with_untracked(|tabs| {
            let named = tabs.iter().map(|tab| SharedSource { name: tab.name.clone(), text: tab.text.to_string() });
            named.collect()
        });
        let view = self.view_tab.get_untracked();
        let namespace = self.namespace.get_untracked();
        Shared {
            sources,
            view: (view != ViewTab::Graph).then(|| view.name().to_lowercase()),
            selection: self
                .picked
                .with_untracked(|picked| self.analysis.with_untracked(|analysis| selection::write(picked, analysis))),
            namespace: (namespace != "default").then_some(namespace),
            ip_block_pods: (!self.ip_block_pods.get_untracked()).then(|| "ignore".to_owned()),
            tour: self.example.get_untracked().and_then(tour::write),
        }
    }

    /// Opens what a link holds.
    pub(crate) fn restore(self, shared: Shared) {
        // A link is anybody's text: what cannot be a namespace is none.
        let namespace = shared.namespace.filter(|name| is_dns_label(name));
        self.namespace.set(namespace.unwrap_or_else(|| "default".into()));
        self.ip_block_pods.set(shared.ip_block_pods.as_deref() != Some("ignore"));
        self.view_tab.set(shared.view.as_deref().map(ViewTab::from_name).unwrap_or_default());
        let tour = match shared.sources.as_slice() {
            [only] => shared.tour.as_deref().and_then(tour::read).filter(|tour| tour::is_about(*tour, &only.text)),
            _ => None,
        };
        let names: Vec<&str> = shared.sources.iter().map(|source| source.name.as_str()).collect();
        let example = tour.and_then(|(example, _)| EXAMPLES.get(example));
        let title = example.map_or_else(|| title_of(&names), |example| example.title.to_owned());
        self.open(&title, shared.sources.into_iter().map(|source| (source.name, source.text)).collect());
        self.example.set(tour);
        if let Some(text) = shared.selection {
            self.picked.set(self.analysis.with_untracked(|analysis| selection::read(&text, analysis)));
        }
    }

    /// Opens one of the works that the browser keeps; what is open is set aside. A work that no other window has open moves
    /// here, and of one that is open elsewhere this is a copy.
    pub(crate) fn open_work(self, id: &str, is_open: bool) {
        let Some((work, title)) = works::read(id) else { return };
        if !untrack(|| self.is_untouched()) {
            keep::set_aside(self, &work);
        }
        self.leave_address();
        self.restore(work);
        self.title.set(title);
        if !is_open {
            works::remove(id);
        }
    }
}
