// Lines of the rules that decide what is selected, and a short flash where the person was sent.

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

const setRanges = StateEffect.define();
const setFlash = StateEffect.define();

const deciding = Decoration.line({ class: "cm-deciding" });
const flashing = Decoration.line({ class: "cm-flash" });

/** Decorates every line that a range touches, each line once. */
function lines(doc, ranges, decoration) {
  const starts = new Set();
  for (const { from, to } of ranges) {
    const end = Math.min(Math.max(from, to - 1), doc.length);
    for (let at = Math.min(from, doc.length); at <= end; ) {
      const line = doc.lineAt(at);
      starts.add(line.from);
      at = line.to + 1;
    }
  }
  return Decoration.set([...starts].sort((a, b) => a - b).map((start) => decoration.range(start)));
}

function field(effect, decoration) {
  return StateField.define({
    create: () => Decoration.none,
    update(marks, transaction) {
      let next = marks.map(transaction.changes);
      for (const found of transaction.effects) {
        if (found.is(effect)) next = lines(transaction.state.doc, found.value, decoration);
      }
      return next;
    },
    provide: (state) => EditorView.decorations.from(state),
  });
}

export const decidingLines = [field(setRanges, deciding), field(setFlash, flashing)];
export const markEffect = (ranges) => setRanges.of(ranges);
export const flashEffect = (range) => setFlash.of(range ? [range] : []);
