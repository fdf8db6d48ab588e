//! Findings: what is wrong with an input or worth knowing about it. Each has a code, a name, its documentation and its examples
//! in a file of its own, and a row in the [registry](GROUPS). They are looked for when somebody asks, not by an evaluation.

mod admin;
mod cluster_wide;
mod comments;
mod direction;
mod documentation;
mod fixes;
mod input;
mod intent;
mod makers;
mod networks;
mod places;
mod pods;
mod ports;
mod reading;
mod registry;
mod selectors;
mod sink;
mod suppressions;
mod together;
mod vain;
mod words;

#[cfg(test)]
mod tests;

use podreach_syntax::Sources;

use crate::analysis::Analysis;

use input::Input;
use registry::Check;
use sink::Sink;

pub use registry::{GROUPS, Group, Lint, Need, lints};
pub use sink::{About, Finding};

/// What was found in an input, and what was not looked for.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Findings by source and place.
    pub found: Vec<Finding>,
    /// What was not looked for, in the order of the registry.
    pub not_checked: Vec<NotChecked>,
    /// What comments in the input silence.
    pub silenced: Vec<Silenced>,
}

/// A finding that a comment silences.
#[derive(Clone, Debug)]
pub struct Silenced {
    /// What was found.
    pub finding: Finding,
    /// Why it is silenced, as the comment says.
    pub reason: String,
}

/// A finding that was not looked for.
#[derive(Clone, Debug)]
pub struct NotChecked {
    /// Which one.
    pub lint: &'static Lint,
    /// What it would take: `workloads`.
    pub needs: String,
}

/// Policies that are not evaluated, with a finding each.
const MOST: usize = 5;

impl Analysis {
    /// Everything that is to be said about the input: what was found while it was read and evaluated, and what the findings of
    /// the registry look for. Each of these takes a bounded number of steps. The sources are those of the analysis; fixes keep
    /// their style.
    pub fn findings(&self, sources: &Sources) -> Findings {
        self.findings_of(sources, |_| true)
    }

    /// The same of some findings of the registry.
    pub fn findings_of(&self, sources: &Sources, wanted: impl Fn(&Lint) -> bool) -> Findings {
        let lints = || lints().filter(|lint| wanted(lint));
        // Nobody has to register for what is read; `wanted` leaves out what somebody does not want.
        let read = self.diagnostics.iter().filter(|found| Lint::of(found.code).is_none_or(&wanted));
        let read = read.cloned().map(Finding::from);
        let (ignored, mut found): (Vec<Finding>, Vec<Finding>) =
            read.partition(|finding| finding.diagnostic.code == reading::NOT_EVALUATED.code);
        found.extend(together::together(ignored, MOST, |others| format!("so are {others} other policies")));
        let mut not_checked = Vec::new();
        if self.exceeded {
            let skip = |lint: &'static Lint| {
                not_checked.push(NotChecked { lint, needs: "an input that can be evaluated".into() });
            };
            lints().filter(|lint| !matches!(lint.check, Check::Reading)).for_each(skip);
            return Findings { found, not_checked, silenced: Vec::new() };
        }
        let input = Input::new(self, sources);
        for lint in lints() {
            let run = match lint.check {
                Check::Reading => continue,
                Check::Run(run) => Some(run),
                Check::Plugin => None,
            };
            let missing: Vec<&str> =
                lint.needs.iter().filter(|need| !input.has(**need)).map(|need| need.as_str()).collect();
            match run.filter(|_| missing.is_empty()) {
                None => not_checked.push(NotChecked { lint, needs: missing.join(" and ") }),
                Some(run) => {
                    let before = found.len();
                    let mut sink = Sink::new(&mut found);
                    run(&input, &mut sink);
                    if sink.is_exceeded() {
                        found.truncate(before);
                        not_checked.push(NotChecked { lint, needs: "a smaller input".into() });
                    }
                }
            }
        }
        let mut findings = Findings { found, not_checked, silenced: Vec::new() };
        suppressions::silence(sources, &mut findings);
        self.sort(&mut findings.found, |finding| &finding.diagnostic);
        findings
    }
}
