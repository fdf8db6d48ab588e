//! How long edits of a cluster take, one by one: `edits PODS REPLICAS NAMESPACES POLICIES [EDITS]`.

use std::time::Instant;

use podreach_eval::Options;
use podreach_session::Session;
use podreach_syntax::{Limits, Sources};
use podreach_testkit::sized::{Size, yaml};

/// The text with another port in its last policy.
fn edited(text: &str, port: u32) -> String {
    let at = text.rfind("port: ").unwrap_or(0);
    let (head, tail) = text.split_at(at);
    format!("{head}port: {port} #{tail}")
}

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [pods, replicas, namespaces, policies, ..] = numbers[..] else { panic!("four numbers") };
    let text = yaml(Size { pods, replicas, namespaces, policies });
    let options = Options { limits: Limits::COMMAND_LINE, ..Options::default() };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut session = Session::new(threads);
    let mut last = None;
    for edit in 0..numbers.get(4).copied().unwrap_or(5) {
        let sources = match edit {
            0 => Sources::single("cluster.yaml", text.as_str()),
            _ => Sources::single("cluster.yaml", edited(&text, 1000 + edit as u32)),
        };
        let start = Instant::now();
        session.begin(sources, &options);
        let begun = start.elapsed();
        while session.read_some(usize::MAX) {}
        let read = start.elapsed();
        let evaluation = session.finish();
        let all = start.elapsed();
        println!("{edit}: begin {begun:?}, read {:?}, finish {:?}, all {all:?}", read - begun, all - read);
        let start = Instant::now();
        last = Some(evaluation);
        println!("   dropping the former one {:?}", start.elapsed());
    }
    drop(last);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default());
}
