// Documentation: what the field under the pointer does and selects now; with a key for what the cursor stands in.

import { forEachDiagnostic } from "@codemirror/lint";
import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap, showTooltip } from "@codemirror/view";
import { ask } from "./ask.js";
import { drawn } from "./message.js";

function line(name, text) {
  const place = document.createElement("div");
  place.className = name;
  place.textContent = text;
  return place;
}

/** Draws an answer, with the findings at its place if they are wanted. */
function draw(answer, findings) {
  const dom = document.createElement("div");
  dom.className = "cm-explain";
  if (answer) {
    dom.append(line("cm-explain-title", answer.title));
    if (answer.sentence) dom.append(line("cm-explain-does", answer.sentence));
    for (const text of answer.now) dom.append(line("cm-explain-now", text));
  }
  for (const text of findings) {
    const place = document.createElement("div");
    place.className = "cm-explain-finding";
    place.append(drawn(text));
    dom.append(place);
  }
  return dom;
}

function findingsAt(state, at) {
  const found = [];
  forEachDiagnostic(state, (finding, from, to) => {
    if (from <= at && at <= to) found.push(finding.message);
  });
  return found;
}

const show = StateEffect.define();

const shown = StateField.define({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

/** The place that the cursor means: in a line's indentation, or behind its colon, the beginning of what it says. */
function meant(state) {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const lead = line.from + /^[ -]*/.exec(line.text)[0].length;
  const isBehind = /:\s*$/.test(state.sliceDoc(line.from, head));
  return head < lead || isBehind ? Math.min(lead, line.to) : head;
}

function explainCursor(host) {
  return (view) => {
    const { state } = view;
    const at = meant(state);
    ask(host, "explain", state, at).then((answer) => {
      const findings = findingsAt(view.state, at);
      if (view.state.doc !== state.doc || (!answer && findings.length === 0)) return;
      const words = answer ? [answer.title, answer.sentence, ...answer.now] : [];
      const tooltip = { pos: answer?.from ?? at, above: true, create: () => ({ dom: draw(answer, findings) }) };
      view.dispatch({ effects: [show.of(tooltip), EditorView.announce.of([...words, ...findings].filter(Boolean).join(". "))] });
    });
    return true;
  };
}

function hide(view) {
  if (!view.state.field(shown, false)) return false;
  view.dispatch({ effects: show.of(null) });
  return true;
}

export function documentation(host) {
  return [
    shown,
    hoverTooltip(
      async (view, at) => {
        const answer = await ask(host, "explain", view.state, at);
        if (!answer || at < answer.from || at > answer.to) return null;
        return { pos: answer.from, end: answer.to, above: true, create: () => ({ dom: draw(answer, []) }) };
      },
      { hoverTime: 350 },
    ),
    keymap.of([
      { key: "Ctrl-Shift-Space", run: explainCursor(host), preventDefault: true },
      { key: "Escape", run: hide },
    ]),
  ];
}
