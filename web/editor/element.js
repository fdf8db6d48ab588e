// <podreach-editor>: CodeMirror in an open shadow root. Offsets are UTF-16 units of text whose lines end in LF.
//
// Properties: value (setting it counts as typing); ask(what, text, offset), set by the page, a promise of what may be written at a
// place (`complete`) or stands there (`explain`). Attribute: label, the accessible name.
// Methods for the page: switchDocument(id, text), keepOnly(ids), setDiagnostics(list), setMarks(list), setChanges(list), reveal(from, to, focus),
// find(), wrap(on), foldOthers(places or null), tellCursor().
// Events: podreach-input, detail {id, value}, after every change by a person; podreach-cursor, detail {id, at}, when the cursor
// has come to rest (at is none when it has left the editor).

import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorSelection, EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { changesEffect } from "./changes.js";
import { completion } from "./complete.js";
import { documentation } from "./explain.js";
import { foldOthers, folding, folds, restoreFolds } from "./folds.js";
import { decidingLines, flashEffect, markEffect } from "./marks.js";
import { message } from "./message.js";
import { looks } from "./theme.js";

const HINT = "# Paste policies, Deployments, Pods,\n# Services, Namespaces: YAML or JSON,\n# one document or many";

/** Milliseconds that the cursor stays in a place before the page hears of it. */
const CALM = 120;

/** The change from a text to another one. */
function difference(old, text) {
  const least = Math.min(old.length, text.length);
  let from = 0;
  while (from < least && old.charCodeAt(from) === text.charCodeAt(from)) from += 1;
  let same = 0;
  while (same < least - from && old.charCodeAt(old.length - 1 - same) === text.charCodeAt(text.length - 1 - same)) same += 1;
  return { from, to: old.length - same, insert: text.slice(from, text.length - same) };
}

/** Changes that the page made itself. */
const byPage = Annotation.define();

export class PodreachEditor extends HTMLElement {
  #view = null;
  #states = new Map();
  #id = "";
  #label = new Compartment();
  #wrapping = new Compartment();
  #wraps = false;
  /** Folds before others were folded, by document; none for one where nothing is folded away. */
  #foldsBefore = new Map();
  #resting = 0;

  connectedCallback() {
    if (this.#view) return;
    const fallback = this.querySelector("textarea");
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(":host { display: block; height: 100%; min-height: 0; } .cm-editor { height: 100%; }");
    root.adoptedStyleSheets = [sheet];
    const hadFocus = fallback !== null && fallback === document.activeElement;
    this.#id = this.dataset.document ?? "";
    this.#view = new EditorView({ state: this.#fresh(fallback?.value ?? ""), parent: root, root });
    if (hadFocus) this.#view.focus();
    this.dispatchEvent(new CustomEvent("podreach-ready", { bubbles: true }));
  }

  get value() {
    return this.#view ? this.#view.state.doc.toString() : (this.querySelector("textarea")?.value ?? "");
  }

  set value(text) {
    if (this.#view) this.#replace(String(text), false);
  }

  focus() {
    this.#view?.focus();
  }

  /** Shows another document; each keeps its own undo history, selection and folds. */
  switchDocument(id, text) {
    if (!this.#view) return;
    if (this.#id !== id) {
      this.#states.set(this.#id, this.#view.state);
      this.#id = id;
      this.#view.setState(this.#states.get(id) ?? this.#fresh(text));
      this.#states.delete(id);
      this.#applyWrap();
      this.#rest(0);
    }
    const doc = this.#view.state.doc;
    if (doc.length !== text.length || doc.toString() !== text) this.#replace(text, true);
  }

  /** Drops what is kept of documents that are not in the list. */
  keepOnly(ids) {
    for (const id of this.#states.keys()) if (!ids.includes(id)) this.#states.delete(id);
  }

  setDiagnostics(list) {
    if (!this.#view) return;
    const length = this.#view.state.doc.length;
    const marks = list.map(({ from, to, severity, message: text }) => ({
      from: Math.min(from, length),
      to: Math.min(Math.max(to, from), length),
      severity: severity === "note" ? "info" : severity,
      ...message(text),
    }));
    this.#view.dispatch(setDiagnostics(this.#view.state, marks));
  }

  setMarks(list) {
    this.#view?.dispatch({ effects: markEffect(list) });
  }

  /** Shows lines that would be removed and added; nothing is written. The first of them is scrolled into view. */
  setChanges(list) {
    const view = this.#view;
    if (!view) return;
    const effects = [changesEffect(list)];
    if (list.length > 0) {
      const line = view.state.doc.line(Math.min(list[0].line, view.state.doc.lines));
      effects.push(EditorView.scrollIntoView(line.from, { y: "center" }));
    }
    view.dispatch({ effects });
  }

  /** Selects the start of a range, scrolls it into view and flashes its lines. */
  reveal(from, to, focus = true) {
    const view = this.#view;
    if (!view) return;
    const length = view.state.doc.length;
    const start = Math.min(from, length);
    const effects = [
      EditorView.scrollIntoView(EditorSelection.range(start, Math.min(Math.max(to, from), length)), { y: "center" }),
      flashEffect({ from: start, to: Math.min(Math.max(to, from + 1), length) }),
    ];
    view.dispatch({ selection: { anchor: start }, effects });
    if (focus) view.focus();
    setTimeout(() => view.dispatch({ effects: flashEffect(null) }), 1300);
  }

  /** Opens the search panel. */
  find() {
    if (this.#view) openSearchPanel(this.#view);
  }

  /** Breaks long lines, or does not. */
  wrap(on) {
    this.#wraps = on;
    this.#applyWrap();
  }

  /** Folds all documents without one of the places; without a list, what was folded for one is as before. */
  foldOthers(places) {
    const view = this.#view;
    if (!view) return;
    const before = this.#foldsBefore.get(this.#id);
    if (before) restoreFolds(view, before);
    if (places === null) {
      this.#foldsBefore.delete(this.#id);
    } else {
      if (!before) this.#foldsBefore.set(this.#id, folds(view.state));
      foldOthers(view, places);
    }
  }

  /** Puts another text in the place of all of it; what both begin and end with stays. CodeMirror measures nothing that nobody sees, and would draw every line there:
      a hidden editor starts over from the state after the change, whose history is whole. */
  #replace(text, page) {
    const view = this.#view;
    const changes = difference(view.state.doc.toString(), text);
    const annotations = page ? [byPage.of(true), isolateHistory.of("full")] : [];
    const transaction = view.state.update({ changes, annotations });
    if (this.checkVisibility()) {
      view.dispatch(transaction);
      return;
    }
    view.setState(transaction.state);
    this.#tell({ selectionSet: false, docChanged: true, state: transaction.state, transactions: [transaction] });
  }

  #applyWrap() {
    const effects = this.#wrapping.reconfigure(this.#wraps ? EditorView.lineWrapping : []);
    this.#view?.dispatch({ effects });
  }

  /** Says where the cursor is once it has come to rest. */
  #rest(wait) {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.tellCursor(), wait);
  }

  /** Says where the cursor is. */
  tellCursor() {
    const view = this.#view;
    // Panels of the editor have the focus for as long as a person writes in them.
    const at = view?.hasFocus ? view.state.selection.main.head : null;
    this.dispatchEvent(new CustomEvent("podreach-cursor", { bubbles: true, detail: { id: this.#id, at } }));
  }

  #fresh(doc) {
    return EditorState.create({
      doc,
      extensions: [
        lineNumbers(),
        foldGutter({ openText: "⌄", closedText: "›" }),
        lintGutter(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        bracketMatching(),
        folding,
        highlightSelectionMatches(),
        search({ top: true }),
        indentUnit.of("  "),
        yaml(),
        placeholder(HINT),
        decidingLines,
        completion(this),
        documentation(this),
        this.#wrapping.of(this.#wraps ? EditorView.lineWrapping : []),
        looks,
        // Tab leaves the editor, as everywhere on a page; Ctrl-] indents.
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap.filter(({ key }) => key !== "F8")]),
        this.#label.of(EditorView.contentAttributes.of({ "aria-label": this.getAttribute("label") ?? "YAML", tabindex: "0" })),
        EditorView.updateListener.of((update) => this.#tell(update)),
        EditorView.domEventHandlers({ blur: () => this.#rest(0), focus: () => this.#rest(0) }),
      ],
    });
  }

  #tell(update) {
    if (update.selectionSet || update.docChanged) this.#rest(CALM);
    if (!update.docChanged || update.transactions.some((one) => one.annotation(byPage))) return;
    const detail = { id: this.#id, value: update.state.doc.toString() };
    this.dispatchEvent(new CustomEvent("podreach-input", { bubbles: true, detail }));
  }
}
