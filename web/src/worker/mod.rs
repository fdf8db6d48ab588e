//! The page's end of the worker that reads and evaluates. The page itself evaluates nothing: it sends messages and gets plain data.

mod against;
mod desk;
#[cfg(all(test, target_arch = "wasm32"))]
mod here;
#[cfg(not(all(test, target_arch = "wasm32")))]
mod port;

pub(crate) use against::Given;
pub(crate) use desk::{Desk, Evaluated, Listener, Trouble};
