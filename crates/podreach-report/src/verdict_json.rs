//! Verdicts as JSON. `SCHEMA.md` describes them.

use podreach_eval::inventory::EndpointId;
use podreach_eval::policy::RuleRef;
use podreach_eval::reach::{
    Dependence, DirectionVerdict, Fact, LabelValue, Outcome, PairState, PortQuery, Question, ServiceVerdict, Verdict,
};
use podreach_eval::sets::AddressSet;
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;
use serde_json::{Value, json};

use crate::place::place;
use crate::{reasoning, references};

/// A verdict as JSON.
pub fn verdict_json(analysis: &Analysis, sources: &Sources, verdict: &Verdict) -> Value {
    let caveats: Vec<&str> = verdict.caveats.iter().map(|caveat| caveat.text()).collect();
    let question = match &verdict.question {
        Question::Anything => Value::Null,
        Question::Protocol(protocol) => json!({"protocol": protocol.as_str(), "port": null}),
        Question::Port(protocol, PortQuery::Number(port)) => json!({"protocol": protocol.as_str(), "port": port}),
        Question::Port(protocol, PortQuery::Name(name)) => json!({"protocol": protocol.as_str(), "port": name}),
    };
    let blocked_by = match verdict.state {
        PairState::Blocked(by) => Some(by.as_str()),
        PairState::Open | PairState::Allowed | PairState::Depends => None,
    };
    json!({
        "src": analysis.endpoint(verdict.source).id,
        "dst": analysis.endpoint(verdict.destination).id,
        "question": question,
        "verdict": verdict.outcome().as_str(),
        "allowed": verdict.allowed,
        "depends": verdict.depends.as_ref().map_or_else(Vec::new, |found| depends(analysis, found)),
        "conn": verdict.connections.list_notation(),
        "state": verdict.state.as_str(),
        "blockedBy": blocked_by,
        "title": explain::title(analysis, verdict),
        "summary": explain::summary(analysis, verdict),
        "egress": gate(analysis, sources, &verdict.egress),
        "ingress": gate(analysis, sources, &verdict.ingress),
        "caveats": caveats,
        "declaredPorts": declared_ports(analysis, verdict),
    })
}

/// What the answer hangs on: sets of facts of which each makes it another one, and the answer then.
fn depends(analysis: &Analysis, dependence: &Dependence) -> Vec<Value> {
    let verdict = if dependence.allowed { Outcome::Allowed } else { Outcome::Denied };
    let texts = explain::depends(analysis, dependence);
    let flips = dependence.flips.iter().zip(texts).map(|(facts, text)| {
        let facts: Vec<Value> = facts.iter().map(|fact| self::fact(analysis, fact)).collect();
        json!({"facts": facts, "verdict": verdict.as_str(), "tried": dependence.tried, "text": text})
    });
    flips.collect()
}

fn fact(analysis: &Analysis, fact: &Fact) -> Value {
    let id = |endpoint: &EndpointId| &analysis.endpoint(*endpoint).id;
    let networks = |set: &AddressSet| set.networks().iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut value = match fact {
        Fact::NamespaceLabel { namespace, key, value } => {
            let known = if let LabelValue::Is(value) = value { Some(value) } else { None };
            json!({"kind": "namespaceLabel", "namespace": namespace, "key": key, "value": known,
                   "present": *value != LabelValue::Absent})
        }
        Fact::Address { endpoint, addresses } => {
            json!({"kind": "address", "endpoint": id(endpoint), "addresses": networks(addresses)})
        }
        Fact::Node { source, destination } => {
            json!({"kind": "node", "endpoint": id(destination), "source": id(source)})
        }
        Fact::Domain { name, endpoint, addresses } => json!({"kind": "domainName", "name": name,
            "endpoint": id(endpoint), "addresses": addresses.as_ref().map(networks)}),
        Fact::NodeAddress { service, addresses } => {
            json!({"kind": "clientAddress", "service": service, "addresses": networks(addresses)})
        }
    };
    if let Value::Object(map) = &mut value {
        map.insert("text".into(), explain::fact(analysis, fact).into());
        map.insert("reason".into(), explain::reason(analysis, fact).into());
    }
    value
}

/// The ports that the destination declares, where the question leaves the port open.
fn declared_ports(analysis: &Analysis, verdict: &Verdict) -> Vec<Value> {
    let ports = explain::declared_ports(analysis, verdict).into_iter();
    ports
        .map(|(port, passes)| {
            json!({"name": port.name, "protocol": port.protocol.as_str(), "port": port.port, "allowed": passes})
        })
        .collect()
}

fn gate(analysis: &Analysis, sources: &Sources, gate: &DirectionVerdict) -> Value {
    let isolating: Vec<Value> = gate
        .isolating
        .iter()
        .filter_map(|id| analysis.policy(*id))
        .map(|policy| {
            json!({"kind": policy.kind, "namespace": policy.namespace, "name": policy.name,
                   "text": explain::policy_sentence(policy), "at": place(sources, policy.name_span)})
        })
        .collect();
    let rules: Vec<Value> = gate
        .hits
        .iter()
        .map(|hit| {
            let text = explain::rule_sentence(analysis, hit.rule).into();
            let (action, conn) = (hit.action.as_str().into(), hit.connections.list_notation().into());
            references::rule(analysis, sources, hit.rule, [("text", text), ("action", action), ("conn", conn)])
        })
        .collect();
    let steps: Vec<Value> = gate
        .steps
        .iter()
        .zip(reasoning::steps(analysis, gate))
        .map(|(step, told)| {
            let policies = step.applied.iter().filter_map(|id| analysis.policy(*id));
            let policies: Vec<Value> = policies.map(references::policy).collect();
            let default = if told.isolates { "deny" } else { "pass" };
            json!({"tier": told.tier, "decides": told.decides, "default": default, "policies": policies,
                   "rules": step.rules.iter().map(|found| rule(analysis, sources, *found)).collect::<Vec<_>>(),
                   "text": told.text})
        })
        .collect();
    let misses: Vec<Value> = gate
        .misses
        .iter()
        .map(|miss| {
            let text = explain::rule_sentence(analysis, miss.rule).into();
            let why = explain::miss_sentence(analysis, gate, miss).into();
            references::rule(analysis, sources, miss.rule, [("text", text), ("why", why)])
        })
        .collect();
    json!({
        "allowed": gate.allowed,
        "conn": gate.connections.list_notation(),
        "reason": explain::direction_sentence(analysis, gate),
        "steps": steps,
        "isolating": isolating,
        "rules": rules,
        "misses": misses,
    })
}

fn rule(analysis: &Analysis, sources: &Sources, rule: RuleRef) -> Value {
    references::rule(analysis, sources, rule, [("text", explain::rule_sentence(analysis, rule).into())])
}

/// What a Service's ports and backends answer, as JSON.
pub fn service_json(analysis: &Analysis, sources: &Sources, verdicts: &[ServiceVerdict]) -> Vec<Value> {
    verdicts
        .iter()
        .map(|answer| {
            let address = answer.address.map(|address| address.to_string());
            let label = answer.address.map(|address| analysis.address_label(address));
            json!({"servicePort": answer.service_port, "protocol": answer.protocol.as_str(),
                   "backend": analysis.endpoint(answer.backend).id, "targetPort": answer.target,
                   "address": address, "label": label,
                   "outcome": answer.outcome().map(podreach_eval::reach::Outcome::as_str),
                   "verdict": answer.verdict.as_ref().map(|verdict| verdict_json(analysis, sources, verdict))})
        })
        .collect()
}
