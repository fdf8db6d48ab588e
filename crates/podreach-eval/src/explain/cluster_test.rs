//! A command that tests a verdict on a real cluster, for copying into a shell.
//!
//! Most images have no tool that opens a connection, so that an ephemeral container with one is added to the pod: it shares
//! the pod's network, and with it what policies say. Source: Kubernetes documentation, "Debug Running Pods".

use std::borrow::Cow;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId, EndpointKind};
use crate::kinds::validate::{dns_label, label_key, label_value, subdomain};
use crate::kinds::{ContainerPort, WorkloadKind};
use crate::query::{PortQuery, Question, Verdict};
use crate::sets::{AddressSet, Protocol, UNKNOWN_VALUE};

/// An image with `nc` and `nslookup`.
const IMAGE: &str = "busybox:1.37";

/// What to run, and what to expect of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterTest {
    /// The command, quoted for a POSIX shell.
    pub command: String,
    /// Words of it that stand for what only the cluster knows.
    pub lookups: Vec<Lookup>,
    /// What to expect, and what the test leaves behind.
    pub notes: Vec<String>,
}

/// A word to be replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lookup {
    /// The word as it stands in the command: `POD`.
    pub word: Cow<'static, str>,
    /// What to put there.
    pub meaning: String,
    /// The command that shows it.
    pub command: String,
}

/// A test of the verdict, where the source is a workload whose pods kubectl can name. Names that Kubernetes would not accept
/// name nothing on a cluster: there is no test then.
/// `host` is an address of the destination that was asked about, to be dialled instead of one that stands for it.
pub fn cluster_test(analysis: &Analysis, verdict: &Verdict, host: Option<IpAddr>) -> Option<ClusterTest> {
    let source = analysis.endpoint(verdict.source);
    let namespace = namespace(source)?;
    let (protocol, port) = port_to_test(analysis, verdict)?;
    let target = match host {
        Some(host) => Target { host: host.to_string(), port, lookup: None, note: None },
        None => target(analysis, verdict, protocol, port)?,
    };
    let mut lookups = Vec::new();
    let pod = match pod_name(source) {
        Some(name) => format!("pod/{name}"),
        None => {
            lookups.push(lookup("POD", format!("the name of a pod of {}", source.name), source, &["-o", "name"])?);
            "POD".to_owned()
        }
    };
    lookups.extend(target.lookup);
    let port = target.port.to_string();
    let probe: &[&str] = match protocol {
        Protocol::Tcp => &["nc", "-zvw", "2", &target.host, &port],
        // A dropped datagram and one that nobody answers look the same; only a name server is sure to answer.
        Protocol::Udp if target.port == 53 => &["nslookup", "kubernetes.default.svc.cluster.local", &target.host],
        Protocol::Udp | Protocol::Sctp => return None,
    };
    let command =
        shell(["kubectl", "debug", "-n", namespace, "-it", &pod, "--image", IMAGE, "--"].iter().chain(probe))?;
    let mut notes: Vec<String> = target.note.into_iter().collect();
    notes.push(expectation(verdict.allowed, protocol));
    notes.push("the pod keeps the ended debug container until it is deleted".into());
    Some(ClusterTest { command, lookups, notes })
}

/// Words as one command: each of them stays one word of a POSIX shell.
fn shell<'a>(words: impl IntoIterator<Item = &'a &'a str>) -> Option<String> {
    shlex::try_join(words.into_iter().copied()).ok()
}

fn expectation(allowed: bool, protocol: Protocol) -> String {
    match (allowed, protocol) {
        (true, Protocol::Udp) => "expected: an answer of the name server".into(),
        (false, Protocol::Udp) => "expected: a timeout".into(),
        (true, _) => "expected: `open`; `Connection refused` also shows that policies allow it, and that nothing listens on the port".into(),
        (false, _) => "expected: a timeout; `Connection refused` is an answer of the pod, unless the network plugin rejects instead of dropping".into(),
    }
}

/// The namespace of a workload that kubectl can name.
fn namespace(endpoint: &Endpoint) -> Option<&str> {
    Some(endpoint.namespace.as_deref().unwrap_or("default")).filter(|name| dns_label(name).is_none())
}

/// The name of one of its pods, where the input has it.
fn pod_name(endpoint: &Endpoint) -> Option<&str> {
    let bare = matches!(endpoint.kind, EndpointKind::Workload(WorkloadKind::Pod)).then_some(&*endpoint.workload_name);
    let mut names = endpoint.pods.iter().map(|name| &**name).chain(bare);
    names.find(|name| subdomain(name).is_none())
}

/// How to find the pods of a workload.
fn lookup(word: &'static str, meaning: String, endpoint: &Endpoint, output: &[&str]) -> Option<Lookup> {
    let has_pods = match &endpoint.kind {
        EndpointKind::Workload(WorkloadKind::CronJob | WorkloadKind::Custom(_) | WorkloadKind::Pod) => false,
        EndpointKind::Workload(_) => true,
        _ => false,
    };
    // What controllers add without the input telling its value cannot be asked for.
    let labels = || endpoint.labels.iter().filter(|(_, value)| ***value != *UNKNOWN_VALUE);
    if !labels().all(|(key, value)| label_key(key).is_none() && label_value(value).is_none()) {
        return None;
    }
    let labels: Vec<String> = labels().map(|(key, value)| format!("{key}={value}")).collect();
    if !has_pods || labels.is_empty() || subdomain(&endpoint.workload_name).is_some() {
        return None;
    }
    let labels = labels.join(",");
    let words = ["kubectl", "get", "pods", "-n", namespace(endpoint)?, "-l", &labels];
    Some(Lookup { word: Cow::Borrowed(word), meaning, command: shell(words.iter().chain(output))? })
}

fn port_to_test(analysis: &Analysis, verdict: &Verdict) -> Option<(Protocol, u16)> {
    if let Question::Port(protocol, PortQuery::Number(port)) = &verdict.question {
        return Some((*protocol, *port));
    }
    let declared = &analysis.endpoint(verdict.destination).ports;
    let fits = |port: &&ContainerPort| !verdict.allowed || verdict.connections.contains(port.protocol, port.port);
    let found = declared.iter().find(fits).map(|port| (port.protocol, port.port));
    found.or_else(|| {
        [Protocol::Tcp, Protocol::Udp].into_iter().find_map(|protocol| {
            let ports = verdict.connections.ports(protocol);
            let first = ports.numbers().ranges().first()?;
            Some((protocol, if ports.is_all() { 80 } else { first.0 }))
        })
    })
}

/// What to connect to.
struct Target {
    host: String,
    port: u16,
    lookup: Option<Lookup>,
    note: Option<String>,
}

/// A name that the destination answers to: a Service that leads to this workload alone, else the pod's address.
fn target(analysis: &Analysis, verdict: &Verdict, protocol: Protocol, port: u16) -> Option<Target> {
    let (source, destination) = (verdict.source, verdict.destination);
    let endpoint = analysis.endpoint(destination);
    let plain = |host: String, port: u16| Some(Target { host, port, lookup: None, note: None });
    if let Some((name, namespace, port)) = service(analysis, source, destination, protocol, port) {
        // Pods behind a Service that no cluster would hold are no pods of a cluster.
        return [name, namespace]
            .iter()
            .all(|word| dns_label(word).is_none())
            .then(|| plain(format!("{name}.{namespace}"), port))?;
    }
    if let EndpointKind::External(addresses) = &endpoint.kind {
        let (host, is_one) = host_of(addresses)?;
        let note = (!is_one).then(|| format!("{host} stands for an address there that answers on the port"));
        return Some(Target { host: host.to_string(), port, lookup: None, note });
    }
    if let Some(address) = endpoint.addresses.first() {
        return plain(address.to_string(), port);
    }
    let meaning = format!("the address of a pod of {}", endpoint.name);
    let lookup = match pod_name(endpoint) {
        Some(name) => {
            let pod = format!("pod/{name}");
            let words = ["kubectl", "get", "-n", namespace(endpoint)?, &pod, "-o", "wide"];
            Lookup { word: Cow::Borrowed("POD_IP"), meaning, command: shell(&words)? }
        }
        None => lookup("POD_IP", meaning, endpoint, &["-o", "wide"])?,
    };
    Some(Target { host: "POD_IP".into(), port, lookup: Some(lookup), note: None })
}

/// Name, namespace and port of a Service that leads to nothing else.
fn service(
    analysis: &Analysis,
    source: EndpointId,
    destination: EndpointId,
    protocol: Protocol,
    port: u16,
) -> Option<(&str, &str, u16)> {
    // A Service may lead a pod back to itself; between two pods of one workload only the address is sure.
    if source == destination {
        return None;
    }
    let (service, at) = analysis.dialled(destination, protocol, port)?;
    let node = analysis.services.get(service)?;
    let meta = &node.service.meta;
    Some((&*meta.name.value, &*meta.namespace, node.service.ports.get(at)?.port))
}

/// Addresses of well-known name servers, which answer on the ports of the web and of DNS.
const WELL_KNOWN: [&str; 3] = ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111"];

/// An address of a set that a host can have, and whether the set holds no other. The first address of a block is the
/// network's own.
fn host_of(addresses: &AddressSet) -> Option<(IpAddr, bool)> {
    let mut ranges = addresses.ranges();
    if let (Some((first, last)), None) = (ranges.next(), ranges.next())
        && first == last
    {
        return Some((first, true));
    }
    let known = WELL_KNOWN.iter().filter_map(|text| text.parse().ok());
    let second = addresses.ranges().map(|(first, last)| if first == last { first } else { after(first) });
    known
        .chain(second)
        .find(|address| addresses.contains(*address) && is_host(*address))
        .map(|address| (address, false))
}

fn after(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => IpAddr::V4(u32::from(address).saturating_add(1).into()),
        IpAddr::V6(address) => IpAddr::V6(u128::from(address).saturating_add(1).into()),
    }
}

fn is_host(address: IpAddr) -> bool {
    let special = match address {
        IpAddr::V4(address) => {
            let [first, ..] = address.octets();
            first == 0 || first >= 240 || address.is_link_local()
        }
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    !special && !address.is_multicast() && !address.is_loopback() && !address.is_unspecified()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, analyze};
    use podreach_syntax::Sources;

    fn test_of(yaml: &str, ends: [&str; 2]) -> Option<ClusterTest> {
        let analysis = analyze(&Sources::single("a.yaml", yaml), &Options::default());
        let [from, to] = ends.map(|id| analysis.endpoint_by_id(id).unwrap());
        cluster_test(&analysis, &analysis.verdict(from, to, &Question::Anything), None)
    }

    fn pod(name: &str) -> String {
        let name = format!("{name:?}");
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: {name}}}}}\nspec: {{containers: [{{name: c, ports: [{{containerPort: 80}}]}}]}}\n---\n"
        )
    }

    #[test]
    fn commands_name_what_the_input_names() {
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: front}\nspec: {selector: {app: b}, ports: [{port: 8080, targetPort: 80}]}\n";
        let test = test_of(&(pod("a") + &pod("b") + service), ["default/a", "default/b"]).unwrap();
        let command = "kubectl debug -n default -it pod/a --image busybox:1.37 -- nc -zvw 2 front.default 8080";
        assert_eq!(test.command, command);
        assert!(test.lookups.is_empty());
    }

    #[test]
    fn what_only_the_cluster_knows_is_looked_up() {
        let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c}]}}}\n---\n";
        let test = test_of(&(deployment.to_owned() + &pod("b")), ["default/web", "default/b"]).unwrap();
        assert!(test.command.contains(" -it POD ") && test.command.ends_with(" nc -zvw 2 POD_IP 80"), "{test:?}");
        let lookups: Vec<&str> = test.lookups.iter().map(|found| found.command.as_str()).collect();
        assert_eq!(
            lookups,
            ["kubectl get pods -n default -l 'app=web' -o name", "kubectl get -n default pod/b -o wide"]
        );
    }

    #[test]
    fn names_that_cannot_be_make_no_command() {
        for name in ["b;id", "b$(id)", "b`id`", "b c", "B", "b'", "-b", "b\\n"] {
            assert_eq!(test_of(&(pod("a") + &pod(name)), ["default/a", &format!("default/{name}")]), None, "{name}");
            assert_eq!(test_of(&(pod("a") + &pod(name)), [&format!("default/{name}"), "default/a"]), None, "{name}");
        }
    }

    #[test]
    fn services_that_cannot_be_make_no_command() {
        for name in ["x; id #", "a`id`b", "it's a|b", "a\\nb"] {
            let service = format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: \"{name}\"}}\nspec: {{selector: {{app: b}}, ports: [{{port: 80}}]}}\n"
            );
            assert_eq!(test_of(&(pod("a") + &pod("b") + &service), ["default/a", "default/b"]), None, "{name}");
        }
    }

    #[test]
    fn networks_are_tested_by_a_host() {
        let host = |cidr: &str| host_of(&AddressSet::network(cidr.parse().unwrap()));
        let found = |address: &str, is_one| Some((address.parse().unwrap(), is_one));
        assert_eq!(host("10.43.0.0/16"), found("10.43.0.1", false));
        assert_eq!(host("10.43.0.7/32"), found("10.43.0.7", true));
        assert_eq!(host("0.0.0.0/0"), found("1.1.1.1", false));
        assert_eq!(host("2001:db8::/32"), found("2001:db8::1", false));
        assert_eq!(host("224.0.0.0/4"), None);
    }
}
