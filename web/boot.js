// Starts the page: which window this is first, then the page itself, then the editor, which it can do without.

/** Storage may be forbidden: then nothing is remembered. */
const remembered = (storage, key) => {
  try {
    return window[storage].getItem(key);
  } catch {
    return null;
  }
};

const root = document.documentElement;

// Each window keeps its own work under an id of its own. A lock tells for as long as the window lives that the id is taken:
// a crash frees it, and a duplicated tab, which comes with a copy of the id, finds it taken and gets another.
const WINDOW = "podreach.window";
const lockOf = (id) => `${WINDOW}.${id}`;

const claim = (id) =>
  new Promise((resolve) => {
    const hold = (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => {});
    };
    navigator.locks.request(lockOf(id), { ifAvailable: true }, hold).catch(() => resolve(true));
  });

const listWindows = async () => {
  const { held = [] } = await navigator.locks.query();
  const ids = held.map((lock) => lock.name).filter((name) => name.startsWith(`${WINDOW}.`));
  root.dataset.windows = ids.map((name) => name.slice(WINDOW.length + 1)).join(" ");
};

const identify = async () => {
  let id = remembered("sessionStorage", WINDOW);
  if (navigator.locks !== undefined) {
    let free = id !== null && (await claim(id));
    if (id !== null && !free) {
      // After a reload the page before may hold it for a moment longer.
      await new Promise((resolve) => setTimeout(resolve, 150));
      free = await claim(id);
    }
    if (id !== null && !free) {
      root.dataset.windowCopied = id;
      id = null;
    }
  }
  if (id === null) {
    id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
    if (navigator.locks !== undefined) await claim(id);
  }
  try {
    sessionStorage.setItem(WINDOW, id);
  } catch {
    // The next page has another id, and no work to find.
  }
  root.dataset.window = id;
  if (navigator.locks === undefined) return;
  await listWindows();
  window.addEventListener("focus", () => listWindows().catch(() => {}));
};

// What is dropped before the page is there waits for it; the browser would open it in the page's place.
const dropped = [];
const early = (event) => {
  if (document.querySelector("body > main") !== null || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  if (event.type === "drop") dropped.push(...event.dataTransfer.files);
};
for (const name of ["dragover", "drop"]) window.addEventListener(name, early);
document.addEventListener(
  "podreach-drawn",
  () => {
    for (const name of ["dragover", "drop"]) window.removeEventListener(name, early);
    if (dropped.length === 0) return;
    const dataTransfer = new DataTransfer();
    for (const file of dropped) dataTransfer.items.add(file);
    window.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  },
  { once: true },
);

const here = (name) => new URL(name, document.baseURI).href;

// The evaluator lives in a worker. `hear` gets its messages, as bytes; `died` is called once when it is no more, whether it
// stopped over an error, which the browser reports, or was closed, which a lock tells that it held.
let workers = 0;
window.podreachWorker = (hear, died) => {
  const { js, wasm } = document.querySelector('meta[name="podreach-worker"]').dataset;
  const lock = `podreach.worker.${root.dataset.window}.${Date.now()}.${(workers += 1)}`;
  const worker = new Worker(here(js), { type: "module", name: "podreach" });
  const waiting = new AbortController();
  let over = false;
  const stop = () => {
    over = true;
    waiting.abort();
    worker.terminate();
  };
  const end = () => {
    if (over) return;
    stop();
    died();
  };
  const watch = () => {
    if (navigator.locks === undefined) return;
    navigator.locks.request(lock, { signal: waiting.signal }, end).catch(() => {});
  };
  let known = false;
  worker.onmessage = ({ data }) => {
    if (!known) watch();
    known = true;
    if (!over) hear(new Uint8Array(data));
  };
  worker.onerror = end;
  worker.postMessage({ wasm: here(wasm), lock });
  return {
    stop,
    send: (bytes) => {
      const copy = bytes.slice();
      worker.postMessage(copy.buffer, [copy.buffer]);
    },
  };
};

const boot = document.querySelector('meta[name="podreach-boot"]');
const editor = document.querySelector('meta[name="podreach-editor"]');

// The first words are on the screen before what is large shares the line with what they need. A window that nobody sees paints
// nothing and does not wait.
const painted = () =>
  new Promise((resolve) => {
    if (document.visibilityState === "hidden") resolve();
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 200);
  });

const seen = (element) =>
  new Promise((resolve) => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(element);
  });

// The editor follows when the page is complete and shows the place of it, which a phone does not at first.
const loadEditor = async (place) => {
  await seen(place);
  await import(here(editor.dataset.editor));
};
const drawn = () => {
  const place = document.querySelector("podreach-editor");
  if (place === null) return;
  document.removeEventListener("podreach-drawn", drawn);
  loadEditor(place).catch((error) => console.warn("the plain text field stays:", error));
};
document.addEventListener("podreach-drawn", drawn);

try {
  const known = identify().catch(() => {});
  await painted();
  const wasm = fetch(here(boot.dataset.wasm));
  wasm.catch(() => {});
  const page = await import(here(boot.dataset.js));
  await known;
  await page.default({ module_or_path: wasm });
} catch (error) {
  const place = document.getElementById("starting-says") ?? document.body.appendChild(document.createElement("p"));
  // Without what the page would say, and so that a newer version is taken as soon as there is one.
  root.dataset.failed = "";
  place.textContent =
    typeof WebAssembly === "undefined"
      ? "Podreach could not start: this browser has no WebAssembly, or it is switched off."
      : `Podreach could not start: ${error?.message ?? error}. Reload the page to try again.`;
  throw error;
}
