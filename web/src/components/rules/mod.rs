//! Policies as a firewall reads them: one row per rule.

mod panel;
mod rejected;

pub(crate) use panel::RulesPanel;
