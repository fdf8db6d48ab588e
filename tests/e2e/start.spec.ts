// The first moments: what is drawn before there is a page, that it stays where it is, and that the page can be installed.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "./page";
import { policies } from "./scenario";
import { dist } from "./site";

const sizes = [[1440, 900], [1024, 768], [390, 844]] as const;

for (const [width, height] of sizes) {
  for (const start of ["empty", "work"] as const) {
    test(`nothing moves when the page comes, ${start}, ${width} pixels`, async ({ podreach, page }) => {
      await page.setViewportSize({ width, height });
      if (start === "work") {
        await podreach.open();
        await podreach.paste(policies["db-netpol"]);
        await expect.poll(() => page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("podreach.work")))).toBe(true);
      }
      // What stands where before the page and after it: the shifts that browsers count leave out what is replaced.
      await page.addInitScript(() => {
        const seen = { first: {} as Record<string, number[]>, shift: 0 };
        Object.assign(window, { seen });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value;
        }).observe({ type: "layout-shift", buffered: true });
        // The first frame with it: nothing is drawn before the styles are there.
        requestAnimationFrame(function look() {
          if (document.querySelector(".skeleton__nav") === null) return void requestAnimationFrame(look);
          for (const part of [".header", ".sources", ".empty", ".empty__title"]) {
            const box = document.querySelector(`.skeleton ${part}`)?.getBoundingClientRect();
            seen.first[part] = box === undefined ? [] : [box.x, box.y, box.width, box.height];
          }
        });
      });
      await page.goto("./");
      await podreach.ready();
      await page.waitForTimeout(300);
      const seen = await page.evaluate(() => (window as unknown as { seen: { first: Record<string, number[]>; shift: number } }).seen);
      await expect(page.locator(".skeleton")).toHaveCount(0);
      const view = start === "empty" ? ".empty" : ".view";
      const parts = start === "empty" ? [".header", ".sources", ".empty", ".empty__title"] : [".header", ".sources", ".empty"];
      for (const part of parts) {
        const now = await page.locator(part === ".empty" ? view : part).evaluate((element) => {
          const box = element.getBoundingClientRect();
          return [box.x, box.y, box.width, box.height];
        });
        const moved = now.map((side, at) => Math.abs(side - (seen.first[part]?.[at] ?? Infinity)));
        expect(Math.max(...moved), `${part} before ${seen.first[part]} and after ${now}`).toBeLessThanOrEqual(1);
      }
      expect(seen.shift).toBeLessThan(0.02);
    });
  }
}

test("what is dropped before the page is there is opened when it is", async ({ podreach, page }) => {
  const go: (() => void)[] = [];
  await page.route("**/*_bg.wasm", async (route) => {
    await new Promise<void>((done) => go.push(done));
    await route.continue();
  });
  await page.goto("./", { waitUntil: "commit" });
  await expect.poll(() => go.length).toBe(1);
  const files = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "early.yaml"));
    return data;
  }, policies["db-netpol"]);
  await page.dispatchEvent("body", "dragover", { dataTransfer: files });
  await page.dispatchEvent("body", "drop", { dataTransfer: files });
  go.forEach((done) => done());
  await expect(podreach.node("rep:default/app=db")).toHaveCount(1);
  await expect(page.locator(".sources-tabs__name")).toHaveText("early.yaml");
});

test("a phone loads the editor when it shows the sources", async ({ podreach, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(request.url()));
  await page.goto("./");
  await expect(page.locator("main[data-analysis-ms]")).toHaveCount(1);
  await page.waitForTimeout(300);
  expect(loaded.filter((url) => url.includes("/editor-"))).toEqual([]);
  await page.getByRole("button", { name: "Open the editor" }).click();
  await expect.poll(() => page.evaluate(() => Boolean(document.querySelector("podreach-editor")?.shadowRoot))).toBe(true);
  expect(loaded.filter((url) => url.includes("/editor-"))).toHaveLength(1);
  await podreach.paste(policies["db-netpol"]);
  await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "View" }).click();
  await expect(page.locator('[data-node="rep:default/app=db"]')).toHaveCount(1);
});

test("a window that nobody sees is complete when it is looked at", async ({ podreach, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(document, "hidden", { get: () => true });
    Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
  });
  await page.goto("./");
  await expect.poll(() => page.evaluate(() => Boolean(document.querySelector("podreach-editor")?.shadowRoot))).toBe(true);
  await podreach.paste(policies["db-netpol"]);
  await expect(podreach.node("rep:default/app=db")).toHaveCount(1);
});

for (const system of ["light", "dark"] as const) {
  test(`the theme that was chosen is that of the first paint, where the system is ${system}`, async ({ page }) => {
    const chosen = system === "light" ? "dark" : "light";
    await page.emulateMedia({ colorScheme: system });
    // The page never comes: what is seen is what is there before it.
    await page.addInitScript((chosen) => localStorage.setItem("podreach.theme", chosen), chosen);
    await page.route(/boot-|podreach-web/, () => {});
    await page.goto("./", { waitUntil: "commit" });
    const title = page.getByRole("heading", { name: "Who can talk to whom, on which ports, and why?" });
    await expect(title).toBeVisible();
    await expect(page.getByText("Podreach is starting.")).toBeVisible();
    const [red] = await page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor.match(/\d+/g)?.map(Number) ?? []);
    expect(red < 128).toBe(chosen === "dark");
    const colours = await page.locator('meta[name="theme-color"]').evaluateAll((metas) => metas.map((meta) => (meta as HTMLMetaElement).content));
    expect(new Set(colours)).toEqual(new Set([chosen === "dark" ? "#17191c" : "#ffffff"]));
  });
}

test("without scripts it says what is missing", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(baseURL ?? "");
  await expect(page.locator("noscript p", { hasText: "it needs JavaScript and WebAssembly" })).toBeVisible();
  await expect(page.getByText("Podreach is starting.")).toBeHidden();
  await context.close();
});

test("a page that cannot start says so in place of what is coming", async ({ browser, baseURL }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route(/\.wasm$/, (route) => route.abort());
  await page.goto(baseURL ?? "");
  await expect(page.getByText("Podreach could not start:")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeHidden();
  await context.close();
});

test("the words before the page are those of the page", async ({ podreach, page }) => {
  await podreach.open();
  const html = readFileSync(join(dist, "index.html"), "utf8");
  for (const part of [".empty__title", ".empty__says"]) {
    const words = ((await page.locator(part).textContent()) ?? "none").trim();
    expect(html, part).toContain(words);
  }
});

test("the page can be installed", async ({ podreach, page, baseURL }) => {
  await podreach.open();
  const client = await page.context().newCDPSession(page);
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated");
  const { url, errors, data } = await client.send("Page.getAppManifest");
  expect(url).toBe(new URL("manifest.webmanifest", baseURL).href);
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? "{}") as { name: string; start_url: string; scope: string; display: string; icons: { src: string; sizes: string; type: string; purpose?: string }[] };
  expect(manifest).toMatchObject({ name: "Podreach", display: "standalone" });
  for (const key of ["start_url", "scope"] as const) expect(new URL(manifest[key], url).href, key).toBe(baseURL);
  for (const icon of manifest.icons) {
    const file = readFileSync(join(dist, icon.src));
    if (icon.type !== "image/png") continue;
    // Width and height stand in the head of a PNG.
    expect(`${file.readUInt32BE(16)}x${file.readUInt32BE(20)}`, icon.src).toBe(icon.sizes);
  }
  for (const [size, purpose] of [["192x192", undefined], ["512x512", undefined], ["512x512", "maskable"]] as const) {
    expect(manifest.icons.some((icon) => icon.sizes === size && icon.purpose === purpose), `${size} ${purpose}`).toBe(true);
  }
  const found = await client.send("Page.getInstallabilityErrors");
  // A window of a test is a private one, where nothing is installed.
  expect(found.installabilityErrors.map((error) => error.errorId).filter((id) => id !== "in-incognito")).toEqual([]);
});

test("files that the installed page is opened with are opened", async ({ podreach, page }) => {
  await page.addInitScript((text) => {
    const handle = { getFile: async () => new File([text], "db.yaml") };
    Object.defineProperty(window, "launchQueue", {
      value: { setConsumer: (consumer: (launch: unknown) => void) => consumer({ files: [handle] }) },
    });
  }, policies["db-netpol"]);
  await podreach.open();
  await expect(podreach.node("rep:default/app=db")).toHaveCount(1);
});
