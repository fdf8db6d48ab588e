//! `podreach link encode` and `podreach link decode`.

use std::io::Read as _;

use podreach_eval::IpBlockPods;
use podreach_eval::kinds::is_evaluated_policy;
use podreach_link::{Baseline, LinkError, Shared, SharedSource, WARN_LENGTH};
use podreach_report::Format;
use podreach_syntax::Sources;
use serde::Serialize;

use crate::args::{Link, LinkAction};
use crate::input::{evaluate, has_errors, strict};
use crate::names;
use crate::outcome::Outcome;
use crate::read::read;
use crate::stderr::eprint_line;
use crate::stdout::{print_exactly, print_json, print_text};

pub(crate) fn run(arguments: &Link) -> Result<Outcome, String> {
    match &arguments.action {
        LinkAction::Encode { readable, base, keep, paths, choices } => {
            names::namespace(&choices.namespace)?;
            names::base(base)?;
            let read = read(paths)?;
            // A link is made of texts; only who is strict wants to know what the evaluation says about them.
            let errors = choices.strict && (has_errors(&evaluate(read.sources.clone(), choices)) || !read.complete);
            let mut sources = shared(&read.sources);
            if !keep {
                sources = trim(&sources);
            }
            let shared = Shared {
                sources,
                namespace: (choices.namespace != "default").then(|| choices.namespace.clone()),
                ip_block_pods: (choices.plugin.0.ip_block_pods == IpBlockPods::Ignore).then(|| "ignore".to_owned()),
                ..Shared::default()
            };
            encode(&shared, *readable, base)?;
            Ok(strict(Outcome::Fine, choices.strict, errors))
        }
        LinkAction::Decode { url, output } => decode(url, *output),
    }
}

fn shared(sources: &Sources) -> Vec<SharedSource> {
    // A link holds a file's name, not where it lies on someone's machine.
    let short = |name: &str| name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    let sources = sources.iter();
    sources.map(|(_, source)| SharedSource { name: short(source.name()), text: source.text().to_owned() }).collect()
}

/// A link goes to other people: it holds what the evaluation needs, and says what it leaves out.
fn trim(sources: &[SharedSource]) -> Vec<SharedSource> {
    let trimmed = podreach_link::trim(sources, is_evaluated_policy);
    if !trimmed.dropped.is_empty() {
        let what: Vec<String> =
            trimmed.dropped.iter().map(|dropped| format!("{} ({})", dropped.what, dropped.count)).collect();
        eprint_line(&format!(
            "note: the link does not contain {}, which the evaluation does not use; --keep includes it",
            what.join(", ")
        ));
    }
    for name in &trimmed.uncertain {
        eprint_line(&format!(
            "warning: `{name}` may still hold a secret: a part of it could not be read, or has the look of one; check it with `link decode`"
        ));
    }
    trimmed.sources
}

fn encode(shared: &Shared, readable: bool, base: &str) -> Result<(), String> {
    let base = base.split(['#', '?']).next().unwrap_or(base);
    let fragment = if readable {
        if shared.namespace.is_some() || shared.ip_block_pods.is_some() {
            eprint_line("warning: the readable form keeps no choices; only the manifests are in the link");
        }
        let text = podreach_link::join_sources(&shared.sources);
        podreach_link::encode_readable(&text, podreach_syntax::check).map(|value| format!("yaml={value}"))
    } else {
        podreach_link::encode_fragment(shared)
    };
    let fragment = fragment.map_err(|error| format!("no link can be made: {error}"))?;
    let url = format!("{base}#{fragment}");
    if url.len() > WARN_LENGTH {
        eprint_line(&format!(
            "warning: the link has {} characters; some programs cut links longer than {WARN_LENGTH}, a file is safer",
            url.len()
        ));
    }
    print_text(&(url + "\n"))
}

fn decode(url: &str, output: Format) -> Result<Outcome, String> {
    let url = if url == "-" {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).map_err(|error| error.to_string())?;
        text
    } else {
        url.to_owned()
    };
    let decoded = podreach_link::decode_url(url.trim(), podreach_syntax::check).map_err(advice)?;
    let decoded = decoded.ok_or("the link holds no manifests")?;
    if let Some(warning) = &decoded.warning {
        eprint_line(&format!("warning: {warning}"));
    }
    if output == Format::Json {
        print_json(&LinkOut::of(decoded.shared))?;
        return Ok(Outcome::Fine);
    }
    let mut text = podreach_link::join_sources(&decoded.shared.sources);
    if decoded.shared.sources.len() > 1 && !text.ends_with('\n') {
        text.push('\n');
    }
    if !print_exactly(&text)? {
        eprint_line(
            "note: characters that cannot be seen are shown by their number; write to a file to get the text as it is",
        );
    }
    Ok(Outcome::Fine)
}

/// Why a link cannot be opened. The library speaks to people in front of the page; a reload helps nobody here.
fn advice(error: LinkError) -> String {
    match error {
        LinkError::Newer => "the link was made by a newer version; update podreach and open it again".into(),
        other => other.to_string(),
    }
}

/// What a link holds.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LinkOut {
    /// What the sources are compared with, where the link holds a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<BaselineOut>,
    /// The choice for address blocks, where the link holds one.
    #[serde(skip_serializing_if = "Option::is_none")]
    ip_block_pods: Option<String>,
    /// The namespace of objects that name none, where the link holds one.
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<String>,
    /// Policies and rules that are switched off, where there are some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    off: Vec<String>,
    /// What is selected.
    selection: Option<String>,
    /// The manifests.
    sources: Vec<SourceOut>,
    /// The example and its step, where the link is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    tour: Option<String>,
    /// `1`.
    version: u32,
    /// The view that is shown.
    view: Option<String>,
}

/// What sources are compared with.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BaselineOut {
    /// The choice for address blocks, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    ip_block_pods: Option<String>,
    /// The namespace of objects that name none, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<String>,
    /// What is switched off in it, where there is something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    off: Vec<String>,
    /// The source of the link that it is, from 0, where it is one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    of_work: Option<usize>,
    /// Its manifests.
    sources: Vec<SourceOut>,
}

/// A source of a link.
#[derive(Serialize)]
struct SourceOut {
    /// Its name.
    name: String,
    /// Its text.
    text: String,
}

fn sources_out(sources: Vec<SharedSource>) -> Vec<SourceOut> {
    sources.into_iter().map(|SharedSource { name, text }| SourceOut { name, text }).collect()
}

impl LinkOut {
    fn of(shared: Shared) -> Self {
        let Shared { sources, namespace, ip_block_pods, view, selection, tour, off, baseline } = shared;
        let baseline = baseline.map(|Baseline { sources, namespace, ip_block_pods, off, of_work }| BaselineOut {
            ip_block_pods,
            namespace,
            off,
            of_work,
            sources: sources_out(sources),
        });
        let sources = sources_out(sources);
        Self { baseline, ip_block_pods, namespace, off, selection, sources, tour, version: 1, view }
    }
}
