// Builds for development keep nothing: what an earlier build left at this address goes, and its windows load again.

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
const retire = async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith(`podreach ${self.registration.scope} `));
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.registration.unregister();
  for (const client of await self.clients.matchAll({ type: "window" })) await client.navigate(client.url);
};
self.addEventListener("activate", (event) => event.waitUntil(retire()));
