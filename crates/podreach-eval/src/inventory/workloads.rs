//! Folds pods into workloads by owner, so that a dump with Deployments, ReplicaSets and Pods counts nothing twice.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use podreach_syntax::Span;
use rustc_hash::FxHashMap;

use crate::kinds::added::ordinal;
use crate::kinds::{ContainerPort, WorkloadKind, WorkloadSpec};
use crate::sets::{Intervals, Labels, UNKNOWN_VALUE};

use super::replicas::NamedPods;

/// A pod of a workload, or the template that makes its pods.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    /// The pod's name; a template has none.
    pub pod: Option<Box<str>>,
    /// Labels.
    pub labels: Arc<Labels>,
    /// Declared ports.
    pub ports: Arc<[ContainerPort]>,
    /// Known addresses: the pod's, or its node's when it shares the node's network.
    pub addresses: Vec<IpAddr>,
    /// Known addresses of its node.
    pub host_addresses: Vec<IpAddr>,
    /// The name of its node, when it is known.
    pub node: Option<Box<str>>,
    /// Whether it shares the node's network.
    pub host_network: bool,
    /// How many pods it stands for, where that is known.
    pub count: u32,
    /// Their ordinals, of a StatefulSet whose pods are not in the input.
    pub numbers: Intervals<u32>,
}

/// A workload and its pods.
#[derive(Clone, Debug)]
pub(crate) struct Workload {
    /// Namespace.
    pub namespace: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Kind as people know it; a missing controller's kind comes from the owner reference.
    pub kind: WorkloadKind,
    /// Its pods; empty when it runs none.
    pub variants: Vec<Variant>,
    /// Replicas, when known.
    pub replicas: Option<u32>,
    /// A Pod without owner: exactly one pod.
    pub bare: bool,
    /// The first and the last ordinal of a StatefulSet whose pods are not in the input.
    pub ordinals: Option<(u32, u32)>,
    /// Where it is written.
    pub span: Span,
}

/// Namespace, name, kind.
type Key<'a> = (&'a str, Cow<'a, str>, WorkloadKind);

/// Where an object belongs: the controller at the top of its owners.
fn home<'a>(object: &'a WorkloadSpec, own: &Key<'a>, present: &FxHashMap<Key<'a>, &'a WorkloadSpec>) -> Key<'a> {
    if object.kind == WorkloadKind::Pod && object.owner.is_none() {
        return adopter(object, present).unwrap_or_else(|| own.clone());
    }
    let mut current = object;
    let mut key = own.clone();
    // Owners form short chains (Pod, ReplicaSet, Deployment); the bound guards against references in a circle.
    for _ in 0..8 {
        let Some(owner) = &current.owner else { break };
        let kind = WorkloadKind::from_name(&owner.kind);
        let direct = (&*current.meta.namespace, Cow::Borrowed(&*owner.name), kind);
        if let Some(next) = present.get(&direct) {
            current = next;
            key = direct;
            continue;
        }
        // The ReplicaSet between a Deployment and its pods is often left out; its name tells the Deployment's.
        if direct.2 == WorkloadKind::ReplicaSet
            && let Some(hash) = current.labels.get("pod-template-hash")
            && let Some(name) = owner.name.strip_suffix(&**hash).and_then(|name| name.strip_suffix('-'))
        {
            let deployment = (&*current.meta.namespace, Cow::Borrowed(name), WorkloadKind::Deployment);
            if present.contains_key(&deployment) {
                return deployment;
            }
        }
        // A missing controller names the workload of its pods; a missing Deployment does not rename its ReplicaSet.
        if current.kind == WorkloadKind::Pod {
            key = direct;
        }
        break;
    }
    key
}

/// What names each object. Names that the server makes are never the same: their objects are counted.
fn keys(objects: &[Arc<WorkloadSpec>]) -> Vec<Key<'_>> {
    let mut made: FxHashMap<Key<'_>, u32> = FxHashMap::default();
    let mut list = Vec::with_capacity(objects.len());
    for object in objects {
        let name = Cow::Borrowed(&*object.meta.name.value);
        let mut key = (&*object.meta.namespace, name, object.kind.clone());
        if key.1.ends_with('*') {
            let count = made.entry(key.clone()).or_default();
            *count += 1;
            if *count > 1 {
                key.1 = format!("{} ({count})", key.1).into();
            }
        }
        list.push(key);
    }
    list
}

fn variant(object: &WorkloadSpec) -> Variant {
    let addresses = if object.host_network { &object.host_addresses } else { &object.addresses };
    Variant {
        pod: (object.kind == WorkloadKind::Pod).then(|| object.meta.name.value.clone()),
        labels: Arc::clone(&object.labels),
        ports: Arc::clone(&object.ports),
        addresses: addresses.clone(),
        host_addresses: object.host_addresses.clone(),
        node: object.node.clone(),
        host_network: object.host_network,
        count: 1,
        numbers: Intervals::empty(),
    }
}

#[derive(Default)]
struct Folded {
    controller: Option<usize>,
    pods: Vec<usize>,
    templates: Vec<usize>,
}

/// Folds objects into workloads, sorted by namespace, name and kind. Finished pods and controllers without replicas run
/// nothing; workloads without pods are left out.
pub(crate) fn fold(objects: &[Arc<WorkloadSpec>], named: &mut NamedPods<'_>) -> Vec<Workload> {
    let keys = keys(objects);
    let present: FxHashMap<Key<'_>, &WorkloadSpec> = keys
        .iter()
        .zip(objects)
        .filter(|(_, object)| object.kind != WorkloadKind::Pod)
        .map(|(key, object)| (key.clone(), &**object))
        .collect();
    let mut folded: FxHashMap<Key<'_>, Folded> = FxHashMap::default();
    for (at, (object, own_key)) in objects.iter().zip(&keys).enumerate() {
        let key = home(object, own_key, &present);
        let own = key == *own_key;
        let slot = folded.entry(key).or_default();
        if object.kind == WorkloadKind::Pod {
            slot.pods.push(at);
        } else if own {
            slot.controller = Some(at);
        } else {
            slot.templates.push(at);
        }
    }
    let mut folded: Vec<(Key<'_>, Folded)> = folded.into_iter().collect();
    folded.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
    folded.into_iter().filter_map(|(key, slot)| workload(key, &slot, objects, named)).collect()
}

fn workload(
    (namespace, name, kind): Key<'_>,
    slot: &Folded,
    objects: &[Arc<WorkloadSpec>],
    named: &mut NamedPods<'_>,
) -> Option<Workload> {
    let object = |at: &usize| objects.get(*at).map(|object| &**object);
    let controller = slot.controller.as_ref().and_then(object);
    let pods: Vec<&WorkloadSpec> = slot.pods.iter().filter_map(object).collect();
    let running: Vec<&WorkloadSpec> = pods.iter().copied().filter(|pod| !pod.finished).collect();
    let first = controller.or(pods.first().copied()).or_else(|| slot.templates.first().and_then(object))?;
    let bare = kind == WorkloadKind::Pod && pods.len() == 1 && pods.iter().all(|pod| pod.owner.is_none());
    let replicas = controller.and_then(|controller| controller.replicas);
    let variants: Vec<Variant> = if !running.is_empty() {
        running.iter().map(|pod| variant(pod)).collect()
    } else if replicas == Some(0) || (controller.is_none() && !pods.is_empty()) {
        // Where only finished pods are left, a controller that is given makes new ones from its template.
        Vec::new()
    } else {
        let running = || slot.templates.iter().filter_map(object).filter(|template| template.replicas != Some(0));
        match controller {
            Some(controller) => named.expand(controller, from_template(controller, running())),
            None => running().take(1).map(variant).collect(),
        }
    };
    if variants.is_empty() {
        return None;
    }
    let ordinals = controller.filter(|_| running.is_empty()).and_then(ordinals);
    let replicas = if running.is_empty() { replicas } else { Some(running.len() as u32) };
    Some(Workload {
        namespace: namespace.into(),
        name: name.into(),
        kind,
        variants,
        replicas,
        bare,
        ordinals,
        span: first.meta.span,
    })
}

/// The template of a controller, as its pods have it. What stands between it and them, if there is one such object (the
/// ReplicaSet of a Deployment, the Job of a CronJob), tells the labels whose values the template does not.
fn from_template<'a>(controller: &WorkloadSpec, mut between: impl Iterator<Item = &'a WorkloadSpec>) -> Variant {
    let mut made = variant(controller);
    if let (Some(only), None) = (between.next(), between.next()) {
        for (key, value) in Arc::make_mut(&mut made.labels).iter_mut().filter(|(_, value)| ***value == *UNKNOWN_VALUE) {
            if let Some(known) = only.labels.get(key) {
                value.clone_from(known);
            }
        }
    }
    made
}

/// The first and the last ordinal of a StatefulSet.
fn ordinals(controller: &WorkloadSpec) -> Option<(u32, u32)> {
    let first = controller.numbered.as_ref()?.first;
    Some((first, first.saturating_add(controller.replicas?.checked_sub(1)?)))
}

/// The StatefulSet that adopts a pod without owner: it is called like a replica and has the labels that are selected.
fn adopter<'a>(pod: &'a WorkloadSpec, present: &FxHashMap<Key<'a>, &'a WorkloadSpec>) -> Option<Key<'a>> {
    let (set, digits) = ordinal(&pod.meta.name.value)?;
    let key = (&*pod.meta.namespace, Cow::Borrowed(set), WorkloadKind::StatefulSet);
    let controller = present.get(&key)?;
    let (first, last) = ordinals(controller)?;
    let selects = &controller.numbered.as_ref()?.selects;
    let selected = !selects.is_empty() && selects.iter().all(|(key, value)| pod.labels.get(key) == Some(value));
    (selected && digits.parse().is_ok_and(|number| (first..=last).contains(&number))).then_some(key)
}
