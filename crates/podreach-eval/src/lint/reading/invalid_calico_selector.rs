//! A selector of Calico cannot be read.
//!
//! Found in `selector`, `notSelector`, `namespaceSelector` and `serviceAccountSelector` of policies of Calico, at the word where
//! reading ends: a line break, a value without quotes, a single `=` or `&`, a parenthesis that is not closed.
//!
//! ## Why it matters
//!
//! The API server of Calico rejects the policy. Through `crd.projectcalico.org/v1` it is stored as it is, and Calico cannot use it.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: projectcalico.org/v3
//! kind: GlobalNetworkPolicy
//! metadata: {name: web}
//! spec:
//!   selector: app = 'web' # L107
//!   types: [Ingress]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: projectcalico.org/v3
//! kind: GlobalNetworkPolicy
//! metadata: {name: web}
//! spec:
//!   selector: app == 'web'
//!   types: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! Write `==` between a label and its value, values in quotes, `&&` and `||` between terms, and all of it on one line: in YAML, `>-` folds
//! lines to one, while `|` keeps the line breaks and `>` the last one.
//!
//! ## Sources
//!
//! * [Calico: Network policy, selectors](https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selectors)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L107",
    name: "invalid-calico-selector",
    severity: Severity::Error,
    needs: &[],
    source: source!("invalid_calico_selector.rs"),
    check: Check::Reading,
};
