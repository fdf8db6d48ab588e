// Defines <podreach-editor>, once. The page works with a plain textarea until this file has loaded.

import { PodreachEditor } from "./element.js";

// In a task of its own: on a slow phone, evaluating this file is a long one already, and defining makes the editor of the page.
setTimeout(() => {
  if (!customElements.get("podreach-editor")) {
    customElements.define("podreach-editor", PodreachEditor);
  }
});
