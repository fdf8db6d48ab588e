// A change that is looked at before it is written: lines that would go are tinted, and lines that would come stand behind them. The
// text itself stays as it is.

import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, WidgetType } from "@codemirror/view";

const setChanges = StateEffect.define();

const removed = Decoration.line({ class: "cm-removed" });

/** Words for screen readers only. */
function spoken(word) {
  const place = document.createElement("span");
  place.className = "cm-spoken";
  place.textContent = `${word} `;
  return place;
}

class Spoken extends WidgetType {
  eq() {
    return true;
  }

  toDOM() {
    return spoken("removed");
  }
}

const says = Decoration.widget({ widget: new Spoken(), side: -1 });

class Added extends WidgetType {
  constructor(lines) {
    super();
    this.lines = lines;
  }

  eq(other) {
    return other.lines.join("\n") === this.lines.join("\n");
  }

  toDOM() {
    const place = document.createElement("div");
    place.className = "cm-added";
    for (const text of this.lines) {
      const line = document.createElement("div");
      line.className = "cm-added-line";
      line.append(spoken("added"), text);
      place.append(line);
    }
    return place;
  }
}

class Sign extends GutterMarker {
  constructor(added) {
    super();
    this.added = added;
  }

  eq(other) {
    return other.added === this.added;
  }

  toDOM() {
    const place = document.createElement("span");
    place.className = this.added ? "cm-sign cm-sign-allow" : "cm-sign cm-sign-deny";
    place.textContent = this.added ? "+" : "\u2212";
    return place;
  }
}

const MINUS = new Sign(false);
const PLUS = new Sign(true);

const none = { decorations: Decoration.none, signs: RangeSet.empty };

/** Decorations and signs of changes: `line` from 1, how many lines are `removed`, the lines that are `added`. */
function made(doc, changes) {
  const decorations = [];
  const signs = [];
  for (const change of changes) {
    const last = Math.min(change.line + change.removed - 1, doc.lines);
    for (let number = change.line; number <= last; number += 1) {
      const { from } = doc.line(number);
      decorations.push(removed.range(from), says.range(from));
      signs.push(MINUS.range(from));
    }
    if (change.added.length === 0) continue;
    // Behind what is removed; else before the line, and behind the last one where the text has no such line.
    const isBehind = change.removed > 0 || change.line > doc.lines;
    const line = doc.line(Math.max(1, Math.min(change.removed > 0 ? last : change.line, doc.lines)));
    const widget = Decoration.widget({ widget: new Added(change.added), block: true, side: isBehind ? 1 : -1 });
    decorations.push(widget.range(isBehind ? line.to : line.from));
  }
  return { decorations: Decoration.set(decorations, true), signs: RangeSet.of(signs, true) };
}

export const changeField = StateField.define({
  create: () => none,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setChanges)) return made(transaction.state.doc, effect.value);
    // A text that changes is looked at as it is.
    return transaction.docChanged ? none : value;
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.decorations),
});

/** The sign beside lines that would come. */
export const addedSign = (view, widget) => (widget instanceof Added ? PLUS : null);

export const changesEffect = (changes) => setChanges.of(changes);
