//! The selection as text, for links and local storage.

use std::fmt::Display;

use podreach_eval::policy::Policy;
use podreach_picture::Picked;
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// A selection as text: `node <id>`, `edge <from> <to>` or `policy <kind>.<group>/<namespace>/<name>`; blanks in ids are
/// written as `%20`. Nothing has no text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Describe {
    /// What is selected.
    pub picked: Picked,
}

/// The opposite; what is not understood selects nothing. Older links name a policy without its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolve {
    /// The selection as text.
    pub text: String,
}

/// What [`Describe`] gives for nodes and edges, which nobody has to ask the evaluation for.
pub fn describe_ids(picked: &Picked) -> Option<String> {
    match picked {
        Picked::Nothing | Picked::Policy(_) => None,
        Picked::Node(id) => Some(format!("node {}", escaped(id))),
        Picked::Edge { from, to } => Some(format!("edge {} {}", escaped(from), escaped(to))),
    }
}

pub(super) fn describe(Describe { picked }: Describe, evaluation: &Evaluation) -> Option<String> {
    let Picked::Policy(at) = picked else { return describe_ids(&picked) };
    let policy = evaluation.analysis.policies.list.get(at)?;
    Some(format!("policy {}", escaped(&policy.object_ref())))
}

fn escaped(id: &dyn Display) -> String {
    id.to_string().replace('%', "%25").replace(' ', "%20")
}

pub(super) fn resolve(Resolve { text }: Resolve, evaluation: &Evaluation) -> Picked {
    let plain = |id: &str| id.replace("%20", " ").replace("%25", "%");
    let mut words = text.split(' ');
    match (words.next(), words.next(), words.next()) {
        (Some("node"), Some(id), None) => Picked::Node(plain(id).into()),
        (Some("edge"), Some(from), Some(to)) => Picked::Edge { from: plain(from).into(), to: plain(to).into() },
        (Some("policy"), Some(path), None) => {
            let path = plain(path);
            let list = &evaluation.analysis.policies.list;
            let place = |is: &dyn Fn(&Policy) -> bool| list.iter().position(|policy| is(policy));
            let found = place(&|policy| policy.object_ref().to_string() == path).or_else(|| {
                let (namespace, name) = path.split_once('/').unwrap_or(("", &path));
                place(&|policy| policy.namespace.as_deref().unwrap_or("") == namespace && &*policy.name == name)
            });
            found.map_or(Picked::Nothing, Picked::Policy)
        }
        _ => Picked::Nothing,
    }
}

/// What stays selected when a new evaluation takes the place of an old one: a policy by its name, since its place among the
/// policies may change with every edit; everything else by its id.
pub fn follow(picked: Picked, old: &Evaluation, new: &Evaluation) -> Picked {
    match picked {
        Picked::Policy(_) => {
            describe(Describe { picked }, old).map_or(Picked::Nothing, |text| resolve(Resolve { text }, new))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::asked::{asked, evaluation};

    #[test]
    fn selections_come_back() {
        let write = |evaluation: &Evaluation, picked: Picked| asked(evaluation, Describe { picked });
        let read = |evaluation: &Evaluation, text: &str| asked(evaluation, Resolve { text: text.to_owned() });
        let nothing = evaluation("");
        for picked in [
            Picked::Node("rep:default/tier in (a,b)".into()),
            Picked::Edge { from: "external:Internet except 10.0.0.0/8".into(), to: "default/web".into() },
        ] {
            let text = write(&nothing, picked.clone()).unwrap();
            assert_eq!(read(&nothing, &text), picked);
        }
        assert_eq!(write(&nothing, Picked::Nothing), None);
        // Policies of two kinds may have one name.
        let cluster_wide = |kind: &str, spec: &str| {
            format!(
                "apiVersion: policy.networking.k8s.io/{kind}\nmetadata: {{name: a}}\nspec: {{priority: 5, {spec}, subject: {{namespaces: {{}}}}}}\n---\n"
            )
        };
        let yaml = cluster_wide("v1alpha1\nkind: AdminNetworkPolicy", "ingress: []")
            + &cluster_wide("v1alpha2\nkind: ClusterNetworkPolicy", "tier: Admin")
            + "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a b, namespace: x}\nspec: {podSelector: {}}\n";
        let evaluation = evaluation(&yaml);
        let analysis = &evaluation.analysis;
        assert_eq!(analysis.policies.list.len() + analysis.rejected_policies.len(), 3, "{:?}", analysis.diagnostics);
        assert!(analysis.policies.list.len() > 1);
        for at in 0..analysis.policies.list.len() {
            let text = write(&evaluation, Picked::Policy(at)).unwrap();
            assert_eq!(read(&evaluation, &text), Picked::Policy(at), "{text}");
        }
        assert_eq!(read(&evaluation, "policy /a"), Picked::Policy(0));
        assert_eq!(read(&evaluation, "policy /b"), Picked::Nothing);
        assert_eq!(read(&evaluation, "nonsense"), Picked::Nothing);
    }

    #[test]
    fn a_policy_stays_selected_by_its_name() {
        let policies = |names: &[&str]| {
            let policy = |name: &&str| {
                format!(
                    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {{podSelector: {{}}}}\n---\n"
                )
            };
            evaluation(&names.iter().map(policy).collect::<String>())
        };
        let (old, new) = (policies(&["a", "b"]), policies(&["b"]));
        let at = |evaluation: &Evaluation, name: &str| {
            let list = &evaluation.analysis.policies.list;
            Picked::Policy(list.iter().position(|policy| &*policy.name == name).unwrap())
        };
        assert_eq!(follow(at(&old, "b"), &old, &new), at(&new, "b"));
        assert_eq!(follow(at(&old, "a"), &old, &new), Picked::Nothing);
        let node = Picked::Node("default/web".into());
        assert_eq!(follow(node.clone(), &old, &new), node);
    }
}
