//! What selectors of Calico match, and what is no selector.

use std::ops::Range;

use podreach_syntax::Span;

use super::selector::{CalicoSelector, SelectorError, parse};
use crate::sets::Labels;

fn read(text: &str) -> Result<CalicoSelector, SelectorError> {
    parse(text, &|_| Span::default())
}

fn matches(text: &str, labels: &[(&str, &str)]) -> bool {
    let labels: Labels = labels.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
    let Ok(CalicoSelector::Labels(expression)) = read(text) else { panic!("{text} {:?}", read(text)) };
    expression.selector(Span::default()).unwrap().matches(&labels)
}

#[test]
fn operators_and_what_binds_tighter() {
    let web = [("app", "web"), ("tier", "front-end")];
    for text in [
        "",
        " \t",
        "all()",
        "(all() )",
        "app == 'web'",
        "app==\"web\"&&has(tier)",
        "has( tier )",
        "app != 'api'",
        "other != 'x'",
        "app in {'api', 'web',}",
        "other not in {'x'}",
        "app notin {}",
        "tier contains 'nt-e'",
        "tier starts with 'front'",
        "tier startswith 'front' && tier endswith 'end'",
        "tier ends with 'end'",
        "!has(other)",
        "!!has(app)",
        "app == 'web' || app == 'api' && has(none)",
        "!(app == 'web' && has(none))",
        "!app == 'api'",
    ] {
        assert!(matches(text, &web), "{text}");
    }
    for text in [
        "app in {}",
        "(app == 'web' || app == 'api') && has(none)",
        "other contains 'x'",
        "other == ''",
        "!has(app) || app == 'api'",
        "!app == 'web'",
    ] {
        assert!(!matches(text, &web), "{text}");
    }
    assert!(matches!(read(" global() "), Ok(CalicoSelector::Global)));
}

#[test]
fn errors_name_their_place() {
    let check = |text: &str, at: &str, says: &str| {
        let error = read(text).expect_err(text);
        assert_eq!(text.get(error.at.clone()), Some(at), "{text}: {error:?}");
        assert!(error.message.contains(says), "{text}: {error:?}");
    };
    check("app = 'web'", "=", "stands where `==`");
    check("app == web", "web", "no quotes");
    check("app == 'web", "'web", "not closed");
    check("app == 'a' & has(x)", "&", "`&&`, `||`");
    check("(app == 'a'", "'", "ends where `)`");
    check("has (x)", "has ", "blank");
    check("app", "app", "nothing is asked");
    check("app == 'a'\n", "\n", "line break");
    check("app == 'a' &&\n has(b)", "\n", "line break");
    check("global() && has(a)", "global(", "beside something else");
    check("app in ('a')", "(", "`{`");
    check("app like 'a'", "like", "`==`");
    check("app == 'a' has(b)", "has", "the end");
    check("ünder == 'a'", "ü", "a label");
    check(&format!("{}has(a)", "(".repeat(100)), "(", "too deep");
}

#[test]
fn requirements_have_their_places() {
    let text = "app == 'web' && !has(tier)";
    let place = |at: Range<usize>| Span { start: at.start as u32, end: at.end as u32, ..Span::default() };
    let Ok(CalicoSelector::Labels(expression)) = parse(text, &place) else { panic!() };
    let selector = expression.selector(Span::default()).unwrap();
    let places = selector.requirements().map(|one| text.get(one.span.start as usize..one.span.end as usize).unwrap());
    assert_eq!(places.collect::<Vec<_>>(), ["app == 'web'", "has(tier)"]);
}

/// Calico's own vectors, where they are at hand.
#[test]
fn calico_reads_the_same() {
    let file = "../../../shared/conformance/calico/unit-selector/expected.json";
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let Ok(text) = std::fs::read_to_string(file) else { return };
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    let list = |name: &str| all[name].as_array().unwrap().clone();
    assert!(list("vectors").len() > 90 && list("invalid").len() > 20 && list("canonical").len() > 10);
    for vector in list("vectors") {
        let labels: std::collections::BTreeMap<String, String> =
            serde_json::from_value(vector["labels"].clone()).unwrap();
        let labels: Vec<(&str, &str)> = labels.iter().map(|(key, value)| (&**key, &**value)).collect();
        let selector = vector["selector"].as_str().unwrap();
        // What it selects is said where it stands.
        if selector.trim() == "global()" {
            assert!(matches!(read(selector), Ok(CalicoSelector::Global)));
            continue;
        }
        assert_eq!(matches(selector, &labels), vector["match"].as_bool().unwrap(), "{vector}");
    }
    for vector in list("invalid") {
        assert!(read(vector["selector"].as_str().unwrap()).is_err(), "{vector}");
    }
    for vector in list("canonical") {
        for text in ["input", "expected"] {
            assert!(read(vector[text].as_str().unwrap()).is_ok(), "{vector}");
        }
    }
}

/// Whatever is written gives an answer, with a place in the text.
#[test]
fn all_short_texts_are_read_or_refused() {
    let pieces =
        ["a", "'", "\"", "==", "!", "(", ")", "has(", "in", "{", ",", "}", "&&", "||", " ", "\n", "ü", "all()"];
    for one in pieces {
        for two in pieces {
            for three in pieces {
                for text in [format!("{one}{two}{three}"), format!("a == 'b' {one}{two}{three}")] {
                    if let Err(error) = read(&text) {
                        assert!(text.get(error.at.clone()).is_some(), "{text:?} {error:?}");
                    }
                }
            }
        }
    }
}
