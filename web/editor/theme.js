// Looks of the editor. Colours are the page's own tokens, which reach into the shadow root, so that light and dark follow.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { panels } from "./theme-panels.js";

const chrome = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "0.75rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--mono)",
    lineHeight: "1.125rem",
    fontVariantLigatures: "none",
    overflow: "auto",
  },
  ".cm-content": { padding: "0.5rem 0 2.5rem", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 0.625rem 0 0.375rem" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-3)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 0.125rem 0 0.75rem", minWidth: "1.875rem" },
  ".cm-foldGutter .cm-gutterElement": { padding: "0 0.125rem", cursor: "pointer" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--active-line)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--accent-soft)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--accent-soft)",
    outline: "1px solid var(--line)",
  },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--sunk)",
    border: "none",
    color: "var(--ink-2)",
    padding: "0 0.375rem",
    borderRadius: "5px",
  },
  ".cm-placeholder": { color: "var(--ink-3)", whiteSpace: "pre-wrap" },
  ".cm-deciding": { backgroundColor: "var(--accent-soft)", boxShadow: "inset 3px 0 0 var(--accent)" },
  ".cm-flash": { animation: "podreach-flash 1.2s ease-out" },
  "@keyframes podreach-flash": {
    "0%, 40%": { backgroundColor: "var(--selection)" },
    "100%": { backgroundColor: "transparent" },
  },
  "@media (prefers-reduced-motion: reduce)": { ".cm-flash": { animation: "none" } },
  ".cm-lintRange": { textUnderlineOffset: "3px" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--block) 1px" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--open) 1px" },
  ".cm-lintRange-info": { backgroundImage: "none", textDecoration: "underline dotted var(--ink-3) 1px" },
  ".cm-removed": { backgroundColor: "var(--block-soft)", boxShadow: "inset 3px 0 0 var(--block)" },
  ".cm-added": { backgroundColor: "var(--allow-soft)", boxShadow: "inset 3px 0 0 var(--allow)" },
  ".cm-added-line": { padding: "0 0.625rem 0 0.375rem", minHeight: "1.125rem", whiteSpace: "pre" },
  ".cm-lineWrapping .cm-added-line": { whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
  ".cm-spoken": { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)" },
  ".cm-foldPlaceholder-error": { borderLeft: "3px solid var(--block)" },
  ".cm-foldPlaceholder-warning": { borderLeft: "3px solid var(--open)" },
  ".cm-foldPlaceholder-info": { borderLeft: "3px dotted var(--ink-3)" },
  ".cm-lintRange-active": { backgroundColor: "var(--open-soft)" },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--block)" },
  ".cm-lintPoint-warning:after": { borderBottomColor: "var(--open)" },
  ".cm-gutter-lint": { width: "0.75rem" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0 1px" },
  ".cm-lint-marker": { width: "0.5rem", height: "0.5rem", margin: "0.3125rem 0 0 0.125rem" },
  ".cm-lint-marker-error": { content: "none", backgroundColor: "var(--block)", borderRadius: "1px", transform: "rotate(45deg)" },
  ".cm-lint-marker-warning": { content: "none", backgroundColor: "var(--open)", clipPath: "polygon(50% 0, 100% 100%, 0 100%)" },
  ".cm-lint-marker-info": { content: "none", backgroundColor: "var(--ink-3)", borderRadius: "50%" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "8px",
    boxShadow: "var(--shadow-2)",
    maxWidth: "min(27.5rem, 80vw)",
    fontFamily: "var(--sans)",
  },
  ".cm-diagnostic": { padding: "0.375rem 0.625rem", lineHeight: "1.125rem", borderLeft: "3px solid var(--ink-3)", whiteSpace: "pre-wrap" },
  ".cm-diagnostic code": { fontFamily: "var(--mono)", fontSize: "0.92em" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--block)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--open)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--key)" },
  { tag: [tags.string, tags.content], color: "var(--ink)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--num)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--ink-3)", fontStyle: "italic" },
  { tag: [tags.meta, tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--ink-2)" },
  { tag: [tags.typeName, tags.labelName], color: "var(--num)" },
]);

export const looks = [chrome, panels, syntaxHighlighting(colours)];
