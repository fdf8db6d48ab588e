// Starts the page: the theme first, then the evaluator, then the editor, which the page can do without.

const theme = (() => {
  try {
    return localStorage.getItem("podreach.theme");
  } catch {
    return null; // Storage may be forbidden.
  }
})();
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;

const here = (name) => new URL(name, document.baseURI).href;
const boot = document.querySelector('meta[name="podreach-boot"]');
const editor = document.querySelector('meta[name="podreach-editor"]');

try {
  const page = await import(here(boot.dataset.js));
  await page.default({ module_or_path: here(boot.dataset.wasm) });
} catch (error) {
  const place = document.getElementById("starting") ?? document.body.appendChild(document.createElement("p"));
  place.textContent = "Podreach could not start in this browser. It needs WebAssembly and JavaScript modules.";
  throw error;
}
import(here(editor.dataset.editor)).catch((error) => console.warn("the plain text field stays:", error));
