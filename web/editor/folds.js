// Folding: documents that are folded say what they are, and all but those with given places can be folded.

import { codeFolding, foldEffect, foldedRanges, unfoldEffect } from "@codemirror/language";
import { forEachDiagnostic } from "@codemirror/lint";

/** `Deployment web`: kind and name of a folded text, as far as it has them. */
function title(text) {
  const kind = /^ *"?kind"?: *["']?([\w.-]+)/m.exec(text)?.[1];
  const name = /^ *(?:"?metadata"?: *\{[^}\n]*?)?"?name"?: *["']?([\w.-]+)/m.exec(text)?.[1];
  return kind ? `${kind} ${name ?? ""}`.trim() : "…";
}

/** The weight of the worst finding in a range; none without one. */
function worst(state, range) {
  const found = new Set();
  forEachDiagnostic(state, ({ severity }, from, to) => {
    if (from < range.to && to > range.from) found.add(severity);
  });
  return ["error", "warning", "info"].find((severity) => found.has(severity));
}

export const folding = codeFolding({
  preparePlaceholder: (state, range) => ({
    text: title(state.sliceDoc(range.from, Math.min(range.to, range.from + 4_000))),
    severity: worst(state, range),
  }),
  placeholderDOM: (view, onclick, { text, severity }) => {
    const place = document.createElement("span");
    place.className = severity ? `cm-foldPlaceholder cm-foldPlaceholder-${severity}` : "cm-foldPlaceholder";
    place.textContent = text;
    place.title = "Unfold";
    place.setAttribute("aria-label", `folded: ${text}${severity ? ", with findings" : ""}`);
    place.addEventListener("click", onclick);
    return place;
  },
});

/** The documents of a text, without the lines between them. */
function documents(doc) {
  const found = [];
  let from = 0;
  const add = (to) => {
    const text = doc.sliceString(from, to);
    const lead = text.length - text.trimStart().length;
    const start = doc.lineAt(from + lead).from;
    const end = from + text.trimEnd().length;
    if (end > start) found.push({ from: start, to: end });
  };
  for (let number = 1; number <= doc.lines; number += 1) {
    const line = doc.line(number);
    if (!line.text.startsWith("---")) continue;
    add(Math.max(from, line.from - 1));
    from = Math.min(line.to + 1, doc.length);
  }
  add(doc.length);
  return found;
}

/** Folds all documents without one of the places. Gives what has to be unfolded again. */
export function foldOthers(view, places) {
  const has = (range) => places.some((place) => place.from < range.to && range.from < place.to);
  const others = documents(view.state.doc).filter((range) => !has(range));
  view.dispatch({ effects: others.map((range) => foldEffect.of(range)) });
}

/** All folds, as they are now. */
export function folds(state) {
  const found = [];
  const all = foldedRanges(state).iter();
  for (; all.value; all.next()) found.push({ from: all.from, to: all.to });
  return found;
}

/** Unfolds everything, and folds what was folded before. */
export function restoreFolds(view, before) {
  const length = view.state.doc.length;
  const again = before.filter((range) => range.to <= length).map((range) => foldEffect.of(range));
  view.dispatch({ effects: [...folds(view.state).map((range) => unfoldEffect.of(range)), ...again] });
}
