//! The tables as an outline: which fields an object may have at a place, and what they hold. What completes a text and what
//! checks it read the same tables.

use super::table::{Fields, TABLE, Type};

/// What a field, or an item of a list, holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An object with fields.
    Object,
    /// A list.
    List,
    /// A mapping with free keys.
    Map,
    /// Labels.
    Labels,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// One of some words.
    Words,
    /// The number of a pod's port, or the name of one.
    Port,
    /// The name of a pod's port.
    PortName,
    /// An address block.
    Cidr,
    /// Some other value.
    Value,
}

/// A field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The type that has it: `NetworkPolicySpec`.
    pub holder: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whether the API server requires it.
    pub required: bool,
    /// What it holds.
    pub shape: Shape,
}

/// A place in an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What stands there.
    pub shape: Shape,
    /// The name of the type of an object, or of the items of a list of objects; empty for others.
    pub of: &'static str,
    /// The field that leads there; none for the object itself.
    pub field: Option<Known>,
    /// The fields of an object, in order.
    pub fields: Vec<Known>,
    /// The words that a value may be.
    pub words: Vec<&'static str>,
}

/// What stands at a place of an object: `path` has the keys, and `None` for an item of a list.
pub fn place(kind: &str, path: &[Option<&str>]) -> Option<Place> {
    let fields = TABLE.named(kind)?;
    let (mut at, mut field) = (Here::Fields(fields), None);
    for step in path {
        let next = match (at, step) {
            (Here::Fields(fields), Some(key)) => {
                let found = fields.list.iter().find(|field| field.name == *key)?;
                field = Some(known(fields, found));
                &found.holds
            }
            (Here::Holds(Type::List(item, _)), None) | (Here::Holds(Type::Map(item)), Some(_)) => item,
            (Here::Holds(Type::Labels), Some(_)) => &Type::Text,
            _ => return None,
        };
        at = match next {
            Type::Object(index) => Here::Fields(TABLE.objects.get(*index)?),
            other => Here::Holds(other),
        };
    }
    Some(match at {
        Here::Fields(fields) => Place {
            shape: Shape::Object,
            of: fields.name,
            field,
            fields: fields.list.iter().map(|found| known(fields, found)).collect(),
            words: Vec::new(),
        },
        Here::Holds(holds) => {
            let words = if let Type::Word(words) = holds { words.clone() } else { Vec::new() };
            let of = match holds {
                Type::List(item, _) => match **item {
                    Type::Object(index) => TABLE.objects.get(index).map_or("", |fields| fields.name),
                    _ => "",
                },
                _ => "",
            };
            Place { shape: shape(holds), of, field, fields: Vec::new(), words }
        }
    })
}

#[derive(Clone, Copy)]
enum Here {
    Fields(&'static Fields),
    Holds(&'static Type),
}

fn known(fields: &'static Fields, field: &'static super::table::Field) -> Known {
    Known { holder: fields.name, name: field.name, required: field.required, shape: shape(&field.holds) }
}

const fn shape(holds: &Type) -> Shape {
    match holds {
        Type::Object(_) => Shape::Object,
        Type::List(..) => Shape::List,
        Type::Map(_) => Shape::Map,
        Type::Labels => Shape::Labels,
        Type::Bool => Shape::Bool,
        Type::Int(..) | Type::Number => Shape::Number,
        Type::Word(_) => Shape::Words,
        Type::PortRef => Shape::Port,
        Type::PortName => Shape::PortName,
        Type::Cidr => Shape::Cidr,
        _ => Shape::Value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_a_policy() {
        let path = [Some("spec"), Some("ingress"), None, Some("from"), None];
        let peer = place("NetworkPolicy", &path).unwrap();
        let names: Vec<&str> = peer.fields.iter().map(|field| field.name).collect();
        assert_eq!(names, ["podSelector", "namespaceSelector", "ipBlock"]);
        let path = [Some("spec"), Some("ingress"), None, Some("ports"), None, Some("protocol")];
        assert_eq!(place("NetworkPolicy", &path).unwrap().words, ["TCP", "UDP", "SCTP"]);
        assert_eq!(place("NetworkPolicy", &[Some("spec"), None]), None);
        assert_eq!(place("Nothing", &[]), None);
    }
}
