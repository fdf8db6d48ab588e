//! The line between the outside and a box of cards that no policy isolates: one for all of them.

use podreach_eval::view::{BoxKind, Bundle, Differences, GraphView, NodeKind};

use crate::bounds::Bounds;
use crate::chips;
use crate::place::Placed;
use crate::scene::{At, Chip, EdgeFacts, Head, LineEnd, LineState, SceneEdge};
use crate::wording::grouped;

/// A line from the first shore to each box of cards that no policy isolates.
pub(crate) fn ties(view: &GraphView, placed: &Placed, names: &[String]) -> Vec<SceneEdge> {
    let shore = view.nodes.iter().position(|node| node.kind == NodeKind::External);
    let Some((shore, from, name)) =
        shore.and_then(|at| Some((placed.nodes.get(at)?.rect, view.nodes.get(at)?, names.get(at)?)))
    else {
        return Vec::new();
    };
    let boxes = view.namespaces.iter().zip(&placed.namespaces).filter(|(one, _)| one.kind == BoxKind::Open);
    let tie = |(namespace, rect): (&podreach_eval::view::NamespaceView, &Bounds)| {
        let x = (rect.x + rect.width / 2.0).round();
        let (top, bottom) = (shore.y + shore.height, rect.y);
        let end = |y: f64, dy: f64| LineEnd { at: At { x, y }, dx: 0.0, dy, head: Head::Hollow };
        let all = namespace.workloads as u64;
        let bundle = Some(Bundle { pairs: all, of: all, differs: Differences::default() });
        let form = chips::forms("all", bundle, false, false).into_iter().next().unwrap_or_default();
        let room = bottom - top;
        let place = Bounds {
            x: x - form.width / 2.0,
            y: f64::midpoint(top, bottom) - form.height / 2.0,
            width: form.width,
            height: form.height,
        };
        let fits = room >= form.height + 20.0;
        SceneEdge {
            facts: EdgeFacts {
                from: from.id.clone(),
                to: namespace.id.clone(),
                ports: "all".to_owned(),
                state: LineState::Open,
                blocked_by: None,
                bundle,
                change: None,
            },
            both_ways: true,
            path: format!("M{x} {top:.1}L{x} {bottom:.1}"),
            ends: vec![end(top, -1.0), end(bottom, 1.0)],
            chip: fits.then_some(Chip { text: form.ports, count: form.count, rect: place }),
            full: chips::full("all", bundle),
            casing: String::new(),
            quiet: false,
            label: format!(
                "{name} and {} reach each other on every port; no policy isolates either end",
                if all == 1 { "1 workload".to_owned() } else { format!("{} workloads", grouped(all)) }
            ),
            bounds: Bounds { x, y: top, width: 0.0, height: room },
        }
    };
    // Only a box right below the shore: elsewhere the line would run through what stands between.
    let is_below = |rect: &Bounds| rect.y > shore.y + shore.height && rect.y - shore.y - shore.height < 110.0;
    boxes.filter(|(_, rect)| is_below(rect)).map(tie).collect()
}
