//! A comment allows a finding that is not there.
//!
//! Found where a comment `# podreach: allow CODE reason` stands above a line or at its end, and no finding with this code is
//! reported at that line. A code that does not exist is found as well. Where the finding is not checked, because the input lacks
//! something that it needs, the comment is left alone.
//!
//! ## Why it matters
//!
//! A comment that silences nothing today silences the next mistake at its line, and its reason misleads whoever reads it.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   name: web
//!   namespace: shop # podreach: allow L13 applied with -n # L98
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   name: web # podreach: allow L13 applied with -n
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! Remove the comment, or move it to the line at which the finding is reported.
//!
//! ## Sources
//!
//! * [Podreach: command line](https://github.com/podreach/podreach#command-line)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L98",
    name: "unused-suppression",
    severity: Severity::Warning,
    needs: &[],
    source: source!("unused_suppression.rs"),
    check: Check::Reading,
};
