//! What an evaluation leaves to the next one of nearly the same input. It is shared, and none of it changes.

use std::sync::Arc;

use podreach_syntax::Diagnostic;
use rustc_hash::FxHashMap;

use crate::inventory::{Endpoint, EndpointId, EntryNode, KnownAddresses, NamespaceInfo, ServiceNode};
use crate::kinds::{AnyPolicy, Decoded, Resources};
use crate::options::Options;
use crate::policy::Policies;
use crate::reach::World;
use crate::sets::AddressSet;

/// What an evaluation leaves to the next one; by default nothing.
#[derive(Clone, Debug, Default)]
pub struct Kept(pub(crate) Option<Arc<Evaluated>>);

/// An input with what was worked out from it.
#[derive(Debug)]
pub(crate) struct Evaluated {
    pub(crate) parts: Vec<Arc<Decoded>>,
    pub(crate) options: Options,
    /// What the input holds, without its policies.
    pub(crate) resources: Arc<Resources>,
    /// Policies as they are written, in the order of the input.
    pub(crate) written: Arc<[Arc<AnyPolicy>]>,
    /// What is said about objects that are written twice.
    pub(crate) replaced: Arc<[Diagnostic]>,
    pub(crate) namespaces: Arc<Vec<NamespaceInfo>>,
    pub(crate) endpoints: Arc<Vec<Endpoint>>,
    pub(crate) services: Arc<Vec<ServiceNode>>,
    pub(crate) entries: Arc<Vec<EntryNode>>,
    pub(crate) policies: Policies,
    pub(crate) nodes: Arc<AddressSet>,
    pub(crate) known: Arc<KnownAddresses>,
    pub(crate) by_id: Arc<FxHashMap<String, EndpointId>>,
    pub(crate) world: World,
    /// No fewer steps than the evaluation takes by itself.
    pub(crate) steps: u64,
    /// How many sets of connections there were when all of it was evaluated. Those of former inputs stay in the table.
    pub(crate) sets: usize,
}

impl Evaluated {
    /// The policies that are new in other parts, each with its place among all of the input, where that is all that differs: the
    /// same policies follow each other, and no other object was in the parts that differ, or is there now.
    pub(crate) fn changed(&self, parts: &[Arc<Decoded>]) -> Option<Vec<(usize, Arc<AnyPolicy>)>> {
        let same = |(old, new): &(&Arc<Decoded>, &Arc<Decoded>)| Arc::ptr_eq(old, new);
        let first = self.parts.iter().zip(parts).take_while(same).count();
        let (old, new) = (self.parts.get(first..)?, parts.get(first..)?);
        let last = old.iter().rev().zip(new.iter().rev()).take_while(same).count();
        let (old, new) = (old.get(..old.len() - last)?, new.get(..new.len() - last)?);
        let all = |parts: &[Arc<Decoded>]| -> usize { parts.iter().map(|part| part.policies().len()).sum() };
        // Where policies are written twice, the last one counts, which may be another one now.
        if all(&self.parts) != self.written.len() || !old.iter().chain(new).all(|part| part.holds_policies_alone()) {
            return None;
        }
        let policies = |parts: &'_ [Arc<Decoded>]| -> Vec<Arc<AnyPolicy>> {
            parts.iter().flat_map(|part| part.policies()).map(Arc::clone).collect()
        };
        let (old, new) = (policies(old), policies(new));
        let is_same = |old: &AnyPolicy, new: &AnyPolicy| old.meta().object_ref() == new.meta().object_ref();
        if old.len() != new.len() || !old.iter().zip(&new).all(|(old, new)| is_same(old, new)) {
            return None;
        }
        Some((all(self.parts.get(..first)?)..).zip(new).collect())
    }
}
