// Defines <podreach-editor>, once. The page works with a plain textarea until this file has loaded.

import { PodreachEditor } from "./element.js";

if (!customElements.get("podreach-editor")) {
  customElements.define("podreach-editor", PodreachEditor);
}
