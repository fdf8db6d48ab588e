//! Prints a cluster to measure with: `cargo run --example cluster -- PODS REPLICAS NAMESPACES POLICIES`.
#![allow(clippy::print_stdout, reason = "printing is what an example is for")]

use podreach_testkit::sized::{Size, yaml};

fn main() {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<usize>().unwrap_or(0));
    let mut next = |usual| numbers.next().unwrap_or(usual);
    let size = Size { pods: next(400), replicas: next(4), namespaces: next(20), policies: next(420) };
    print!("{}", yaml(size));
}
