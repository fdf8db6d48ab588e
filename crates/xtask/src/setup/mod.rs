//! Sets up what a chore needs and is missing. Tools go into a cache of the user, so that the second time starts at once.

mod chromium;
mod node;
mod tools;
mod wasm;

pub(crate) use chromium::browser;
pub(crate) use node::node_modules;
pub(crate) use tools::{trunk, wasm_bindgen};
pub(crate) use wasm::wasm_target;

/// Says what is being done and how long it usually takes.
pub(crate) fn say(what: &str, usually: &str) {
    println!("setup: {what} (usually {usually})");
}
