//! `list --exposure`: the list of connections, and what workloads are exposed to besides: pods that could be created.

use std::fmt::{self, Write};

use podreach_eval::exposure::{ExposedSet, Exposure, SideExposure};
use podreach_eval::inventory::{EndpointId, EndpointKind};
use podreach_eval::policy::Direction;
use podreach_eval::sets::{AddressSet, ConnId, ConnectionSet};
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;

use crate::connections::{ListFormat, write_list};
use crate::escape;
use crate::markdown::{cell, code_cell, connections};
use crate::place::line;
use crate::printer::Printer;
use crate::{SvgOptions, exposure_graph, exposure_json, exposure_svg};

/// Writes the list with exposure behind it. Text and Markdown get sections, CSV rows whose other end is a kind of pods
/// (`entire-cluster`, `default/[app=api]`), JSON becomes an object; see `SCHEMA.md`. In graphs kinds of pods are dashed nodes.
/// [`ListFormat::Full`] has no place for it and is written without. Returns how many workloads are without it, since it would
/// take too long to work out.
pub fn write_exposure(
    out: &mut Printer<'_>,
    analysis: &Analysis,
    sources: &Sources,
    format: ListFormat,
    with_representatives: bool,
) -> Result<usize, fmt::Error> {
    match format {
        ListFormat::Json => return exposure_json::object(&mut out.json(), analysis, sources, with_representatives),
        ListFormat::Dot => return exposure_graph::dot(out, analysis, with_representatives),
        ListFormat::Mermaid => return exposure_graph::mermaid(out, analysis, with_representatives),
        ListFormat::Svg => {
            let (picture, left_out) = exposure_svg(analysis, &SvgOptions::default(), with_representatives);
            out.write_str(&picture)?;
            return Ok(left_out);
        }
        ListFormat::Text | ListFormat::Csv | ListFormat::Markdown | ListFormat::Full => {}
    }
    write_list(out, analysis, sources, format, with_representatives)?;
    match format {
        ListFormat::Text => text(out, analysis, sources, with_representatives),
        ListFormat::Markdown => markdown(out, analysis, sources, with_representatives),
        ListFormat::Csv => csv(out, analysis, with_representatives),
        _ => Ok(0),
    }
}

/// Both sides of the workloads (and of representatives, when they take part), in order. Returns how many have no answer.
pub(crate) fn each(
    analysis: &Analysis,
    exposure: &mut Exposure<'_>,
    with_representatives: bool,
    mut visit: impl FnMut(EndpointId, [&SideExposure; 2]) -> fmt::Result,
) -> Result<usize, fmt::Error> {
    for (id, endpoint) in analysis.endpoint_ids() {
        let listed =
            endpoint.is_workload() || (with_representatives && endpoint.is_representative() && !endpoint.hidden);
        if listed && let Some(found) = exposure.of(id) {
            visit(id, [found.side(Direction::Ingress), found.side(Direction::Egress)])?;
        }
    }
    Ok(exposure.left_out())
}

/// Where a kind's rules are written, in a sentence of why.
pub(crate) fn why(
    analysis: &Analysis,
    sources: &Sources,
    id: EndpointId,
    side: &SideExposure,
    kind: &ExposedSet,
) -> String {
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
    let mut by_ports: Vec<(ConnId, AddressSet, Vec<String>)> = Vec::new();
    for (part, connections) in &side.outside {
        let at = by_ports.iter().position(|(known, ..)| known == connections).unwrap_or(by_ports.len());
        if at == by_ports.len() {
            by_ports.push((*connections, AddressSet::empty(), Vec::new()));
        }
        let Some((_, addresses, names)) = by_ports.get_mut(at) else { continue };
        match &analysis.endpoint(*part).kind {
            EndpointKind::External(set) if !set.is_empty() => *addresses = addresses.union(set),
            _ => names.push(explain::endpoint_name(analysis, *part)),
        }
    }
    let parts = by_ports.into_iter().map(|(connections, addresses, mut names)| {
        let set = analysis.connections().get(connections);
        let ports = if set.is_all() { "all ports".to_owned() } else { set.to_string() };
        let label = addresses.label();
        if !label.is_empty() {
            names.insert(0, if label == "Internet" { "the Internet".into() } else { label });
        }
        format!("{} on {ports}", names.join(", "))
    });
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty() && !side.policies.is_empty()).then(|| parts.join("; "))
}

fn text(
    out: &mut Printer<'_>,
    analysis: &Analysis,
    sources: &Sources,
    with_representatives: bool,
) -> Result<usize, fmt::Error> {
    out.write_str("\nexposure to pods that could be created\n")?;
    each(analysis, &mut analysis.exposure(), with_representatives, |id, sides| {
        let endpoint = analysis.endpoint(id);
        out.write_char('\n')?;
        out.line(format_args!("{}", endpoint.peer))?;
        for side in sides {
            out.line(format_args!("  {}", explain::isolation_sentence(analysis, endpoint, side.direction)))?;
            if let Some(outside) = outside(analysis, side) {
                let way = if side.direction == Direction::Ingress { "from" } else { "to" };
                out.line(format_args!("    {way} outside: {outside}"))?;
            }
            for kind in side.telling().filter(|kind| !is_plain(kind)) {
                out.line(format_args!("    {}", why(analysis, sources, id, side, kind)))?;
            }
            for note in notes(side) {
                out.line(format_args!("    note: {note}"))?;
            }
        }
        Ok(())
    })
}

/// What cannot be told of kinds of pods.
pub(crate) fn notes(side: &SideExposure) -> Vec<&'static str> {
    let mut notes = Vec::new();
    if !side.adds_up && side.telling().count() > 1 {
        notes.push("rules deny or pass on; of a pod of several kinds the first rule that matches it decides");
    }
    if side.depends_on_addresses {
        notes.push("an address block may hold a pod to come as well");
    }
    notes
}

/// Kinds of pods that lists and graphs tell. That no pod at all may is what they do not say.
pub(crate) fn told(side: &SideExposure) -> impl Iterator<Item = &ExposedSet> {
    side.telling().filter(|kind| !(kind.is_cluster() && kind.connections.is_none()))
}

/// What graphs show of a kind: what both ends let pass, as far as the other end is known. Where it names ports that this end
/// numbers, more may pass than is known, and this end alone is shown.
pub(crate) const fn shown(kind: &ExposedSet) -> &ConnectionSet {
    if kind.depends_on_names { &kind.connections } else { &kind.both_ends }
}

/// The direction, the kind and what passes of everything that is told.
pub(crate) fn rows(
    analysis: &Analysis,
    exposure: &mut Exposure<'_>,
    with_representatives: bool,
    mut visit: impl FnMut(EndpointId, &SideExposure, &ExposedSet) -> fmt::Result,
) -> Result<usize, fmt::Error> {
    each(analysis, exposure, with_representatives, |id, sides| {
        for side in sides {
            for kind in told(side) {
                visit(id, side, kind)?;
            }
        }
        Ok(())
    })
}

/// A workload and a kind of pods as source and destination.
pub(crate) const fn ends<T: Copy>(direction: Direction, workload: T, kind: T) -> [T; 2] {
    match direction {
        Direction::Ingress => [kind, workload],
        Direction::Egress => [workload, kind],
    }
}

fn csv(out: &mut dyn Write, analysis: &Analysis, with_representatives: bool) -> Result<usize, fmt::Error> {
    rows(analysis, &mut analysis.exposure(), with_representatives, |id, side, kind| {
        let notation = kind.notation();
        let [src, dst] = ends(side.direction, analysis.endpoint(id).peer.as_str(), &notation);
        writeln!(out, "{},{},{}", escape::csv(src), escape::csv(dst), escape::csv(&kind.connections.list_notation()))
    })
}

fn markdown(
    out: &mut dyn Write,
    analysis: &Analysis,
    sources: &Sources,
    with_representatives: bool,
) -> Result<usize, fmt::Error> {
    out.write_str("\nExposure to pods that could be created\n\n")?;
    out.write_str("| workload | direction | pods | conn | why |\n|---|---|---|---|---|\n")?;
    rows(analysis, &mut analysis.exposure(), with_representatives, |id, side, kind| {
        let (workload, notation, conn) =
            (&analysis.endpoint(id).peer, kind.notation(), connections(&kind.connections.list_notation()));
        let why = why(analysis, sources, id, side, kind);
        let ([workload, notation], why) = ([workload, &notation].map(|name| code_cell(name)), cell(&why));
        writeln!(out, "| {workload} | {} | {notation} | {conn} | {why} |", side.direction.as_str())
    })
}
