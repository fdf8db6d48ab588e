//! What is known of labels by their keys and values alone.

use crate::sets::{LabelValue, Labels, Operator, Requirement, Selector};
use crate::text::distance;

/// Two requirements of a selector that no label meets both of.
pub(super) fn contradiction(selector: &Selector) -> Option<(&Requirement, &Requirement)> {
    // They stand in order of their keys.
    selector.conjunction()?.chunk_by(|left, right| left.key == right.key).find_map(|of_key| {
        let [.., _, _] = of_key else { return None };
        let values = LabelValue::distinct(of_key.iter().map(|one| &one.operator));
        let fits = |value: &LabelValue| of_key.iter().all(|one| value.matches(&one.operator));
        if values.iter().any(fits) {
            return None;
        }
        let mut written: Vec<&Requirement> = of_key.iter().collect();
        written.sort_by_key(|one| one.span);
        Some((written.first().copied()?, written.last().copied()?))
    })
}

/// Labels that controllers give to each generation of pods, or to each run.
const BY_CONTROLLERS: [&str; 5] = [
    "pod-template-hash",
    "controller-revision-hash",
    "pod-template-generation",
    "batch.kubernetes.io/controller-uid",
    "controller-uid",
];
const JOB_NAMES: [&str; 2] = ["batch.kubernetes.io/job-name", "job-name"];
/// Labels of charts that hold a version.
const VERSIONS: [&str; 3] = ["helm.sh/chart", "app.kubernetes.io/version", "chart"];

/// Why the value that a selector wants of a label does not last.
pub(super) fn short_lived(requirement: &Requirement) -> Option<&'static str> {
    let values = requirement.operator.needed_values()?;
    let key = &*requirement.key;
    if BY_CONTROLLERS.contains(&key) {
        return Some("a controller sets it, to another value for each generation of pods");
    }
    if JOB_NAMES.contains(&key) && values.iter().any(|value| is_made(value)) {
        return Some("the Job has a made-up name, and the next one has another");
    }
    let is_version = |value: &str| value.bytes().any(|byte| byte.is_ascii_digit());
    (VERSIONS.contains(&key) && values.iter().any(|value| is_version(value))).then_some("it changes with each version")
}

/// Whether a name ends like one that a CronJob gives (the time) or the API server (five letters and digits).
fn is_made(name: &str) -> bool {
    let Some((_, end)) = name.rsplit_once('-') else { return false };
    let is_time = end.len() >= 8 && end.bytes().all(|byte| byte.is_ascii_digit());
    // Source: apimachinery, `util/rand`.
    let is_random = end.len() == 5
        && end.bytes().all(|byte| b"bcdfghjklmnpqrstvwxz2456789".contains(&byte))
        && end.bytes().any(|byte| byte.is_ascii_digit());
    is_time || is_random
}

/// The first requirement of a selector whose value does not last.
pub(super) fn first_short_lived(selector: &Selector) -> Option<(&Requirement, &'static str)> {
    selector.requirements().find_map(|one| Some((one, short_lived(one)?)))
}

/// Whether a selector asks for a label that pods are given to opt in: `postgres-client: "true"`.
pub(super) fn is_opt_in(selector: &Selector) -> bool {
    let opt_in = |one: &Requirement| {
        let key = one.key.to_ascii_lowercase();
        let values = one.operator.values();
        let says_yes = |value: &str| {
            ["true", "yes", "on", "1", "enabled", "allow", "allowed", "false", "no"]
                .contains(&&*value.to_ascii_lowercase())
        };
        values.iter().any(|value| says_yes(value))
            || (values.is_empty() && one.operator.needs_label())
            || key.ends_with("-client")
            || key.ends_with("/client")
            || ["allow", "access", "netpol", "network-policy", "networkpolicy"].iter().any(|part| key.contains(part))
    };
    selector.requirements().any(opt_in)
}

/// Keys of which one is often taken for another, without their prefix.
const NAMES: [&str; 9] = ["app", "name", "k8s-app", "instance", "component", "run", "service", "role", "tier"];

/// Whether a key is one of those that are easily taken for each other.
pub(crate) fn is_name(key: &str) -> bool {
    let (prefix, local) = key.rsplit_once('/').unwrap_or(("", key));
    NAMES.contains(&local) && matches!(prefix, "" | "app.kubernetes.io" | "k8s.io" | "kubernetes.io")
}

/// Whether a key is easily taken for another one: `app` and `app.kubernetes.io/name`.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    one != other && is_name(one) && is_name(other)
}

/// Whether a name is one that is known, misspelt. Names that differ by a number or by a short word are different names.
pub(super) fn is_misspelt(written: &str, known: &str) -> bool {
    if written == known || written.len().abs_diff(known.len()) > 2 {
        return false;
    }
    let edits = distance(written, known);
    if edits == 0 || edits > 2 {
        return edits == 0;
    }
    let letters = |text: &str| text.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>();
    let words =
        |text: &str| text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (words(written), words(known));
    if letters(written) == letters(known) || one.concat() == other.concat() {
        return letters(written) != letters(known);
    }
    let is_long = |word: &str| word.len() >= 4 && (edits == 1 || word.len() >= 6);
    let differing: Vec<_> = one.iter().zip(&other).filter(|(one, other)| one != other).collect();
    match (one.len() == other.len(), &differing[..]) {
        (true, [(one, other)]) => is_long(one) && is_long(other),
        _ => is_long(written) && is_long(known),
    }
}

/// Whether a text is the same in YAML without quotes.
pub(super) fn is_plain(text: &str) -> bool {
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && !words.contains(&&*text.to_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
}

/// The labels that a selector wants by value.
pub(super) fn wanted(selector: &Selector) -> Labels {
    let one = |one: &Requirement| match &one.operator {
        Operator::Equals(value) => Some((one.key.clone(), value.clone())),
        Operator::In(values) => Some((one.key.clone(), values.first()?.clone())),
        _ => None,
    };
    selector.requirements().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_by_a_number_or_a_short_word_are_others() {
        for (one, other) in [("fronted", "frontend"), ("shop-frontned", "shop-frontend"), ("postgres", "postgers")] {
            assert!(is_misspelt(one, other), "{one} {other}");
        }
        assert!(is_misspelt("frontend_api", "frontend-api") && is_misspelt("frontendapi", "frontend-api"));
        assert!(is_misspelt("Web", "web"));
        for (one, other) in
            [("web-1", "web-2"), ("shop-dev", "shop-prd"), ("shop-a", "shop-b"), ("api", "app"), ("db", "db")]
        {
            assert!(!is_misspelt(one, other), "{one} {other}");
        }
    }

    #[test]
    fn names_of_jobs_that_are_made() {
        for made in ["backup-28123456", "migrate-x7k2p"] {
            assert!(is_made(made), "{made}");
        }
        for given in ["migrate", "db-migrate", "import-large", "load-2024", "x-hello"] {
            assert!(!is_made(given), "{given}");
        }
    }

    #[test]
    fn keys_that_are_taken_for_each_other() {
        assert!(are_alike("app", "app.kubernetes.io/name") && are_alike("k8s-app", "app"));
        assert!(!are_alike("app", "app") && !are_alike("app", "team") && !are_alike("app", "example.com/app"));
    }
}
