// What the page does about its copy in the browser: it registers the service worker (`sw.js`), says when a newer version
// waits, and takes it when a person asks for that. It also hands files over that the installed page was opened with.
//
// The page itself is told by the attribute `data-update` of the root and the event `podreach-update`; it asks with the event
// `podreach-reload`. Where service workers or storage are not allowed, nothing happens, and nothing is missing but this.

const HOUR = 3_600_000;
const root = document.documentElement;
const here = (name) => new URL(name, document.baseURI).href;
/** Written by the build; empty in builds for development. */
const version = document.querySelector('meta[name="podreach-version"]')?.content ?? "";

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
/** The page comes first: the rest of the files is fetched when it can be used. */
const started = async () => {
  await Promise.race([customElements.whenDefined("podreach-editor"), wait(10_000)]);
  await new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));
};

/** Says for as long as this window lives that its version is used. */
const hold = () =>
  new Promise((resolve) => {
    if (navigator.locks === undefined) return resolve();
    const held = () => {
      resolve();
      return new Promise(() => {});
    };
    navigator.locks.request(`podreach.version.${version}`, { mode: "shared" }, held).catch(resolve);
  });

const follow = (registration, workers) => {
  let asked = false;
  const takeOver = () => {
    asked = true;
    // Where another window has taken it already, nothing waits, and loading again is all.
    if (registration.waiting) registration.waiting.postMessage("take over");
    else location.reload();
  };
  const offer = () => {
    // A page that did not start has nothing to lose.
    if (root.dataset.failed !== undefined) return takeOver();
    root.dataset.update = "ready";
    window.dispatchEvent(new Event("podreach-update"));
  };
  const watch = (worker) =>
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && registration.active) offer();
    });
  const hadOne = workers.controller !== null;
  workers.addEventListener("controllerchange", () => {
    if (asked) location.reload();
    else if (hadOne && root.dataset.update === undefined) offer();
  });
  window.addEventListener("podreach-reload", takeOver);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  watch(registration.installing);
  if (registration.waiting && registration.active) offer();
  let checked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - checked < HOUR) return;
    checked = Date.now();
    registration.update().catch(() => {});
  });
};

const register = async () => {
  const isPage = location.protocol.startsWith("http") && window.isSecureContext && window.top === window.self;
  const workers = version !== "" && isPage ? navigator.serviceWorker : undefined;
  if (workers === undefined) return;
  await Promise.all([hold(), started()]);
  // Asking for caches throws where site data is blocked.
  await caches.keys();
  const registration = await workers.register(here("sw.js"), { updateViaCache: "none" });
  follow(registration, workers);
  (workers.controller ?? registration.active)?.postMessage("started");
};
register().catch(() => {});

/** Files that a system opened the installed page with are given to the page as if they had been chosen in it. */
const open = async ({ files }) => {
  if (files.length === 0) return;
  await started();
  const input = document.querySelector('input[type="file"]');
  if (input === null) return;
  const chosen = new DataTransfer();
  for (const file of await Promise.all(files.map((handle) => handle.getFile()))) chosen.items.add(file);
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
};
window.launchQueue?.setConsumer((launch) => open(launch).catch(() => {}));
