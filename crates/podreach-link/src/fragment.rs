//! `#v1.`: base64url of a deflate stream that starts behind a dictionary. Dictionary and layout never change; a better
//! idea is a new version.
//!
//! The layout is a JSON object: `s` the sources as `[name, text]`, and where they are set `v` view, `x` selection, `n`
//! namespace, `p` the choice about address blocks, `t` the step of a tour.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use serde_json::{Map, Value, json};

use crate::{LinkError, Shared, SharedSource};

/// A link never unfolds to more than this.
pub const MAX_DECODED_BYTES: usize = 16 << 20;

const MARK: &str = "v1.";
static DICTIONARY: &[u8] = include_bytes!("dictionary_v1.txt");

/// The fragment of a link, without `#`.
///
/// # Errors
/// When it holds more than a link may hold, so that no link is made that cannot be opened.
pub fn encode_fragment(shared: &Shared) -> Result<String, LinkError> {
    let payload = payload(shared).to_string();
    if payload.len() > MAX_DECODED_BYTES {
        return Err(LinkError::TooLarge);
    }
    Ok(format!("{MARK}{}", URL_SAFE_NO_PAD.encode(pack(payload.as_bytes()))))
}

fn payload(shared: &Shared) -> Value {
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
    Value::Object(map)
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
    let end = body.find(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '-' | '_')));
    let body = body.get(..end.unwrap_or(body.len())).unwrap_or("");
    if body.len() > MAX_DECODED_BYTES * 2 {
        return Err(LinkError::TooLarge);
    }
    let packed = URL_SAFE_NO_PAD.decode(body).map_err(|_| LinkError::Broken)?;
    let text = String::from_utf8(unpack(&packed)?).map_err(|_| LinkError::Broken)?;
    read(&serde_json::from_str(&text).map_err(|_| LinkError::Broken)?).ok_or(LinkError::Broken)
}

/// `v` and a number and a dot.
pub(crate) fn is_versioned(fragment: &str) -> bool {
    let number = fragment.strip_prefix('v').and_then(|rest| rest.split_once('.')).map(|(number, _)| number);
    number.is_some_and(|number| {
        !number.is_empty() && number.len() < 5 && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn read(value: &Value) -> Option<Shared> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
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
