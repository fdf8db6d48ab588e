//! The selection as text, for links and local storage.

use podreach_eval::Analysis;

use crate::components::inspector::links::Picked;

/// `node <id>`, `edge <from> <to>` or `policy <namespace>/<name>`; blanks in ids are written as `%20`.
pub(crate) fn write(picked: &Picked, analysis: &Analysis) -> Option<String> {
    let escaped = |id: &str| id.replace('%', "%25").replace(' ', "%20");
    match picked {
        Picked::Nothing => None,
        Picked::Node(id) => Some(format!("node {}", escaped(id))),
        Picked::Edge { from, to } => Some(format!("edge {} {}", escaped(from), escaped(to))),
        Picked::Policy(at) => {
            let policy = analysis.policies.list.get(*at)?;
            Some(format!("policy {}/{}", policy.namespace.as_deref().unwrap_or(""), policy.name))
        }
    }
}

/// The opposite; what is not understood selects nothing.
pub(crate) fn read(text: &str, analysis: &Analysis) -> Picked {
    let plain = |id: &str| id.replace("%20", " ").replace("%25", "%");
    let mut words = text.split(' ');
    match (words.next(), words.next(), words.next()) {
        (Some("node"), Some(id), None) => Picked::Node(plain(id)),
        (Some("edge"), Some(from), Some(to)) => Picked::Edge { from: plain(from), to: plain(to) },
        (Some("policy"), Some(path), None) => {
            let wanted = path.split_once('/').unwrap_or(("", path));
            let found = analysis
                .policies
                .list
                .iter()
                .position(|policy| (policy.namespace.as_deref().unwrap_or(""), &*policy.name) == wanted);
            found.map_or(Picked::Nothing, Picked::Policy)
        }
        _ => Picked::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selections_come_back() {
        let analysis = Analysis::default();
        for picked in [
            Picked::Node("rep:default/tier in (a,b)".into()),
            Picked::Edge { from: "external:Internet except 10.0.0.0/8".into(), to: "default/web".into() },
        ] {
            let text = write(&picked, &analysis).unwrap();
            assert_eq!(read(&text, &analysis), picked);
        }
        assert_eq!(write(&Picked::Nothing, &analysis), None);
        assert_eq!(read("nonsense", &analysis), Picked::Nothing);
    }
}
