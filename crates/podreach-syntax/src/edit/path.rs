//! Places in an object, by keys and indexes.

/// A step from a value to one inside of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Of a sequence: the item with this index, from 0.
    Item(usize),
    /// Of a mapping: the value under this key.
    Key(String),
}

/// The way from an object to a value in it. The empty one is the object itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub(super) Vec<Step>);

impl Path {
    /// Reads `spec.ingress[0].from`. Keys that contain a dot or a bracket are added by [`Path::key`].
    ///
    /// ```
    /// use podreach_syntax::Path;
    /// assert_eq!(Path::of("spec.ingress[0].from"), Path::default().key("spec").key("ingress").item(0).key("from"));
    /// ```
    pub fn of(written: &str) -> Self {
        let parts = written.split(['.', '[']).filter(|part| !part.is_empty());
        let step = |part: &str| match part.strip_suffix(']').map(str::parse) {
            Some(Ok(index)) => Step::Item(index),
            _ => Step::Key(part.to_owned()),
        };
        Self(parts.map(step).collect())
    }

    /// The value under a key of the mapping here.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.0.push(Step::Key(key.into()));
        self
    }

    /// The item of the sequence here, from 0.
    #[must_use]
    pub fn item(mut self, index: usize) -> Self {
        self.0.push(Step::Item(index));
        self
    }

    /// What holds the value here, and the step to it; none of the object itself.
    pub fn split(&self) -> Option<(Self, &Step)> {
        let (last, rest) = self.0.split_last()?;
        Some((Self(rest.to_vec()), last))
    }

    /// The steps, from the object on.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}
