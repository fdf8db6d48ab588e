// Completion: what may be written at the cursor, as the page answers.

import { autocompletion, completionKeymap, pickedCompletion, startCompletion } from "@codemirror/autocomplete";
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
    const before = context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos);
    if (!context.explicit && !/[\w/.-]/.test(before)) return null;
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
    Prec.highest(keymap.of(completionKeymap)),
  ];
}
