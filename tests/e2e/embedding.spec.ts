// The page in a frame of another one, which talks to it: docs/embedding.md is the contract.

import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import type { FrameLocator, Page } from "@playwright/test";
import { expect, test } from "./page";
import { reference } from "./scenario";

const html = readFileSync(join(__dirname, "embedding.html"), "utf8");

// The page around has another origin than the page that is tested, as it usually has. It comes from a server: browsers let a
// page that a test makes up load nothing from this machine.
let server: Server;
test.beforeAll(async ({ baseURL }) => {
  const body = html.replace("./?embed=1", `${baseURL}?embed=1`);
  server = createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
test.afterAll(() => {
  server.close();
});

/** Opens the example page, with the frame at the page that is tested. */
async function outer(page: Page, base: string, sameOrigin = false): Promise<FrameLocator> {
  let address = `http://localhost:${(server.address() as AddressInfo).port}/blog/post.html`;
  if (sameOrigin) {
    address = new URL("embedding.html", base).href;
    await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: html }));
  }
  await page.goto(address);
  await expect.poll(() => types(page)).toContain("ready");
  return page.frameLocator("iframe");
}

const received = (page: Page): Promise<Record<string, unknown>[]> => page.evaluate("received") as Promise<Record<string, unknown>[]>;
const types = async (page: Page): Promise<unknown[]> => (await received(page)).map((message) => message.type);
const last = async (page: Page, type: string): Promise<Record<string, unknown> | undefined> =>
  (await received(page)).filter((message) => message.type === type).at(-1);

/** Sends a message as it is. */
const send = (page: Page, message: unknown): Promise<void> =>
  page.evaluate((message) => {
    const frame = document.querySelector("iframe");
    frame?.contentWindow?.postMessage(message, new URL(frame.src).origin);
  }, message);

for (const sameOrigin of [true, false]) {
  test(`sources, verdicts, connections and selections, ${sameOrigin ? "same origin" : "other origin"}`, async ({ page, baseURL }) => {
    const base = baseURL ?? "";
    const frame = await outer(page, base, sameOrigin);
    await page.getByLabel("Sources").fill(reference("5-web"));
    await page.getByRole("button", { name: "Show" }).click();
    // Asked before the answer is there, it is about the sources that were sent.
    await page.getByRole("button", { name: "May web reach api on 3000?" }).click();
    await expect(page.locator("#answer")).toHaveText("allowed");
    await expect.poll(async () => (await last(page, "evaluated"))?.id).toBe("shown");
    const evaluated = await last(page, "evaluated");
    expect(evaluated?.counts).toMatchObject({ workloads: 4, policies: 4 });
    expect(JSON.stringify(evaluated?.problems)).toContain('"line"');
    await send(page, { podreach: 1, type: "get-verdict", id: 2, from: "web", to: "db" });
    await expect.poll(async () => ((await last(page, "verdict"))?.answer as Record<string, unknown>)?.verdict).toBe("denied");
    await send(page, { podreach: 1, type: "get-connections", id: "all" });
    await expect.poll(async () => JSON.stringify(await last(page, "connections"))).toContain(
      '{"src":"default/web[Deployment]","dst":"default/api[Deployment]","conn":"TCP 3000"}',
    );
    await frame.locator('[data-edge][data-from="default/web"][data-to="default/api"]').dispatchEvent("click");
    await expect.poll(async () => (await last(page, "selected"))?.selection).toBe("edge default/web default/api");
    await send(page, {
      podreach: 1, type: "set-sources", view: "matrix", selection: "node default/db",
      sources: [{ name: "a.yaml", text: reference("4-api") }], options: { namespace: "default" },
    });
    await expect(frame.getByRole("tab", { name: "Matrix", selected: true })).toBeVisible();
    await expect.poll(async () => (await last(page, "selected"))?.selection).toBe("node default/db");
  });
}

test("hostile messages are ignored or answered with an error", async ({ page, baseURL }) => {
  const base = baseURL ?? "";
  await outer(page, base);
  const errors = async (): Promise<unknown[]> => (await received(page)).filter((message) => message.type === "error").map((message) => message.message);
  for (const nothing of [null, 1, "set-sources", [], {}, { type: "set-sources" }, { podreach: "1", type: "get-connections" }]) await send(page, nothing);
  let count = 0;
  for (const wrong of [
    { podreach: 2, type: "get-connections", id: 1 },
    { podreach: 1 },
    { podreach: 1, type: "open", id: 1 },
    { podreach: 1, type: "set-sources" },
    { podreach: 1, type: "set-sources", sources: [1] },
    { podreach: 1, type: "set-sources", sources: [{ name: {}, text: "" }] },
    { podreach: 1, type: "set-sources", sources: Array.from({ length: 201 }, () => ({ name: "a", text: "" })) },
    { podreach: 1, type: "get-verdict", from: "a", to: "b" },
    { podreach: 1, type: "get-verdict", id: 1, from: "a" },
    { podreach: 1, type: "get-verdict", id: 1, from: "a".repeat(2001), to: "b" },
    { podreach: 1, type: "get-verdict", id: 1, from: "web", to: "nobody" },
    { podreach: 1, type: "get-verdict", id: 1, from: "web", to: "db", port: -1 },
  ]) {
    await send(page, wrong);
    count += 1;
    await expect.poll(async () => (await errors()).length, JSON.stringify(wrong).slice(0, 100)).toBe(count);
  }
  await page.evaluate(() => {
    const frame = document.querySelector("iframe");
    const text = "#".repeat((16 << 20) + 1);
    frame?.contentWindow?.postMessage({ podreach: 1, type: "set-sources", sources: [{ name: "a", text }] }, new URL(frame.src).origin);
  });
  await expect.poll(errors).toContainEqual(expect.stringContaining("more than 16777216 characters"));
  // It still works.
  await send(page, { podreach: 1, type: "set-sources", sources: [{ name: "a.yaml", text: reference("5-web") }] });
  await expect.poll(async () => (await last(page, "evaluated"))?.counts).toMatchObject({ workloads: 4 });
});

test("a parent without an origin is not heard, and one that says nothing gets nothing", async ({ page, baseURL }) => {
  const base = baseURL ?? "";
  // A page that no address has given has no origin.
  await page.setContent(`<script>
      const received = [];
      addEventListener("message", ({ data }) => received.push(data));
      setInterval(() => document.querySelector("iframe").contentWindow.postMessage({ podreach: 1, type: "get-connections", id: 1 }, "*"), 200);
    </script>
    <iframe src="${base}?embed=1#yaml=${encodeURIComponent(reference("5-web"))}"></iframe>`);
  expect(await page.evaluate(() => origin)).toBe("null");
  await expect.poll(() => types(page), { timeout: 30_000 }).toContain("ready");
  await page.waitForTimeout(1_500);
  expect(await types(page)).toEqual(["ready"]);
});

test("at 700 by 450 there is one row of tools, and the picture can be read", async ({ page, baseURL }) => {
  await page.setViewportSize({ width: 700, height: 450 });
  await page.goto(`${baseURL}?embed=1#yaml=${encodeURIComponent(reference("5-web"))}`);
  await expect(page.locator("main[data-analysis-ms]")).toHaveCount(1);
  const bar = await page.locator(".view__bar").boundingBox();
  expect(bar?.height ?? 99).toBeLessThanOrEqual(48);
  const title = await page.locator('[data-node="default/web"] .node__title').first().boundingBox();
  expect(title?.height ?? 0, "height of a name in pixels").toBeGreaterThanOrEqual(9);
});
