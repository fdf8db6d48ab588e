// Lines of the rules that decide what is selected or pointed at, with a sign in the gutter for what each does, and a short flash
// where the person was sent.

import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, gutter } from "@codemirror/view";
import { addedSign, changeField } from "./changes.js";

const setRanges = StateEffect.define();
const setFlash = StateEffect.define();

const deciding = Decoration.line({ class: "cm-deciding" });
const flashing = Decoration.line({ class: "cm-flash" });

/** What rules do, as a sign and in words. */
const SIGNS = {
  allow: ["✓", "This rule allows"],
  deny: ["✕", "This rule denies"],
  pass: ["→", "This rule passes to the next tier"],
  log: ["≡", "This rule logs"],
  miss: ["≠", "The closest rule, which does not match"],
};

class Sign extends GutterMarker {
  constructor(what) {
    super();
    this.what = what;
  }

  eq(other) {
    return other.what === this.what;
  }

  toDOM() {
    const place = document.createElement("span");
    const [sign, words] = SIGNS[this.what];
    place.className = `cm-sign cm-sign-${this.what}`;
    place.textContent = sign;
    place.title = words;
    return place;
  }
}

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

/** A sign at the first line of each rule; one for rules that begin in the same line. */
function signs(doc, ranges) {
  const found = new Map();
  for (const { from, sign } of ranges) {
    const start = doc.lineAt(Math.min(from, doc.length)).from;
    if (sign in SIGNS && !found.has(start)) found.set(start, new Sign(sign));
  }
  return RangeSet.of([...found].sort(([a], [b]) => a - b).map(([start, marker]) => marker.range(start)));
}

function field(effect, empty, make, provide) {
  return StateField.define({
    create: () => empty,
    update(marks, transaction) {
      let next = marks.map(transaction.changes);
      for (const found of transaction.effects) if (found.is(effect)) next = make(transaction.state.doc, found.value);
      return next;
    },
    provide,
  });
}

const decorations = (state) => EditorView.decorations.from(state);
const signField = field(setRanges, RangeSet.empty, signs);

export const decidingLines = [
  field(setRanges, Decoration.none, (doc, ranges) => lines(doc, ranges, deciding), decorations),
  field(setFlash, Decoration.none, (doc, ranges) => lines(doc, ranges, flashing), decorations),
  signField,
  changeField,
  gutter({
    class: "cm-gutter-signs",
    markers: (view) => [view.state.field(signField), view.state.field(changeField).signs],
    widgetMarker: addedSign,
    initialSpacer: () => new Sign("allow"),
  }),
];
export const markEffect = (ranges) => setRanges.of(ranges);
export const flashEffect = (range) => setFlash.of(range ? [range] : []);
