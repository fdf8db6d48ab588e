//! A baseline on its way to the worker.

use std::sync::Arc;

use podreach_eval::Options;
use podreach_session::worker::message::{BaselineInput, Text};
use podreach_syntax::Source;

/// A baseline as the page gives it.
pub(crate) struct Given {
    /// Name and text.
    pub(crate) files: Vec<(String, Arc<str>)>,
    pub(crate) options: Options,
}

impl Given {
    /// The message. `made`: texts of the last input with the sources that were made of them; `there`: the sources that the worker has. What
    /// both have at the same place is not copied.
    pub(super) fn message(&self, made: &[(Arc<str>, Arc<Source>)], there: &[Arc<Source>]) -> BaselineInput {
        let is_there = |at: usize, name: &str, text: &Arc<str>| {
            let (Some((known, source)), Some(there)) = (made.get(at), there.get(at)) else { return false };
            Arc::ptr_eq(known, text) && Arc::ptr_eq(source, there) && source.name() == name
        };
        let text = |(at, (name, text)): (usize, &(String, Arc<str>))| Text {
            name: name.clone(),
            text: (!is_there(at, name, text)).then(|| Arc::clone(text)),
        };
        let texts = self.files.iter().enumerate().map(text).collect();
        BaselineInput { texts, options: self.options.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_there_is_sent() {
        let texts: Vec<Arc<str>> = vec!["a".into(), "b".into()];
        let made: Vec<(Arc<str>, Arc<Source>)> =
            texts.iter().map(|text| (Arc::clone(text), Arc::new(Source::new("x", &**text)))).collect();
        let there: Vec<Arc<Source>> = made.iter().map(|(_, source)| Arc::clone(source)).collect();
        let files = |names: [&str; 2]| {
            names.iter().zip(&texts).map(|(name, text)| ((*name).to_owned(), Arc::clone(text))).collect()
        };
        let sent = |names, there: &[Arc<Source>]| {
            let given = Given { files: files(names), options: Options::default() };
            given.message(&made, there).texts.into_iter().map(|text| text.text.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(sent(["x", "x"], &there), [false, false]);
        assert_eq!(sent(["x", "y"], &there), [false, true], "it has another name");
        assert_eq!(sent(["x", "x"], &there[..1]), [false, true], "a new worker has nothing");
    }
}
