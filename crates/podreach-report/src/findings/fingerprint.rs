//! What a finding is known by from one run to the next, although lines move.

use std::collections::BTreeMap;

use podreach_eval::lint::Finding;
use podreach_syntax::Sources;

/// By finding: a number of 64 bits in hexadecimal. It hashes the code, the source, and the text of the line without its
/// indentation; of findings that are alike in these, the later ones are counted.
pub(super) fn fingerprints(sources: &Sources, findings: &[&Finding]) -> Vec<String> {
    let mut seen: BTreeMap<u64, u64> = BTreeMap::new();
    let all = findings.iter().map(|finding| {
        let (mut name, mut line) = ("", "");
        if let Some(span) = finding.diagnostic.span {
            let at = sources.place(span);
            if let Some(source) = sources.get(at.source) {
                (name, line) = (source.name(), source.line(source.line_column(at.start).line).trim());
            }
        }
        let mut hash = START;
        for part in [finding.diagnostic.code, name, line] {
            hash = fnv(hash, part.as_bytes());
            hash = fnv(hash, &[0xff]);
        }
        let count = seen.entry(hash).or_insert(0);
        *count += 1;
        let hash = if *count > 1 { fnv(hash, &count.to_le_bytes()) } else { hash };
        format!("{hash:016x}")
    });
    all.collect()
}

/// Offset basis of FNV-1a with 64 bits. Source: draft-eastlake-fnv.
const START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a: a hash that stays the same for ever, which those of the standard library need not.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use podreach_syntax::{Diagnostic, SourceId, Span};

    #[test]
    fn fingerprints_follow_their_lines() {
        let of = |text: &str, starts: &[u32]| {
            let sources = Sources::single("a.yaml", text);
            let span = |start: u32| Span { text: SourceId(0).into(), start, end: start + 1 };
            let found: Vec<Finding> =
                starts.iter().map(|start| Diagnostic::note("L13", span(*start), "a").into()).collect();
            fingerprints(&sources, &found.iter().collect::<Vec<_>>())
        };
        let before = of("a: 1\nb: 2\n", &[0, 5]);
        assert_eq!(before, of("# new\n  a: 1\n\n  b: 2\n", &[8, 16]));
        assert_ne!(before[0], before[1]);
        let same = of("a: 1\na: 1\n", &[0, 5]);
        assert_eq!(same[0], before[0]);
        assert_ne!(same[0], same[1]);
    }
}
