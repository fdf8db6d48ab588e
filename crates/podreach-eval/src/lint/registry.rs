//! All findings that there are, by code.

use podreach_syntax::Severity;

use super::input::Input;
use super::sink::Sink;
use super::{admin, comments, direction, intent, networks, ports, reading, selectors};

/// What an input has to hold for a finding to be looked for. Where it does not, the finding is not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// Pods, or controllers with their templates.
    Workloads,
    /// Services.
    Services,
    /// Namespace objects.
    Namespaces,
    /// Which network plugin enforces the policies.
    Plugin,
}

impl Need {
    /// What is needed, in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Workloads => "workloads",
            Self::Services => "Services",
            Self::Namespaces => "Namespace objects",
            Self::Plugin => "the network plugin",
        }
    }
}

/// Who finds it.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// Reading and evaluating the input, which say it on their way.
    Reading,
    /// This function.
    Run(fn(&Input<'_>, &mut Sink<'_>)),
    /// Nobody yet: it takes what a plugin does.
    Plugin,
}

impl std::fmt::Debug for Check {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Reading => "Reading",
            Self::Run(_) => "Run",
            Self::Plugin => "Plugin",
        })
    }
}

/// A finding of the catalogue: one mistake, or one thing worth knowing.
#[derive(Debug)]
pub struct Lint {
    /// Its code, which never changes: `L50`.
    pub code: &'static str,
    /// Its name, which says what is wrong: `service-port-in-policy`.
    pub name: &'static str,
    /// The most that it weighs; a single case may weigh less.
    pub severity: Severity,
    /// What the input has to hold.
    pub needs: &'static [Need],
    /// The source file of the finding, which its documentation stands at the head of; empty where documentation is not
    /// built in.
    pub(crate) source: &'static str,
    /// Who finds it.
    pub(crate) check: Check,
}

impl Lint {
    /// The finding with a code.
    pub fn of(code: &str) -> Option<&'static Self> {
        lints().find(|lint| lint.code == code)
    }

    /// The finding with a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        lints().find(|lint| lint.name == name)
    }

    /// Whether reading and evaluating the input say it; others are looked for when somebody asks.
    pub const fn is_read(&self) -> bool {
        matches!(self.check, Check::Reading)
    }

    /// Its documentation in Markdown: what it checks, why it matters, an input that has it and one that has not, how to fix it,
    /// sources. Empty where documentation is not built in.
    pub fn documentation(&self) -> String {
        super::documentation::of(self.source)
    }
}

/// The source file of a finding, where documentation is built in.
macro_rules! source {
    ($file:literal) => {{
        #[cfg(any(test, feature = "documentation"))]
        const SOURCE: &str = include_str!($file);
        #[cfg(not(any(test, feature = "documentation")))]
        const SOURCE: &str = "";
        SOURCE
    }};
}
pub(crate) use source;

/// A group of findings.
#[derive(Debug)]
pub struct Group {
    /// What they are about.
    pub title: &'static str,
    /// Its findings, by code.
    pub lints: &'static [&'static Lint],
}

/// All findings, in groups.
pub static GROUPS: [Group; 8] = [
    Group { title: "Reading the input", lints: reading::LINTS },
    Group { title: "Direction and isolation", lints: direction::LINTS },
    Group { title: "Selectors", lints: selectors::LINTS },
    Group { title: "Ports and Services", lints: ports::LINTS },
    Group { title: "DNS and address blocks", lints: networks::LINTS },
    Group { title: "Redundancy and intent", lints: intent::LINTS },
    Group { title: "Cluster-wide policies", lints: admin::LINTS },
    Group { title: "Comments that silence findings", lints: comments::LINTS },
];

/// All findings, in the order of their groups.
pub fn lints() -> impl Iterator<Item = &'static Lint> {
    GROUPS.iter().flat_map(|group| group.lints.iter().copied())
}
