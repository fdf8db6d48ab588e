//! The page's entry point.

fn main() {
    podreach_web::run();
}
