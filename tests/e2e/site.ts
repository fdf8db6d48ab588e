// A site of a test's own: it can be replaced by a newer version, and it can be gone, without touching what other tests use.

import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";

const KINDS: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

/** The build that is tested. */
export const dist = process.env.PODREACH_DIST ?? join(__dirname, "..", "..", "dist");

/** A copy of the build as another version of it would be: all hashes in names are others, and the version is. */
export function otherVersion(digit: string): string {
  const folder = mkdtempSync(join(tmpdir(), "podreach-version-"));
  cpSync(dist, folder, { recursive: true });
  const hash = /-([0-9a-f]{12,})(?=(_bg)?\.\w+$)/;
  const renamed = readdirSync(folder).filter((name) => hash.test(name));
  const other = (name: string): string => name.replace(hash, (found) => `-${digit.repeat(found.length - 1)}`);
  for (const name of renamed) renameSync(join(folder, name), join(folder, other(name)));
  for (const name of readdirSync(folder).filter((name) => [".html", ".js"].includes(extname(name)))) {
    const file = join(folder, name);
    let text = readFileSync(file, "utf8");
    for (const old of renamed) text = text.replaceAll(old, other(old));
    const version = versionOf(dist);
    text = text.replaceAll(version, digit.repeat(version.length));
    // What names nothing stays as it was: `index.html` has hashes of some contents.
    if (text !== readFileSync(file, "utf8")) writeFileSync(file, text);
  }
  return folder;
}

/** What a build says its version is. */
export function versionOf(folder: string): string {
  return /name="podreach-version" content="([0-9a-f]+)"/.exec(readFileSync(join(folder, "index.html"), "utf8"))?.[1] ?? "none";
}

/** The editor's file, which a page loads after it has started. */
export function editorOf(folder: string): string {
  return readdirSync(folder).find((name) => name.startsWith("editor-")) ?? "none";
}

export class Site {
  private server: Server | undefined;
  private made: string[] = [];
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  port = 0;

  constructor(private folder: string) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}/podreach/`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://x").pathname;
      this.asked.push(path);
      const name = path.startsWith("/podreach/") ? path.slice("/podreach/".length) || "index.html" : "..";
      try {
        if (normalize(name).startsWith("..")) throw new Error("outside");
        const body = readFileSync(join(this.folder, name));
        // As GitHub Pages does.
        response.writeHead(200, { "Content-Type": KINDS[extname(name)] ?? "application/octet-stream", "Cache-Control": "max-age=600" });
        response.end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** What was there is gone, as it is when a site is published anew. */
  publish(folder: string): void {
    this.folder = folder;
    this.made.push(folder);
  }

  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async end(): Promise<void> {
    await this.stop();
    for (const folder of this.made) rmSync(folder, { recursive: true, force: true });
  }
}
