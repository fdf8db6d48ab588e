//! The tests that show on a cluster what the steps of the reference scenario say: commands, and what each is expected to do.

/// A connection that somebody tries.
pub(crate) struct Probe {
    /// Who tries, as people call it.
    pub(crate) from: &'static str,
    /// What it tries to reach.
    pub(crate) to: &'static str,
    /// The command as a shell takes it.
    pub(crate) command: &'static str,
    /// Whether it answers, step by step; otherwise it times out.
    pub(crate) answers: [bool; 5],
}

/// The probes of an example, by its file; none where it has none.
pub(crate) fn of(file: &str) -> &'static [Probe] {
    if file == "three-tier.yaml" { THREE_TIER } else { &[] }
}

const THREE_TIER: &[Probe] = &[
    Probe {
        from: "Internet",
        to: "web",
        command: "curl -sS -m 2 \"http://$(kubectl get service web -o jsonpath='{.status.loadBalancer.ingress[0].ip}')\"",
        answers: [true, false, false, false, true],
    },
    Probe {
        from: "web",
        to: "api",
        command: "kubectl exec deploy/web -- curl -sS -m 2 http://api:8080",
        answers: [true, false, false, false, true],
    },
    Probe {
        from: "api",
        to: "db",
        command: "kubectl exec deploy/api -- curl -sS -m 2 http://db:15984",
        answers: [true, false, false, true, true],
    },
    Probe {
        from: "web",
        to: "db",
        command: "kubectl exec deploy/web -- curl -sS -m 2 http://db:15984",
        answers: [true, false, false, false, false],
    },
    Probe {
        from: "api",
        to: "web",
        command: "kubectl exec deploy/api -- curl -sS -m 2 http://web",
        answers: [true, false, false, false, false],
    },
    Probe {
        from: "db",
        to: "web",
        command: "kubectl exec deploy/db -- curl -sS -m 2 http://web",
        answers: [true, false, false, false, false],
    },
];

#[cfg(test)]
mod tests {
    use podreach_eval::Options;
    use podreach_eval::ask::Request;
    use podreach_eval::query::{Outcome, PortQuery, Question};
    use podreach_eval::sets::Protocol;
    use podreach_session::{Evaluation, Session};
    use podreach_syntax::Sources;

    use super::*;
    use crate::examples::catalogue::EXAMPLES;

    fn allows(evaluation: &Evaluation, [source, destination]: [&str; 2], question: &Question) -> bool {
        let request = Request { source, destination, namespace: "default", question };
        evaluation.analysis.ask(&request).unwrap().outcome == Outcome::Allowed
    }

    /// A probe by the name of a Service answers if its name resolves and the Service's port leads to a pod that may be reached.
    #[test]
    fn every_expected_result_is_what_the_evaluator_says() {
        let mut tried = 0;
        for example in EXAMPLES {
            for (at, step) in example.steps.iter().enumerate() {
                let sources = Sources::single(example.file, step.yaml);
                let evaluation = Session::new(1).evaluate(sources, &Options::default());
                for probe in of(example.file) {
                    let port = probe.command.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(80);
                    let from = if probe.from == "Internet" { "203.0.113.7" } else { probe.from };
                    let service = format!("service:default/{}", probe.to);
                    let tcp = Question::Port(Protocol::Tcp, PortQuery::Number(port));
                    let dns = Question::Port(Protocol::Udp, PortQuery::Number(53));
                    let resolves = probe.from == "Internet" || allows(&evaluation, [from, "kube-dns"], &dns);
                    let found = resolves && allows(&evaluation, [from, &service], &tcp);
                    assert_eq!(found, probe.answers[at], "{} to {}, step {}", probe.from, probe.to, at + 1);
                    let client = probe.command.contains(&format!("deploy/{} ", probe.from));
                    assert!(client || probe.from == "Internet", "{}", probe.command);
                    tried += 1;
                }
            }
        }
        assert_eq!(tried, 30);
    }
}
