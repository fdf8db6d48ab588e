//! What the work is compared with: which baseline was chosen, and its texts.

use std::sync::Arc;

use leptos::prelude::*;
use podreach_eval::policy::Off;
use podreach_eval::{IpBlockPods, Options, Semantics};
use podreach_link::{Baseline, Shared, SharedSource};

use super::tabs::Tab;
use super::work::{IGNORE, NAMESPACE, namespace_of};
use crate::worker::Given;

/// Texts with the choices of their evaluation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Side {
    /// Name and text.
    pub(crate) files: Vec<(String, Arc<str>)>,
    pub(super) namespace: String,
    pub(super) ip_block_pods: bool,
    pub(super) off: Vec<Off>,
}

/// Where a baseline comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The sources as they were opened, or as they were when the person last said "compare from here".
    Opened,
    /// A source of this window, by the id of its tab. The others are compared with it.
    Tab(u32),
    /// A link.
    Link,
    /// Files, by their names.
    Files(String),
    /// A link or a kept work that had a baseline.
    Saved,
}

/// A baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Against {
    pub(crate) origin: Origin,
    pub(crate) side: Arc<Side>,
}

impl Against {
    /// As the worker gets it.
    pub(super) fn given(&self) -> Given {
        Given { files: self.side.files.clone(), options: self.side.options() }
    }
}

/// What is compared, and with what. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Compared {
    /// The baseline; none while nothing is compared.
    pub(crate) with: RwSignal<Option<Against>>,
    /// Whether what did not change is hidden.
    pub(crate) only_changes: RwSignal<bool>,
    /// The sources as they were opened.
    pub(super) opened: StoredValue<Arc<Side>>,
    /// The baseline of before, to go back to.
    pub(super) last: StoredValue<Option<Against>>,
}

impl Compared {
    pub(super) fn new() -> Self {
        Self {
            with: RwSignal::new(None),
            only_changes: RwSignal::new(false),
            opened: StoredValue::new(Arc::default()),
            last: StoredValue::new(None),
        }
    }

    /// Whether something is compared.
    pub(crate) fn is_on(self) -> bool {
        self.with.with(Option::is_some)
    }

    /// The tab that is the baseline.
    pub(crate) fn tab(self) -> Option<u32> {
        self.with.with_untracked(|with| match with.as_ref()?.origin {
            Origin::Tab(id) => Some(id),
            _ => None,
        })
    }
}

impl Side {
    /// As the evaluator takes it.
    pub(super) fn options(&self) -> Options {
        options(&self.namespace, self.ip_block_pods, self.off.clone())
    }

    /// What a link holds, as a baseline.
    pub(crate) fn of_link(shared: Shared) -> Self {
        let Shared { sources, namespace, ip_block_pods, off, .. } = shared;
        Self::read(sources, namespace, ip_block_pods.as_deref(), &off)
    }

    /// A baseline as it travels.
    pub(super) fn of_baseline(baseline: Baseline) -> Self {
        let Baseline { sources, namespace, ip_block_pods, off, of_work: _ } = baseline;
        Self::read(sources, namespace, ip_block_pods.as_deref(), &off)
    }

    fn read(sources: Vec<SharedSource>, namespace: Option<String>, pods: Option<&str>, off: &[String]) -> Self {
        Self {
            files: sources.into_iter().map(|source| (source.name, source.text.into())).collect(),
            namespace: namespace_of(namespace),
            ip_block_pods: pods != Some(IGNORE),
            off: read_off(off),
        }
    }

    /// As it travels.
    pub(super) fn write(&self, of_work: Option<usize>) -> Baseline {
        let source = |(name, text): &(String, Arc<str>)| SharedSource { name: name.clone(), text: text.to_string() };
        Baseline {
            sources: self.files.iter().map(source).collect(),
            namespace: Some(self.namespace.clone()).filter(|namespace| namespace != NAMESPACE),
            ip_block_pods: (!self.ip_block_pods).then(|| IGNORE.to_owned()),
            off: write_off(&self.off),
            of_work,
        }
    }
}

impl Origin {
    /// As the bar and the live region call it, in the middle of a sentence.
    pub(crate) fn words(&self, tabs: &[Tab]) -> String {
        match self {
            Self::Opened => "as opened".to_owned(),
            Self::Tab(id) => tabs.iter().find(|tab| tab.id == *id).map(|tab| tab.name.clone()).unwrap_or_default(),
            Self::Link => "the link".to_owned(),
            Self::Files(name) => name.clone(),
            Self::Saved => "as saved".to_owned(),
        }
    }
}

/// Choices as the evaluator takes them.
pub(super) fn options(namespace: &str, ip_block_pods: bool, off: Vec<Off>) -> Options {
    let pods = if ip_block_pods { IpBlockPods::Match } else { IpBlockPods::Ignore };
    let semantics = Semantics { ip_block_pods: pods, ..Semantics::default() };
    Options { default_namespace: namespace.to_owned(), semantics, off, ..Options::default() }
}

/// What is switched off, as it travels.
pub(super) fn write_off(off: &[Off]) -> Vec<String> {
    off.iter().map(ToString::to_string).collect()
}

/// The opposite. What names no policy and no rule is left out.
pub(super) fn read_off(off: &[String]) -> Vec<Off> {
    off.iter().filter_map(|off| off.parse().ok()).collect()
}

/// The sources to compare: where one of them is the baseline, it is empty among them, so that all keep their places.
pub(super) fn without_tab(tabs: &[Tab], baseline: Option<u32>) -> Vec<(String, Arc<str>)> {
    let text = |tab: &Tab| if Some(tab.id) == baseline { "".into() } else { Arc::clone(&tab.text) };
    tabs.iter().map(|tab| (tab.name.clone(), text(tab))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side() -> Side {
        Side {
            files: vec![("a.yaml".to_owned(), "a: 1\n".into())],
            namespace: "shop".to_owned(),
            ip_block_pods: false,
            off: read_off(&["NetworkPolicy.networking.k8s.io/a/b ingress 1".to_owned()]),
        }
    }

    #[test]
    fn a_side_comes_back() {
        assert_eq!(side().off.len(), 1);
        assert_eq!(Side::of_baseline(side().write(None)), side());
        let usual = Side { namespace: NAMESPACE.to_owned(), ip_block_pods: true, off: Vec::new(), ..side() };
        let written = usual.write(Some(1));
        assert_eq!((written.namespace.as_deref(), written.ip_block_pods.as_deref()), (None, None));
        assert_eq!((written.of_work, Side::of_baseline(written)), (Some(1), usual));
    }

    #[test]
    fn what_names_nothing_is_left_out() {
        assert_eq!(read_off(&["x y z".to_owned(), String::new()]), []);
    }

    #[test]
    fn a_source_that_is_the_baseline_is_empty_among_the_others() {
        let tab = |id: u32| Tab { id, name: format!("{id}.yaml"), text: "a: 1\n".into() };
        let texts = |baseline| without_tab(&[tab(1), tab(2)], baseline).into_iter().map(|(_, text)| text.len());
        assert_eq!(texts(Some(2)).collect::<Vec<_>>(), [5, 0]);
        assert_eq!(texts(None).collect::<Vec<_>>(), [5, 5]);
    }
}
