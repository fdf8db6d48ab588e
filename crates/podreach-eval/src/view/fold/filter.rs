//! Which endpoints a picture draws: what the filter leaves, and what is near the focus.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::policy::Direction;
use crate::sets::Protocol;

use super::super::node_id::NodeId;
use super::lines::{Label, Line, Lines, OPEN};
use super::options::{Focus, FocusWay, FoldFilter, FoldOptions};
use super::{Folding, stack_id};

impl Folding {
    /// What is drawn, the outside included; `None` for everything.
    pub(super) fn visible(&self, analysis: &Analysis, options: &FoldOptions) -> Option<BTreeSet<EndpointId>> {
        let filter = &options.filter;
        if filter.is_empty() && options.focus.is_none() {
            return None;
        }
        let fits = self.fitting(filter);
        let mut visible: BTreeSet<EndpointId> =
            self.drawn.iter().copied().filter(|id| self.passes(analysis, *id, filter, &fits)).collect();
        if let Some(focus) = &options.focus {
            let near = self.near(analysis, focus);
            visible.retain(|id| near.contains(id));
        }
        // What is selected or found is drawn, whatever is left out.
        visible.extend(options.keep.iter().filter_map(|id| self.find(analysis, id)));
        Some(visible)
    }

    /// Whether a filter wants lines with a label.
    pub(super) fn is_filtered(&self, label: &Label, filter: &FoldFilter) -> bool {
        let touched = label.change(&self.lines).is_some_and(|change| change.is_on(filter.port));
        let on_port = label.passes(filter.port) || touched;
        label.is_in(filter.state) && on_port && (!filter.changes || touched)
    }

    /// By behaviour, whether it has a connection as the filter wants it.
    fn fitting(&self, filter: &FoldFilter) -> Vec<bool> {
        let wanted = |number: u32| {
            let fits = |label: &Label| self.is_filtered(label, filter);
            self.lines.label(number).is_some_and(fits)
        };
        let open = wanted(OPEN);
        let free = |is_free: fn(&super::Behaviour) -> bool| self.behaviours.iter().filter(|one| is_free(one)).count();
        let (sources, destinations) =
            (free(|one| one.egress.is_none() && !one.is_only_reached), free(|one| one.ingress.is_none()));
        let listed =
            |lines: &[Vec<Line>], at: usize| lines.get(at).into_iter().flatten().any(|line| wanted(line.label));
        self.behaviours
            .iter()
            .enumerate()
            .map(|(at, one)| {
                let is_open =
                    open && ((one.egress.is_none() && destinations > 0) || (one.ingress.is_none() && sources > 0));
                is_open || listed(&self.lines.from, at) || listed(&self.lines.into, at)
            })
            .collect()
    }

    fn passes(&self, analysis: &Analysis, id: EndpointId, filter: &FoldFilter, fits: &[bool]) -> bool {
        let endpoint = self.endpoint(analysis, id);
        let fitting = || {
            let asked = filter.port.is_some() || filter.state.is_some() || filter.changes;
            let differs = filter.changes && self.beside.existence(id).is_some();
            !asked || differs || self.behaviour_of(id).is_some_and(|at| fits.get(at as usize) == Some(&true))
        };
        if endpoint.is_external() {
            return fitting();
        }
        let selected = |policy| {
            [Direction::Ingress, Direction::Egress]
                .into_iter()
                .any(|way| endpoint.isolation(way).policies.contains(&policy))
        };
        let named = || endpoint.namespace.as_deref().is_some_and(|name| filter.namespaces.contains(name));
        let labelled = || {
            filter.labels.iter().any(|(key, value)| {
                endpoint.labels.iter().any(|(known, has)| **known == *key.as_str() && **has == *value.as_str())
            })
        };
        (filter.namespaces.is_empty() || named())
            && (filter.labels.is_empty() || labelled())
            && filter.policy.is_none_or(selected)
            && !(filter.only_given && endpoint.is_representative())
            && fitting()
    }

    /// What is so many lines away from a focus, itself included.
    fn near(&self, analysis: &Analysis, focus: &Focus) -> BTreeSet<EndpointId> {
        let hops = self.hops(analysis, focus, if focus.hops == 0 { usize::MAX } else { focus.hops });
        let near = |id: &&EndpointId| self.behaviour_of(**id).is_some_and(|at| hops.contains_key(&at));
        let centre = self.members(analysis, &focus.node);
        self.drawn.iter().filter(near).copied().chain(centre).collect()
    }

    /// By behaviour, how many lines away from a focus it is, up to a number of them. Open pairs are no lines, nor is what badges
    /// say: everyone would be near everyone.
    pub(super) fn hops(&self, analysis: &Analysis, focus: &Focus, most: usize) -> BTreeMap<u32, usize> {
        let centre = self.members(analysis, &focus.node);
        let mut found: BTreeSet<u32> = centre.iter().filter_map(|id| self.behaviour_of(*id)).collect();
        let (mut edge, mut hops) = (found.clone(), 0);
        let mut reached: BTreeMap<u32, usize> = BTreeMap::new();
        while !edge.is_empty() && hops < most {
            hops += 1;
            let mut next = BTreeSet::new();
            for at in &edge {
                if focus.way != FocusWay::In {
                    next.extend(self.drawn_lines(&self.lines.from, *at, |line| (*at, line.to)));
                }
                if focus.way != FocusWay::Out {
                    next.extend(self.drawn_lines(&self.lines.into, *at, |line| (line.to, *at)));
                }
            }
            for at in &next {
                reached.entry(*at).or_insert(hops);
            }
            // The outside is where ways end.
            edge = next
                .into_iter()
                .filter(|at| found.insert(*at) && self.behaviour(*at).is_some_and(|one| !one.is_external))
                .collect();
        }
        reached
    }

    /// The behaviours at the other ends of lines of one that no badge says.
    fn drawn_lines<'a>(
        &'a self,
        lines: &'a [Vec<Line>],
        at: u32,
        ends: impl Fn(&Line) -> (u32, u32) + 'a,
    ) -> impl Iterator<Item = u32> + 'a {
        let lines = lines.get(at as usize).into_iter().flatten();
        let is_drawn = move |line: &&Line| {
            let (from, to) = ends(line);
            Lines::is_line(line.label) && !self.everyone.says(from, to, line.label)
        };
        lines.filter(is_drawn).map(|line| line.to)
    }

    /// The endpoints that a node stands for: an endpoint, a stack, a namespace or a group of namespaces. Empty for what is
    /// nothing of this, and for cards of the rest, which differ from picture to picture
    /// ([`Analysis::folded_members`] knows them).
    pub fn members(&self, analysis: &Analysis, node: &NodeId) -> Vec<EndpointId> {
        if let Some(id) = self.find(analysis, node) {
            return vec![id];
        }
        let namespace = |name: &str| self.places.iter().position(|place| place.namespace.as_deref() == Some(name));
        match node {
            NodeId::Namespace(name) => {
                namespace(name).map(|at| self.members_of_places(&[at as u32])).unwrap_or_default()
            }
            NodeId::Group(first) => {
                let stack = self.find(analysis, &NodeId::parse(first)).and_then(|id| self.stack_of.get(&id));
                if let Some(stack) = stack.and_then(|at| self.stack_at(*at)) {
                    let is_it = stack_id(self, analysis, &stack.members) == *node;
                    return if is_it { stack.members.clone() } else { Vec::new() };
                }
                let name = first.trim_end_matches('~');
                let closeness = super::Closeness::ALL.get(first.len() - name.len());
                let Some((at, closeness)) = namespace(name).zip(closeness) else { return Vec::new() };
                let group = self.group_of(at as u32, *closeness);
                if group != at as u32 {
                    return Vec::new();
                }
                self.members_of_places(&self.places_of_group(group, *closeness))
            }
            _ => Vec::new(),
        }
    }

    /// The endpoints for which rules name a port that reaches them, with its protocols: cards show it although no container
    /// declares it. Rules for all ports of a protocol name none.
    pub fn named_by_rules(&self, port: u16) -> BTreeMap<EndpointId, BTreeSet<Protocol>> {
        let mut known: BTreeMap<u32, Vec<Protocol>> = BTreeMap::new();
        let mut of_label = |label: u32| -> Vec<Protocol> {
            let named = |protocol: &Protocol| {
                let ports = self.lines.label(label).map(|label| label.connections.ports(*protocol));
                ports.is_some_and(|ports| !ports.is_all() && ports.contains(port))
            };
            let is_line = Lines::is_line(label);
            known
                .entry(label)
                .or_insert_with(|| Protocol::ALL.into_iter().filter(|one| is_line && named(one)).collect())
                .clone()
        };
        let by_behaviour: Vec<BTreeSet<Protocol>> =
            self.lines.into.iter().map(|lines| lines.iter().flat_map(|line| of_label(line.label)).collect()).collect();
        let own = |id: &EndpointId| {
            let protocols = by_behaviour.get(self.behaviour_of(*id)? as usize).filter(|own| !own.is_empty())?;
            Some((*id, protocols.clone()))
        };
        self.drawn.iter().filter_map(own).collect()
    }

    /// Everything that may be drawn but for the outside.
    pub(super) fn pods(&self) -> impl Iterator<Item = EndpointId> {
        let is_pod = |id: &EndpointId| {
            self.behaviour_of(*id).and_then(|at| self.behaviour(at)).is_some_and(|one| !one.is_external)
        };
        self.drawn.iter().copied().filter(is_pod)
    }
}
