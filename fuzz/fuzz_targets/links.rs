//! Any address is read without a panic, and what is written is read as the same text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| podreach_properties::links(text));
