//! Policies as a firewall reads them: one row per rule.

mod panel;
mod rejected;
mod rows;

pub(crate) use panel::RulesPanel;
pub(crate) use rows::rule_count;
