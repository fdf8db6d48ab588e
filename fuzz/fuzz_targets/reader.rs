//! Any text is read without a panic, and every span lies in it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| podreach_properties::reader(text));
