//! A comment allows a finding and does not say why.
//!
//! Found where a comment `# podreach: allow CODE` has nothing behind the code. The finding is then reported all the same.
//!
//! ## Why it matters
//!
//! Whoever reads the policy next has to decide whether the mistake was accepted for good or overlooked. The reason says it.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   name: web # podreach: allow L13 # L99
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
//! Write the reason behind the code.
//!
//! ## Sources
//!
//! * [Podreach: command line](https://github.com/podreach/podreach#command-line)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L99",
    name: "suppression-without-reason",
    severity: Severity::Warning,
    needs: &[],
    source: source!("suppression_without_reason.rs"),
    check: Check::Reading,
};
