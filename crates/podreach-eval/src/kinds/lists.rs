//! Flattens `List` and typed lists into objects.

use podreach_syntax::Node;

use super::reader::Reader;

/// Lists in lists are followed this deep.
const DEPTH: usize = 16;

/// An object with its kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object<'a> {
    pub(crate) api_version: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) node: &'a Node,
}

impl<'a> Object<'a> {
    /// The group that its kind is in; empty for the core group. Objects of the former group `extensions` are those of the
    /// groups that its kinds moved to. Source: Kubernetes, "Deprecated API Migration Guide", 1.16 and 1.22.
    pub(crate) fn group(&self) -> &'a str {
        let group = super::group_of(self.api_version);
        match (group, self.kind) {
            ("extensions", "Ingress" | "NetworkPolicy") => "networking.k8s.io",
            ("extensions", _) => "apps",
            (group, _) => group,
        }
    }
}

/// Calls `visit` for every object in a document.
pub(crate) fn each<'a>(root: &'a Node, reader: &mut Reader, visit: &mut impl FnMut(Object<'a>, &mut Reader)) {
    walk(root, None, 0, reader, visit);
}

/// Calls `visit` for every object in an item of a `List`.
pub(crate) fn item<'a>(item: &'a Node, reader: &mut Reader, visit: &mut impl FnMut(Object<'a>, &mut Reader)) {
    walk(item, None, 1, reader, visit);
}

fn walk<'a>(
    node: &'a Node,
    implied: Option<(&'a str, &'a str)>,
    depth: usize,
    reader: &mut Reader,
    visit: &mut impl FnMut(Object<'a>, &mut Reader),
) {
    if node.as_map().is_none() {
        if !node.is_null() {
            reader.wrong_type(node, "items[]", "a mapping");
        }
        return;
    }
    let text = |key: &str| node.get(key).and_then(Node::as_str).filter(|text| !text.is_empty());
    let (api_version, kind) = (text("apiVersion"), text("kind"));
    let first = node.as_map().and_then(|entries| entries.first()).map_or(node.span, |entry| entry.key.span);
    let Some(kind) = kind.or(implied.map(|(_, kind)| kind)) else {
        let entries = node.as_map().unwrap_or(&[]);
        let cased = entries.iter().find(|entry| entry.key.value.eq_ignore_ascii_case("kind"));
        let chart = node.get("resources").is_some() || node.get("bases").is_some();
        let help = match cased {
            Some(entry) => format!("write `kind:` instead of `{}:`; case matters", entry.key.value),
            None if chart => "a kustomization is built first: `kubectl kustomize FOLDER`".to_owned(),
            None => "every object says `apiVersion:` and `kind:` first".to_owned(),
        };
        reader.error("L15", cased.map_or(first, |entry| entry.key.span), "this object has no `kind`", help);
        return;
    };
    if let (Some(items), Some(item_kind)) = (node.get("items"), kind.strip_suffix("List")) {
        if depth >= DEPTH {
            reader.error(
                "S12",
                first,
                format!("lists are nested more than {DEPTH} levels deep"),
                "remove the inner lists",
            );
            return;
        }
        reader.objects += 1;
        let implied = (!item_kind.is_empty()).then_some((api_version.unwrap_or("v1"), item_kind));
        for item in reader.list(items, "items") {
            walk(item, implied, depth + 1, reader, visit);
        }
        return;
    }
    let implied_version = implied.filter(|(_, implied_kind)| *implied_kind == kind).map(|(version, _)| version);
    let Some(api_version) = api_version.or(implied_version) else {
        if kind == "NetworkPolicy" {
            reader.objects += 1;
            visit(Object { api_version: "", kind, node }, reader);
            return;
        }
        let help = "every object says `apiVersion:` and `kind:` first";
        reader.error("L15", first, format!("this {kind} has no `apiVersion`"), help);
        return;
    };
    reader.objects += 1;
    visit(Object { api_version, kind, node }, reader);
}
