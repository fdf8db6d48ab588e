//! The reference scenario, `tests/fixtures/reference`: an application of three tiers, and four policies added one by one.

/// The application, and the policies in the order in which they are added.
pub const FILES: [&str; 5] = [
    include_str!("../../../tests/fixtures/reference/1-app.yaml"),
    include_str!("../../../tests/fixtures/reference/2-deny-all.yaml"),
    include_str!("../../../tests/fixtures/reference/3-db-netpol.yaml"),
    include_str!("../../../tests/fixtures/reference/4-api-netpol.yaml"),
    include_str!("../../../tests/fixtures/reference/5-web-netpol.yaml"),
];

/// A step as one text, from 1, the application alone, to 5 with all policies. The page's examples have the same.
pub fn step(number: usize) -> String {
    let policies = FILES.iter().take(number).skip(1);
    policies.chain(FILES.first()).copied().collect::<Vec<_>>().join("---\n")
}
