//! The list of connections with what workloads are exposed to besides: pods that could be created. The document and its
//! writers.

mod graph;
mod json;
mod svg;

use std::cell::RefCell;
use std::fmt::{self, Write};

use podreach_eval::exposure::{ExposedSet, Exposure, SideExposure, WorkloadExposure};
use podreach_eval::inventory::{EndpointId, EndpointKind};
use podreach_eval::policy::Direction;
use podreach_eval::sets::{AddressSet, ConnId, ConnectionSet};
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;

use crate::context::left_out_text;
use crate::markdown::{cell, code_cell, connections};
use crate::place::line;
use crate::{ListDoc, Printer, SvgOptions, escape, list};

pub(crate) use graph::{dot, mermaid};
pub use json::EXPOSURE_SCHEMA_VERSION;
#[cfg(test)]
pub(crate) use json::ExposureOut;
pub(crate) use json::object as json;
pub(crate) use svg::svg;

/// The list with exposure. Text and Markdown get sections, CSV rows whose other end is a kind of pods (`entire-cluster`,
/// `default/[app=api]`), JSON becomes an object; in graphs kinds of pods are dashed nodes. What a workload is exposed to is
/// worked out when it is written.
#[derive(Debug)]
pub struct ExposureDoc<'a> {
    /// The input.
    pub analysis: &'a Analysis,
    /// Its texts.
    pub sources: &'a Sources,
    /// Whether representatives take part; in a picture, those that say what no kind of pods does.
    pub representatives: bool,
    /// What a picture shows.
    pub picture: SvgOptions,
    exposure: RefCell<Exposure<'a>>,
}

impl<'a> ExposureDoc<'a> {
    /// A list with what its workloads are exposed to.
    pub fn new(list: ListDoc<'a>) -> Self {
        let ListDoc { analysis, sources, representatives, picture } = list;
        Self { analysis, sources, representatives, picture, exposure: RefCell::new(analysis.exposure()) }
    }

    /// The list alone.
    fn list(&self) -> ListDoc<'a> {
        let Self { analysis, sources, representatives, picture, .. } = self;
        ListDoc { analysis, sources, representatives: *representatives, picture: picture.clone() }
    }

    /// How many workloads are written without what they are exposed to, since it would take too long to work out; known once
    /// the document has been written.
    pub fn left_out(&self) -> usize {
        self.exposure.borrow().left_out()
    }

    /// What one workload is exposed to.
    fn of(&self, id: EndpointId) -> Option<WorkloadExposure> {
        self.exposure.borrow_mut().of(id)
    }

    /// Workloads (and representatives, when they take part) with both sides, in order. Those without an answer are left out.
    fn workloads(&self) -> impl Iterator<Item = WorkloadExposure> {
        let listed = self.analysis.endpoint_ids().filter(|(_, endpoint)| {
            endpoint.is_workload() || (self.representatives && endpoint.is_representative() && !endpoint.hidden)
        });
        listed.filter_map(|(id, _)| self.of(id))
    }
}

/// Both sides of a workload.
fn sides(found: &WorkloadExposure) -> [&SideExposure; 2] {
    [found.side(Direction::Ingress), found.side(Direction::Egress)]
}

/// Where a kind's rules are written, in a sentence of why.
fn why(analysis: &Analysis, sources: &Sources, id: EndpointId, side: &SideExposure, kind: &ExposedSet) -> String {
    explain::exposure_sentence(analysis, id, side, kind, |rule| {
        analysis.rule(rule).map(|rule| line(sources, rule.span)).unwrap_or_default()
    })
}

/// Whether how the workload is isolated says it already: everyone or no one, without any rule.
fn is_plain(kind: &ExposedSet) -> bool {
    let all_or_nothing = kind.connections.is_all() || kind.connections.is_none();
    kind.is_cluster() && kind.rules.is_empty() && all_or_nothing && kind.both_ends == kind.connections
}

/// What of the outside policies let pass, addresses of equal standing together.
fn outside(analysis: &Analysis, side: &SideExposure) -> Option<String> {
    let mut by_ports: Vec<(ConnId, Vec<&AddressSet>, Vec<String>)> = Vec::new();
    for (part, connections) in &side.outside {
        let at = by_ports.iter().position(|(known, ..)| known == connections).unwrap_or(by_ports.len());
        if at == by_ports.len() {
            by_ports.push((*connections, Vec::new(), Vec::new()));
        }
        let Some((_, sets, names)) = by_ports.get_mut(at) else { continue };
        match &analysis.endpoint(*part).kind {
            EndpointKind::External(set) if !set.is_empty() => sets.push(set),
            _ => names.push(explain::endpoint_name(analysis, *part)),
        }
    }
    let parts = by_ports.into_iter().map(|(connections, sets, mut names)| {
        let addresses = AddressSet::union_all(sets);
        let set = analysis.connections().get(connections);
        let ports = if set.is_all() { "all ports".to_owned() } else { set.to_string() };
        if addresses == AddressSet::all() {
            names.insert(0, "the Internet".into());
        } else if !addresses.is_empty() {
            names.insert(0, addresses.label());
        }
        format!("{} on {ports}", names.join(", "))
    });
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty() && !side.policies.is_empty()).then(|| parts.join("; "))
}

pub(crate) fn text(doc: &ExposureDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let analysis = doc.analysis;
    list::connections_text(&doc.list(), out)?;
    out.write_str("\nexposure to pods that could be created\n")?;
    for found in doc.workloads() {
        let endpoint = analysis.endpoint(found.endpoint);
        out.write_char('\n')?;
        out.line(format_args!("{}", endpoint.peer))?;
        for side in sides(&found) {
            out.line(format_args!("  {}", explain::isolation_sentence(analysis, endpoint, side.direction)))?;
            if let Some(outside) = outside(analysis, side) {
                let preposition = if side.direction == Direction::Ingress { "from" } else { "to" };
                out.line(format_args!("    {preposition} outside: {outside}"))?;
            }
            for kind in side.telling().filter(|kind| !is_plain(kind)) {
                out.line(format_args!("    {}", why(analysis, doc.sources, found.endpoint, side, kind)))?;
            }
            for note in notes(side) {
                out.line(format_args!("    note: {note}"))?;
            }
        }
    }
    out.text(&left_out_text(analysis))
}

/// What the sets of a workload do not say.
fn notes(side: &SideExposure) -> Vec<&'static str> {
    let mut notes = Vec::new();
    if !side.adds_up && side.telling().count() > 1 {
        notes.push("rules deny or pass; of a pod of several kinds the first rule that matches it decides");
    }
    if side.depends_on_addresses {
        notes.push("an address block may hold a pod to come as well");
    }
    notes
}

/// The sets of pods that lists and graphs have: all but the one that says that no pod of the cluster may.
fn reportable(side: &SideExposure) -> impl Iterator<Item = &ExposedSet> {
    side.telling().filter(|kind| !(kind.is_cluster() && kind.connections.is_none()))
}

/// What graphs show of a kind: what both ends let pass, as far as the other end is known. Where it names ports that this end
/// numbers, more may pass than is known, and this end alone is shown.
const fn shown(kind: &ExposedSet) -> &ConnectionSet {
    if kind.depends_on_names { &kind.connections } else { &kind.both_ends }
}

/// A workload and a kind of pods as source and destination.
const fn ends<T: Copy>(direction: Direction, workload: T, kind: T) -> [T; 2] {
    match direction {
        Direction::Ingress => [kind, workload],
        Direction::Egress => [workload, kind],
    }
}

pub(crate) fn csv(doc: &ExposureDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    list::csv(&doc.list(), out)?;
    for found in doc.workloads() {
        let peer = doc.analysis.endpoint(found.endpoint).peer.as_str();
        for side in sides(&found) {
            for kind in reportable(side) {
                let (notation, conn) = (kind.notation(), kind.connections.list_notation());
                let [src, dst] = ends(side.direction, peer, &notation).map(escape::csv);
                writeln!(out, "{src},{dst},{}", escape::csv(&conn))?;
            }
        }
    }
    Ok(())
}

pub(crate) fn markdown(doc: &ExposureDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    list::markdown(&doc.list(), out)?;
    out.write_str("\nExposure to pods that could be created\n\n")?;
    out.write_str("| workload | direction | pods | conn | why |\n|---|---|---|---|---|\n")?;
    for found in doc.workloads() {
        let workload = code_cell(&doc.analysis.endpoint(found.endpoint).peer);
        for side in sides(&found) {
            for kind in reportable(side) {
                let (notation, conn) = (kind.notation(), connections(&kind.connections.list_notation()));
                let why = why(doc.analysis, doc.sources, found.endpoint, side, kind);
                let (notation, why) = (code_cell(&notation), cell(&why));
                writeln!(out, "| {workload} | {} | {notation} | {conn} | {why} |", side.direction.as_str())?;
            }
        }
    }
    Ok(())
}
