//! Which edges get a line, which are only counted, and what each is called.

use podreach_eval::diff::ChangeKind;
use podreach_eval::query::PairState;
use podreach_eval::view::{EdgeLook, EdgeView, GraphView, NodeId, NodeKind, NodeView};
use podreach_layout::Weight;

use crate::arrangement::Arrangement;
use crate::card::{PILLS, folds};
use crate::chips::{self, ChipForm};
use crate::headers;
use crate::heads::{heads, look};
use crate::picked::{Picked, edge_belongs};
use crate::scene::{EdgeFacts, Head, LineState};
use crate::tucked::tucks;
use crate::wording::{DEPENDS, blocked_words, change_words, edge_label};

/// More lines than this only make a black square: then only those of the selection are drawn.
pub const DRAWN: usize = 1500;
/// With more open lines than this, open lines keep quiet and show their ports when pointed at.
const CALM: usize = 6;

/// A line to be routed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// Index of the source node.
    pub(crate) from: usize,
    /// Index of the destination node.
    pub(crate) to: usize,
    /// The pill it lands on.
    pub(crate) lands_on: Option<usize>,
    pub(crate) facts: EdgeFacts,
    pub(crate) both_ways: bool,
    /// Ends at the source and at the destination.
    pub(crate) heads: (Head, Head),
    /// Forms of the chip, longest first; none for quiet lines.
    pub(crate) chip: Vec<ChipForm>,
    /// What the chip says in full.
    pub(crate) full: String,
    pub(crate) quiet: bool,
    /// What it may push about.
    pub(crate) weight: Weight,
    pub(crate) label: String,
}

/// All edges of a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Edges {
    pub(crate) lines: Vec<Line>,
    pub(crate) silent: Vec<EdgeFacts>,
    pub(crate) rows: Vec<[String; 4]>,
    /// Lines that were not drawn because there are too many.
    pub(crate) undrawn: usize,
}

/// What of the selection changes which lines are drawn. Most selections change none, and the layout then rests.
pub fn telling_selection(view: &GraphView, selected: Picked, options: &Arrangement) -> Picked {
    if options.show_blocked || is_crowded(view) || tucks(view, options) {
        return selected;
    }
    let Picked::Edge { from, to } = &selected else { return Picked::Nothing };
    let place = |id: &NodeId| view.nodes.iter().position(|node| node.id == *id);
    let (Some(from), Some(to)) = (place(from), place(to)) else { return Picked::Nothing };
    let edge = view.edges.iter().find(|edge| edge.from == from && edge.to == to);
    let blocked = edge.is_some_and(|edge| matches!(edge.state, PairState::Blocked(_)));
    if blocked { selected } else { Picked::Nothing }
}

/// Whether an edge belongs to what is selected; those of a box are those of the cards in it.
fn belongs(view: &GraphView, selected: &Picked, from: &NodeView, to: &NodeView) -> bool {
    let is_in = |node: &NodeView, id: &NodeId| {
        node.namespace.and_then(|at| view.namespaces.get(at)).is_some_and(|namespace| namespace.id == *id)
    };
    edge_belongs(selected, &from.id, &to.id, false)
        || matches!(selected, Picked::Node(id) if is_in(from, id) || is_in(to, id))
}

/// Whether there are more connections than a picture can bear; what is open both ways counts once.
pub fn is_crowded(view: &GraphView) -> bool {
    let count = |state| view.edges.iter().filter(|edge| edge.state == state).count();
    count(PairState::Open) / 2 + count(PairState::Allowed) + count(PairState::Depends) > DRAWN
}

/// Sorts out the edges of a view.
pub(crate) fn edges(view: &GraphView, names: &[String], options: &Arrangement) -> Edges {
    let mut found = Edges::default();
    let count = view.nodes.len();
    // Which ordered pairs are open, to find those that are open both ways.
    let mut open = vec![false; count * count];
    let mut open_count = 0_usize;
    for edge in view.edges.iter().filter(|edge| edge.from != edge.to) {
        if edge.state == PairState::Open {
            open_count += 1;
            // What changed in one direction alone needs a line of its own.
            if edge.change.is_none()
                && let Some(slot) = open.get_mut(edge.from * count + edge.to)
            {
                *slot = true;
            }
        }
    }
    let open_back = |edge: &EdgeView| open.get(edge.to * count + edge.from).copied().unwrap_or(false);
    let crowded = is_crowded(view);
    let changes_fit = view.edges.iter().filter(|edge| edge.change.is_some()).count() <= DRAWN;
    let rules_fit = view.edges.iter().filter(|edge| edge.state == PairState::Allowed).count() <= DRAWN;
    let folds = folds(view);
    let tucks = tucks(view, options);
    let quiet_open = open_count > CALM;
    let quiet_depends = view.edges.iter().filter(|edge| edge.state == PairState::Depends).count() > CALM;
    for edge in &view.edges {
        let (Some(from), Some(to)) = (view.nodes.get(edge.from), view.nodes.get(edge.to)) else { continue };
        let facts = facts(edge, &from.id, &to.id);
        let belongs = belongs(view, &options.selected, from, to);
        let blocked = matches!(edge.state, PairState::Blocked(_));
        let chosen = is_chosen(options, &from.id, &to.id);
        // What closed is drawn, whatever is shown of what was never open.
        let changed = changes_fit && edge.change.is_some();
        if blocked && !options.show_blocked && !chosen && !changed {
            continue;
        }
        let (name, other) = (name(names, edge.from), name(names, edge.to));
        found.rows.push([name.to_owned(), other.to_owned(), edge.ports.clone(), state_words(edge)]);
        let both_ways = edge.state == PairState::Open && edge.change.is_none() && open_back(edge);
        // The second direction of an open line has no line of its own; nor has a workload's connection to itself.
        let doubled = both_ways && edge.from > edge.to;
        let tucked = tucks && from.kind != NodeKind::External;
        let fits = (!crowded && !tucked) || (options.still && rules_fit && edge.state == PairState::Allowed);
        let shown = changed
            || if blocked {
                edge_belongs(&options.selected, &from.id, &to.id, false) || chosen
            } else {
                fits || belongs
            };
        if edge.from == edge.to || doubled || !shown || headers::is_tied(view, edge.from, edge.to, edge.state) {
            found.undrawn += usize::from(!blocked && edge.from != edge.to && !doubled && !shown);
            found.silent.push(facts);
            continue;
        }
        let quiet = !changed
            && ((edge.state == PairState::Open && quiet_open) || (edge.state == PairState::Depends && quiet_depends));
        // A star marks what is allowed only by an address block, a question mark what the input does not tell.
        let star = match edge.state {
            PairState::Depends => " ?",
            _ if edge.by_address => " *",
            _ => "",
        };
        let text = match &edge.says {
            Some(says) => says.short.clone(),
            None if blocked => "no port".to_owned(),
            None => format!("{}{star}", edge.ports),
        };
        found.lines.push(Line {
            from: edge.from,
            to: edge.to,
            lands_on: edge.lands_on.map(|pill| pill.min(PILLS - 1)),
            both_ways,
            heads: heads(edge, both_ways),
            // The dashes and bars of blocked pairs say it all, unless it is the one that was asked about.
            // On a folded picture a pill says the ports of a single pair.
            chip: if (!blocked || chosen || changed)
                && !(quiet && options.still)
                && (!folds || changed || edge.lands_on.is_none() || is_several(edge))
            {
                match edge.bundle.zip(edge.change.as_ref()) {
                    Some((bundle, change)) => chips::changed(bundle, change),
                    // A pill says the ports of now, and not what became of them.
                    None => {
                        let is_said = edge.lands_on.is_some() && edge.change.is_none();
                        chips::forms(&text, edge.bundle, is_said, options.still)
                    }
                }
            } else {
                Vec::new()
            },
            full: match edge.change.as_ref().filter(|_| edge.bundle.is_some()) {
                Some(change) => chips::full(&change_words(change), edge.bundle),
                None => chips::full(&text, edge.bundle),
            },
            quiet,
            weight: match edge.state {
                _ if changed => Weight::Strong,
                _ if blocked || tucked || edge.on_selection || (crowded && !options.still) => Weight::Overlay,
                PairState::Allowed => Weight::Strong,
                _ => Weight::Weak,
            },
            label: edge_label(edge, name, other, both_ways),
            facts,
        });
    }
    found
}

/// Whether it stands for several pairs.
fn is_several(edge: &EdgeView) -> bool {
    edge.bundle.is_some_and(|bundle| bundle.of > 1) || edge.says.is_some()
}

fn name(names: &[String], at: usize) -> &str {
    names.get(at).map_or("", String::as_str)
}

/// Whether this very edge is selected.
fn is_chosen(options: &Arrangement, from: &NodeId, to: &NodeId) -> bool {
    matches!(options.selected, Picked::Edge { .. }) && edge_belongs(&options.selected, from, to, false)
}

fn facts(edge: &EdgeView, from: &NodeId, to: &NodeId) -> EdgeFacts {
    let change = edge.change.as_ref().map(|change| change.what);
    // Beside a baseline the state is that of now, and the change stands beside it.
    let look = if change.is_some() { EdgeLook::State } else { look(edge) };
    let (state, blocked_by) = match (look, edge.state) {
        (EdgeLook::Change(ChangeKind::Added), _) => (LineState::Added, None),
        (EdgeLook::Change(ChangeKind::Removed), _) => (LineState::Removed, None),
        (EdgeLook::Change(ChangeKind::Changed), _) => (LineState::Changed, None),
        (EdgeLook::Stopped(by), _) | (EdgeLook::State, PairState::Blocked(by)) => (LineState::Blocked, Some(by)),
        (EdgeLook::State, PairState::Open) => (LineState::Open, None),
        (EdgeLook::State, PairState::Allowed) => (LineState::Allowed, None),
        (EdgeLook::State, PairState::Depends) => (LineState::Depends, None),
    };
    let bundle = edge.bundle;
    EdgeFacts { from: from.clone(), to: to.clone(), ports: edge.ports.clone(), state, blocked_by, bundle, change }
}

fn state_words(edge: &EdgeView) -> String {
    let words = words_of_state(edge.state);
    match &edge.change {
        Some(change) => format!("{words}; {}", change.what.as_str()),
        None => words,
    }
}

fn words_of_state(state: PairState) -> String {
    match state {
        PairState::Open => "open: no policy isolates either end".to_owned(),
        PairState::Allowed => "allowed".to_owned(),
        PairState::Blocked(by) => blocked_words(by).to_owned(),
        PairState::Depends => DEPENDS.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use podreach_eval::query::BlockedBy;
    use podreach_eval::view::{EdgeChange, EdgeSays, PairChange};

    fn node(id: &str) -> NodeView {
        NodeView::plain(id, NodeKind::Workload, id.into(), "Deployment".into())
    }

    fn edge(from: usize, to: usize, state: PairState) -> EdgeView {
        let ports = if matches!(state, PairState::Blocked(_)) { "none" } else { "all" };
        EdgeView {
            from,
            to,
            state,
            ports: ports.into(),
            lands_on: None,
            by_address: false,
            on_selection: false,
            says: None,
            bundle: None,
            change: None,
        }
    }

    fn view(names: &[&str], edges: Vec<EdgeView>) -> GraphView {
        GraphView { nodes: names.iter().map(|name| node(name)).collect(), edges, ..GraphView::default() }
    }

    fn sorted(view: &GraphView, show_blocked: bool, selected: Picked) -> Edges {
        let names: Vec<String> = view.nodes.iter().map(|node| node.title.clone()).collect();
        edges(view, &names, &Arrangement { show_services: true, show_blocked, selected, ..Arrangement::default() })
    }

    #[test]
    fn open_both_ways_is_one_line_and_two_edges() {
        let view = view(&["a", "b"], vec![edge(0, 1, PairState::Open), edge(1, 0, PairState::Open)]);
        let found = sorted(&view, false, Picked::Nothing);
        assert_eq!((found.lines.len(), found.silent.len(), found.undrawn), (1, 1, 0));
        assert_eq!(found.lines[0].heads, (Head::Hollow, Head::Hollow));
        assert_eq!(found.lines[0].label, "a and b reach each other on every port; no policy isolates either end");
    }

    #[test]
    fn blocked_edges_are_there_on_demand_and_drawn_for_the_selection() {
        let blocked = PairState::Blocked(BlockedBy::Source);
        let view = view(&["a", "b", "c"], vec![edge(0, 1, blocked), edge(1, 2, blocked)]);
        assert_eq!(sorted(&view, false, Picked::Nothing), Edges::default());
        let counted = sorted(&view, true, Picked::Nothing);
        assert_eq!((counted.lines.len(), counted.silent.len()), (0, 2));
        let of_a = sorted(&view, true, Picked::Node("a".into()));
        assert_eq!((of_a.lines.len(), of_a.silent.len()), (1, 1));
        assert_eq!(of_a.lines[0].heads, (Head::Bar, Head::Chevron));
        let one = sorted(&view, false, Picked::Edge { from: "b".into(), to: "c".into() });
        assert_eq!((one.lines.len(), one.silent.len()), (1, 0));
    }

    #[test]
    fn what_an_edge_says_is_there_before_anything_has_a_place() {
        let says = |look| {
            let says = EdgeSays { short: "short".into(), sentence: "a sentence".into(), look };
            EdgeView { says: Some(Box::new(says)), ..edge(0, 1, PairState::Allowed) }
        };
        for (look, state, blocked_by, heads) in [
            (EdgeLook::State, LineState::Allowed, None, (Head::Plain, Head::Filled)),
            (EdgeLook::Change(ChangeKind::Added), LineState::Added, None, (Head::Plain, Head::Filled)),
            (EdgeLook::Change(ChangeKind::Removed), LineState::Removed, None, (Head::Plain, Head::Chevron)),
            (
                EdgeLook::Stopped(BlockedBy::Destination),
                LineState::Blocked,
                Some(BlockedBy::Destination),
                (Head::Plain, Head::BarredChevron),
            ),
        ] {
            let found = sorted(&view(&["a", "b"], vec![says(look)]), false, Picked::Nothing);
            let line = &found.lines[0];
            assert_eq!((line.facts.state, line.facts.blocked_by, line.heads), (state, blocked_by, heads));
            assert_eq!((line.label.as_str(), line.chip[0].ports.as_str()), ("a sentence", "short"));
            // It looks otherwise and is laid out as the others are.
            assert_eq!(line.weight, Weight::Strong);
        }
    }

    fn change(what: PairChange, edge: EdgeView) -> EdgeView {
        let ports = |on: PairChange| if what == on { String::new() } else { "TCP 53".to_owned() };
        let (opens, closes) = (ports(PairChange::Closed), ports(PairChange::Opened));
        let change = EdgeChange {
            what,
            keeps: String::new(),
            opens,
            closes,
            was: Some(PairState::Open),
            was_ports: "all".into(),
        };
        let says = EdgeSays { short: "short".into(), sentence: String::new(), look: EdgeLook::Change(what.into()) };
        EdgeView { says: Some(Box::new(says)), change: Some(Box::new(change)), ..edge }
    }

    #[test]
    fn what_changed_beside_a_baseline_has_a_line_and_keeps_its_state() {
        let blocked = PairState::Blocked(BlockedBy::Destination);
        for (what, state, heads, words) in [
            (PairChange::Opened, PairState::Allowed, (Head::Plain, Head::Filled), "a to b, opened: opened on TCP 53"),
            (PairChange::Closed, blocked, (Head::Plain, Head::BarredChevron), "a to b, closed: closed on TCP 53"),
        ] {
            let looks = if state == blocked { LineState::Blocked } else { LineState::Allowed };
            let edges = vec![change(what, edge(0, 1, state)), edge(1, 0, blocked)];
            let found = sorted(&view(&["a", "b"], edges), false, Picked::Nothing);
            let [line] = &found.lines[..] else { panic!("{found:?}") };
            assert_eq!((line.facts.state, line.facts.change, line.heads), (looks, Some(what), heads));
            assert_eq!((line.label.as_str(), line.chip[0].ports.as_str()), (words, "short"));
            assert!(found.rows[0][3].ends_with(what.as_str()), "{:?}", found.rows);
        }
    }

    #[test]
    fn a_change_of_one_direction_is_not_part_of_a_line_of_both() {
        let open = || edge(1, 0, PairState::Open);
        let edges = vec![change(PairChange::Opened, edge(0, 1, PairState::Open)), open()];
        let found = sorted(&view(&["a", "b"], edges), false, Picked::Nothing);
        assert_eq!((found.lines.len(), found.silent.len()), (2, 0));
        assert!(found.lines.iter().all(|line| !line.both_ways));
    }

    #[test]
    fn a_way_to_itself_has_no_line() {
        let view = view(&["a"], vec![edge(0, 0, PairState::Allowed)]);
        let found = sorted(&view, false, Picked::Nothing);
        assert_eq!((found.lines.len(), found.silent.len(), found.rows.len()), (0, 1, 1));
    }

    #[test]
    fn crowds_are_drawn_for_the_selection_only() {
        let names: Vec<String> = (0..60).map(|at| at.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let pairs = (0..60).flat_map(|from| (0..60).filter(move |to| *to != from).map(move |to| (from, to)));
        let view = view(&names, pairs.map(|(from, to)| edge(from, to, PairState::Open)).collect());
        let nothing = sorted(&view, false, Picked::Nothing);
        assert_eq!((nothing.lines.len(), nothing.silent.len(), nothing.undrawn), (0, 60 * 59, 60 * 59 / 2));
        assert_eq!(sorted(&view, false, Picked::Node("7".into())).lines.len(), 59);
    }

    #[test]
    fn a_crowd_in_a_file_still_shows_what_rules_allow() {
        let names: Vec<String> = (0..60).map(|at| at.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let pairs = (0..60).flat_map(|from| (0..60).filter(move |to| *to != from).map(move |to| (from, to)));
        let state = |to| if to == 1 { PairState::Allowed } else { PairState::Open };
        let view = view(&names, pairs.map(|(from, to)| edge(from, to, state(to))).collect());
        let names: Vec<String> = view.nodes.iter().map(|node| node.title.clone()).collect();
        let found = edges(&view, &names, &Arrangement { still: true, ..Arrangement::default() });
        assert!(found.lines.iter().all(|line| line.facts.state == LineState::Allowed
            && line.weight != Weight::Overlay
            && !line.chip.is_empty()));
        assert_eq!(found.lines.len(), 59);
    }
}
