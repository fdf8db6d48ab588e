//! The command as people and scripts call it: the built binary, its output, its exit codes.

mod input;
mod link;
mod list;
mod question;
mod run;
