//! `policy.networking.k8s.io`: AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1), ClusterNetworkPolicy (v1alpha2 and
//! v1beta1), with the checks of their CRDs.
//!
//! What no CRD checks (selectors, port names, the order of ranges, protocols, domain names in rules that deny) is in the cluster
//! as it is written: such a rule fails closed by itself, and the others hold.
//!
//! Source: the API types and CRDs of kubernetes-sigs/network-policy-api, v0.1.8 and v0.3.0.

mod dialect;
mod peers;
mod ports;
mod rules;
mod subject;

use std::sync::Arc;

use podreach_syntax::{Node, Span, Value};

use super::AnyPolicy;
use super::admin::{AdminPods, AdminPolicy, AdminTier};
use super::fields;
use super::lists::Object;
use super::meta::meta;
use super::networking::rejection;
use super::objects::RejectedPolicy;
use super::reader::{Reader, shown};
use super::resources::Resources;
use super::schema;

use dialect::Dialect;

/// The API group.
pub(crate) const GROUP: &str = "policy.networking.k8s.io";

/// What a policy has wrong and is evaluated with all the same, because the API says how: it fails closed.
pub(crate) const FAILS_CLOSED: &str = "V09";

/// What becomes of a rule that is in the cluster and that no plugin can use.
const RULE_FAILS: &str = "the rule fails closed: Allow or Accept allows nothing, Deny and Pass deny what it may mean";
/// What comes of a rule with a port that cannot be used. Some implementations leave out this port, and others the rule.
const RULE_FAILS_HERE: &str = "the rule is evaluated as failing closed (Allow or Accept allows nothing, Deny and Pass deny what it may \
     mean); some implementations only leave out this port";
/// The same of a subject, which concerns every rule.
const SUBJECT_FAILS: &str =
    "every rule fails closed: Allow or Accept allows nothing, Deny and Pass deny for all pods that it may mean";

pub(crate) fn decode(object: &Object<'_>, reader: &mut Reader, resources: &mut Resources) {
    let from = reader.diagnostics.len();
    let Some(dialect) = Dialect::of(object.kind) else { return };
    check_version(object, dialect, reader);
    let Some(policy) = policy(object, dialect, reader) else { return };
    match rejection(policy.meta.clone(), from, reader) {
        None => resources.policies.push(Arc::new(AnyPolicy::Admin(policy))),
        Some(rejected) => {
            resources.rejected_policies.push(RejectedPolicy { lenient: Some(AnyPolicy::Admin(policy)), ..rejected });
        }
    }
}

fn check_version(object: &Object<'_>, dialect: Dialect, reader: &mut Reader) {
    let known = dialect.versions();
    let (group, version) = object.api_version.rsplit_once('/').unwrap_or(("", object.api_version));
    if group == GROUP && known.contains(&version) {
        return;
    }
    let span = object.node.entry("apiVersion").map_or(object.node.span, |entry| entry.value.span);
    let message = format!("`{}` has no {}", object.api_version, object.kind);
    let help = format!("write `apiVersion: {GROUP}/{}`", known.last().unwrap_or(&"v1alpha1"));
    reader.error("L15", span, message, help);
}

/// Says what is wrong with a rule or a subject that is in the cluster all the same, since no CRD checks it.
fn unusable(code: &'static str, span: Span, message: impl Into<String>, help: &str, reader: &mut Reader) {
    reader.warn(code, span, message, format!("{help}; the CRD does not check this, and {RULE_FAILS}"));
}

/// The same of one port of a rule, where implementations differ.
fn unusable_here(code: &'static str, span: Span, message: impl Into<String>, help: &str, reader: &mut Reader) {
    let help = format!("{help}; the CRD does not check this; {RULE_FAILS_HERE}");
    reader.warn(code, span, message, help);
}

fn policy(object: &Object<'_>, dialect: Dialect, reader: &mut Reader) -> Option<AdminPolicy> {
    fields::check(object.node.as_map().unwrap_or(&[]), schema::names(dialect.kind()), "", reader);
    if let Some(metadata) = object.node.get("metadata") {
        schema::check_metadata(metadata, reader);
    }
    let meta = meta(object, false, reader)?;
    if dialect == Dialect::Baseline && &*meta.name.value != "default" {
        let message = format!("the name is `{}`; a cluster has one BaselineAdminNetworkPolicy", meta.name.value);
        reader.error("L103", meta.name.span, message, "it has to be called `default`");
    }
    let null = Node::new(Value::Null, meta.name.span);
    let spec = object.node.get("spec").unwrap_or(&null);
    fields::check(reader.map(spec, "spec"), dialect.spec_fields(), "spec", reader);
    let at = object.node.entry("spec").map_or(meta.name.span, |entry| entry.key.span);
    let tier = tier(spec, dialect, at, reader);
    let priority = priority(spec, dialect, at, reader);
    let mut unusable = false;
    let subject = match spec.get("subject").filter(|found| !found.is_null()) {
        Some(node) => {
            let (subject, found) = subject::subject(node, dialect, reader);
            unusable = found;
            subject
        }
        None => {
            let help = "write `subject: {namespaces: {}}` for all pods of the cluster";
            reader.error("V08", at, format!("this {} has no `subject`", object.kind), help);
            AdminPods { namespaces: subject::nothing(meta.name.span), pods: subject::nothing(meta.name.span) }
        }
    };
    let mut ingress = rules::rules(spec.get("ingress"), true, dialect, reader);
    let mut egress = rules::rules(spec.get("egress"), false, dialect, reader);
    for rule in ingress.iter_mut().chain(&mut egress) {
        rule.fails_closed |= unusable;
    }
    Some(AdminPolicy { meta, tier, priority, subject, ingress, egress })
}

fn tier(spec: &Node, dialect: Dialect, at: Span, reader: &mut Reader) -> AdminTier {
    match dialect {
        Dialect::Admin => AdminTier::Admin,
        Dialect::Baseline => AdminTier::Baseline,
        Dialect::Cluster => {
            let Some(node) = spec.get("tier").filter(|found| !found.is_null()) else {
                reader.error("V08", at, "`spec` has no `tier`", "write `tier: Admin` or `tier: Baseline`");
                return AdminTier::Admin;
            };
            match node.as_str() {
                Some("Admin") => AdminTier::Admin,
                Some("Baseline") => AdminTier::Baseline,
                _ => {
                    let message = format!("`{}` is not a tier", shown(node));
                    reader.error("V08", node.span, message, "write `Admin` or `Baseline`, with a capital letter");
                    AdminTier::Admin
                }
            }
        }
    }
}

fn priority(spec: &Node, dialect: Dialect, at: Span, reader: &mut Reader) -> Option<u16> {
    if dialect == Dialect::Baseline {
        return None;
    }
    let help = "a priority is a number from 0 to 1000; lower numbers are evaluated first";
    let Some(node) = spec.get("priority").filter(|found| !found.is_null()) else {
        reader.error("V08", at, "`spec` has no `priority`", help);
        return Some(1000);
    };
    let Value::Int(number) = node.value else {
        reader.wrong_type(node, "spec.priority", "a whole number");
        return Some(1000);
    };
    let found = u16::try_from(number).ok().filter(|priority| *priority <= 1000);
    if found.is_none() {
        reader.error("V08", node.span, format!("`{}` is not a priority", shown(node)), help);
    }
    Some(found.unwrap_or(1000))
}
