//! The command line's shape.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use podreach_report::{DocumentKind, Format};

use crate::plugin::Plugin;

const EXIT_CODES: &str = "\
Exit codes: 0 fine or allowed; 1 denied, connections that differ, or errors in the input with --strict; 2 bad usage, nothing to read, an unknown or ambiguous name; 3 it depends on what the input does not say.";

const ENDS: &str = "\
SRC and DST are one of
  [namespace/]name[Kind]       a workload; the [Kind] only where two share a name
  [namespace/]db-0             one pod, by its name
  service:[namespace/]name     a Service; --port is then its port
  10.0.0.0/8, 2001:db8::1      addresses: what the input says that they are (a Service, a pod, a node), else outside
  rep:default/app=api          pods that a policy names, by the id that list --representatives prints
The same name twice asks about two different pods of one workload. Of several parts (backends, pods, addresses) all have to be
allowed; they are printed one by one.";

const SILENCING: &str = "\
A comment above a line or at its end silences a finding there, errors excepted:
  # podreach: allow L42 the reason";

/// Who can talk to whom in a Kubernetes cluster, on which ports, and why.
#[derive(Debug, Parser)]
#[command(name = "podreach", version, propagate_version = true, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List all connections.
    List(List),
    /// Ask whether one endpoint can reach another. Exit code 0: allowed, 1: denied, 3: it depends on what the input does not say.
    Can(Can),
    /// Show every rule that matters for a pair, both directions, with lines. Exit code 0 whatever the verdict.
    Explain(Explain),
    /// Show what a change alters: connections, and the policies that cause it. Exit code 0: no connection differs, 1: some do.
    Diff(Diff),
    /// Show the ingress paths to a pod. Exit code 0: a path is open, 1: none is, 3: it depends on what the input does not say.
    Ways(Ways),
    /// Find what is wrong with the input, and fix it. Exit code 0: nothing of the level or above, 1: findings.
    Lint(Lint),
    /// Find the smallest change that allows or denies a connection, with all that it opens and closes besides. Exit code 0: found, or
    /// so already; 1: none found.
    Suggest(Suggest),
    /// Make and read share links.
    Link(Link),
}

/// What every analysis takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Files, folders (searched for .yaml, .yml, .json) or `-` for standard input.
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) choices: Choices,
}

#[derive(Debug, Args)]
pub(crate) struct Choices {
    /// Namespace of objects that name none.
    #[arg(short = 'n', long = "namespace", default_value = "default")]
    pub(crate) namespace: String,
    #[command(flatten)]
    pub(crate) plugin: Plugin,
    /// Exit with 1 when the input has errors or part of it cannot be read.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Colours in diagnostics and verdicts.
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) common: Common,
    /// Output format.
    #[arg(short, long, value_parser = format_of(DocumentKind::List), default_value = "txt")]
    pub(crate) output: Format,
    /// Include pods that policies select or match and that are not in the input; full always has them, and svg but
    /// with `--exposure`.
    #[arg(long)]
    pub(crate) representatives: bool,
    /// Add what workloads are exposed to: pods that could be created, by namespace and labels, and why. Not with
    /// full.
    #[arg(long)]
    pub(crate) exposure: bool,
    #[command(flatten)]
    pub(crate) drawing: Drawing,
}

/// What a drawing shows besides.
#[derive(Debug, Args)]
pub(crate) struct Drawing {
    /// In svg, draw Services in front of the ports that they lead to.
    #[arg(long)]
    pub(crate) services: bool,
    /// In svg, count blocked pairs on every card.
    #[arg(long)]
    pub(crate) blocked: bool,
}

/// Takes the name of a format that documents of a kind are written in.
fn format_of(kind: DocumentKind) -> impl TypedValueParser<Value = Format> {
    one_of(kind.formats())
}

/// Takes the name of one of some formats.
fn one_of(formats: impl IntoIterator<Item = Format>) -> impl TypedValueParser<Value = Format> {
    let names = PossibleValuesParser::new(formats.into_iter().map(Format::name));
    names.try_map(|name| Format::from_name(&name).ok_or("no such format"))
}

/// What is asked about, and of which input.
#[derive(Debug, Args)]
pub(crate) struct Pair {
    /// Where the connection starts: a workload, a Service, addresses or a representative.
    #[arg(value_name = "SRC")]
    pub(crate) source: String,
    /// Where it ends, likewise.
    #[arg(value_name = "DST")]
    pub(crate) destination: String,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = ENDS)]
pub(crate) struct Can {
    #[command(flatten)]
    pub(crate) pair: Pair,
    /// Pod port by number or name; of a Service, the Service port. Without it: is anything allowed?
    #[arg(long)]
    pub(crate) port: Option<String>,
    /// Protocol of the port, TCP unless said. Without `--port`: is anything of this protocol allowed?
    #[arg(long, ignore_case = true, value_parser = ["TCP", "UDP", "SCTP"])]
    pub(crate) protocol: Option<String>,
    /// Output format.
    #[arg(short, long, value_parser = format_of(DocumentKind::Verdict), default_value = "txt")]
    pub(crate) output: Format,
}

#[derive(Debug, Args)]
#[command(after_help = ENDS)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) pair: Pair,
    /// Output format.
    #[arg(short, long, value_parser = format_of(DocumentKind::Explanation), default_value = "txt")]
    pub(crate) output: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// Manifests before: a file, a folder or `-`.
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// Manifests after, likewise.
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    #[command(flatten)]
    pub(crate) choices: Choices,
    /// Output format.
    #[arg(short, long, value_parser = format_of(DocumentKind::Diff), default_value = "txt")]
    pub(crate) output: Format,
    /// Include pods that policies select or match and that are not in the input.
    #[arg(long)]
    pub(crate) representatives: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Ways {
    /// The workload, pod, or Service whose pods are asked about.
    #[arg(value_name = "POD")]
    pub(crate) destination: String,
    #[command(flatten)]
    pub(crate) common: Common,
    /// Output format.
    #[arg(short, long, value_parser = format_of(DocumentKind::Paths), default_value = "txt")]
    pub(crate) output: Format,
}

#[derive(Debug, Args)]
#[command(after_help = SILENCING)]
pub(crate) struct Lint {
    #[command(flatten)]
    pub(crate) common: Common,
    /// Output format.
    #[arg(short, long, value_parser = format_of(DocumentKind::Findings), default_value = "txt")]
    pub(crate) output: Format,
    /// Findings of this severity and above count, and others are left out. Without it: warning, and json and sarif hold all.
    #[arg(long, value_enum)]
    pub(crate) level: Option<Level>,
    /// Write the fixes into the files that change no connection, and show what is left. Findings with several fixes are left.
    #[arg(long)]
    pub(crate) fix: bool,
    /// With --fix, also write those that open or close connections.
    #[arg(long, requires = "fix")]
    pub(crate) unsafe_fixes: bool,
}

/// How much a finding has to weigh to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    Error,
    Warning,
    Note,
}

#[derive(Debug, Args)]
#[command(after_help = ENDS)]
pub(crate) struct Suggest {
    /// What is wanted of the connection.
    #[arg(value_enum)]
    pub(crate) goal: Wish,
    #[command(flatten)]
    pub(crate) pair: Pair,
    /// Pod port by number or name; of a Service, the Service port. Without it: to allow, the ports that the destination declares;
    /// to deny, everything.
    #[arg(long)]
    pub(crate) port: Option<String>,
    /// Protocol of the port, TCP unless said.
    #[arg(long, ignore_case = true, value_parser = ["TCP", "UDP", "SCTP"], requires = "port")]
    pub(crate) protocol: Option<String>,
    /// Output format.
    #[arg(short, long, value_parser = format_of(DocumentKind::Suggestions), default_value = "txt")]
    pub(crate) output: Format,
}

/// What is wanted of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Wish {
    /// It passes.
    Allow,
    /// It does not pass.
    Deny,
}

#[derive(Debug, Args)]
pub(crate) struct Link {
    #[command(subcommand)]
    pub(crate) action: LinkAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LinkAction {
    /// Print a link that opens the manifests, with the namespace and what address blocks match.
    Encode {
        /// Write the readable form, `#yaml=`.
        #[arg(long)]
        readable: bool,
        /// Address of the page.
        #[arg(long, value_name = "URL", default_value = "https://podreach.github.io/podreach/")]
        base: String,
        /// Keep what the evaluation does not use: status, annotations, env, data of Secrets and the like.
        #[arg(long)]
        keep: bool,
        /// Files, folders or `-`.
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        choices: Choices,
    },
    /// Print what a link holds.
    Decode {
        /// The link, or `-` to read it from standard input.
        url: String,
        /// Output format.
        #[arg(short, long, value_parser = one_of([Format::Txt, Format::Json]), default_value = "txt")]
        output: Format,
    },
}
