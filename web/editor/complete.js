// Completion: what may be written at the cursor, as the page answers.

import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionKeymap,
  pickedCompletion,
  selectedCompletion,
  startCompletion,
} from "@codemirror/autocomplete";
import { Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { ask } from "./ask.js";

/** Puts an offer in, and asks for what comes behind it. */
function apply(view, completion, from, to) {
  const { insert, goesOn } = completion.offer;
  const indent = view.state.doc.lineAt(from);
  // Lines of an offer begin where the page says; what stands before the word stays.
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    userEvent: "input.complete",
    annotations: pickedCompletion.of(completion),
    scrollIntoView: indent.number !== view.state.doc.lineAt(view.state.selection.main.head).number || insert.includes("\n"),
  });
  if (goesOn) setTimeout(() => startCompletion(view));
}

/** A sentence about an offer, beside the list. */
function info(text) {
  return () => {
    const place = document.createElement("div");
    place.textContent = text;
    return place;
  };
}

function source(host) {
  return async (context) => {
    const word = context.matchBefore(/[\w/.-]+/)?.text ?? "";
    // A number is finished at every digit: Enter behind port 80 must not make it 8080.
    if (!context.explicit && (word === "" || /^\d+$/.test(word))) return null;
    const found = await ask(host, "complete", context.state, context.pos);
    if (!found || context.aborted || found.offers.length === 0) return null;
    const options = found.offers.map((offer, at) => ({
      label: offer.label,
      detail: offer.detail || undefined,
      type: offer.kind,
      info: offer.info ? info(offer.info) : undefined,
      boost: 99 - Math.min(at, 198),
      offer,
      apply,
    }));
    return { from: found.from, to: context.pos, options, validFor: /^[\w/.-]*$/ };
  };
}

/** Whether the selected offer is what stands before the cursor already. */
function isWritten(state) {
  const selected = selectedCompletion(state);
  if (!selected) return false;
  const { insert } = selected.offer;
  const { head } = state.selection.main;
  const from = head - insert.length;
  if (from < 0 || state.sliceDoc(from, head) !== insert) return false;
  return !/[\w/.-]/.test(state.sliceDoc(Math.max(0, from - 1), from));
}

/** Enter takes the selected offer. A word that is written out already is finished: Enter ends its line. */
function enter(view) {
  if (!isWritten(view.state)) return acceptCompletion(view);
  closeCompletion(view);
  return false;
}

export function completion(host) {
  return [
    autocompletion({
      override: [source(host)],
      defaultKeymap: false,
      icons: false,
      maxRenderedOptions: 100,
      tooltipClass: () => "cm-offers",
      optionClass: (option) => `cm-offer cm-offer-${option.type}`,
    }),
    // Enter takes an offer, Escape closes the list; Tab leaves the editor, as everywhere on the page.
    Prec.highest(keymap.of([{ key: "Enter", run: enter }, ...completionKeymap.filter(({ key }) => key !== "Enter")])),
  ];
}
