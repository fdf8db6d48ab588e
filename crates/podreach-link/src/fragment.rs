//! `#v1.BODY.SUM`: `BODY` is base64url of a deflate stream that starts behind a dictionary, `SUM` the CRC-32 of what it unfolds
//! to, so that a damaged link does not open another text. Dictionary and layout never change; a better idea is a new version.
//! Links that were made before there was a sum have none and open; readers of that time take the sum for text behind the link.
//!
//! The layout is a JSON object: `s` the sources as `[name, text]`, and where they are set `v` view, `x` selection, `n`
//! namespace, `p` the choice about address blocks, `t` the step of a tour, `o` what is switched off, `b` the baseline (see
//! `baseline.rs`). Readers pass over keys that they do not know, so that a version of before opens the sources.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use serde_json::{Map, Value, json};

use crate::baseline;
use crate::layout::{MAX_DECODED_BYTES, Written, read_list, read_text, write_list};
use crate::{LinkError, Shared, SharedSource};

const MARK: &str = "v1.";
static DICTIONARY: &[u8] = include_bytes!("dictionary_v1.txt");

/// The fragment of a link, without `#`.
///
/// # Errors
/// When it holds more than a link may hold, so that no link is made that cannot be opened.
pub fn encode_fragment(shared: &Shared) -> Result<String, LinkError> {
    let payload = serde_json::to_string(&Written(&payload(shared)?)).map_err(|_| LinkError::Broken)?;
    if payload.len() > MAX_DECODED_BYTES {
        return Err(LinkError::TooLarge);
    }
    let body = URL_SAFE_NO_PAD.encode(pack(payload.as_bytes()));
    Ok(format!("{MARK}{body}.{}", sum(payload.as_bytes())))
}

/// Six characters for 32 bits.
fn sum(payload: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(crc32fast::hash(payload).to_be_bytes())
}

fn payload(shared: &Shared) -> Result<Value, LinkError> {
    let sources: Vec<Value> = shared.sources.iter().map(|source| json!([source.name, source.text])).collect();
    let mut map = Map::new();
    map.insert("s".into(), sources.into());
    let more = [
        ("v", &shared.view),
        ("x", &shared.selection),
        ("n", &shared.namespace),
        ("p", &shared.ip_block_pods),
        ("t", &shared.tour),
    ];
    for (key, value) in more {
        if let Some(value) = value {
            map.insert(key.into(), value.as_str().into());
        }
    }
    write_list(&mut map, "o", &shared.off);
    if let Some(base) = &shared.baseline {
        map.insert("b".into(), baseline::write(base, &shared.sources)?);
    }
    Ok(Value::Object(map))
}

/// Reads the fragment of a link, with or without `#`.
///
/// # Errors
/// When it is not whole, of a newer version, or larger than the limit.
pub fn decode_fragment(fragment: &str) -> Result<Shared, LinkError> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let Some(body) = fragment.strip_prefix(MARK) else {
        return Err(if is_versioned(fragment) { LinkError::Newer } else { LinkError::Broken });
    };
    // What mail programs and chats put behind a link is not part of it.
    let (body, rest) = letters(body);
    let (written, _) = rest.strip_prefix('.').map(letters).unwrap_or_default();
    if body.len() > MAX_DECODED_BYTES * 2 {
        return Err(LinkError::TooLarge);
    }
    let packed = URL_SAFE_NO_PAD.decode(body).map_err(|_| LinkError::Broken)?;
    let unpacked = unpack(&packed)?;
    if !written.is_empty() && written != sum(&unpacked) {
        return Err(LinkError::Damaged);
    }
    let text = String::from_utf8(unpacked).map_err(|_| LinkError::Broken)?;
    let value = serde_json::from_str(&text).map_err(|_| LinkError::Broken)?;
    let shared = read(&value).ok_or(LinkError::Broken)?;
    let base = value.get("b").map(|base| baseline::read(base, &shared.sources)).transpose()?;
    Ok(Shared { baseline: base, ..shared })
}

/// The letters of base64url at the beginning, and the rest.
fn letters(text: &str) -> (&str, &str) {
    let end = text.find(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '-' | '_')));
    text.split_at_checked(end.unwrap_or(text.len())).unwrap_or((text, ""))
}

/// `v` and a number and a dot.
pub(crate) fn is_versioned(fragment: &str) -> bool {
    let number = fragment.strip_prefix('v').and_then(|rest| rest.split_once('.')).map(|(number, _)| number);
    number.is_some_and(|number| {
        !number.is_empty() && number.len() < 5 && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn read(value: &Value) -> Option<Shared> {
    let text = |key: &str| read_text(value, key);
    let mut sources = Vec::new();
    for source in value.get("s")?.as_array()? {
        let (name, body) = (source.get(0)?.as_str()?, source.get(1)?.as_str()?);
        sources.push(SharedSource { name: name.to_owned(), text: body.to_owned() });
    }
    Some(Shared {
        sources,
        view: text("v"),
        selection: text("x"),
        namespace: text("n"),
        ip_block_pods: text("p"),
        tour: text("t"),
        off: read_list(value, "o"),
        baseline: None,
    })
}

/// Compresses behind the dictionary: the dictionary goes in first and its output is dropped, so that what follows can
/// refer to it.
fn pack(bytes: &[u8]) -> Vec<u8> {
    const RAW: i32 = -15;
    const BEST: i32 = 9;
    let mut state = CompressorOxide::new(create_comp_flags_from_zip_params(BEST, RAW, 0));
    let _ = run(&mut state, DICTIONARY, TDEFLFlush::Sync);
    run(&mut state, bytes, TDEFLFlush::Finish)
}

fn run(state: &mut CompressorOxide, mut input: &[u8], flush: TDEFLFlush) -> Vec<u8> {
    let mut out = Vec::new();
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let (status, read, written) = compress(state, input, &mut buffer, flush);
        out.extend_from_slice(buffer.get(..written).unwrap_or(&[]));
        input = input.get(read..).unwrap_or(&[]);
        let full = written == buffer.len();
        if status != TDEFLStatus::Okay || (input.is_empty() && !full) {
            return out;
        }
    }
}

/// The opposite: the dictionary stands in the output buffer before the first byte.
fn unpack(packed: &[u8]) -> Result<Vec<u8>, LinkError> {
    let start = DICTIONARY.len();
    let mut room = start + packed.len().saturating_mul(4).clamp(4 * 1024, MAX_DECODED_BYTES);
    let mut state = Box::new(DecompressorOxide::new());
    let mut out = DICTIONARY.to_vec();
    let (mut read, mut written) = (0, start);
    loop {
        out.resize(room, 0);
        let rest = packed.get(read..).unwrap_or(&[]);
        let (status, used, made) =
            decompress(&mut state, rest, &mut out, written, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF);
        read += used;
        written += made;
        match status {
            TINFLStatus::Done => return Ok(out.get(start..written).unwrap_or(&[]).to_vec()),
            TINFLStatus::HasMoreOutput if room >= start + MAX_DECODED_BYTES => return Err(LinkError::TooLarge),
            TINFLStatus::HasMoreOutput => room = (room * 2).min(start + MAX_DECODED_BYTES),
            _ => return Err(LinkError::Broken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shared(text: &str) -> Shared {
        Shared { sources: vec![SharedSource { name: "a.yaml".into(), text: text.into() }], ..Shared::default() }
    }

    #[test]
    fn everything_comes_back() {
        let all = Shared {
            view: Some("matrix".into()),
            selection: Some("edge default/web default/api".into()),
            namespace: Some("x".into()),
            ip_block_pods: Some("ignore".into()),
            tour: Some("three-tier.yaml 2".into()),
            ..shared("kind: Pod\n# ä 🚀\n")
        };
        assert_eq!(decode_fragment(&encode_fragment(&all).unwrap()), Ok(all.clone()));
        assert_eq!(decode_fragment(&format!("#{}).", encode_fragment(&all).unwrap())), Ok(all));
        assert_eq!(decode_fragment(&encode_fragment(&Shared::default()).unwrap()), Ok(Shared::default()));
    }

    /// What an older version makes of a link with keys that it does not know.
    #[test]
    fn unknown_keys_are_passed_over() {
        let text = r#"{"s":[["a.yaml","kind: Pod\n"]],"zz":{"s":1},"o":["x/y",3]}"#;
        let link = format!("v1.{}", URL_SAFE_NO_PAD.encode(pack(text.as_bytes())));
        assert_eq!(decode_fragment(&link), Ok(Shared { off: vec!["x/y".into()], ..shared("kind: Pod\n") }));
    }

    #[test]
    fn broken_newer_and_huge_links_say_so() {
        let whole = encode_fragment(&shared(&"kind: NetworkPolicy\n".repeat(50))).unwrap();
        assert_eq!(decode_fragment(whole.get(..whole.len() - 9).unwrap()), Err(LinkError::Broken));
        assert_eq!(decode_fragment("v1."), Err(LinkError::Broken));
        assert_eq!(decode_fragment("v2.abc"), Err(LinkError::Newer));
        assert_eq!(decode_fragment("hello"), Err(LinkError::Broken));
        let huge = shared(&"a".repeat(MAX_DECODED_BYTES));
        assert_eq!(encode_fragment(&huge), Err(LinkError::TooLarge));
        let bomb = pack(&vec![b'a'; MAX_DECODED_BYTES + 1]);
        assert!(bomb.len() < 100_000);
        assert_eq!(decode_fragment(&format!("v1.{}", URL_SAFE_NO_PAD.encode(bomb))), Err(LinkError::TooLarge));
    }

    #[test]
    fn large_texts_pass() {
        let text: String = (0..200_000).map(|at| format!("{:x}\n", at * 7919 % 65_537)).collect();
        assert_eq!(decode_fragment(&encode_fragment(&shared(&text)).unwrap()), Ok(shared(&text)));
    }

    /// A link of the first release, and the same one with its sum. The dictionary and the layout are for ever.
    #[test]
    fn golden_links_open() {
        const BODY: &str =
            "v1.hdY7CgAgDAPQq4jXMp11ioKzd7f-QQTHNpDtQXSK6mDMISa9Ro1f4c8Q-EAEbkXgrR3sjFpw0R6vg8W4KUVAK1Iq";
        let text = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: deny-all\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]\n";
        let source = SharedSource { name: "g.yaml".into(), text: text.into() };
        let made = Shared { sources: vec![source], namespace: Some("shop".into()), ..Shared::default() };
        assert_eq!(decode_fragment(BODY), Ok(made.clone()));
        assert_eq!(decode_fragment(&format!("{BODY}.WE6k4A")), Ok(made));
        assert_eq!(decode_fragment(&format!("{BODY}.WE6k4B")), Err(LinkError::Damaged));
    }

    /// Made before links had a sum.
    #[test]
    fn links_without_a_sum_open() {
        let whole = encode_fragment(&shared("kind: Pod\n")).unwrap();
        let (body, sum) = whole.rsplit_once('.').unwrap();
        assert_eq!((body.matches('.').count(), sum.len()), (1, 6));
        for old in [body.to_owned(), format!("{body}."), format!("{body}.)"), format!("{body}. And so on")] {
            assert_eq!(decode_fragment(&old), Ok(shared("kind: Pod\n")), "{old}");
        }
        assert_eq!(decode_fragment(&format!("{body}.AAAAAA")), Err(LinkError::Damaged));
        assert_eq!(decode_fragment(whole.get(..whole.len() - 1).unwrap()), Err(LinkError::Damaged));
    }

    /// One character after the other is another one: the link is refused, or opens as it was made.
    #[test]
    fn damaged_links_open_no_other_text() {
        let made = shared("apiVersion: v1\nkind: Pod\nmetadata: {name: good, labels: {app: good}}\n");
        let whole = encode_fragment(&made).unwrap();
        let mut refused = 0;
        for at in MARK.len()..whole.len() {
            for other in ['A', 'a', '7', '_', '.'] {
                let mut damaged: Vec<char> = whole.chars().collect();
                damaged[at] = other;
                match decode_fragment(&String::from_iter(&damaged)) {
                    Ok(opened) => assert_eq!(opened, made, "{at} {other}"),
                    Err(_) => refused += 1,
                }
            }
        }
        assert!(refused > 4 * (whole.len() - MARK.len() - 6), "{refused}");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in ".{0,400}") {
            prop_assert_eq!(decode_fragment(&encode_fragment(&shared(&text)).unwrap()), Ok(shared(&text)));
        }

        #[test]
        fn garbage_is_refused_calmly(text in "v1\\.[A-Za-z0-9_-]{0,300}") {
            let _ = decode_fragment(&text);
        }
    }
}
