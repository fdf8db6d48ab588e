//! What follows after an evaluation: folding, the folded view, its layout, its drawing as SVG, and the answer to the page that is
//! made of all but the last.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use podreach_eval::view::FoldOptions;
use podreach_eval::{Options, analyze};
use podreach_picture::{Arrangement, arrange};
use podreach_report::{SvgPage, svg_of_scene};
use podreach_session::page::{Picture, Question};
use podreach_session::{Evaluation, Session};
use podreach_syntax::{Limits, Sources};
use podreach_testkit::benched::inputs;

/// Room of the picture in a window of 1440 x 900 pixels.
const ROOM: (u32, u32) = (1030, 745);

fn picture(criterion: &mut Criterion) {
    let options = Options { limits: Limits::COMMAND_LINE, ..Options::default() };
    let arrangement = Arrangement { room: ROOM, ..Arrangement::default() };
    for &(name, input) in inputs() {
        let mut group = criterion.benchmark_group(format!("picture/{name}"));
        group.sample_size(10);
        let sources = Sources::single("cluster.yaml", input.yaml());
        // Answers about pairs that depend are remembered: each run has an analysis of its own.
        group.bench_function("fold", |bencher| {
            bencher.iter_batched_ref(
                || analyze(&sources, &options),
                |analysis| black_box(analysis.folding().is_whole()),
                BatchSize::PerIteration,
            );
        });
        let analysis = analyze(&sources, &options);
        let folding = analysis.folding();
        group.bench_function("view", |bencher| {
            bencher.iter(|| black_box(analysis.folded_view(&folding, &FoldOptions::default())));
        });
        let view = analysis.folded_view(&folding, &FoldOptions::default());
        group.bench_function("layout", |bencher| bencher.iter(|| black_box(arrange::scene(&view, &arrangement))));
        let scene = arrange::scene(&view, &arrangement);
        group.bench_function("draw", |bencher| bencher.iter(|| black_box(svg_of_scene(&scene, &SvgPage::default()))));
        group.bench_function("answer", |bencher| {
            let question = Picture { arrangement: arrangement.clone(), ..Picture::default() };
            let evaluated = || -> Evaluation { Session::new(1).evaluate(sources.clone(), &options) };
            bencher.iter_batched_ref(
                evaluated,
                |evaluation| black_box(evaluation.answer(question.clone().request())),
                BatchSize::PerIteration,
            );
        });
        group.finish();
    }
}

criterion_group!(benches, picture);
criterion_main!(benches);
