// After the first visit the page needs no server. A newer version is offered and never forced, and it breaks no window that is open.

import type { Page } from "@playwright/test";

import { looksRight } from "./looks";
import { expect, Podreach, test as base } from "./page";
import { policies, reference } from "./scenario";
import { dist, editorOf, otherVersion, Site, versionOf } from "./site";

const test = base.extend<{ site: Site }>({
  // eslint-disable-next-line no-empty-pattern
  site: async ({}, use) => {
    const site = new Site(dist);
    await site.start();
    await use(site);
    await site.end();
  },
  baseURL: async ({ site }, use) => use(site.url),
});

/** All files of a version are in the browser, and its service worker answers. */
async function atHand(page: Page, version = versionOf(dist)): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
  await expect.poll(() => versions(page)).toContain(version);
}

/** Versions that the browser keeps. */
async function versions(page: Page): Promise<string[]> {
  const names = await page.evaluate(() => caches.keys());
  return names.map((name) => name.split(" ").at(-1) ?? "").sort();
}

const shownVersion = (page: Page): Promise<string | null> => page.locator('meta[name="podreach-version"]').getAttribute("content");

const offer = (page: Page) => page.getByText("A new version is ready.");

/** Looks for a newer version, as the browser does from time to time. */
const look = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });

test("after the first visit everything works without a server", async ({ podreach, page, site }) => {
  await podreach.open();
  await atHand(page);
  await site.stop();
  await page.reload();
  await podreach.ready();
  await podreach.paste(reference("5-web"));
  await expect(podreach.edge("default/web", "default/api")).toHaveCount(1);
  await podreach.tab("Matrix").click();
  await expect(page.locator("[data-cell]").first()).toBeVisible();
  await podreach.button("Examples").click();
  await page.locator("dialog .examples-gallery__open").first().click();
  await expect(podreach.button("Back to your work")).toBeVisible();
  // Icons and manifest, which a browser asks for when it likes.
  for (const name of ["manifest.webmanifest", "icons/icon-512.png", "index.html?x"]) {
    expect(await page.evaluate(async (name) => (await fetch(name)).ok, name), name).toBe(true);
  }
});

test("a link opens without a server, in a new window too", async ({ podreach, page, site, context }) => {
  await podreach.open();
  await atHand(page);
  await site.stop();
  const other = new Podreach(await context.newPage());
  await other.open(`#yaml=${encodeURIComponent(policies["db-netpol"])}`);
  await expect(other.node("rep:default/app=db")).toHaveCount(1);
  const old = new Podreach(await context.newPage());
  await old.open(`?yaml=${encodeURIComponent(policies["web-netpol"])}`);
  await expect(old.node("rep:default/app=web")).toHaveCount(1);
  const embedded = new Podreach(await context.newPage());
  await embedded.page.goto(`./?embed=1#yaml=${encodeURIComponent(policies["db-netpol"])}`);
  await embedded.settled();
});

test("a newer version is offered, and taken when that is asked for; the work stays", async ({ podreach, page, site }) => {
  await podreach.open();
  await podreach.paste(policies["db-netpol"]);
  await expect(page.getByText("Saved in this browser").first()).toBeAttached();
  await atHand(page);
  site.publish(otherVersion("a"));
  await look(page);
  await expect(offer(page)).toBeVisible();
  expect(await shownVersion(page)).toBe(versionOf(dist));
  // A reload by hand is no consent: it shows what was there, and offers again.
  await page.reload();
  await podreach.ready();
  expect(await shownVersion(page)).toBe(versionOf(dist));
  await expect(offer(page)).toBeVisible();
  await podreach.button("Reload").click();
  await expect.poll(() => shownVersion(page).catch(() => "loading")).toMatch(/^a+$/);
  await podreach.ready();
  expect(await podreach.text()).toBe(policies["db-netpol"]);
  await expect(offer(page)).toHaveCount(0);
  // Nobody uses the version before any more.
  await page.reload();
  await podreach.ready();
  await expect.poll(async () => (await versions(page)).join(" ")).toMatch(/^a+$/);
  await site.stop();
  await page.reload();
  await podreach.ready();
});

test("a window that is open goes on with its version after another has taken the newer one", async ({ podreach, page, site, context }) => {
  await podreach.open();
  await podreach.paste(policies["db-netpol"]);
  await atHand(page);
  const other = new Podreach(await context.newPage());
  await other.open();
  const editor = editorOf(dist);
  site.publish(otherVersion("b"));
  await look(other.page);
  await expect(offer(page)).toBeVisible();
  await other.button("Reload").click();
  await expect.poll(() => shownVersion(other.page).catch(() => "loading")).toMatch(/^b+$/);
  await other.ready();
  // The window before was not loaded again, and what it loads later is there though the server has it no more.
  expect(await shownVersion(page)).toBe(versionOf(dist));
  expect(await podreach.text()).toBe(policies["db-netpol"]);
  const found = await page.evaluate(async (editor) => (await fetch(editor)).status, editor);
  expect(found).toBe(200);
  expect(site.asked.filter((path) => path.endsWith(editor)).length, "it comes from the browser").toBeLessThanOrEqual(2);
  expect(await versions(page)).toContain(versionOf(dist));
  // Another start of the newer version changes nothing while the old window lives, and tidies up when it is gone.
  await other.page.reload();
  await other.ready();
  await other.page.waitForTimeout(500);
  expect(await versions(other.page)).toContain(versionOf(dist));
  await expect(offer(page)).toBeVisible();
  await podreach.button("Reload").click();
  await expect.poll(() => shownVersion(page).catch(() => "loading")).toMatch(/^b+$/);
  await podreach.ready();
  await page.reload();
  await podreach.ready();
  await expect.poll(async () => (await versions(page)).join(" ")).toMatch(/^b+$/);
});

test("half a version is none", async ({ podreach, page, site }) => {
  await podreach.open();
  await atHand(page);
  const broken = otherVersion("c");
  site.publish(broken);
  const { rmSync } = await import("node:fs");
  rmSync(`${broken}/${editorOf(broken)}`);
  await look(page).catch(() => {});
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.installing === null);
  await page.reload();
  await podreach.ready();
  await expect(offer(page)).toHaveCount(0);
  expect(await shownVersion(page)).toBe(versionOf(dist));
});

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]] as const) {
  test(`the offer at ${width} pixels, light and dark`, async ({ podreach, page, site }) => {
    await page.setViewportSize({ width, height });
    await podreach.open();
    await podreach.paste(reference("5-web"));
    await atHand(page);
    site.publish(otherVersion("d"));
    await look(page);
    await expect(offer(page)).toBeVisible();
    await looksRight(page, `${width} pixels`);
    // By keyboard, and for good.
    await page.getByRole("button", { name: "Dismiss" }).focus();
    await page.keyboard.press("Enter");
    await expect(offer(page)).toHaveCount(0);
    await podreach.paste(policies["db-netpol"]);
    await expect(offer(page)).toHaveCount(0);
  });
}

test("other messages come first, and the offer comes after them", async ({ podreach, page, site }) => {
  await podreach.open();
  await podreach.paste(policies["db-netpol"]);
  await atHand(page);
  await podreach.button("Examples").click();
  await page.locator("dialog .examples-gallery__open").first().click();
  await expect(podreach.button("Back to your work")).toBeVisible();
  site.publish(otherVersion("e"));
  await look(page);
  await expect(page.locator("html[data-update]")).toHaveCount(1);
  await expect(podreach.button("Back to your work")).toBeVisible();
  await podreach.button("Back to your work").click();
  await expect(offer(page)).toBeVisible();
});

test("where service workers are not allowed the page works, and says nothing", async ({ podreach, page, site }) => {
  const noise: string[] = [];
  page.on("console", (message) => noise.push(message.text()));
  await page.addInitScript(() => {
    const refuse = (): never => {
      throw new DOMException("Access is denied.", "SecurityError");
    };
    Object.defineProperty(navigator, "serviceWorker", { get: refuse });
    Object.defineProperty(window, "caches", { get: refuse });
    Object.defineProperty(window, "localStorage", { get: refuse });
    Object.defineProperty(window, "sessionStorage", { get: refuse });
  });
  await podreach.open();
  await podreach.paste(policies["db-netpol"]);
  await expect(podreach.node("rep:default/app=db")).toHaveCount(1);
  await page.waitForTimeout(1_000);
  expect(site.asked.filter((path) => path.endsWith("sw.js"))).toEqual([]);
  expect(noise).toEqual([]);
});

test("in a frame of another page nothing is kept", async ({ page, site }) => {
  await page.route("**/outer", (route) => route.fulfill({ contentType: "text/html", body: `<iframe src="${site.url}?embed=1"></iframe>` }));
  await page.goto(new URL("/outer", site.url).href);
  await expect(page.frameLocator("iframe").locator("main.is-embedded")).toBeVisible();
  await page.waitForTimeout(1_000);
  expect(site.asked.filter((path) => path.endsWith("sw.js"))).toEqual([]);
});
