//! Evaluates an input again after an edit, and keeps what still holds. The result is that of evaluating it by itself.
//!
//! Where nothing changed but what the rules of some policies do, only what the groups of these policies allow is worked out, and
//! everything else is shared with the evaluation before. In all other cases everything is evaluated.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use podreach_syntax::{Diagnostic, Places, Span};
use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::budget::Budget;
use crate::inventory::namespaces::scopes_of;
use crate::kept::{Evaluated, Kept};
use crate::kinds::{Decoded, Decoder};
use crate::options::Options;
use crate::pipeline::{Decided, conclude, decide};
use crate::policy::{Off, Policies, PolicyId, lower, lower_policy, switch_off};
use crate::reach::endpoints_after;

/// Sets of connections of former inputs may be so many times those of the whole, and so many more.
const SETS: (usize, usize) = (2, 1_000);

/// Evaluates an input of which every part was decoded by itself, as [`analyze_decoded`](crate::analyze_decoded) does, after
/// another one. Parts that are the same are the same values. The steps of its result are no less than what evaluating it by itself
/// would take.
pub fn analyze_after(
    before: &Kept,
    parts: &[Arc<Decoded>],
    reading: Vec<Diagnostic>,
    places: &Arc<Places>,
    options: &Options,
) -> Analysis {
    let again = before.0.as_ref().and_then(|before| again(before, parts, &reading, places, options));
    again.unwrap_or_else(|| whole(parts, reading, places, options))
}

fn whole(parts: &[Arc<Decoded>], reading: Vec<Diagnostic>, places: &Arc<Places>, options: &Options) -> Analysis {
    let mut decoder = Decoder::new(&options.default_namespace);
    for part in parts {
        decoder.add(part);
    }
    let Decided { mut analysis, replaced } = decide(decoder, reading, places, options, lower);
    if !analysis.exceeded {
        let sets = analysis.world.engine.connections.len();
        analysis.kept = keep(&analysis, parts, options, (replaced.into(), sets));
    }
    analysis
}

/// What the next evaluation may take over: also what is said about objects that are written twice, and how many sets of
/// connections there were when all of it was evaluated.
fn keep(
    analysis: &Analysis,
    parts: &[Arc<Decoded>],
    options: &Options,
    (replaced, sets): (Arc<[Diagnostic]>, usize),
) -> Kept {
    Kept(Some(Arc::new(Evaluated {
        parts: parts.to_vec(),
        options: options.clone(),
        resources: Arc::clone(&analysis.resources),
        written: Arc::clone(&analysis.written),
        replaced,
        namespaces: Arc::clone(&analysis.namespaces),
        endpoints: Arc::clone(&analysis.endpoints),
        services: Arc::clone(&analysis.services),
        entries: Arc::clone(&analysis.entries),
        policies: analysis.policies.clone(),
        nodes: Arc::clone(&analysis.nodes),
        known: Arc::clone(&analysis.known),
        by_id: Arc::clone(&analysis.by_id),
        world: analysis.world.unasked(),
        steps: analysis.steps,
        sets,
    })))
}

/// The evaluation after another one; `None` where more changed than what rules do.
fn again(
    before: &Evaluated,
    parts: &[Arc<Decoded>],
    reading: &[Diagnostic],
    places: &Arc<Places>,
    options: &Options,
) -> Option<Analysis> {
    if !options.differ_in_off_alone(&before.options) {
        return None;
    }
    let mut written = before.written.to_vec();
    let mut changed = BTreeSet::new();
    for (at, policy) in before.changed(parts)? {
        changed.insert(*before.policies.as_read.get(at)?);
        *written.get_mut(at)? = policy;
    }
    changed.extend(before.options.off.iter().chain(&options.off).flat_map(|off| about(off, &before.policies)));
    let changed: Vec<PolicyId> = changed.into_iter().collect();
    let mut policies = before.policies.clone();
    for (id, policy) in policies.as_read.iter().zip(&written) {
        if changed.binary_search(id).is_ok() {
            let mut lowered = lower_policy(policy, &before.resources.nodes);
            lowered.id = *id;
            *policies.list.get_mut(id.0 as usize)? = Arc::new(lowered);
        }
    }
    let unknown_off = switch_off(&mut policies, &options.off);
    let budget = Budget::new(options.limits.steps);
    let world = before.world.after([&before.policies, &policies], &changed, &budget)?;
    let moved = moved([&before.policies, &policies], &changed)?;
    let endpoints = endpoints_after(&before.endpoints, &world, &moved)?;
    let steps = before.steps + budget.taken();
    let sets = world.engine.connections.len();
    if steps > options.limits.steps || sets > SETS.0 * before.sets + SETS.1 {
        return None;
    }
    let mut diagnostics = reading.to_vec();
    diagnostics.extend(parts.iter().flat_map(|part| part.diagnostics()).cloned());
    diagnostics.extend_from_slice(&before.replaced);
    let resources = Arc::clone(&before.resources);
    let analysis = Analysis {
        ignored: resources.ignored.clone(),
        rejected_policies: resources.rejected_policies.clone(),
        rejected_objects: resources.rejected_objects.clone(),
        namespaces: Arc::clone(&before.namespaces),
        endpoints,
        services: Arc::clone(&before.services),
        entries: Arc::clone(&before.entries),
        policies,
        documents: parts.iter().map(|part| part.documents()).sum(),
        objects: parts.iter().map(|part| part.objects()).sum(),
        unknown_off,
        steps,
        nodes: Arc::clone(&before.nodes),
        known: Arc::clone(&before.known),
        places: Arc::clone(places),
        resources,
        written: written.into(),
        by_id: Arc::clone(&before.by_id),
        world,
        dialled: OnceLock::new(),
        ..Analysis::default()
    };
    let mut analysis = conclude(analysis, diagnostics, options);
    analysis.kept = keep(&analysis, parts, options, (Arc::clone(&before.replaced), before.sets));
    Some(analysis)
}

/// The policies that something switched off is about.
fn about<'a>(off: &'a Off, policies: &'a Policies) -> impl Iterator<Item = PolicyId> + 'a {
    policies.list.iter().filter(|policy| off.is_about(policy.object_ref())).map(|policy| policy.id)
}

/// Where the selectors of some policies are written now, by where they were; `None` where that is not clear.
fn moved([before, now]: [&Policies; 2], changed: &[PolicyId]) -> Option<FxHashMap<Span, Span>> {
    let mut moved = FxHashMap::default();
    for id in changed {
        let spans = |policies| Some(scopes_of(Policies::get(policies, *id)?).map(|(scope, _)| scope.pods.span()));
        for (old, new) in spans(before)?.zip(spans(now)?) {
            if *moved.entry(old).or_insert(new) != new && !old.is_empty() {
                return None;
            }
        }
    }
    Some(moved)
}
