//! Policies and rules that are switched off, while the text stays as it is.
//!
//! What is switched off stays in the list: its place, its words and its number are asked for, and the numbers of the rules
//! behind it stay. It isolates nothing and matches nobody. The pods that it names keep their representatives: a picture in
//! which they vanish together with the policy could not show what the switch opens and closes.

use std::fmt::{self, Display};
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::kinds::ObjectRef;

use super::{Direction, Effect, Policies, Policy, Rule};

/// A policy, or one of its rules, that is switched off. Written as `NetworkPolicy.networking.k8s.io/default/web` and
/// `NetworkPolicy.networking.k8s.io/default/web ingress 2`, with rules counted from 1 and blanks in names as `%20`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Off {
    /// API group; empty for the core group.
    pub group: String,
    /// Kind.
    pub kind: String,
    /// Namespace; `None` where the kind has none.
    pub namespace: Option<String>,
    /// Name.
    pub name: String,
    /// The rule, from 0 in its direction; `None` for the policy as a whole.
    pub rule: Option<(Direction, u32)>,
}

impl Off {
    /// A policy as a whole.
    pub fn policy(object: ObjectRef<'_>) -> Self {
        let ObjectRef { group, kind, namespace, name } = object;
        let (group, kind, name) = (group.to_owned(), kind.to_owned(), name.to_owned());
        Self { group, kind, namespace: namespace.map(str::to_owned), name, rule: None }
    }

    /// The same policy, but this rule alone.
    #[must_use]
    pub fn at(self, direction: Direction, index: u32) -> Self {
        Self { rule: Some((direction, index)), ..self }
    }

    /// Whether it is about this policy or a rule of it.
    pub fn is_about(&self, object: ObjectRef<'_>) -> bool {
        let Self { group, kind, namespace, name, rule: _ } = self;
        object == ObjectRef { group, kind, namespace: namespace.as_deref(), name }
    }
}

impl Display for Off {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, kind, namespace, name, rule } = self;
        let object = ObjectRef { group, kind, namespace: namespace.as_deref(), name }.to_string();
        out.write_str(&object.replace('%', "%25").replace(' ', "%20"))?;
        match rule {
            Some((direction, index)) => write!(out, " {} {}", direction.as_str(), u64::from(*index) + 1),
            None => Ok(()),
        }
    }
}

/// A text that names no policy and no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnOff;

impl Display for NotAnOff {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("neither a policy nor a rule of one")
    }
}

impl std::error::Error for NotAnOff {}

impl FromStr for Off {
    type Err = NotAnOff;

    fn from_str(text: &str) -> Result<Self, NotAnOff> {
        let mut words = text.split(' ');
        let object = words.next().unwrap_or_default().replace("%20", " ").replace("%25", "%");
        let rule = match (words.next(), words.next(), words.next()) {
            (None, None, None) => None,
            (Some(direction), Some(number), None) => {
                let direction =
                    [Direction::Ingress, Direction::Egress].into_iter().find(|one| one.as_str() == direction);
                let index = number.parse::<u32>().ok().and_then(|number| number.checked_sub(1));
                Some((direction.ok_or(NotAnOff)?, index.ok_or(NotAnOff)?))
            }
            _ => return Err(NotAnOff),
        };
        let (kind, path) = object.split_once('/').ok_or(NotAnOff)?;
        let (kind, group) = kind.split_once('.').unwrap_or((kind, ""));
        let (namespace, name) = path.split_once('/').map_or((None, path), |(namespace, name)| (Some(namespace), name));
        if kind.is_empty() || name.is_empty() {
            return Err(NotAnOff);
        }
        let (group, kind, name) = (group.to_owned(), kind.to_owned(), name.to_owned());
        Ok(Self { group, kind, namespace: namespace.map(str::to_owned), name, rule })
    }
}

/// What a policy says where some of it is switched off.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Whether all of it is switched off.
    pub whole: bool,
    /// Ingress as written.
    pub ingress: Option<Effect>,
    /// Egress as written.
    pub egress: Option<Effect>,
}

impl Policy {
    /// Whether all of it is switched off.
    pub fn is_off(&self) -> bool {
        self.off.as_ref().is_some_and(|written| written.whole)
    }

    /// What it says in the text in a direction, whatever of it is switched off.
    pub fn written(&self, direction: Direction) -> Option<&Effect> {
        match (&self.off, direction) {
            (None, Direction::Ingress) => self.ingress.as_ref(),
            (None, Direction::Egress) => self.egress.as_ref(),
            (Some(written), Direction::Ingress) => written.ingress.as_ref(),
            (Some(written), Direction::Egress) => written.egress.as_ref(),
        }
    }

    /// Rules of both directions as written, ingress first.
    pub fn written_rules(&self) -> impl Iterator<Item = &Rule> {
        [Direction::Ingress, Direction::Egress]
            .into_iter()
            .filter_map(|direction| self.written(direction))
            .flat_map(|effect| &effect.rules)
    }
}

/// Switches policies and rules off. Gives those that are not in the input, in the order of the list.
pub(crate) fn switch_off(policies: &mut Policies, off: &[Off]) -> Vec<Off> {
    let mut unknown = Vec::new();
    for one in off {
        let mut found = false;
        for policy in policies.list.iter_mut().filter(|policy| one.is_about(policy.object_ref())) {
            found |= switch(Arc::make_mut(policy), one.rule);
        }
        if !found && !unknown.contains(one) {
            unknown.push(one.clone());
        }
    }
    unknown
}

/// Whether there is such a rule.
fn switch(policy: &mut Policy, rule: Option<(Direction, u32)>) -> bool {
    if rule.is_some_and(|(direction, index)| {
        policy.written(direction).and_then(|effect| effect.rules.get(index as usize)).is_none()
    }) {
        return false;
    }
    let Policy { ingress, egress, off, .. } = policy;
    let written = off.get_or_insert_with(|| {
        let (ingress, egress) = (ingress.clone(), egress.clone());
        Box::new(Written { whole: false, ingress, egress })
    });
    let Some((direction, index)) = rule else {
        written.whole = true;
        (*ingress, *egress) = (None, None);
        return true;
    };
    let (in_force, written) = match direction {
        Direction::Ingress => (ingress, &mut written.ingress),
        Direction::Egress => (egress, &mut written.egress),
    };
    let at = |effect: &'_ mut Option<Effect>, change: &dyn Fn(&mut Rule)| {
        if let Some(rule) = effect.as_mut().and_then(|effect| effect.rules.get_mut(index as usize)) {
            change(rule);
        }
    };
    at(written, &|rule| rule.off = true);
    // An empty list of peers matches nobody.
    at(in_force, &|rule| {
        rule.off = true;
        (rule.own, rule.peers, rule.ports) = (None, Some(Vec::new()), None);
    });
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_are_written_and_read() {
        let policy = |namespace: Option<&str>, name: &str| Off {
            group: "networking.k8s.io".into(),
            kind: "NetworkPolicy".into(),
            namespace: namespace.map(str::to_owned),
            name: name.into(),
            rule: None,
        };
        for (off, text) in [
            (policy(Some("shop"), "web"), "NetworkPolicy.networking.k8s.io/shop/web"),
            (policy(Some("shop"), "web.v1"), "NetworkPolicy.networking.k8s.io/shop/web.v1"),
            (policy(None, "web"), "NetworkPolicy.networking.k8s.io/web"),
            (policy(None, "a b%20"), "NetworkPolicy.networking.k8s.io/a%20b%2520"),
            (Off { group: String::new(), ..policy(Some("x"), "y") }, "NetworkPolicy/x/y"),
            (policy(Some("shop"), "web").at(Direction::Egress, 1), "NetworkPolicy.networking.k8s.io/shop/web egress 2"),
        ] {
            assert_eq!(off.to_string(), text);
            assert_eq!(text.parse(), Ok(off));
        }
        for wrong in [
            "",
            "x",
            "/a",
            "x/",
            "a/b c",
            "a/b ingress",
            "a/b ingress 0",
            "a/b ingress x",
            "a/b in 1",
            "a/b ingress 1 2",
        ] {
            assert_eq!(wrong.parse::<Off>(), Err(NotAnOff), "{wrong}");
        }
    }
}
