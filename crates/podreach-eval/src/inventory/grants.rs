//! ReferenceGrants, by the routes that they allow and the Services that these may refer to. Source: Gateway API, "ReferenceGrant".

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::kinds::{GatewayRoute, Resources};

/// Grants by their ends.
pub(super) struct Grants<'a> {
    /// Namespace of the grant, kind and namespace of the routes: the grants that name them, ascending.
    from: FxHashMap<(&'a str, &'a str, &'a str), Vec<u32>>,
    /// Namespace of the grant and a Service; without a name, all of the namespace.
    to: FxHashMap<(&'a str, Option<&'a str>), Vec<u32>>,
    /// Answers that are already known.
    known: RefCell<FxHashMap<[Box<str>; 4], bool>>,
}

impl<'a> Grants<'a> {
    pub(super) fn new(resources: &'a Resources) -> Self {
        let mut grants = Self { from: FxHashMap::default(), to: FxHashMap::default(), known: RefCell::default() };
        let add = |list: &mut Vec<u32>, at: u32| {
            if list.last() != Some(&at) {
                list.push(at);
            }
        };
        for (grant, at) in resources.grants.iter().zip(0_u32..) {
            let home = &*grant.meta.namespace;
            for (kind, namespace) in &grant.from {
                add(grants.from.entry((home, kind, namespace)).or_default(), at);
            }
            for name in &grant.to {
                add(grants.to.entry((home, name.as_deref())).or_default(), at);
            }
        }
        grants
    }

    /// Whether a ReferenceGrant of the Service's namespace allows the route to refer to it.
    pub(super) fn allow(&self, route: &GatewayRoute, namespace: &str, name: &str) -> bool {
        let asked = [namespace, &*route.meta.kind, &*route.meta.namespace, name];
        let key = asked.map(Box::from);
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let [_, kind, home, _] = asked;
        let from = self.from.get(&(namespace, kind, home)).map_or(&[][..], Vec::as_slice);
        let found = [None, Some(name)].into_iter().any(|name| {
            let to = self.to.get(&(namespace, name)).map_or(&[][..], Vec::as_slice);
            let (few, many) = if from.len() < to.len() { (from, to) } else { (to, from) };
            few.iter().any(|grant| many.binary_search(grant).is_ok())
        });
        self.known.borrow_mut().insert(key, found);
        found
    }
}
