//! Policies as a firewall reads them: one row per rule.

mod marks;
mod panel;
mod rejected;

pub(crate) use panel::RulesPanel;
