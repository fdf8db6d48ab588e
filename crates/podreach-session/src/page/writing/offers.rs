//! Values that the input offers for a place: labels, namespaces, ports, words.

use std::collections::BTreeMap;

use podreach_eval::kinds::schema::{Known, Place, Shape};
use podreach_eval::sets::{Labels, Protocol, UNKNOWN_VALUE};

use super::here::{Here, Offer, OfferKind, offer};
use super::loose::Step;
use super::object::{Object, joined};
use super::scope::{Among, among, receivers};

/// The operators of label selectors.
pub(super) const OPERATORS: [(&str, &str); 4] = [
    ("In", "the label has one of the values"),
    ("NotIn", "the label is missing or has another value"),
    ("Exists", "the label is there"),
    ("DoesNotExist", "the label is missing"),
];

/// Address blocks that are often meant.
const BLOCKS: [(&str, &str); 5] = [
    ("0.0.0.0/0", "every IPv4 address"),
    ("::/0", "every IPv6 address"),
    ("10.0.0.0/8", "private addresses"),
    ("172.16.0.0/12", "private addresses"),
    ("192.168.0.0/16", "private addresses"),
];

/// What is known of how often a label is there.
fn count_words(count: usize, among: &Among<'_>) -> String {
    let what = if matches!(among, Among::Pods(_)) { "workload" } else { "namespace" };
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The steps to the selector that a path leads into, and those from it on.
pub(super) fn selector_of(path: &[Step]) -> Option<(&[Step], &[Step])> {
    let at = path.iter().rposition(|step| {
        let key = step.key();
        key.is_some_and(|key| matches!(key, "podSelector" | "namespaceSelector" | "namespaces" | "selector" | "labels"))
    })?;
    Some(path.split_at(at + 1))
}

fn found<'a>(here: &Here<'a>, path: &[Step]) -> Option<Among<'a>> {
    let (selector, inside) = selector_of(path)?;
    let is_label = match inside {
        [] => true,
        [first, ..] => matches!(first.key(), Some("matchLabels" | "matchExpressions")) || inside.len() == 1,
    };
    if !is_label {
        return None;
    }
    among(&here.evaluation.analysis, here.object, selector)
}

/// Keys of labels that the input has at what a selector selects among.
pub(super) fn label_keys(here: &Here<'_>, path: &[Step]) -> Vec<Offer> {
    let Some(among) = found(here, path) else { return Vec::new() };
    // What the evaluation adds without knowing its value is nothing to select by.
    counts(among.labels(), |labels| {
        labels.iter().filter(|(_, value)| ***value != *UNKNOWN_VALUE).map(|(key, _)| &**key).collect()
    })
    .into_iter()
    .map(|(key, count)| offer(key, count_words(count, &among), here.written(key), OfferKind::Label))
    .collect()
}

fn label_values(here: &Here<'_>, path: &[Step], key: &str) -> Vec<Offer> {
    let Some(among) = found(here, path) else { return Vec::new() };
    counts(among.labels(), |labels| {
        labels.get(key).map(AsRef::as_ref).filter(|value| *value != UNKNOWN_VALUE).into_iter().collect()
    })
    .into_iter()
    .map(|(value, count)| offer(value, count_words(count, &among), here.written(value), OfferKind::Value))
    .collect()
}

/// How often each text is there, the most frequent first.
fn counts<'a>(labels: Vec<&'a Labels>, of: impl Fn(&'a Labels) -> Vec<&'a str>) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in labels.into_iter().flat_map(of) {
        *counts.entry(text).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(text, count)| (std::cmp::Reverse(*count), *text));
    counts
}

/// Values for a place that holds no object.
pub(super) fn values(here: &Here<'_>, path: &[Step], place: &Place, field: Option<Known>) -> Vec<Offer> {
    let holder = field.map_or(("", ""), |field| (field.holder, field.name));
    let words = |list: &[&str]| {
        list.iter().map(|word| offer(word, String::new(), here.written(word), OfferKind::Word)).collect()
    };
    match (holder, place.shape) {
        (_, Shape::Words) => words(&place.words),
        (_, Shape::Bool) => {
            ["true", "false"].map(|word| offer(word, String::new(), word.to_owned(), OfferKind::Word)).into()
        }
        (("ObjectMeta", "namespace"), _) => namespaces(here),
        (("LabelSelectorRequirement", "key"), _) => label_keys(here, path),
        (("LabelSelectorRequirement", "operator"), _) => {
            OPERATORS.map(|(word, detail)| offer(word, detail.to_owned(), here.written(word), OfferKind::Word)).into()
        }
        (("LabelSelectorRequirement", "values"), Shape::Value) => {
            let expression = path.len().checked_sub(2).and_then(|length| path.get(..length)).unwrap_or(&[]);
            let key = here.object.value(&joined(expression, "key")).unwrap_or("");
            label_values(here, path, key)
        }
        (
            ("LabelSelector", "matchLabels")
            | ("ServiceSpec" | "ReplicationControllerSpec", "selector")
            | ("ObjectMeta", "labels"),
            Shape::Value,
        ) => label_values(here, path, path.last().and_then(Step::key).unwrap_or("")),
        (("IPBlock", "cidr") | (_, "networks"), Shape::Cidr) => {
            BLOCKS.map(|(block, detail)| offer(block, detail.to_owned(), here.written(block), OfferKind::Value)).into()
        }
        ((_, "protocol"), _) => words(&["TCP", "UDP", "SCTP"]),
        (("NetworkPolicyPort", "port") | ("ServicePort", "targetPort"), _) => ports(here, path, true, true),
        (_, Shape::PortName) if place.of.is_empty() => ports(here, path, false, true),
        (
            ("AdminPortNumber" | "ServicePort", "port") | ("ClusterPort", "number") | (_, "endPort" | "start" | "end"),
            _,
        ) => ports(here, path, true, false),
        _ => Vec::new(),
    }
}

fn namespaces(here: &Here<'_>) -> Vec<Offer> {
    let analysis = &here.evaluation.analysis;
    let detail = |declared| if declared { String::new() } else { "no Namespace object".to_owned() };
    let all = analysis.namespaces.iter();
    all.map(|found| offer(&found.name, detail(found.declared), here.written(&found.name), OfferKind::Namespace))
        .collect()
}

/// Ports of a place, with the workloads that have each.
pub(super) fn port_holders<'a>(here: &Here<'a>, path: &[Step]) -> BTreeMap<PortKey<'a>, Vec<&'a str>> {
    holders(receivers(&here.evaluation.analysis, here.object, path))
}

/// A port: number and protocol, or a name.
pub(super) type PortKey<'a> = (Option<&'a str>, u16, Protocol);

/// The ports of some workloads, with who has each.
pub(super) fn holders<'a>(pods: Vec<&'a podreach_eval::inventory::Endpoint>) -> BTreeMap<PortKey<'a>, Vec<&'a str>> {
    let mut found: BTreeMap<PortKey<'a>, Vec<&str>> = BTreeMap::new();
    for pod in pods {
        for port in &pod.ports {
            found.entry((port.name.as_deref(), port.port, port.protocol)).or_default().push(&pod.name);
        }
    }
    found
}

fn ports(here: &Here<'_>, path: &[Step], numbers: bool, names: bool) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    let protocol = protocol_of(here.object, path);
    for ((name, number, of), pods) in port_holders(here, path) {
        if protocol.is_some_and(|wanted| wanted != of) {
            continue;
        }
        let who = super::scope::counted("workload", &pods.iter().map(|pod| (*pod).to_owned()).collect::<Vec<_>>());
        let mut add = |label: String, detail: String, insert: String| {
            if offers.iter().all(|offer| offer.label != label) {
                offers.push(offer(&label, detail, insert, OfferKind::Port));
            }
        };
        if numbers {
            let called = name.map(|name| format!(" {name}")).unwrap_or_default();
            add(number.to_string(), format!("{}{called}, {who}", of.as_str()), number.to_string());
        }
        if let Some(name) = name.filter(|_| names) {
            add(name.to_owned(), format!("{} {number}, {who}", of.as_str()), here.written(name));
        }
    }
    // Numbers before names, each in order.
    offers.sort_by_key(|offer| (offer.label.parse::<u16>().unwrap_or(u16::MAX), offer.label.clone()));
    offers
}

/// The protocol that stands beside a port.
pub(super) fn protocol_of(object: &Object<'_>, path: &[Step]) -> Option<Protocol> {
    let beside = path.split_last().map_or(&[][..], |(_, before)| before);
    Protocol::from_name(object.value(&joined(beside, "protocol"))?)
}
