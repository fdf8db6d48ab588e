//! Files that a person opens or drops: read here, sent nowhere.

use gloo_file::File;
use gloo_file::futures::read_as_bytes;
use gloo_timers::callback::Timeout;
use podreach_syntax::{Limits, Source, decode};
use wasm_bindgen_futures::spawn_local;
use web_sys::FileList;

use crate::state::AppState;

/// The text in a file, in any encoding that YAML permits, and what to say about bytes in it that are no text; an error where all of
/// it is none.
fn text(bytes: Vec<u8>) -> Result<(String, Option<String>), String> {
    let decoded = decode(bytes);
    if let Some(what) = decoded.binary {
        return Err(format!("is {what}"));
    }
    let remark = decoded.damage.first().map(|first| {
        let place = Source::new("", decoded.text.as_str()).line_column(first.at);
        let count = decoded.damage.len();
        let bytes = if count == 1 { "a byte".to_owned() } else { format!("{count} bytes") };
        let first = if count == 1 { "" } else { "the first " };
        let name = decoded.encoding.as_str();
        format!(
            "has {bytes} that {} not {name}, {first}in line {}, column {}; U+FFFD stands there now",
            if count == 1 { "is" } else { "are" },
            place.line,
            place.column
        )
    });
    let text = match decoded.text.strip_prefix('\u{feff}') {
        Some(rest) => rest.trim_start_matches('\u{feff}').to_owned(),
        None => decoded.text,
    };
    Ok((text, remark))
}

/// Reads the files and adds them to the sources.
pub(crate) fn open(state: AppState, list: &FileList) {
    read_files(state, list, move |files| state.add(&files));
}

/// Reads the files and hands them over, by name; says which cannot be read.
pub(crate) fn read_files(state: AppState, list: &FileList, take: impl FnOnce(Vec<(String, String)>) + 'static) {
    let files: Vec<File> = (0..list.length()).filter_map(|at| list.get(at)).map(File::from).collect();
    spawn_local(async move {
        let mut read = Vec::new();
        let mut failed = Vec::new();
        for file in files {
            if file.size() > Limits::PAGE.bytes {
                failed.push(format!("{} is larger than {} MiB", file.name(), Limits::PAGE.bytes >> 20));
                continue;
            }
            match read_as_bytes(&file).await.map(text) {
                Ok(Ok((text, remark))) => {
                    failed.extend(remark.map(|remark| format!("{} {remark}", file.name())));
                    read.push((file.name(), text));
                }
                Ok(Err(why)) => failed.push(format!("{} {why}", file.name())),
                Err(_) => failed.push(format!("{} could not be read", file.name())),
            }
        }
        read.sort_by(|left, right| left.0.cmp(&right.0));
        if !read.is_empty() {
            // In a task of its own: this one has read the last of them.
            Timeout::new(0, move || take(read)).forget();
        }
        if !failed.is_empty() {
            state.session.say(format!("{}.", failed.join("; ")), true);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn files_in_any_encoding() {
        let wide = |mark: u16, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(mark).chain("kind: é\r\n".encode_utf16()).flat_map(bytes).collect()
        };
        let expected = Ok(("kind: é\r\n".to_owned(), None));
        for bytes in [
            "kind: é\r\n".into(),
            "\u{feff}kind: é\r\n".into(),
            wide(0xfeff, u16::to_le_bytes),
            wide(0xfeff, u16::to_be_bytes),
        ] {
            assert_eq!(text(bytes), expected);
        }
    }

    #[test]
    fn bytes_that_are_no_text() {
        let (read, remark) = text(b"a: 1\nb: caf\xe9\n".to_vec()).unwrap();
        assert_eq!(read, "a: 1\nb: caf\u{fffd}\n");
        assert_eq!(remark.unwrap(), "has a byte that is not UTF-8, in line 2, column 7; U+FFFD stands there now");
        let (_, remark) = text(b"\xe9: \xe9".to_vec()).unwrap();
        assert_eq!(
            remark.unwrap(),
            "has 2 bytes that are not UTF-8, the first in line 1, column 1; U+FFFD stands there now"
        );
        assert_eq!(text(b"\x1f\x8b\x08\0".to_vec()), Err("is a gzip archive, not text".to_owned()));
    }
}
