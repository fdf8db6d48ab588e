//! A policy does the opposite of what its name says.
//!
//! Found at the name of a policy that
//!
//! * is called a denial and allows everything, or does not concern the direction that its name ends with,
//! * is called to allow something and has no rule,
//! * is called to allow all and has no rule in a direction that it isolates.
//!
//! Where the name has `ingress` or `egress`, `from` or `to` in it, that direction alone is looked at.
//!
//! ## Why it matters
//!
//! People read names. A policy that is called `allow-all` and closes a namespace costs hours, one that is called `deny-all` and opens it
//! may cost more. Mostly a policy type is listed without a rule, which denies all of that direction, or the other way round.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: allow-all # L95
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress, Egress]
//!   egress: [{}]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: deny-all # L95
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress]
//!   ingress: [{}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: allow-all
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress, Egress]
//!   ingress: [{}]
//!   egress: [{}]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: deny-all
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! Everything is allowed by a rule of its own, `{}`, in each direction. Everything is denied by a type in `policyTypes` without a rule.
//! Where the policy does what it is to do, rename it.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, default policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies)

use podreach_syntax::{Diagnostic, Severity, Sources};

use crate::policy::{Direction, Policy};

use super::covered::{allows_all, is_open};
use crate::lint::fixes::policy_type;
use crate::lint::input::{BOTH, Input, NetworkPolicyAt};
use crate::lint::places::within;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L95",
    name: "name-contradicts-effect",
    severity: Severity::Warning,
    needs: &[],
    source: source!("name_contradicts_effect.rs"),
    check: Check::Run(check),
};

/// The words of a name.
#[derive(Debug)]
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn of(name: &str) -> Self {
        let words = name.split(|character: char| !character.is_ascii_alphanumeric());
        Self(words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect())
    }

    fn has(&self, words: &[&str]) -> bool {
        self.0.iter().any(|word| words.contains(&&**word))
    }

    fn allows(&self) -> bool {
        self.has(&["allow", "allows", "allowall", "permit"])
    }

    /// Whether it says that something is denied, and nothing is allowed.
    pub(super) fn denies(&self) -> bool {
        self.has(&["deny", "denies", "denyall"])
            && !self.allows()
            && !self.has(&["except", "but", "unless", "not", "no"])
    }

    /// Whether it says that something is allowed, and nothing is denied.
    fn opens(&self) -> bool {
        self.allows() && !self.has(&["deny", "denies", "denyall", "none", "nothing", "no", "not", "block", "drop"])
    }

    /// `allow-all`, `all-allow`.
    fn says_all(&self) -> bool {
        let all = |word: &str| matches!(word, "all" | "any" | "everything");
        self.has(&["allowall"])
            || self.0.windows(2).any(|two| matches!(two, [one, other] if one == "allow" && all(other)))
    }

    /// The direction that it is about, where it is one.
    fn direction(&self) -> Option<Direction> {
        let ingress = self.has(&["ingress", "inbound", "incoming", "from"]);
        let egress = self.has(&["egress", "outbound", "outgoing", "to"]);
        match (ingress, egress) {
            (true, false) => Some(Direction::Ingress),
            (false, true) => Some(Direction::Egress),
            (true, true) | (false, false) => None,
        }
    }

    /// `deny-all-egress`: the direction is what is denied, and not part of a name such as `ingress-nginx`.
    fn last_direction(&self) -> Option<Direction> {
        match self.0.last().map(String::as_str) {
            Some("ingress") => Some(Direction::Ingress),
            Some("egress") => Some(Direction::Egress),
            _ => None,
        }
    }
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        if let Some(found) = contradiction(input.sources, policy) {
            sink.push(Finding::from(found).policy(policy.id));
        }
    }
}

/// What is said of a policy, if its name says something else than it does.
fn contradiction(sources: &Sources, policy: NetworkPolicyAt<'_>) -> Option<Diagnostic> {
    let words = Words::of(policy.name());
    if policy.policy.off.is_some() {
        None
    } else if words.denies() {
        denial(policy, &words)
    } else if words.opens() {
        permission(sources, policy, &words)
    } else {
        None
    }
}

/// Whether it is said of a policy that its name says something else than it does.
pub(crate) fn is_contradicted(input: &Input<'_>, policy: NetworkPolicyAt<'_>) -> bool {
    contradiction(input.sources, policy).is_some()
}

/// The directions that a policy isolates, of those that its name is about.
fn concerned(policy: &Policy, words: &Words) -> Vec<Direction> {
    let named = words.direction();
    let all = BOTH.into_iter().filter(|direction| policy.isolates(*direction));
    all.filter(|direction| named.is_none_or(|named| named == *direction)).collect()
}

fn warning(policy: NetworkPolicyAt<'_>, message: &str, help: &str) -> Diagnostic {
    let message = format!("`{}` {message}", policy.name());
    Diagnostic::warning(LINT.code, policy.written.meta.name.span, message).help(help)
}

fn denial(policy: NetworkPolicyAt<'_>, words: &Words) -> Option<Diagnostic> {
    let (evaluated, written) = (policy.policy, policy.written);
    if let Some(direction) = words.last_direction().filter(|direction| !evaluated.isolates(*direction)) {
        // Rules without their type, and an empty list without types, are said where they stand.
        if written.rules_key(direction).is_some() {
            return None;
        }
        let word = direction.as_str();
        let help = format!("list `{}` in `policyTypes`, or rename the policy", policy_type(direction));
        let only = direction.opposite().as_str();
        let found = warning(policy, &format!("does not deny {word}: it isolates pods for {only} only"), &help);
        return Some(match written.types_key {
            Some(types) => found.related(types.value, format!("`{}` is not listed", policy_type(direction))),
            None => found,
        });
    }
    let concerned = concerned(evaluated, words);
    if concerned.is_empty() || !concerned.iter().all(|direction| is_open(evaluated, *direction)) {
        return None;
    }
    let rules = concerned.iter().flat_map(|direction| evaluated.rules(*direction).unwrap_or(&[]));
    let what = joined(&concerned, " and ");
    let help = "a rule without peers and ports allows everything; to deny, list the policy type and write no rule, or rename the \
                policy";
    let found = warning(policy, &format!("allows all {what}"), help);
    Some(
        rules
            .filter(|rule| allows_all(rule))
            .fold(found, |found, rule| found.related(rule.span, "this rule allows everything")),
    )
}

fn permission(sources: &Sources, policy: NetworkPolicyAt<'_>, words: &Words) -> Option<Diagnostic> {
    let (evaluated, written) = (policy.policy, policy.written);
    // Rules without their type are said where they stand.
    if BOTH.into_iter().any(|direction| !written.isolates(direction) && !written.rules(direction).is_empty()) {
        return None;
    }
    let concerned = concerned(evaluated, words);
    let closed = |direction: &Direction| evaluated.rules(*direction).is_none_or(<[_]>::is_empty);
    let shut: Vec<Direction> = concerned.iter().copied().filter(closed).collect();
    if shut.is_empty() || !(words.says_all() || shut.len() == concerned.len()) {
        return None;
    }
    let (what, rules) = (joined(&shut, " and "), joined(&shut, " or "));
    let help = format!(
        "allow everything by `{}: [{{}}]`, or something narrower; or rename the policy if it is to deny",
        joined(&shut, ": [{}]` and `")
    );
    let way = match shut[..] {
        [Direction::Ingress] => "to",
        [Direction::Egress] => "from",
        _ => "of",
    };
    let found =
        warning(policy, &format!("denies all {what} {way} the pods that it selects: it has no {rules} rule"), &help);
    let Some(types) = written.types_key.filter(|_| written.names_types()) else { return Some(found) };
    Some(shut.iter().fold(found, |found, direction| {
        let place = within(sources, types.value, policy_type(*direction)).unwrap_or(types.key);
        found.related(place, format!("listed here, and there is no {} rule", direction.as_str()))
    }))
}

fn joined(directions: &[Direction], between: &str) -> String {
    directions.iter().map(|direction| direction.as_str()).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use crate::{Options, analyze};

    fn check(name: &str, spec: &str, expected: Option<&str>) {
        let text = format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: a}}\nspec: {{{spec}}}\n"
        );
        let sources = Sources::single("a.yaml", text);
        let found = analyze(&sources, &Options::default()).findings_of(&sources, |lint| lint.code == "L95").found;
        let said = found.first().map(|found| found.diagnostic.message.split_once("` ").map_or("", |(_, said)| said));
        assert_eq!(said, expected, "{name}: {spec}");
    }

    #[test]
    fn names_of_denials() {
        let open_egress = "podSelector: {}, policyTypes: [Ingress, Egress], egress: [{}]";
        check("default-deny-ingress", open_egress, None);
        check("default-deny", open_egress, None);
        check("deny-all-egress", open_egress, Some("allows all egress"));
        check("deny-all", "podSelector: {}, ingress: [{}]", Some("allows all ingress"));
        check("deny-all-but-web", "podSelector: {}, ingress: [{}]", None);
        check(
            "default-deny-egress",
            "podSelector: {}, policyTypes: [Ingress]",
            Some("does not deny egress: it isolates pods for ingress only"),
        );
        check(
            "default-deny-egress",
            "podSelector: {}",
            Some("does not deny egress: it isolates pods for ingress only"),
        );
        check("default-deny-egress", "podSelector: {}, egress: []", None);
        check("default-deny-all", "podSelector: {}, policyTypes: [Ingress]", None);
        check("deny-from-other-namespaces", "podSelector: {}, ingress: [{from: [{podSelector: {}}]}]", None);
    }

    #[test]
    fn names_of_permissions() {
        check(
            "backup-default-allow-all",
            "podSelector: {}, egress: [{}], policyTypes: [Ingress, Egress]",
            Some("denies all ingress to the pods that it selects: it has no ingress rule"),
        );
        check("allow-all-egress", "podSelector: {}, egress: [{}], policyTypes: [Ingress, Egress]", None);
        check(
            "allow-dns",
            "podSelector: {}, policyTypes: [Egress]",
            Some("denies all egress from the pods that it selects: it has no egress rule"),
        );
        check("allow-dns", "podSelector: {}, policyTypes: [Ingress, Egress], egress: [{ports: [{port: 53}]}]", None);
        check(
            "allow-from-web",
            "podSelector: {}, policyTypes: [Ingress]",
            Some("denies all ingress to the pods that it selects: it has no ingress rule"),
        );
        check("allow-from-web", "podSelector: {}, policyTypes: [Egress], ingress: [{}]", None);
        check("default-deny-allow-dns", "podSelector: {}, policyTypes: [Egress]", None);
        check("allow-none", "podSelector: {}, policyTypes: [Egress]", None);
    }
    #[test]
    fn the_label_is_at_the_type() {
        let yaml = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-all, namespace: a}
spec:
  podSelector: {}
  policyTypes:
    - Ingress
    - Egress
  egress: [{}]
";
        let sources = Sources::single("a.yaml", yaml);
        let found = analyze(&sources, &Options::default()).findings_of(&sources, |lint| lint.code == "L95").found;
        let related: Vec<_> = found.iter().flat_map(|found| &found.diagnostic.related).collect();
        let places: Vec<_> = related.iter().map(|one| (sources.line(one.span), sources.text(one.span))).collect();
        assert_eq!(places, [(7, "Ingress")]);
        let help = found.first().and_then(|found| found.diagnostic.help.clone()).unwrap_or_default();
        assert!(help.contains("or rename the policy"), "{help}");
    }
}
