//! Workloads whose pods are distinguished: one card with a part for each, so that they are seen as one workload.

use std::collections::BTreeMap;

use podreach_eval::view::{GraphView, NodeView, WholeView};

use crate::bounds::Bounds;
use crate::card::{PADDING, STRIP};
use crate::measure::{self, Font};
use crate::scene::{SceneNode, SceneWhole};
use crate::visible::escaped;
use crate::wording::grouped;

/// The workload's name in the strip.
const NAME: Font = Font::bold(12.0);
/// What follows it.
const NOTE: Font = Font::sans(11.0);
/// Between the two.
const GAP: f64 = 8.0;

/// A workload: its namespace, its name and its kind.
type Key<'a> = (Option<usize>, &'a WholeView);

fn key(node: &NodeView) -> Option<Key<'_>> {
    Some((node.namespace, node.whole.as_ref()?))
}

/// By node: the number of the workload that it is a part of.
pub(crate) fn numbers(view: &GraphView) -> Vec<Option<usize>> {
    let mut known: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let number = |node| {
        let next = known.len();
        key(node).map(|key| *known.entry(key).or_insert(next))
    };
    view.nodes.iter().map(number).collect()
}

/// Takes the strips off the parts, and puts cards around them.
pub(crate) fn wholes(view: &GraphView, nodes: &mut [SceneNode]) -> Vec<SceneWhole> {
    let mut rows: BTreeMap<(Key<'_>, u64), Bounds> = BTreeMap::new();
    let mut pods: BTreeMap<Key<'_>, Option<u32>> = BTreeMap::new();
    for (node, placed) in view.nodes.iter().zip(nodes) {
        let Some(key) = key(node) else { continue };
        let rect = placed.rect;
        placed.rect.height -= STRIP;
        // Parts of one row have the same upper border, and no drawing begins above zero by much.
        let row = rows.entry((key, rect.y.max(0.0).to_bits())).or_insert(rect);
        *row = row.around(rect);
        let count = pods.entry(key).or_insert(Some(0));
        *count = count.zip(node.replicas).map(|(sum, more)| sum.saturating_add(more));
    }
    let made = rows.into_iter().map(|((key, _), rect)| {
        let (namespace, whole) = key;
        let kind = match pods.get(&key).copied().flatten() {
            Some(count) => format!("{}, {} pods", whole.kind, grouped(count)),
            None => whole.kind.clone(),
        };
        let note = escaped(&format!("{kind}, distinguished by selectors")).into_owned();
        let full = escaped(&whole.name).into_owned();
        let room = rect.width - 2.0 * PADDING;
        let name = measure::fit(&full, NAME, room);
        let left = room - measure::width(&name, NAME) - GAP;
        let namespace = namespace.and_then(|at| view.namespaces.get(at)).map_or("", |namespace| &namespace.name);
        SceneWhole {
            id: format!("{namespace}/{}[{}]", whole.name, whole.kind),
            label: format!("{full}: {note}"),
            note: measure::fit(&note, NOTE, left),
            name,
            rect,
        }
    });
    made.collect()
}

impl SceneWhole {
    /// Where the text of the strip starts: name, note, and their common base line.
    pub fn text_places(&self) -> (f64, f64, f64) {
        let left = self.rect.x + PADDING;
        let base = self.rect.y + self.rect.height - 10.0;
        (left, left + measure::width(&self.name, NAME) + GAP, base)
    }
}

#[cfg(test)]
mod tests {
    use crate::arrange::scene;
    use crate::arrangement::Arrangement;
    use crate::card::STRIP;
    use podreach_eval::{GraphOptions, Options, analyze};
    use podreach_syntax::Sources;

    /// A StatefulSet of which policies name some pods.
    fn split(named: u32, compact: bool) -> crate::scene::Scene {
        let set = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: data}, spec: {replicas: 9, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, ports: [{containerPort: 5432}]}]}}}}\n";
        let client = "---\n{apiVersion: v1, kind: Pod, metadata: {name: client, namespace: data, labels: {app: client}}, spec: {containers: [{name: c}]}}\n";
        let policy = |at: u32| {
            format!(
                "---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p{at}, namespace: data}}, spec: {{podSelector: {{matchLabels: {{statefulset.kubernetes.io/pod-name: db-{at}}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: client}}}}}}], ports: [{{port: {}}}]}}]}}}}\n",
                5432 + at
            )
        };
        let yaml = [set, client].concat() + &(0..named).map(policy).collect::<String>();
        let view = analyze(&Sources::single("db.yaml", yaml), &Options::default()).graph_view(&GraphOptions::default());
        scene(&view, &Arrangement { compact, show_services: true, ..Arrangement::default() })
    }

    #[test]
    fn parts_touch_and_stand_in_one_card_that_says_so() {
        for compact in [false, true] {
            let scene = split(1, compact);
            let [whole] = scene.wholes.as_slice() else { panic!("{:?}", scene.wholes) };
            assert_eq!(
                (whole.name.as_str(), whole.label.as_str()),
                ("db", "db: StatefulSet, 9 pods, distinguished by selectors")
            );
            let parts: Vec<_> = scene.nodes.iter().filter(|node| node.card.is_part).collect();
            let [rest, first] = parts.as_slice() else { panic!("{parts:?}") };
            assert_eq!((rest.id.to_string().as_str(), rest.card.title.as_str()), ("data/db", "other pods"));
            assert_eq!((first.id.to_string().as_str(), first.card.title.as_str()), ("data/db-0", "db-0"));
            assert!((rest.rect.x + rest.rect.width - first.rect.x).abs() < 0.01, "{:?} {:?}", rest.rect, first.rect);
            assert!((whole.rect.height - first.rect.height - STRIP).abs() < 0.01);
            assert!(scene.summary.contains(": 2 workloads,"), "{}", scene.summary);
            assert_eq!(scene.namespaces.iter().filter(|one| compact || one.note == "2 workloads, 1 policy").count(), 1);
            assert_eq!(whole.rect.around(rest.rect).around(first.rect), whole.rect);
        }
    }

    #[test]
    fn many_parts_stand_in_rows_of_four() {
        let scene = split(6, false);
        let parts = scene.nodes.iter().filter(|node| node.card.is_part).count();
        assert_eq!((parts, scene.wholes.len()), (7, 2));
        for node in &scene.nodes {
            let inside = |rect| node.rect.around(rect) == rect;
            let around = scene.wholes.iter().filter(|whole| inside(whole.rect)).count();
            assert_eq!(around, usize::from(node.card.is_part), "{}", node.id);
        }
        assert!(split(0, false).wholes.is_empty());
    }
}
