//! What a work and its sources are called.

use podreach_picture::wording::grouped;

/// The name of a source that nobody named.
pub(crate) const UNNAMED: &str = "untitled.yaml";

/// A title from the names of the sources: the only one, or the first and how many more. What nobody named is `Untitled`.
pub(crate) fn title_of(names: &[&str]) -> String {
    match names {
        [] | [UNNAMED] => "Untitled".to_owned(),
        [only] => (*only).to_owned(),
        [first, rest @ ..] => format!("{first} and {} more", grouped(rest.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::title_of;

    #[test]
    fn titles() {
        assert_eq!(title_of(&["untitled.yaml"]), "Untitled");
        assert_eq!(title_of(&["db.yaml"]), "db.yaml");
        assert_eq!(title_of(&["db.yaml", "web.yaml", "x"]), "db.yaml and 2 more");
    }
}
