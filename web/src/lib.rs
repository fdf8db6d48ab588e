//! The Podreach page: what a person pastes becomes a picture, with reasons. Everything happens in the browser.
//!
//! Data flows in one direction: `state` holds what was written and chosen, the evaluator answers, components draw. Links and local
//! storage come in through `opening`, and `keep` writes them.

#![allow(
    unreachable_pub,
    clippy::large_types_passed_by_value,
    reason = "the macros of components write public properties and hand views on by value"
)]

mod address;
#[cfg(all(test, target_arch = "wasm32"))]
mod browser_tests;
mod clipboard;
mod components;
mod download;
mod embed;
mod examples;
mod frame;
mod keep;
mod offsets;
mod opening;
mod resized;
mod state;
mod storage;
mod titles;
mod updates;
mod worker;
mod works;

/// Starts the page.
pub fn run() {
    console_error_panic_hook::set_once();
    // In a task of its own: this one has compiled the page.
    gloo_timers::callback::Timeout::new(0, || leptos::mount::mount_to_body(components::app::App)).forget();
}
