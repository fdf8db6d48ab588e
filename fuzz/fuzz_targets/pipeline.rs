//! Random clusters with policies of all kinds go the whole way: every list, every verdict, every comparison, without a panic
//! and within the steps that an evaluation may take. `-timeout=5 -rss_limit_mb=1024` are the bounds of one input.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| podreach_properties::pipeline(bytes));
