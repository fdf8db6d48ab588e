//! A comparison as comma separated values: a row for every pair, all addresses that changed alike in one row.

use std::fmt::{self, Write};

use podreach_eval::diff::{CauseFinder, PairCauses};

use super::DiffDoc;
use super::names::exact;
use super::reasons::{NOT_WORKED_OUT, Reason, pair_notes, reasons};
use crate::Printer;
use crate::escape::csv as field;

pub(crate) fn csv(compared: &DiffDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    out.write_str("change,src,dst,before,after,cause\n")?;
    let finder = CauseFinder::new(compared.analyses, compared.diff);
    for change in &compared.diff.connections {
        let lines: Vec<String> = reasons(compared, &change.causes).iter().map(Reason::line).collect();
        let (kind, before, after) = (change.kind(), change.before.list_notation(), change.after.list_notation());
        for (source, destination) in compared.diff.pairs(change) {
            let found = finder.missing(change, [source, destination]);
            let (causes, own) = match &found {
                PairCauses::Found(found) => (found.as_slice(), found.as_slice()),
                PairCauses::Complete | PairCauses::LeftOut => (change.causes.as_slice(), &[][..]),
            };
            let more: Vec<String> = reasons(compared, own).iter().map(Reason::line).collect();
            let notes = pair_notes(compared, causes, [source, destination]);
            let left_out = (found == PairCauses::LeftOut).then_some(NOT_WORKED_OUT);
            let why: Vec<&str> = lines.iter().chain(&more).chain(&notes).map(String::as_str).chain(left_out).collect();
            let [src, dst] = [source, destination].map(|end| exact(compared.diff, end));
            let (before, after, why) = (field(&before), field(&after), why.join("; "));
            writeln!(out, "{},{},{},{before},{after},{}", kind.as_str(), field(&src), field(&dst), field(&why))?;
        }
    }
    Ok(())
}
