//! Any text is analysed without a panic, and pair and verdict agree.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| podreach_properties::analysis(text, 12));
