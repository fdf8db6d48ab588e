//! What a link or a kept work holds of the state, as plain values.

use podreach_eval::is_dns_label;
use podreach_eval::policy::Off;
use podreach_link::{Baseline, Shared, SharedSource};

use super::baseline::{read_off, write_off};
use crate::examples::catalogue::EXAMPLES;
use crate::examples::tour::{self, Tour};
use crate::titles::title_of;

/// The namespace of objects that name none, unless another one is chosen.
pub(super) const NAMESPACE: &str = "default";
/// How a link says that address blocks do not match pods.
pub(super) const IGNORE: &str = "ignore";

/// Sources, choices and selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Work {
    /// Name and text.
    pub(super) files: Vec<(String, String)>,
    /// The name of the view; none for the first one.
    pub(super) view: Option<String>,
    /// As `selection` writes it.
    pub(super) selection: Option<String>,
    pub(super) namespace: String,
    pub(super) ip_block_pods: bool,
    pub(super) tour: Option<Tour>,
    /// What is switched off.
    pub(super) off: Vec<Off>,
    /// What it is compared with.
    pub(super) baseline: Option<Baseline>,
}

impl Work {
    /// As it travels.
    pub(super) fn write(self) -> Shared {
        Shared {
            sources: self.files.into_iter().map(|(name, text)| SharedSource { name, text }).collect(),
            view: self.view,
            selection: self.selection,
            namespace: Some(self.namespace).filter(|namespace| namespace != NAMESPACE),
            ip_block_pods: (!self.ip_block_pods).then(|| IGNORE.to_owned()),
            tour: self.tour.and_then(tour::write),
            off: write_off(&self.off),
            baseline: self.baseline,
        }
    }

    /// The opposite. A link is anybody's text: what cannot be a namespace is none, and a step that the text is not about is none.
    pub(super) fn read(shared: Shared) -> Self {
        let tour = match shared.sources.as_slice() {
            [only] => shared.tour.as_deref().and_then(tour::read).filter(|tour| tour::is_about(*tour, &only.text)),
            _ => None,
        };
        Self {
            files: shared.sources.into_iter().map(|source| (source.name, source.text)).collect(),
            view: shared.view,
            selection: shared.selection,
            namespace: namespace_of(shared.namespace),
            ip_block_pods: shared.ip_block_pods.as_deref() != Some(IGNORE),
            tour,
            off: read_off(&shared.off),
            baseline: shared.baseline,
        }
    }

    /// The title of the example, else one from the names of the files.
    pub(super) fn title(&self) -> String {
        let names: Vec<&str> = self.files.iter().map(|(name, _)| name.as_str()).collect();
        let example = self.tour.and_then(|(example, _)| EXAMPLES.get(example));
        example.map_or_else(|| title_of(&names), |example| example.title.to_owned())
    }
}

/// The namespace that a link names; the usual one where it names none, or what cannot be one.
pub(super) fn namespace_of(named: Option<String>) -> String {
    named.filter(|name| is_dns_label(name)).unwrap_or_else(|| NAMESPACE.to_owned())
}

/// Whether opening something else would lose nothing: there is no text, or the same texts are opened.
pub(super) fn is_not_worth_keeping(work: &Shared, opened: &Shared) -> bool {
    work.sources.iter().all(|source| source.text.trim().is_empty()) || work.sources == opened.sources
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work() -> Work {
        Work {
            files: vec![("a.yaml".to_owned(), "a: 1\n".to_owned()), ("b.yaml".to_owned(), String::new())],
            view: Some("matrix".to_owned()),
            selection: Some("node default/web".to_owned()),
            namespace: "shop".to_owned(),
            ip_block_pods: false,
            tour: None,
            off: read_off(&["NetworkPolicy.networking.k8s.io/default/web".to_owned()]),
            baseline: Some(Baseline { namespace: Some("shop".to_owned()), ..Baseline::default() }),
        }
    }

    #[test]
    fn a_work_comes_back() {
        assert_eq!(Work::read(work().write()), work());
        assert_eq!(work().title(), "a.yaml and 1 more");
        let plain = Work { namespace: NAMESPACE.to_owned(), ip_block_pods: true, ..work() }.write();
        assert_eq!((plain.namespace, plain.ip_block_pods), (None, None), "what is usual is not written");
    }

    #[test]
    fn a_step_of_an_example_comes_back_with_its_title() {
        let (name, text) = (EXAMPLES[0].file.to_owned(), EXAMPLES[0].steps[1].yaml.to_owned());
        let step = Work { files: vec![(name, text)], tour: Some((0, 1)), ..work() };
        assert_eq!(Work::read(step.clone().write()), step);
        assert_eq!(step.title(), EXAMPLES[0].title);
        let other = Work { files: vec![("x".to_owned(), "kind: Pod\n".to_owned())], ..step.clone() };
        assert_eq!(Work::read(other.write()).tour, None, "the text is not about the step");
        let two = Work { files: [step.files.clone(), step.files.clone()].concat(), ..step };
        assert_eq!(Work::read(two.write()).tour, None);
    }

    #[test]
    fn what_cannot_be_a_namespace_is_none() {
        let shared = Shared { namespace: Some("Not One".to_owned()), ..work().write() };
        assert_eq!(Work::read(shared).namespace, NAMESPACE);
    }

    #[test]
    fn only_other_texts_are_set_aside() {
        let (one, none) = (work().write(), Shared::default());
        assert!(!is_not_worth_keeping(&one, &none));
        assert!(is_not_worth_keeping(&one, &Shared { sources: one.sources.clone(), ..Shared::default() }));
        assert!(is_not_worth_keeping(&none, &one));
    }
}
