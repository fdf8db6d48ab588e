//! What stands at the top of a box: its name, counts, and for all of its cards that no policy isolates them.

use podreach_eval::query::PairState;
use podreach_eval::view::{BoxKind, GraphView, NamespaceView, NodeKind};

use crate::card::{ISOLATION_HEIGHT, lock_width};
use crate::measure::{self, Font};
use crate::visible::escaped;
use crate::wording::{grouped, namespace_note};

/// Name of a box.
pub(crate) const NAME: Font = Font::bold(12.0);
/// Note beside it.
pub(crate) const NOTE: Font = Font::sans(11.0);
/// What stands in a box of cards that no policy selects.
const OPEN_NAME: &str = "No policy selects these";

/// The header of a box.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Header {
    /// Its name in full.
    pub(crate) name: String,
    /// What stands at the right, or below the name.
    pub(crate) note: String,
    /// Needed height; 0 for the usual one.
    pub(crate) height: f64,
    /// Width that all of it needs; 0 where the note gives way.
    pub(crate) needs: f64,
}

/// The header of a box of this picture.
pub(crate) fn header(view: &GraphView, at: usize, namespace: &NamespaceView) -> Header {
    let name = escaped(&namespace.name).into_owned();
    match namespace.kind {
        BoxKind::Namespace => Header { name, note: namespace_note(namespace), ..Header::default() },
        BoxKind::Open => {
            // The line to the outside is there only where the box stands right below it.
            let note = format!("{} in all, open to the outside", grouped(namespace.workloads));
            let locks = lock_width("in") + lock_width("out") + 5.0;
            let needs = (measure::width(OPEN_NAME, NAME) + 32.0).max(locks + measure::width(&note, NOTE) + 38.0);
            Header { name: OPEN_NAME.to_owned(), note, height: 40.0 + ISOLATION_HEIGHT + 9.0, needs }
        }
        BoxKind::Family => {
            let own = view.nodes.iter().filter(|node| node.namespace == Some(at));
            let namespaces: usize = own.map(|node| node.fold.as_ref().map_or(0, |fold| fold.namespaces)).sum();
            let note = format!("{} namespaces", grouped(namespaces));
            Header { name, note, height: 52.0, needs: 0.0 }
        }
    }
}

/// Whether an edge needs no line because a box says it for all of its cards.
pub(crate) fn is_tied(view: &GraphView, from: usize, to: usize, state: PairState) -> bool {
    let is_open = |at: usize| {
        let namespace = view.nodes.get(at).and_then(|node| node.namespace);
        namespace.and_then(|at| view.namespaces.get(at)).is_some_and(|one| one.kind == BoxKind::Open)
    };
    let is_shore = |at: usize| view.nodes.get(at).is_some_and(|node| node.kind == NodeKind::External);
    state == PairState::Open && ((is_open(from) && (is_shore(to) || is_open(to))) || (is_shore(from) && is_open(to)))
}
