//! Random clusters with policies of all kinds go the whole way: every list, every verdict, every comparison, without a panic
//! and within the steps that an evaluation may take. `-timeout=5 -rss_limit_mb=1024` are the bounds of one input.
#![no_main]

#[path = "../structured.rs"]
mod structured;
#[path = "../whole.rs"]
mod whole;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| whole::run(bytes));
