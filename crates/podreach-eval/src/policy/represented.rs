//! Pods that get representatives though no policy of an input names them: those that the policies of another input name. Two
//! inputs with the same representatives can be compared in what a policy means for pods that neither of them has.

use super::PodSelector;

/// Pods that a policy of another input names, to be represented in this one as well.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Represented {
    /// Which pods.
    pub pods: PodSelector,
    /// Whether a policy selects them, and not only a rule.
    pub selected: bool,
}
