//! What passes, compared with the ports that the destination declares. A verdict about ports where nothing listens is no
//! comfort.

use crate::analysis::Analysis;
use crate::kinds::ContainerPort;
use crate::query::Verdict;

use super::words;

/// The container ports that the destination declares, each with whether it passes, where the question leaves the port open
/// and the answer depends on it.
pub fn declared_ports<'a>(analysis: &'a Analysis, verdict: &Verdict) -> Vec<(&'a ContainerPort, bool)> {
    let question = &verdict.question;
    let asked = |port: &&ContainerPort| question.is_about(port.protocol, port.port, port.name.as_deref());
    if verdict.same_pod || !question.leaves_port_open() {
        return Vec::new();
    }
    let ports = &analysis.endpoint(verdict.destination).ports;
    let passes = |port: &ContainerPort| verdict.connections.contains(port.protocol, port.port);
    ports.iter().filter(asked).map(|port| (port, passes(port))).collect()
}

/// The same in a sentence, where something passes but not everything.
pub(super) fn sentence(analysis: &Analysis, verdict: &Verdict) -> Option<String> {
    if !verdict.allowed || verdict.connections.is_all() {
        return None;
    }
    let ports = declared_ports(analysis, verdict);
    let list = |wanted: bool| {
        let name = |port: &ContainerPort| match &port.name {
            Some(name) => format!("{} {} ({name})", port.protocol, port.port),
            None => format!("{} {}", port.protocol, port.port),
        };
        let names: Vec<String> =
            ports.iter().filter(|(_, passes)| *passes == wanted).map(|(port, _)| name(port)).collect();
        words::list(&names)
    };
    let (passing, blocked) = (list(true), list(false));
    match (passing.is_empty(), blocked.is_empty()) {
        (true, true) => None,
        (true, false) => Some(format!("No container port that the destination declares is among them: {blocked}.")),
        (false, true) => Some(format!("All container ports that the destination declares pass: {passing}.")),
        (false, false) => Some(format!(
            "Of the container ports that the destination declares these pass: {passing}; these do not: {blocked}."
        )),
    }
}
