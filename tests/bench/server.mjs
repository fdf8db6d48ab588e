// Serves a build as GitHub Pages does: gzipped, under /podreach/, kept for ten minutes.

import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const KINDS = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

/** The address, what ends it, and what makes texts available under an address each. */
export const serve = async (folder) => {
  const texts = [];
  const known = new Map();
  const file = (name) => {
    if (!known.has(name)) known.set(name, gzipSync(readFileSync(join(folder, name))));
    return known.get(name);
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    const text = path.startsWith("/texts/") ? texts[Number(path.slice("/texts/".length))] : undefined;
    if (text !== undefined) {
      response.writeHead(200, { "Content-Type": "text/plain" }).end(text);
      return;
    }
    const name = normalize(path.startsWith("/podreach/") ? path.slice("/podreach/".length) || "index.html" : "..");
    try {
      if (name.startsWith("..")) throw new Error("outside");
      const body = file(name);
      const kind = KINDS[extname(name)] ?? "application/octet-stream";
      response.writeHead(200, { "Content-Type": kind, "Content-Encoding": "gzip", "Content-Length": body.length, "Cache-Control": "max-age=600" });
      response.end(request.method === "HEAD" ? undefined : body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/podreach/`, end: () => server.close(), text: (text) => `/texts/${texts.push(text) - 1}` };
};
