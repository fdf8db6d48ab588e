//! The baseline in the layout of a link: an object with the keys of the link itself, `s`, `n`, `p`, `o`, and `w`, the
//! number of the work's source that it is, if it is one. Most of its texts are
//! texts of the work, or differ in one place. A source is therefore one of
//!
//! * `[name, text]`;
//! * `[name, at]`, the text of the work's source with this number;
//! * `[name, at, head, tail, middle]`, the first `head` and the last `tail` bytes of that text with another text between them.

use serde_json::{Map, Value, json};

use crate::layout::{MAX_DECODED_BYTES, read_list, read_text, write_list};
use crate::{Baseline, LinkError, SharedSource};

/// Less than this in common is not worth a reference.
const WORTH: usize = 48;

/// Writes it. Work is linear in the texts.
///
/// # Errors
/// When its texts are larger than those of a link may be.
pub(crate) fn write(baseline: &Baseline, work: &[SharedSource]) -> Result<Value, LinkError> {
    if baseline.sources.iter().map(|source| source.text.len()).sum::<usize>() > MAX_DECODED_BYTES {
        return Err(LinkError::TooLarge);
    }
    let sources = baseline.sources.iter().enumerate().map(|(at, own)| {
        let same_name = work.iter().position(|other| other.name == own.name);
        let other = same_name.or_else(|| (at < work.len()).then_some(at));
        let other = other.and_then(|at| Some((at, work.get(at)?)));
        source(own, other)
    });
    let mut map = Map::new();
    map.insert("s".into(), sources.collect());
    for (key, value) in [("n", &baseline.namespace), ("p", &baseline.ip_block_pods)] {
        if let Some(value) = value {
            map.insert(key.into(), value.as_str().into());
        }
    }
    write_list(&mut map, "o", &baseline.off);
    if let Some(at) = baseline.of_work {
        map.insert("w".into(), at.into());
    }
    Ok(Value::Object(map))
}

fn source(own: &SharedSource, other: Option<(usize, &SharedSource)>) -> Value {
    let SharedSource { name, text } = own;
    let Some((at, other)) = other else { return json!([name, text]) };
    if *text == other.text {
        return json!([name, at]);
    }
    let (head, tail) = common(text, &other.text);
    match text.get(head..text.len() - tail) {
        Some(middle) if head + tail >= WORTH => json!([name, at, head, tail, middle]),
        _ => json!([name, text]),
    }
}

/// How many bytes two texts have in common at the beginning, and then at the end; whole characters.
fn common(one: &str, other: &str) -> (usize, usize) {
    let same = |(one, other): &(char, char)| one == other;
    let bytes = |pair: (char, char)| pair.0.len_utf8();
    let head: usize = one.chars().zip(other.chars()).take_while(same).map(bytes).sum();
    let rest = |text: &'_ str| text.get(head..).unwrap_or_default().to_owned();
    let (one, other) = (rest(one), rest(other));
    (head, one.chars().rev().zip(other.chars().rev()).take_while(same).map(bytes).sum())
}

/// Reads it.
///
/// # Errors
/// When it is not whole, or its texts are larger than those of a link may be.
pub(crate) fn read(value: &Value, work: &[SharedSource]) -> Result<Baseline, LinkError> {
    let mut sources = Vec::new();
    let mut left = MAX_DECODED_BYTES;
    for source in value.get("s").and_then(Value::as_array).ok_or(LinkError::Broken)? {
        let name = source.get(0).and_then(Value::as_str).ok_or(LinkError::Broken)?;
        let text = source_text(source, work).ok_or(LinkError::Broken)?;
        // A reference is short and what it stands for is not.
        let length = text.iter().map(|part| part.len()).sum();
        left = left.checked_sub(length).ok_or(LinkError::TooLarge)?;
        sources.push(SharedSource { name: name.to_owned(), text: text.concat() });
    }
    let (namespace, ip_block_pods) = (read_text(value, "n"), read_text(value, "p"));
    // A number that leads nowhere is none: the texts are there all the same.
    let number = value.get("w").and_then(Value::as_u64).and_then(|at| usize::try_from(at).ok());
    let of_work = number.filter(|at| *at < work.len());
    Ok(Baseline { sources, namespace, ip_block_pods, off: read_list(value, "o"), of_work })
}

/// The parts that a text is made of.
fn source_text<'a>(source: &'a Value, work: &'a [SharedSource]) -> Option<[&'a str; 3]> {
    let second = source.get(1)?;
    if let Some(text) = second.as_str() {
        return Some([text, "", ""]);
    }
    let number = |value: &Value| usize::try_from(value.as_u64()?).ok();
    let other = work.get(number(second)?)?.text.as_str();
    let Some(head) = source.get(2) else { return Some([other, "", ""]) };
    let (head, tail) = (number(head)?, number(source.get(3)?)?);
    let tail = other.len().checked_sub(tail)?;
    Some([other.get(..head)?, source.get(4)?.as_str()?, other.get(tail..)?])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Shared, decode_fragment, encode_fragment};

    fn source(name: &str, text: &str) -> SharedSource {
        SharedSource { name: name.into(), text: text.into() }
    }

    fn shared(work: Vec<SharedSource>, baseline: Vec<SharedSource>) -> Shared {
        let baseline = Some(Baseline { sources: baseline, ..Baseline::default() });
        Shared { sources: work, baseline, ..Shared::default() }
    }

    #[test]
    fn a_baseline_that_is_nearly_the_work_costs_little() {
        // Larger than the window of the compression, so that it cannot find the text again.
        let text: String = (0..20_000).map(|at| format!("{:x}\n", at * 7919 % 65_537)).collect();
        let line = format!("\n{:x}\n", 10_000 * 7919 % 65_537);
        let edited = text.replacen(&line, "\nsomething else\n", 1);
        assert!(edited != text);
        let plain = encode_fragment(&Shared { sources: vec![source("a", &text)], ..Shared::default() }).unwrap();
        for base in [&text, &edited] {
            let both = shared(vec![source("b", "x"), source("a", &text)], vec![source("a", base), source("c", "x")]);
            let link = encode_fragment(&both).unwrap();
            assert!(link.len() < plain.len() + 200, "{} {}", link.len(), plain.len());
            assert_eq!(decode_fragment(&link), Ok(both));
        }
    }

    #[test]
    fn everything_of_a_baseline_comes_back() {
        let baseline = Baseline {
            sources: vec![source("a", "kind: Pod\n")],
            namespace: Some("x".into()),
            ip_block_pods: Some("ignore".into()),
            off: vec!["NetworkPolicy.networking.k8s.io/a/b ingress 1".into()],
            of_work: Some(1),
        };
        let all = Shared {
            sources: vec![source("b", "x"), source("a", "kind: Pod\n")],
            off: vec!["NetworkPolicy.networking.k8s.io/a/b".into(), "x/y".into()],
            baseline: Some(baseline),
            ..Shared::default()
        };
        assert_eq!(decode_fragment(&encode_fragment(&all).unwrap()), Ok(all));
    }

    #[test]
    fn a_number_of_no_source_is_none() {
        let found = read(&json!({"s": [["a", "x"]], "w": 1}), &[source("a", "x")]).unwrap();
        assert_eq!((found.of_work, found.sources.len()), (None, 1));
    }

    #[test]
    fn references_that_lead_nowhere_break_the_link() {
        let work = [source("a", "ä1234")];
        for (text, expected) in [
            ("{\"s\":[[\"a\",0]]}", Ok("ä1234")),
            ("{\"s\":[[\"a\",0,2,1,\"-\"]]}", Ok("ä-4")),
            ("{\"s\":[[\"a\",0,1,1,\"-\"]]}", Err(LinkError::Broken)),
            ("{\"s\":[[\"a\",0,2,7,\"-\"]]}", Err(LinkError::Broken)),
            ("{\"s\":[[\"a\",0,2,5,\"-\"]]}", Err(LinkError::Broken)),
            ("{\"s\":[[\"a\",0,2]]}", Err(LinkError::Broken)),
            ("{\"s\":[[\"a\",1]]}", Err(LinkError::Broken)),
            ("{\"s\":[[\"a\",-1]]}", Err(LinkError::Broken)),
            ("{\"s\":[[\"a\"]]}", Err(LinkError::Broken)),
            ("{}", Err(LinkError::Broken)),
        ] {
            let read = read(&serde_json::from_str(text).unwrap(), &work);
            assert_eq!(read.map(|found| found.sources[0].text.clone()), expected.map(str::to_owned), "{text}");
        }
    }

    /// A few bytes must not stand for more than a link may hold.
    #[test]
    fn references_cannot_stand_for_too_much() {
        let work = [source("a", &"a".repeat(MAX_DECODED_BYTES / 4))];
        let sources = |count: usize| json!({"s": vec![json!(["a", 0]); count]});
        assert!(read(&sources(4), &work).is_ok());
        assert_eq!(read(&sources(5), &work), Err(LinkError::TooLarge));
        let baseline = Baseline { sources: vec![work[0].clone(); 5], ..Baseline::default() };
        assert_eq!(write(&baseline, &work), Err(LinkError::TooLarge), "no link is made that cannot be opened");
    }

    proptest! {
        #[test]
        fn any_two_sides_come_back(
            work in proptest::collection::vec(("[ab]", "[aä\n]{0,90}"), 0..3),
            base in proptest::collection::vec(("[ab]", "[aä\n]{0,90}"), 0..3),
        ) {
            let list = |list: &[(String, String)]| list.iter().map(|(name, text)| source(name, text)).collect::<Vec<_>>();
            let both = shared(list(&work), list(&base));
            prop_assert_eq!(decode_fragment(&encode_fragment(&both).unwrap()), Ok(both));
        }
    }
}
