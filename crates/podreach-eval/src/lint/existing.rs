//! Findings that are still looked for in groups.

use podreach_syntax::{Diagnostic, Severity};

use super::input::Input;
use super::registry::{Check, Lint, Need};
use super::sink::Sink;
use super::{dns, entries, equal_priority, services, shadowed, unknown, whole_network};

fn only(code: &str, found: Vec<Diagnostic>, sink: &mut Sink<'_>) {
    found.into_iter().filter(|found| found.code == code).for_each(|found| sink.push(found));
}

pub(super) static L17: Lint = Lint {
    code: "L17",
    name: "namespace-not-in-input",
    severity: Severity::Note,
    needs: &[],
    source: "",
    check: Check::Run(|input: &Input<'_>, sink| {
        only("L17", unknown::unknown(input.resources, &input.analysis.policies, &input.analysis.namespaces), sink)
    }),
};

pub(super) static L43: Lint = Lint {
    code: "L43",
    name: "host-network-pod-selected",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: "",
    check: Check::Run(|input: &Input<'_>, sink| {
        only("L43", unknown::unknown(input.resources, &input.analysis.policies, &input.analysis.namespaces), sink)
    }),
};

pub(super) static L60: Lint = Lint {
    code: "L60",
    name: "service-selects-no-pod",
    severity: Severity::Warning,
    needs: &[Need::Services, Need::Workloads],
    source: "",
    check: Check::Run(|input: &Input<'_>, sink| only("L60", services::services(input.analysis, input.resources), sink)),
};

pub(super) static L61: Lint = Lint {
    code: "L61",
    name: "target-port-not-declared",
    severity: Severity::Warning,
    needs: &[Need::Services, Need::Workloads],
    source: "",
    check: Check::Run(|input: &Input<'_>, sink| only("L61", services::services(input.analysis, input.resources), sink)),
};

pub(super) static L62: Lint = Lint {
    code: "L62",
    name: "backend-missing",
    severity: Severity::Warning,
    needs: &[],
    source: "",
    check: Check::Run(|input: &Input<'_>, sink| only("L62", entries::entries(input.analysis, input.resources), sink)),
};

pub(super) static L63: Lint = Lint {
    code: "L63",
    name: "ingress-controller-not-allowed",
    severity: Severity::Warning,
    needs: &[Need::Services, Need::Workloads],
    source: "",
    check: Check::Run(|input: &Input<'_>, sink| only("L63", entries::entries(input.analysis, input.resources), sink)),
};

pub(super) static L64: Lint = Lint {
    code: "L64",
    name: "client-address-lost",
    severity: Severity::Warning,
    needs: &[Need::Services, Need::Workloads],
    source: "",
    check: Check::Run(|input: &Input<'_>, sink| only("L64", services::services(input.analysis, input.resources), sink)),
};

pub(super) static L65: Lint = Lint {
    code: "L65",
    name: "service-closed-to-outside",
    severity: Severity::Note,
    needs: &[Need::Services, Need::Workloads],
    source: "",
    check: Check::Run(|input: &Input<'_>, sink| only("L65", services::services(input.analysis, input.resources), sink)),
};

pub(super) static L101: Lint = Lint {
    code: "L101",
    name: "equal-priority",
    severity: Severity::Warning,
    needs: &[],
    source: "",
    check: Check::Run(|input: &Input<'_>, sink| {
        only("L101", equal_priority::equal_priority(&input.analysis.policies, &input.analysis.world), sink)
    }),
};

pub(super) static L104: Lint = Lint {
    code: "L104",
    name: "deny-covers-pods",
    severity: Severity::Warning,
    needs: &[],
    source: "",
    check: Check::Run(|input: &Input<'_>, sink| {
        only("L104", whole_network::whole_network(&input.analysis.policies), sink)
    }),
};

pub(super) static L105: Lint = Lint {
    code: "L105",
    name: "cluster-dns-denied",
    severity: Severity::Warning,
    needs: &[],
    source: "",
    check: Check::Run(|input: &Input<'_>, sink| {
        only("L105", dns::dns(input.resources, &input.analysis.policies, &input.analysis.namespaces), sink)
    }),
};

pub(super) static L106: Lint = Lint {
    code: "L106",
    name: "rule-shadowed",
    severity: Severity::Note,
    needs: &[],
    source: "",
    check: Check::Run(|input: &Input<'_>, sink| only("L106", shadowed::shadowed(&input.analysis.policies), sink)),
};
