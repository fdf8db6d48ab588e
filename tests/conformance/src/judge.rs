//! Asks the evaluator what a case asks and compares.

use std::collections::BTreeMap;
use std::net::IpAddr;

use podreach_eval::diff::diff;
use podreach_eval::inventory::EndpointId;
use podreach_eval::query::{PortQuery, Question};
use podreach_eval::sets::Protocol;
use podreach_eval::{Analysis, Holder, HostNetwork, IpBlockPods, Options, Semantics, Target, analyze};
use podreach_report::{Outside, rows};
use podreach_syntax::Severity;

use crate::case::{Case, Connection, Expected};
use crate::changes::Changes;
use crate::connections::{Connections, Ports};
use crate::exposure;

/// Kinds in the input that are not evaluated yet.
const NOT_CLAIMED: [&str; 3] = ["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy", "GlobalNetworkPolicy"];

/// How a case came out.
#[derive(Debug)]
pub(crate) enum Outcome {
    Pass,
    /// Differs, and `CONFORMANCE.md` says why.
    Explained,
    /// Differs; what was expected and what was found.
    Fail(String),
    /// Asks for what Podreach does not claim.
    OutOfScope,
}

/// Runs a case: it passes when all of its expectations do.
pub(crate) fn judge(case: &Case) -> Result<Outcome, String> {
    let np_guard = case.source().starts_with("np-guard");
    let ip_block_pods = if np_guard { IpBlockPods::Ignore } else { IpBlockPods::Match };
    let host_network = if np_guard { HostNetwork::Pod } else { HostNetwork::Node };
    let semantics = Semantics { ip_block_pods, host_network, ..Semantics::default() };
    let options = Options { semantics, ..Options::default() };
    let analysis = analyze(&case.sources, &options);
    let before = case.before.as_ref().map(|sources| analyze(sources, &options));
    let mut ignored = before.iter().chain([&analysis]).flat_map(|analysis| &analysis.ignored);
    if ignored.any(|ignored| NOT_CLAIMED.contains(&&*ignored.kind)) {
        return Ok(Outcome::OutOfScope);
    }
    let mut outcome = Outcome::OutOfScope;
    for expected in &case.expectations {
        match expectation(&analysis, before.as_ref(), expected, np_guard)
            .map_err(|error| format!("{}: {error}", case.name))?
        {
            Outcome::OutOfScope => {}
            Outcome::Fail(difference) => return Ok(Outcome::Fail(difference)),
            asked => outcome = asked,
        }
    }
    Ok(outcome)
}

fn expectation(
    analysis: &Analysis,
    before: Option<&Analysis>,
    expected: &Expected,
    np_guard: bool,
) -> Result<Outcome, String> {
    let narrowed = !expected.options.focus_workloads.is_empty()
        || expected.options.focus_conn.is_some()
        || expected.options.explain_only.is_some();
    let difference = match expected.kind.as_str() {
        "connlist" | "exposure" if !narrowed => {
            let wanted = Connections::expected(&expected.connections)?;
            let ours = Connections::ours(rows(analysis, false, Outside::Ranges).iter())?;
            let exposed = expected.exposure.as_ref();
            let exposed =
                exposed.map_or(Ok(None), |wanted| exposure::difference(analysis, wanted, &expected.options))?;
            wanted.difference(&if np_guard { ours.v4_only() } else { ours }).or(exposed)
        }
        "exposure" if expected.options.focus_conn.is_none() => {
            // The list is narrowed to connections of some workloads, and so are the sections.
            let exposed = expected.exposure.as_ref().ok_or("there is no exposure in it")?;
            exposure::difference(analysis, exposed, &expected.options)?
        }
        "connlist-pods" | "connlist-pairs" => pairs(analysis, &expected.connections)?,
        "probe" => {
            let mut difference = None;
            for probe in &expected.probes {
                let wanted = probe.api_expected.unwrap_or(probe.allowed);
                let port = (probe.protocol.as_str(), probe.port);
                difference = difference.or(ask(analysis, &probe.src, &probe.dst, port, wanted)?);
            }
            difference
        }
        "probe-matrix" => matrices(analysis, expected)?,
        "diff" => {
            let before = before.ok_or("there are no manifests before the change")?;
            Changes::expected(&expected.diff)?.difference(&Changes::ours(&diff(before, analysis))?)
        }
        "error" if expected.error_class == "api-invalid" => {
            let found = analysis.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
            (!found).then(|| "an error was expected".to_owned())
        }
        // Applying both leaves the later one; that is told.
        "error" if expected.error_class == "duplicate-name" => {
            let found = analysis.diagnostics.iter().any(|diagnostic| diagnostic.code == "L14");
            (!found).then(|| "that an object is written twice was expected to be told".to_owned())
        }
        _ => return Ok(Outcome::OutOfScope),
    };
    Ok(difference.map_or(Outcome::Pass, Outcome::Fail))
}

/// Endpoints that a name means.
fn find(analysis: &Analysis, name: &str) -> Result<Vec<EndpointId>, String> {
    match analysis.find(name, "default").map_err(|error| error.to_string())? {
        Target::Endpoints(ids) => Ok(ids),
        Target::Pod(id, _) => Ok(vec![id]),
        // Sources that name addresses mean the outside.
        Target::Addresses(set) => {
            let parts = analysis.sources_at(&set);
            let outside = parts.into_iter().filter_map(|part| match part.holder {
                Holder::Outside(id) => Some(id),
                Holder::Pod(..) | Holder::Service(_) => None,
            });
            Ok(outside.collect())
        }
        Target::Service(_) => Err(format!("`{name}` is a Service")),
    }
}

/// The listed pairs alone.
fn pairs(analysis: &Analysis, wanted: &[Connection]) -> Result<Option<String>, String> {
    for row in wanted {
        if row.src == row.dst {
            continue;
        }
        let expected = Ports::parse(&row.conn)?;
        for from in find(analysis, &row.src)? {
            for to in find(analysis, &row.dst)? {
                let found = analysis.pair(from, to).connections.list_notation();
                if Ports::parse(&found)? != expected {
                    return Ok(Some(format!("{} => {}: expected {}, got {found}", row.src, row.dst, row.conn)));
                }
            }
        }
    }
    Ok(None)
}

fn matrices(analysis: &Analysis, expected: &Expected) -> Result<Option<String>, String> {
    for table in &expected.tables {
        for (source, row) in expected.pods.iter().zip(&table.rows) {
            for (destination, cell) in expected.pods.iter().zip(row.chars()) {
                // A pod always reaches itself, whatever a table says.
                if cell == '?' || source == destination {
                    continue;
                }
                let port = (table.protocol.as_str(), table.port);
                let difference = ask(analysis, source, destination, port, cell == '.')?;
                if difference.is_some() {
                    return Ok(difference);
                }
            }
        }
    }
    Ok(None)
}

/// One port of one pair, as a verdict and as the pair's set.
fn ask(
    analysis: &Analysis,
    source: &str,
    destination: &str,
    (protocol, port): (&str, u16),
    wanted: bool,
) -> Result<Option<String>, String> {
    if source == destination {
        // One and the same pod: it reaches itself, whatever policies say.
        let itself = find(analysis, source)?.into_iter().all(|id| analysis.verdict_same_pod(id).allowed);
        return Ok((itself != wanted).then(|| format!("{source} => itself: expected {wanted}")));
    }
    let protocol = Protocol::from_name(protocol).ok_or_else(|| format!("`{protocol}` is no protocol"))?;
    let by_address = addresses(analysis);
    let ends = |name: &str| match name.parse::<IpAddr>().ok().and_then(|address| by_address.get(&address)) {
        Some(pod) => Ok(vec![*pod]),
        None => find(analysis, name),
    };
    for from in ends(source)? {
        for to in ends(destination)? {
            let question = Question::Port(protocol, PortQuery::Number(port));
            let verdict = analysis.verdict(from, to, &question).allowed;
            let pair = analysis.pair(from, to).connections.contains(protocol, port);
            if verdict != wanted || pair != wanted {
                let says = |allowed: bool| if allowed { "allowed" } else { "denied" };
                let (wanted, verdict, pair) = (says(wanted), says(verdict), says(pair));
                return Ok(Some(format!(
                    "{source} => {destination} {protocol} {port}: expected {wanted}, verdict {verdict}, pair {pair}"
                )));
            }
        }
    }
    Ok(None)
}

/// Pods by their known addresses.
fn addresses(analysis: &Analysis) -> BTreeMap<IpAddr, EndpointId> {
    let endpoints = analysis.endpoint_ids();
    endpoints.flat_map(|(id, endpoint)| endpoint.addresses.iter().map(move |address| (*address, id))).collect()
}
