//! The tables of fields: text to types, read once.
//!
//! A type begins in the first column; its fields stand below, indented, several of one type on a line:
//!
//! ```text
//! ServicePort
//!   name: label
//!   port!: 1..65535
//! ```
//!
//! `!` marks a field that has to be there. Types: `[T]` and `[T]+` are lists (with at least one item), `{T}` a mapping with
//! free keys, `a..b` and `a..` whole numbers of a range, `A|B` one of some words; `table` says what the other words mean.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// Anything.
    Any,
    /// Text.
    Text,
    /// `true` or `false`.
    Bool,
    /// A whole number; 64 bits unless bounds are given.
    Int(i64, i64),
    /// Any number.
    Number,
    /// A whole number of 32 bits, or text.
    IntOrText,
    /// An amount such as `100m`, as text or number.
    Quantity,
    /// A point in time, RFC 3339.
    Time,
    /// A mapping of labels, whose values are looked at elsewhere.
    Labels,
    /// The name of a container port.
    PortName,
    /// The number of a pod's port, or the name of a container port.
    PortRef,
    /// Text of 1 to 253 characters.
    Filled,
    /// A DNS label.
    Label,
    /// A DNS name, `*.` allowed in front.
    Host,
    /// A DNS subdomain.
    Subdomain,
    /// An IP address.
    Address,
    /// A range of addresses.
    Cidr,
    /// The address of a Service, or `None`.
    ClusterIp,
    /// A name with a domain in front, as IngressClasses name their controllers.
    Controller,
    /// One of some words.
    Word(Vec<&'static str>),
    /// A list; whether it needs an item.
    List(Box<Type>, bool),
    /// A mapping with free keys.
    Map(Box<Type>),
    /// An object: index into [`Table::objects`].
    Object(usize),
}

/// A field of an object.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) holds: Type,
}

/// A type with fields.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub(super) name: &'static str,
    pub(super) list: Vec<Field>,
    /// The names of the fields, in order.
    pub(super) names: Vec<&'static str>,
}

/// All types.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) objects: Vec<Fields>,
    by_name: FxHashMap<&'static str, usize>,
}

impl Table {
    /// The type of this name.
    pub(super) fn named(&self, name: &str) -> Option<&Fields> {
        self.objects.get(*self.by_name.get(name)?)
    }
}

const TEXTS: [&str; 11] = [
    include_str!("meta.txt"),
    include_str!("core.txt"),
    include_str!("pod.txt"),
    include_str!("volume.txt"),
    include_str!("apps.txt"),
    include_str!("batch.txt"),
    include_str!("discovery.txt"),
    include_str!("networking.txt"),
    include_str!("gateway.txt"),
    include_str!("openshift.txt"),
    include_str!("policy.txt"),
];

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(read);

fn lines() -> impl Iterator<Item = &'static str> {
    TEXTS.into_iter().flat_map(str::lines).filter(|line| !line.starts_with('#') && !line.is_empty())
}

fn read() -> Table {
    let names = lines().filter(|line| !line.starts_with(' '));
    let by_name: FxHashMap<&str, usize> = names.enumerate().map(|(at, name)| (name, at)).collect();
    let mut objects: Vec<Fields> = Vec::with_capacity(by_name.len());
    for line in lines() {
        match (line.strip_prefix("  "), objects.last_mut()) {
            (Some(line), Some(object)) => {
                object.list.extend(fields(line, &by_name));
                object.names = object.list.iter().map(|field| field.name).collect();
            }
            _ => objects.push(Fields { name: line, list: Vec::new(), names: Vec::new() }),
        }
    }
    Table { objects, by_name }
}

fn fields(line: &'static str, by_name: &FxHashMap<&str, usize>) -> impl Iterator<Item = Field> {
    let (names, holds) = line.split_once(": ").unwrap_or((line, "any"));
    let holds = holding(holds, by_name);
    names.split(' ').map(move |name| Field {
        name: name.trim_end_matches('!'),
        required: name.ends_with('!'),
        holds: holds.clone(),
    })
}

/// The type that a word of the tables means. A test holds that every word means one.
fn holding(word: &'static str, by_name: &FxHashMap<&str, usize>) -> Type {
    let inner = |open: char, close: char| word.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    if let Some(item) = word.strip_suffix('+').and_then(|rest| rest.strip_prefix('[')?.strip_suffix(']')) {
        return Type::List(Box::new(holding(item, by_name)), true);
    }
    if let Some(item) = inner('[', ']') {
        return Type::List(Box::new(holding(item, by_name)), false);
    }
    if let Some(item) = inner('{', '}') {
        return Type::Map(Box::new(holding(item, by_name)));
    }
    if let Some((first, last)) = word.split_once("..") {
        let bound = |text: &str, other: i64| text.parse().unwrap_or(other);
        return Type::Int(bound(first, 0), bound(last, i64::from(i32::MAX)));
    }
    match word {
        "string" => Type::Text,
        "bool" => Type::Bool,
        "int32" => Type::Int(i64::from(i32::MIN), i64::from(i32::MAX)),
        "int64" => Type::Int(i64::MIN, i64::MAX),
        "number" => Type::Number,
        "intstr" => Type::IntOrText,
        "quantity" => Type::Quantity,
        "time" => Type::Time,
        "labels" => Type::Labels,
        "portname" => Type::PortName,
        "portref" => Type::PortRef,
        "filled" => Type::Filled,
        "label" => Type::Label,
        "host" => Type::Host,
        "subdomain" => Type::Subdomain,
        "ip" => Type::Address,
        "cidr" => Type::Cidr,
        "clusterip" => Type::ClusterIp,
        "controller" => Type::Controller,
        _ if word.contains('|') => Type::Word(word.split('|').collect()),
        _ => by_name.get(word).map_or(Type::Any, |at| Type::Object(*at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_known_and_every_type_is_there_once() {
        let names: Vec<&str> = lines().filter(|line| !line.starts_with(' ')).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), names.len(), "a type stands there twice");
        assert_eq!(TABLE.objects.len(), names.len());
        for line in lines().filter(|line| line.starts_with(' ')) {
            let (_, word) = line.split_once(": ").expect(line);
            let bare = word.trim_matches(['[', ']', '{', '}', '+']);
            let holds = holding(bare, &TABLE.by_name);
            assert!(holds != Type::Any || bare == "any", "{line}");
        }
    }

    #[test]
    fn fields_with_bounds_and_marks() {
        let port = TABLE.named("ServicePort").unwrap();
        let found = port.list.iter().find(|field| field.name == "port").unwrap();
        assert!(found.required);
        assert_eq!(found.holds, Type::Int(1, 65_535));
        let rules = TABLE.named("HTTPIngressRuleValue").unwrap();
        assert!(matches!(&rules.list[0].holds, Type::List(item, true) if matches!(**item, Type::Object(_))));
    }
}
