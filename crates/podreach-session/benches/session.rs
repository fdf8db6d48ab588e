//! How long an input takes the first time, and how long an edit of it takes: the ratio of both is what a session is for.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use podreach_eval::{Options, analyze};
use podreach_session::Session;
use podreach_syntax::{Limits, Sources};
use podreach_testkit::sized::{Size, yaml};

/// The sizes that the design names.
const SIZES: [(&str, Size); 4] = [
    ("400 pods", Size { pods: 400, replicas: 1, namespaces: 20, policies: 420 }),
    ("2000 pods", Size { pods: 2_000, replicas: 4, namespaces: 100, policies: 500 }),
    ("10000 pods", Size { pods: 10_000, replicas: 5, namespaces: 200, policies: 2_000 }),
    ("100000 pods", Size { pods: 100_000, replicas: 10, namespaces: 1_000, policies: 10_000 }),
];

fn options() -> Options {
    Options { limits: Limits::COMMAND_LINE, ..Options::default() }
}

/// The text with another value behind the last key of this name.
fn edited(text: &str, key: &str, value: &str) -> String {
    let at = text.rfind(key).unwrap_or(0);
    let (head, tail) = text.split_at(at);
    format!("{head}{key} {value} #{tail}")
}

/// The name of a benchmark, the key whose value is written, and the value.
type Edit = (&'static str, &'static str, fn(u32) -> String);

/// What an edit writes: another port, which changes what a rule allows and nothing else, or another label, after which the policy
/// names other pods.
const EDITS: [Edit; 2] =
    [("edit", "port:", |number| number.to_string()), ("selector", "app:", |number| format!("app-{number}"))];

fn session(criterion: &mut Criterion) {
    let sizes = if cfg!(debug_assertions) { &SIZES[..1] } else { &SIZES[..] };
    for &(name, size) in sizes {
        let text = yaml(size);
        let mut group = criterion.benchmark_group(format!("session/{name}"));
        group.sample_size(10);
        group.bench_function("alone", |bencher| {
            let sources = Sources::single("cluster.yaml", text.as_str());
            bencher.iter(|| black_box(analyze(&sources, &options())));
        });
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        group.bench_function("first", |bencher| {
            let sources = Sources::single("cluster.yaml", text.as_str());
            bencher.iter_batched(
                || sources.clone(),
                |sources| black_box(Session::new(threads).evaluate(sources, &options())),
                BatchSize::PerIteration,
            );
        });
        for (edit, key, value) in EDITS {
            group.bench_function(edit, |bencher| {
                let mut session = Session::new(threads);
                session.evaluate(Sources::single("cluster.yaml", text.as_str()), &options());
                let mut number = 1000;
                bencher.iter_batched(
                    || {
                        number += 1;
                        Sources::single("cluster.yaml", edited(&text, key, &value(number)))
                    },
                    |sources| black_box(session.evaluate(sources, &options())),
                    BatchSize::PerIteration,
                );
            });
        }
        group.finish();
    }
}

criterion_group!(benches, session);
criterion_main!(benches);
