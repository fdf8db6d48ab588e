//! Answers about ends that have several parts, and about addresses.

use podreach_eval::reach::{Outcome as Answer, Question, ServiceVerdict, Verdict};
use podreach_eval::sets::AddressSet;
use podreach_eval::{Holder, Target};

use crate::expect::{Checked, meant, question, same};
use crate::outcome::Outcome;

/// `a -> b TCP 80: denied`: one word for all parts of both ends.
pub(crate) fn check(outcome: &Outcome, rest: &str) -> Checked {
    let (asked, expected) = rest.rsplit_once(": ").ok_or("a colon is missing")?;
    let (from, to) = asked.split_once(" -> ").ok_or("an arrow is missing")?;
    let mut words = to.split_whitespace();
    let to = words.next().ok_or("a destination is missing")?;
    let asked = question(&words.collect::<Vec<_>>())?;
    same(expected.trim(), all(outcome, from, to, &asked)?.as_str())
}

fn all(outcome: &Outcome, from: &str, to: &str, asked: &Question) -> Result<Answer, String> {
    let analysis = &outcome.analysis;
    let mut found = Vec::new();
    match analysis.find(to, &outcome.options.default_namespace) {
        Ok(Target::Addresses(set)) => {
            let parts = at_addresses(outcome, from, &set, asked)?;
            return Ok(Answer::all(parts.iter().map(|part| Answer::all(part.iter().map(Verdict::outcome)))));
        }
        Ok(Target::Service(at)) => {
            for (id, addresses) in meant(outcome, from)? {
                let verdicts = analysis.service_verdicts_at(id, addresses.as_ref(), at, asked);
                found.push(ServiceVerdict::all(&verdicts));
            }
        }
        _ => {
            for (from, at) in meant(outcome, from)? {
                for (to, there) in meant(outcome, to)? {
                    found.push(analysis.verdict_at(from, to, asked, [at.as_ref(), there.as_ref()]).outcome());
                }
            }
        }
    }
    Ok(Answer::all(found))
}

/// The verdicts of each part of what stands at addresses.
pub(crate) fn at_addresses(
    outcome: &Outcome,
    from: &str,
    set: &AddressSet,
    asked: &Question,
) -> Result<Vec<Vec<Verdict>>, String> {
    let analysis = &outcome.analysis;
    let mut found = Vec::new();
    for (from, at) in meant(outcome, from)? {
        for part in analysis.destinations_at(set, asked) {
            found.push(match part.holder {
                Holder::Service(service) => {
                    let verdicts = analysis.service_verdicts_at(from, at.as_ref(), service, asked);
                    verdicts.into_iter().filter_map(|one| one.verdict).collect()
                }
                Holder::Pod(to, _) => vec![analysis.verdict_at(from, to, asked, [at.as_ref(), None])],
                Holder::Outside(to) => {
                    vec![analysis.verdict_at(from, to, asked, [at.as_ref(), Some(&part.addresses)])]
                }
            });
        }
    }
    Ok(found)
}
