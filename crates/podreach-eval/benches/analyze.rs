//! How long an analysis takes, in groups whose ratios tell more than their times: twice the input, reading against evaluating,
//! the engine against the naive oracle.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use podreach_eval::kinds::{Decoded, Decoder};
use podreach_eval::{Analysis, Options, analyze, analyze_decoded};
use podreach_syntax::{Document, Limits, Places, Sources, parse};
use podreach_testkit::benched::inputs;
use podreach_testkit::model::{Cluster, Namespace, Peer, Pod, Policy, Port, PortNumber, Requirement, Rule};
use podreach_testkit::naive::{self, End};

fn options() -> Options {
    Options { limits: Limits::COMMAND_LINE, ..Options::default() }
}

fn decoded(documents: &[Document]) -> Decoded {
    let mut decoder = Decoder::new("default");
    for document in documents {
        decoder.document(document);
    }
    decoder.decoded()
}

fn evaluated(input: &Decoded) -> Analysis {
    analyze_decoded([input], Vec::new(), &Arc::new(Places::default()), &options())
}

/// The whole way from text to answers, for an input and its double: the ratio of the two should be near 2.
fn growth(criterion: &mut Criterion) {
    for &(name, input) in inputs() {
        let mut group = criterion.benchmark_group(format!("growth/{name}"));
        group.sample_size(10);
        for (part, size) in [("n", input), ("2n", input.doubled())] {
            let text = size.yaml();
            group.throughput(Throughput::Bytes(text.len() as u64));
            let sources = Sources::single("cluster.yaml", text);
            group.bench_with_input(BenchmarkId::from_parameter(part), &sources, |bencher, sources| {
                bencher.iter(|| black_box(analyze(sources, &options())));
            });
        }
        group.finish();
    }
}

/// Where the time goes: reading text, decoding objects, evaluating policies, listing all pairs. What follows is measured with the
/// session.
fn stages(criterion: &mut Criterion) {
    for &(name, benched) in inputs() {
        let mut group = criterion.benchmark_group(format!("stages/{name}"));
        group.sample_size(10);
        let sources = Sources::single("cluster.yaml", benched.yaml());
        group.bench_function("read", |bencher| {
            bencher.iter(|| black_box(parse(&sources, &Limits::COMMAND_LINE)));
        });
        let parsed = parse(&sources, &Limits::COMMAND_LINE);
        group.bench_function("decode", |bencher| {
            bencher.iter(|| black_box(decoded(&parsed.documents)));
        });
        let input = decoded(&parsed.documents);
        group.bench_function("evaluate", |bencher| {
            bencher.iter(|| black_box(evaluated(&input)));
        });
        let analysis = evaluated(&input);
        group.bench_function("graph", |bencher| {
            bencher.iter(|| {
                let graph = analysis.reachability(|id| !analysis.endpoint(id).hidden);
                graph
                    .of_each(analysis.endpoint_ids().map(|(id, _)| id))
                    .map(|(_, reached)| reached.len())
                    .sum::<usize>()
            });
        });
        group.finish();
    }
}

/// Every pair of pods, by the engine and by the oracle that reads the specification aloud.
fn oracle(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("oracle/all pairs on one port");
    group.sample_size(10);
    for pods in [100, 200] {
        let cluster = small(pods);
        let parsed = parse(&Sources::single("cluster.yaml", cluster.yaml()), &Limits::COMMAND_LINE);
        let engine = || engine_pairs(&evaluated(&decoded(&parsed.documents)));
        assert_eq!(engine(), oracle_pairs(&cluster), "they must agree");
        group.bench_function(BenchmarkId::new("engine", pods), |bencher| {
            bencher.iter(|| black_box(engine()));
        });
        group.bench_function(BenchmarkId::new("oracle", pods), |bencher| {
            bencher.iter(|| black_box(oracle_pairs(&cluster)));
        });
    }
    group.finish();
}

fn engine_pairs(analysis: &Analysis) -> usize {
    let ids: Vec<_> =
        analysis.endpoint_ids().filter(|(_, endpoint)| endpoint.is_workload()).map(|(id, _)| id).collect();
    let open = |from, to| analysis.pair(from, to).connections.contains(podreach_eval::sets::Protocol::Tcp, 80);
    ids.iter().map(|from| ids.iter().filter(|to| open(*from, **to)).count()).sum()
}

fn oracle_pairs(cluster: &Cluster) -> usize {
    let ends = || cluster.pods.iter().map(End::Pod);
    ends().map(|from| ends().filter(|to| naive::allowed(cluster, from, *to, "TCP", 80)).count()).sum()
}

/// A cluster that the oracle can read: its names live as long as the program.
#[allow(clippy::indexing_slicing, reason = "the lists are made two lines above")]
fn small(pods: usize) -> Cluster {
    let text = |prefix: &str, at: usize| -> &'static str {
        let mut text = prefix.to_owned();
        let _ = write!(text, "-{at}");
        text.leak()
    };
    let namespaces: Vec<&'static str> = (0..pods.div_ceil(10)).map(|at| text("space", at)).collect();
    let apps: Vec<&'static str> = (0..10).map(|at| text("app", at)).collect();
    let pod = |at: usize| Pod {
        namespace: namespaces[at / 10],
        name: format!("pod-{at}"),
        owner: None,
        labels: vec![("app", apps[at % 10])],
        ports: vec![(Some("http"), 80, "TCP")],
        addresses: Vec::new(),
        host_network: false,
        ..Pod::default()
    };
    let policy = |at: usize| {
        let (namespace, own) = (namespaces[at / 10], at % 10);
        let app = |at: usize| Some(vec![Requirement::Label("app", apps[at % 10])]);
        let peer = Peer::Pods { namespaces: None, pods: app(own + 9) };
        let ports = vec![Port { protocol: Some("TCP"), port: PortNumber::One(80) }];
        Policy {
            namespace,
            name: format!("policy-{at}"),
            subject: app(own),
            types: Some(vec!["Ingress"]),
            ingress: Some(vec![Rule { peers: Some(vec![peer]), ports: Some(ports) }]),
            egress: None,
        }
    };
    Cluster {
        namespaces: namespaces.iter().map(|name| Namespace { name, labels: Vec::new() }).collect(),
        pods: (0..pods).map(pod).collect(),
        policies: (0..pods).map(policy).collect(),
        match_pods: true,
        ..Cluster::default()
    }
}

criterion_group!(benches, growth, stages, oracle);
criterion_main!(benches);
