//! Prints a cluster to measure with: `cargo run --example cluster -- PODS REPLICAS NAMESPACES POLICIES`, or
//! `-- dense NAMESPACES PODS POLICIES`.
#![allow(clippy::print_stdout, reason = "printing is what an example is for")]

use podreach_testkit::benched::Benched;
use podreach_testkit::dense::Dense;
use podreach_testkit::sized::Size;

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let is_dense = words.first().is_some_and(|word| word == "dense");
    if is_dense {
        words.remove(0);
    }
    let mut numbers = words.iter().map(|text| text.parse::<usize>().unwrap_or(0));
    let mut next = |usual| numbers.next().unwrap_or(usual);
    let cluster = if is_dense {
        Benched::Dense(Dense { namespaces: next(240), pods: next(10), policies: next(20) })
    } else {
        Benched::Sized(Size { pods: next(400), replicas: next(4), namespaces: next(20), policies: next(420) })
    };
    print!("{}", cluster.yaml());
}
