//! From documents to an analysis, step by step.

use std::sync::{Arc, OnceLock};

use podreach_syntax::{Diagnostic, Places, Severity, Sources};

use crate::analysis::Analysis;
use crate::budget::Budget;
use crate::inventory::EndpointId;
use crate::inventory::entries::entries;
use crate::inventory::namespaces::namespaces;
use crate::kept::Kept;
use crate::kinds::{Decoded, Decoder, Finished, Resources};
use crate::options::Options;
use crate::policy::{HostNetwork, Policies, lower, switch_off};
use crate::reach::{build, kept};

/// Reads and evaluates an input. Total: bad input gives diagnostics and an analysis of what could be read.
///
/// ```
/// use podreach_eval::{analyze, Options, query::PairState};
/// use podreach_syntax::Sources;
///
/// let yaml = "
/// apiVersion: networking.k8s.io/v1
/// kind: NetworkPolicy
/// metadata: {name: db, namespace: default}
/// spec:
///   podSelector: {matchLabels: {app: db}}
///   ingress: [{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5984}]}]
/// ";
/// let analysis = analyze(&Sources::single("db.yaml", yaml), &Options::default());
/// let api = analysis.endpoint_by_id("rep:default/app=api").unwrap();
/// let db = analysis.endpoint_by_id("rep:default/app=db").unwrap();
/// let pair = analysis.pair(api, db);
/// assert_eq!(pair.connections.to_string(), "TCP 5984");
/// assert_eq!(pair.state, PairState::Allowed);
/// ```
pub fn analyze(sources: &Sources, options: &Options) -> Analysis {
    let mut decoder = Decoder::new(&options.default_namespace);
    let reading = podreach_syntax::parse_each(sources, &options.limits, |document| decoder.document(&document));
    decide(decoder, reading, sources.places(), options, lower).analysis
}

/// Evaluates an input with other policies than its own.
#[cfg(test)]
pub(crate) fn analyze_policies(sources: &Sources, options: &Options, policies: Policies) -> Analysis {
    let mut decoder = Decoder::new(&options.default_namespace);
    let reading = podreach_syntax::parse_each(sources, &options.limits, |document| decoder.document(&document));
    decide(decoder, reading, sources.places(), options, |_| policies).analysis
}

/// Evaluates an input of which every part was decoded by itself, in the order of the input. `reading` is what reading gave
/// otherwise, and `places` say where the parts stand.
pub fn analyze_decoded<'a>(
    parts: impl IntoIterator<Item = &'a Decoded>,
    reading: Vec<Diagnostic>,
    places: &Arc<Places>,
    options: &Options,
) -> Analysis {
    let mut decoder = Decoder::new(&options.default_namespace);
    for part in parts {
        decoder.add(part);
    }
    decide(decoder, reading, places, options, lower).analysis
}

/// An analysis, and what an evaluation after it has to say again.
pub(crate) struct Decided {
    pub(crate) analysis: Analysis,
    /// What is said about objects that are written twice.
    pub(crate) replaced: Vec<Diagnostic>,
}

pub(crate) fn decide(
    decoder: Decoder,
    reading: Vec<Diagnostic>,
    places: &Arc<Places>,
    options: &Options,
    lower: impl FnOnce(&Resources) -> Policies,
) -> Decided {
    let Finished { mut resources, diagnostics: decoding, replaced, documents, objects } = decoder.finished();
    let mut diagnostics = reading;
    diagnostics.extend(decoding);
    diagnostics.extend_from_slice(&replaced);
    if options.semantics.host_network == HostNetwork::Pod {
        resources.host_pods_are_pods();
    }
    let mut policies = lower(&resources);
    let unknown_off = switch_off(&mut policies, &options.off);
    policies.also.clone_from(&options.represent);
    let namespaces = namespaces(&resources, &policies);
    let budget = Budget::new(options.limits.steps);
    let (world, endpoints, services, known) = build(&resources, &policies, &namespaces, options, &budget);
    if budget.is_exceeded() {
        diagnostics.insert(0, too_much(options.limits.steps));
        let analysis = Analysis {
            diagnostics,
            ignored: resources.ignored.clone(),
            rejected_policies: resources.rejected_policies.clone(),
            rejected_objects: resources.rejected_objects.clone(),
            documents,
            objects,
            exceeded: true,
            unknown_off,
            places: Arc::clone(places),
            steps: budget.taken(),
            ..Analysis::default()
        };
        return Decided { analysis, replaced };
    }
    if world.left_out > 0 {
        diagnostics.push(representatives_left_out(world.left_out, kept(&budget)));
    }
    let entries = entries(&resources, &namespaces, &endpoints, &services);
    let by_id = endpoints.iter().enumerate().map(|(at, endpoint)| (endpoint.id.clone(), EndpointId(at as u32)));
    let by_id = by_id.collect();
    let nodes = Arc::new(resources.node_addresses());
    let written = std::mem::take(&mut resources.policies).into();
    let analysis = Analysis {
        diagnostics: Vec::new(),
        ignored: resources.ignored.clone(),
        rejected_policies: resources.rejected_policies.clone(),
        rejected_objects: resources.rejected_objects.clone(),
        namespaces: Arc::new(namespaces),
        endpoints: Arc::new(endpoints),
        services: Arc::new(services),
        entries: Arc::new(entries),
        policies,
        documents,
        objects,
        exceeded: false,
        unknown_off,
        steps: budget.taken(),
        nodes,
        known: Arc::new(known),
        places: Arc::clone(places),
        resources: Arc::new(resources),
        written,
        world,
        by_id: Arc::new(by_id),
        kept: Kept::default(),
        dialled: OnceLock::new(),
    };
    Decided { analysis: conclude(analysis, diagnostics, options), replaced }
}

/// Adds what was found on the way, in order. `diagnostics` are those that were found before.
pub(crate) fn conclude(analysis: Analysis, mut diagnostics: Vec<Diagnostic>, options: &Options) -> Analysis {
    if analysis.world.replicas_cut {
        diagnostics.push(replicas_cut(options.named_replicas));
    }
    analysis.sort(&mut diagnostics, |diagnostic| diagnostic);
    Analysis { diagnostics, ..analysis }
}

/// The evaluation takes more steps than it may.
fn too_much(steps: u64) -> Diagnostic {
    let steps = if steps >= 1_000_000 { format!("{} million", steps / 1_000_000) } else { steps.to_string() };
    let message =
        format!("the input is not evaluated: what its policies say of each other takes more than {steps} steps");
    let help = "evaluate fewer policies or fewer workloads at once";
    Diagnostic::new("S20", Severity::Error, None, message).help(help)
}

/// More pods that are not in the input are under very many rules than can be evaluated.
fn representatives_left_out(count: usize, kept: usize) -> Diagnostic {
    let message = format!(
        "{count} of the pods that policies select and that are not in the input are left out: more than {kept} of them are under too many rules"
    );
    Diagnostic::new("S21", Severity::Warning, None, message).help("add the workloads to the input")
}

/// Selectors name more pods of StatefulSets than are evaluated one by one.
fn replicas_cut(limit: usize) -> Diagnostic {
    let message =
        format!("selectors name more than {limit} pods of StatefulSets; the others are taken for unnamed ones");
    Diagnostic::new("S14", Severity::Error, None, message).help("split the input")
}
