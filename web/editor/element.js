// <podreach-editor>: CodeMirror in an open shadow root. Offsets are UTF-16 units of text whose lines end in LF.
//
// Properties: value (setting it counts as typing). Attribute: label, the accessible name.
// Methods for the page: switchDocument(id, text), forget(id), setDiagnostics(list), setMarks(list), reveal(from, to).
// Event: podreach-input, detail {id, value}, after every change by a person.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
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
import { decidingLines, flashEffect, markEffect } from "./marks.js";
import { message } from "./message.js";
import { looks } from "./theme.js";

const HINT = "# Paste policies, Deployments, Pods,\n# Services, Namespaces: YAML or JSON,\n# one document or many";

/** Changes that the page made itself. */
const byPage = Annotation.define();

export class PodreachEditor extends HTMLElement {
  #view = null;
  #states = new Map();
  #id = "";
  #label = new Compartment();

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
    if (!this.#view) return;
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: String(text) } });
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
    }
    const doc = this.#view.state.doc;
    if (doc.length !== text.length || doc.toString() !== text) {
      this.#view.dispatch({ changes: { from: 0, to: doc.length, insert: text }, annotations: byPage.of(true) });
    }
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
        codeFolding(),
        highlightSelectionMatches(),
        search({ top: true }),
        indentUnit.of("  "),
        yaml(),
        placeholder(HINT),
        decidingLines,
        looks,
        // Tab leaves the editor, as everywhere on a page; Ctrl-] indents.
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap]),
        this.#label.of(EditorView.contentAttributes.of({ "aria-label": this.getAttribute("label") ?? "YAML", tabindex: "0" })),
        EditorView.updateListener.of((update) => this.#tell(update)),
      ],
    });
  }

  #tell(update) {
    if (!update.docChanged || update.transactions.some((one) => one.annotation(byPage))) return;
    const detail = { id: this.#id, value: update.state.doc.toString() };
    this.dispatchEvent(new CustomEvent("podreach-input", { bubbles: true, detail }));
  }
}
