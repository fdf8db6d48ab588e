//! `list -o full`: everything that is known about an input, as JSON. `schema/full.json` describes it.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use podreach_eval::inventory::{EndpointId, EndpointKind};
use podreach_eval::kinds::{RejectedObject, RejectedPolicy, Unsupported};
use podreach_eval::policy::{Direction, Policy, Rule};
use podreach_eval::{Analysis, explain};
use podreach_syntax::{Diagnostic, Sources};
use serde::Serialize;

use crate::full_connection::{ConnectionOut, Connections, WithRules};
use crate::full_endpoint::{EndpointOut, NamespaceOut, ServiceOut, endpoint, namespace, service};
use crate::full_entry::{EntryOut, entry};
use crate::json::{Each, Sorted, by_line};
use crate::place::{Place, place};

/// Version of the schema. New fields may come without a new version; changed or missing ones need one.
pub const FULL_SCHEMA_VERSION: u32 = 1;

/// Writes the whole analysis as JSON, one element a line.
pub(crate) fn full(out: &mut dyn Write, analysis: &Analysis, sources: &Sources) -> fmt::Result {
    let shown: Vec<EndpointId> = analysis
        .endpoint_ids()
        .filter(|(_, endpoint)| !endpoint.hidden && endpoint.kind != EndpointKind::OwnNode)
        .map(|(id, _)| id)
        .collect();
    let connections = Connections::new(analysis, &shown);
    let value = FullOut {
        version: FULL_SCHEMA_VERSION,
        namespaces: analysis.namespaces.iter().map(|found| Sorted(namespace(found))).collect(),
        endpoints: Each::new(|| shown.iter().map(|id| endpoint(analysis, sources, *id))),
        groups: groups(analysis, &shown),
        services: Each::new(|| analysis.services.iter().map(|node| Sorted(service(analysis, sources, node)))),
        entries: Each::new(|| analysis.entries.iter().map(|node| entry(analysis, sources, node))),
        policies: Each::new(|| analysis.policies.list.iter().map(|found| policy(sources, found))),
        connections: Each::new(|| connections.iter()),
        connections_with_rules: WithRules(&connections),
        rejected_policies: Each::new(|| {
            analysis.rejected_policies.iter().map(|found| Sorted(RejectedOut::of_policy(sources, found)))
        }),
        rejected_objects: Each::new(|| {
            analysis.rejected_objects.iter().map(|found| Sorted(RejectedOut::of_object(sources, found)))
        }),
        ignored: Each::new(|| analysis.ignored.iter().map(|found| Sorted(ignored(sources, found)))),
        left_out: explain::left_out_sentences(analysis, &analysis.left_out_of_all()),
        diagnostics: Each::new(|| {
            analysis.diagnostics_by_importance().into_iter().map(|found| Sorted(diagnostic(sources, found)))
        }),
    };
    by_line(out, &value)
}

/// Everything that is known about an input.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FullOut<'a> {
    /// `1`.
    version: u32,
    /// By name.
    #[cfg_attr(test, schemars(with = "Vec<NamespaceOut<'_>>"))]
    namespaces: Vec<Sorted<NamespaceOut<'a>>>,
    /// Workloads, representatives and the outside; representatives that behave as if no policy existed are left out.
    #[cfg_attr(test, schemars(with = "Vec<EndpointOut<'_>>"))]
    endpoints: Each<'a, EndpointOut<'a>>,
    /// Endpoint ids: those that no policy of the input tells apart, where there are several.
    groups: Vec<Vec<&'a str>>,
    /// By namespace and name.
    #[cfg_attr(test, schemars(with = "Vec<ServiceOut<'_>>"))]
    services: Each<'a, Sorted<ServiceOut<'a>>>,
    /// Ingresses, OpenShift Routes, and Gateways with their routes.
    #[cfg_attr(test, schemars(with = "Vec<EntryOut<'_>>"))]
    entries: Each<'a, EntryOut<'a>>,
    /// In the order in which they are asked.
    #[cfg_attr(test, schemars(with = "Vec<PolicyOut<'_>>"))]
    policies: Each<'a, PolicyOut<'a>>,
    /// Pairs of endpoints that have any.
    #[cfg_attr(test, schemars(with = "Vec<ConnectionOut<'_>>"))]
    connections: Each<'a, ConnectionOut<'a>>,
    /// Only where finding all rules would take too long: so many connections, the first ones, have their rules and caveats; the
    /// others have empty lists.
    #[serde(skip_serializing_if = "WithRules::is_all")]
    #[cfg_attr(test, schemars(with = "u64"))]
    connections_with_rules: WithRules<'a>,
    /// Policies that an API server would reject; they take no part.
    #[cfg_attr(test, schemars(with = "Vec<RejectedOut<'_>>"))]
    #[serde(rename = "refused")]
    rejected_policies: Each<'a, Sorted<RejectedOut<'a>>>,
    /// Workloads, Services, entry points and badly named policies that an API server would reject; they are evaluated all the
    /// same.
    #[cfg_attr(test, schemars(with = "Vec<RejectedOut<'_>>"))]
    #[serde(rename = "rejected")]
    rejected_objects: Each<'a, Sorted<RejectedOut<'a>>>,
    /// Objects of kinds that are not read.
    #[cfg_attr(test, schemars(with = "Vec<IgnoredOut<'_>>"))]
    ignored: Each<'a, Sorted<IgnoredOut<'a>>>,
    /// In sentences, what evaluation leaves out: rejected policies, policies of kinds that are not evaluated, what could not be
    /// read.
    left_out: Vec<String>,
    /// What is to be said about the input: limits that were reached (codes `S10` to `S19`), policies that take no part, text that
    /// cannot be read, other errors, warnings, notes; those that matter alike by place.
    #[cfg_attr(test, schemars(with = "Vec<DiagnosticOut<'_>>"))]
    diagnostics: Each<'a, Sorted<DiagnosticOut<'a>>>,
}

/// An object that an API server would reject.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename = "Refused")]
struct RejectedOut<'a> {
    /// As written.
    kind: &'a str,
    /// Where it would be.
    namespace: &'a str,
    /// Its name, or the start of one that is to be made.
    name: &'a str,
    /// The diagnostics that say why.
    codes: &'a [&'static str],
    /// The message of the first of them.
    reason: &'a str,
    /// Where it is written.
    at: Option<Place<'a>>,
}

impl<'a> RejectedOut<'a> {
    fn of_policy(sources: &'a Sources, found: &'a RejectedPolicy) -> Self {
        let meta = &found.meta;
        Self {
            kind: &meta.kind,
            namespace: &meta.namespace,
            name: &meta.name.value,
            codes: &found.codes,
            reason: &found.reason,
            at: place(sources, meta.span),
        }
    }

    fn of_object(sources: &'a Sources, found: &'a RejectedObject) -> Self {
        Self {
            kind: &found.kind,
            namespace: &found.namespace,
            name: &found.name,
            codes: &found.codes,
            reason: &found.reason,
            at: place(sources, found.span),
        }
    }
}

/// An object of a kind that is not read.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct IgnoredOut<'a> {
    /// As written.
    api_version: &'a str,
    /// As written.
    kind: &'a str,
    /// As written.
    name: &'a str,
    /// Where it is written.
    at: Option<Place<'a>>,
}

fn ignored<'a>(sources: &'a Sources, found: &'a Unsupported) -> IgnoredOut<'a> {
    IgnoredOut { api_version: &found.api_version, kind: &found.kind, name: &found.name, at: place(sources, found.span) }
}

/// Something to be said about the input.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DiagnosticOut<'a> {
    /// What it is about; stable.
    code: &'a str,
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// A sentence.
    message: &'a str,
    /// What to do.
    help: Option<&'a str>,
    /// Where.
    at: Option<Place<'a>>,
}

fn diagnostic<'a>(sources: &'a Sources, found: &'a Diagnostic) -> DiagnosticOut<'a> {
    DiagnosticOut {
        code: found.code,
        severity: found.severity.as_str(),
        message: &found.message,
        help: found.help.as_deref(),
        at: found.span.and_then(|span| place(sources, span)),
    }
}

/// Endpoints that no policy tells apart, where there are several.
fn groups<'a>(analysis: &'a Analysis, shown: &[EndpointId]) -> Vec<Vec<&'a str>> {
    let mut classes: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for id in shown {
        let endpoint = analysis.endpoint(*id);
        classes.entry(endpoint.class()).or_default().push(&endpoint.id);
    }
    let mut groups: Vec<Vec<&str>> = classes.into_values().filter(|members| members.len() > 1).collect();
    groups.sort();
    groups
}

/// A policy.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PolicyOut<'a> {
    /// What other objects call it.
    id: u32,
    /// `NetworkPolicy` and so on.
    kind: &'a str,
    /// Null where its kind has none.
    namespace: Option<&'a str>,
    /// Its name.
    name: &'a str,
    /// A sentence on what it selects and does.
    text: String,
    /// Its name in the text.
    at: Option<Place<'a>>,
    /// Null where it has no say over ingress.
    ingress: Option<Vec<RuleOut<'a>>>,
    /// Null where it has no say over egress.
    egress: Option<Vec<RuleOut<'a>>>,
    /// True where it is switched off and takes no part; otherwise absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    off: Option<bool>,
}

/// A rule of a policy.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RuleOut<'a> {
    /// The rule in words.
    text: String,
    /// Where it is written.
    at: Option<Place<'a>>,
    /// True where it is switched off by itself; otherwise absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    off: Option<bool>,
}

fn policy<'a>(sources: &'a Sources, policy: &'a Policy) -> PolicyOut<'a> {
    let rules = |direction: Direction| {
        let found = policy.written(direction)?.rules.iter();
        let rule = |rule: &'a Rule| RuleOut {
            text: explain::rule_words(rule, direction),
            at: place(sources, rule.span),
            off: rule.off.then_some(true),
        };
        Some(found.map(rule).collect())
    };
    PolicyOut {
        id: policy.id.0,
        kind: &policy.kind,
        namespace: policy.namespace.as_deref(),
        name: &policy.name,
        text: explain::policy_sentence(policy),
        at: place(sources, policy.name_span),
        ingress: rules(Direction::Ingress),
        egress: rules(Direction::Egress),
        off: policy.is_off().then_some(true),
    }
}
