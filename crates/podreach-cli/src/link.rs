//! `podreach link encode` and `podreach link decode`.

use std::io::Read as _;

use podreach_link::{Shared, SharedSource};
use serde_json::json;

use crate::args::{Link, LinkAction, Output};
use crate::input::read;
use crate::outcome::{Outcome, print};

pub(crate) fn run(arguments: &Link) -> Result<Outcome, String> {
    match &arguments.action {
        LinkAction::Encode { readable, base, paths } => {
            let sources: Vec<SharedSource> = read(paths)?
                .iter()
                .map(|(_, source)| SharedSource { name: short(source.name()), text: source.text().to_owned() })
                .collect();
            let base = base.split(['#', '?']).next().unwrap_or(base);
            let fragment = if *readable {
                format!("yaml={}", podreach_link::encode_readable(&podreach_link::join_sources(&sources)))
            } else {
                podreach_link::encode_fragment(&Shared { sources, ..Shared::default() })
            };
            print(&format!("{base}#{fragment}\n"));
            Ok(Outcome::Fine)
        }
        LinkAction::Decode { url, output } => decode(url, *output),
    }
}

/// A link tells a file's name, not where it lies on someone's machine.
fn short(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned()
}

fn decode(url: &str, output: Output) -> Result<Outcome, String> {
    let url = if url == "-" {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map_err(|error| error.to_string())?;
        text.trim().to_owned()
    } else {
        url.to_owned()
    };
    let decoded = podreach_link::decode_url(&url).map_err(|error| error.to_string())?;
    let decoded = decoded.ok_or("the link holds no manifests")?;
    if let Some(warning) = &decoded.warning {
        eprintln!("warning: {warning}");
    }
    let shared = decoded.shared;
    match output {
        Output::Txt => {
            let mut text = podreach_link::join_sources(&shared.sources);
            if shared.sources.len() > 1 && !text.ends_with('\n') {
                text.push('\n');
            }
            print(&text);
        }
        Output::Json => {
            let sources: Vec<_> =
                shared.sources.iter().map(|source| json!({"name": source.name, "text": source.text})).collect();
            let value = json!({"version": 1, "sources": sources, "view": shared.view, "selection": shared.selection});
            print(&(serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"));
        }
    }
    Ok(Outcome::Fine)
}
