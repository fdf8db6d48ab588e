//! What fields do: a sentence each, read from `fields.txt`.

/// The sentence about a field of a type of the API.
pub(super) fn sentence(holder: &str, field: &str) -> Option<&'static str> {
    let sentences = include_str!("fields.txt").lines();
    let mut found = sentences
        .filter_map(|line| line.strip_prefix(holder)?.strip_prefix('.')?.strip_prefix(field)?.strip_prefix(": "));
    // Fields that kinds share.
    found.next().or(match (holder, field) {
        (_, "apiVersion") => Some("The group and the version of the API that defines the kind."),
        (_, "kind") => Some("What the object is."),
        (_, "metadata") => Some("Name, namespace and labels of the object."),
        ("BaselinePeer", _) => sentence("AdminDomainPeer", field),
        ("BaselineEgressRule", "name" | "ports") => sentence("AdminEgressRule", field),
        ("BaselineIngressRule", "name" | "ports") => sentence("AdminIngressRule", field),
        ("AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" | "ClusterNetworkPolicy", "spec") => {
            Some("Which pods the policy applies to, and what it allows and denies.")
        }
        ("DaemonSetSpec" | "StatefulSetSpec" | "ReplicaSetSpec", "replicas" | "selector" | "template") => {
            sentence("DeploymentSpec", field)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use podreach_eval::kinds::kinds;
    use podreach_eval::kinds::schema::place;

    use super::*;

    /// Every type that a kind leads to, with its fields, down to some depth.
    fn fields() -> Vec<(&'static str, &'static str)> {
        let mut all = Vec::new();
        let mut open: Vec<(&str, Vec<Option<&'static str>>)> = kinds().map(|(kind, _)| (kind, Vec::new())).collect();
        while let Some((kind, path)) = open.pop() {
            let Some(found) = place(kind, &path) else { continue };
            if path.len() > 9 {
                continue;
            }
            for field in found.fields {
                if !all.contains(&(field.holder, field.name)) {
                    all.push((field.holder, field.name));
                    let below = [path.as_slice(), &[Some(field.name)]].concat();
                    open.push((kind, [below.as_slice(), &[None]].concat()));
                    open.push((kind, below));
                }
            }
        }
        all
    }

    #[test]
    fn every_sentence_is_about_a_field() {
        let fields = fields();
        for line in include_str!("fields.txt").lines().filter(|line| !line.starts_with('#')) {
            let (name, said) = line.split_once(": ").expect(line);
            let (holder, field) = name.split_once('.').expect(line);
            assert!(fields.contains(&(holder, field)), "{name} is not a field");
            assert!(said.ends_with('.'), "{line}");
            assert_eq!(sentence(holder, field), Some(said), "{name} stands there twice");
        }
    }

    #[test]
    fn every_field_of_a_policy_has_a_sentence() {
        let own =
            ["Admin", "Baseline", "Cluster", "NetworkPolicy", "IPBlock", "LabelSelector", "Namespaced", "PortBounds"];
        for (holder, field) in fields() {
            let is_own =
                own.iter().any(|start| holder.starts_with(start)) && field != "status" && holder != "ClusterIPConfig";
            assert!(!is_own || sentence(holder, field).is_some(), "{holder}.{field} has no sentence");
        }
    }
}
