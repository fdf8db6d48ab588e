// Keeps the page at hand, so that it works offline. The build puts a line in front of this text that sets `self.PODREACH`:
// the version, which is a hash over names and contents of all files, and the names of the files.
//
// Each version has a cache of its own that holds all its files, and a page always starts from one version: the one that is
// active. A newer version is kept beside it, complete, and waits until a person takes it or all windows are closed. So no
// page is ever made of two versions, and a bad network does not slow the start down.

const { version, files } = self.PODREACH;
const SCOPE = self.registration.scope;
const PREFIX = `podreach ${SCOPE} `;
const OWN = PREFIX + version;
const LOCK = "podreach.version.";
const at = (name) => new URL(name, SCOPE).href;
/** The page itself is kept under the address of its folder: servers move `index.html` there. */
const START = at("./");
const MATCH = { ignoreVary: true };

/** A name that holds a hash of the content always means the same content. */
const isHashed = (name) => /-[0-9a-f]{12,}(_bg)?\.\w+$/.test(name);

/** All files, or nothing: a version that is not complete is not installed, and tried again later. */
const install = async () => {
  const page = await fetch(START, { cache: "no-cache" });
  // While a site is being replaced, its parts may be of two versions.
  if (!page.ok || !(await page.clone().text()).includes(`"${version}"`)) throw new Error("the page is of another version");
  const cache = await caches.open(OWN);
  const keep = async (name) => {
    const known = isHashed(name) ? await caches.match(at(name), MATCH) : undefined;
    const found = known ?? (await fetch(at(name), { cache: isHashed(name) ? "default" : "no-cache" }));
    if (!found.ok) throw new Error(`${name}: ${found.status}`);
    await cache.put(at(name), found);
  };
  await Promise.all(files.map(keep));
  await cache.put(START, page);
};

/**
 * Deletes versions that no window uses any more. Every window holds a lock with its version in its name for as long as it
 * lives; while one has none yet, or a newer version is on its way, everything stays.
 */
const tidy = async () => {
  if (navigator.locks === undefined) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== OWN);
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const { held = [] } = await navigator.locks.query();
  const used = held.map((lock) => lock.name).filter((name) => name.startsWith(LOCK));
  const { installing, waiting } = self.registration;
  if (installing || waiting || used.length < windows.length) return;
  const old = names.filter((name) => !used.includes(LOCK + name.slice(PREFIX.length)));
  await Promise.all(old.map((name) => caches.delete(name)));
};

/** From the cache of this version; files of another one, which a window that is still open asks for, from there. */
const kept = async (address) => {
  try {
    const own = await (await caches.open(OWN)).match(address, MATCH);
    return own ?? (address === START ? undefined : await caches.match(address, MATCH));
  } catch {
    return undefined;
  }
};

const addressOf = (request) => {
  const url = new URL(request.url);
  url.search = "";
  url.hash = "";
  return url.href === at("index.html") ? START : url.href;
};

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
  if (event.data === "started") event.waitUntil(tidy());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const address = addressOf(request);
  event.respondWith(kept(address).then((found) => found ?? fetch(request)));
});
