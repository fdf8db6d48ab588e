// Measures the shipped page in Chromium: `node main.mjs DIST RESULTS INPUT…`, where inputs are named after their number of pods.

import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { chromium } from "playwright-core";

import { lighthouse } from "./lighthouse.mjs";
import { open, traced } from "./page.mjs";
import { serve } from "./server.mjs";
import { percentile } from "./trace.mjs";

const [dist, results, ...inputs] = process.argv.slice(2);
const executablePath = process.env.PODREACH_CHROMIUM;
const site = await serve(dist);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-quic", "--no-first-run"] });
const rows = [];
const add = (name, value, unit = "ms") => {
  rows.push({ name, value, unit });
  console.log(`  ${name}: ${value.toFixed(value < 1 ? 3 : 1)} ${unit}`);
};

const middle = (values) => percentile(values, 0.5);

/** The text with another port in its last policy. */
const withPort = (text, port) => {
  const at = text.lastIndexOf("port: ");
  return `${text.slice(0, at)}port: ${port}${text.slice(at).replace(/^port: \d+/, "")}`;
};

/** A text that has nothing in common with the inputs. */
const other = readFileSync(join(import.meta.dirname, "../fixtures/reference/1-app.yaml"), "utf8");

/** Moves and zooms the picture for a while; times between its frames. */
const moved = async (page) => {
  const box = await page.locator(".graph svg").first().boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height * 0.6];
  await page.mouse.move(x, y);
  await page.evaluate(() => {
    performance.mark("move from");
    window.bench.frames();
  });
  await page.mouse.down();
  for (let step = 0; step < 60; step += 1) await page.mouse.move(x + 120 * Math.sin(step / 8), y + 80 * Math.cos(step / 8));
  await page.mouse.up();
  for (let step = 0; step < 40; step += 1) await page.mouse.wheel(0, step < 20 ? -60 : 60);
  return page.evaluate(async () => {
    await window.bench.painted();
    performance.mark("move to");
    return window.bench.stop();
  });
};

const size = async (file) => {
  const pods = `${basename(file, ".yaml")} pods`;
  const text = readFileSync(file, "utf8");
  const pictures = [];
  const analyses = [];
  const blocked = [];
  const times = Number.parseInt(pods) > 5_000 ? 2 : 3;
  for (let time = 0; time < times; time += 1) {
    const { page, end } = await open(browser, site.url);
    const pasted = await traced(browser, page, "paste", () => page.evaluate((text) => window.bench.write(text, "paste"), text));
    pictures.push(pasted.result.picture);
    analyses.push(pasted.result.analysis);
    blocked.push(pasted.longest);
    if (time < times - 1) {
      await end();
      continue;
    }
    add(`paste to first picture, ${pods}`, middle(pictures));
    add(`first analysis, ${pods}`, middle(analyses));
    add(`longest task, paste, ${pods}`, middle(blocked));
    // Once more from nothing, when all that is called has been compiled: only this compares with native code.
    await page.evaluate((text) => window.bench.write(text, "other"), other);
    const again = await page.evaluate((text) => window.bench.write(text, "again"), text);
    add(`full analysis, compiled, ${pods}`, again.analysis);
    const edits = [];
    const edited = [];
    let longest = 0;
    for (const port of [1001, 1002, 1003]) {
      const name = `edit ${port}`;
      const work = () => page.evaluate(([text, name]) => window.bench.write(text, name), [withPort(text, port), name]);
      const edit = await traced(browser, page, name, work);
      edits.push(edit.result.analysis);
      edited.push(edit.result.picture);
      longest = Math.max(longest, edit.longest);
    }
    add(`analysis after an edit, ${pods}`, middle(edits));
    add(`edit to picture, ${pods}`, middle(edited));
    add(`longest task, edit, ${pods}`, longest);
    if (Number.parseInt(pods) >= 400) {
      const move = await traced(browser, page, "move", () => moved(page));
      add(`frame p50, ${pods}`, percentile(move.result, 0.5));
      add(`frame p95, ${pods}`, percentile(move.result, 0.95));
      add(`main thread per frame, ${pods}`, move.sum / Math.max(1, move.result.length));
      add(`longest task, moving and zooming, ${pods}`, move.longest);
    }
    await end();
  }
};

/** Keys pressed in the reference scenario, each until its picture is there. */
const keys = async () => {
  const folder = join(import.meta.dirname, "../fixtures/reference");
  const files = ["1-app", "2-deny-all", "4-api-netpol", "5-web-netpol", "3-db-netpol"];
  const read = files.map((name) => readFileSync(join(folder, `${name}.yaml`), "utf8").trim()).join("\n---\n");
  // The text ends with a port, so that keys at its end change it.
  const text = read.replace(/port: (\d+)\n( +)protocol: TCP$/, "protocol: TCP\n$2port: $1");
  const last = text.lastIndexOf("port: ");
  if (!/^port: \d+$/.test(text.slice(last))) throw new Error("the last policy has to end with a port");
  const { page, end } = await open(browser, site.url);
  await page.evaluate((text) => window.bench.write(text, "start"), text);
  await page.evaluate(() => {
    document.querySelector("podreach-editor").addEventListener("keydown", (event) => {
      window.pressed = event.timeStamp;
    }, { capture: true });
  });
  await page.locator("podreach-editor .cm-content").click();
  await page.keyboard.press("Control+End");
  const times = [];
  for (let at = 0; at < 80; at += 1) {
    const before = await page.evaluate(() => [...document.querySelectorAll("[data-edge]")].map((edge) => edge.dataset.ports).join());
    const shown = page.evaluate(async (before) => {
      const now = () => [...document.querySelectorAll("[data-edge]")].map((edge) => edge.dataset.ports).join();
      const deadline = performance.now() + 5_000;
      while (now() === before && performance.now() < deadline) await new Promise((resolve) => requestAnimationFrame(resolve));
      if (now() === before) throw new Error("the picture did not change");
      return (await window.bench.painted()) - window.pressed;
    }, before);
    await page.keyboard.press(at % 2 === 0 ? "1" : "Backspace");
    times.push(await shown);
  }
  add("key press to picture, p50", percentile(times, 0.5));
  add("key press to picture, p95", percentile(times, 0.95));
  await end();
};

/** What a first visit sees, on this machine and without delay of a network. */
const first = async () => {
  const paints = [];
  const usable = [];
  let shift = 0;
  for (let time = 0; time < 5; time += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(site.url);
    await page.waitForFunction(() => document.querySelector("main[data-analysis-ms]") !== null);
    usable.push(await page.evaluate(() => performance.now()));
    await page.waitForTimeout(800);
    const seen = await page.evaluate(() => ({
      paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
      shift: window.shift,
    }));
    paints.push(seen.paint);
    shift = Math.max(shift, seen.shift);
    await context.close();
  }
  add("first contentful paint", middle(paints));
  add("first visit to a page that can be typed into", middle(usable));
  add("layout shift", shift, "");
};

await first();
await keys();
for (const row of await lighthouse(site.url, executablePath)) add(row.name, row.value, row.unit);
for (const file of inputs) await size(file);
await browser.close();
site.end();
writeFileSync(results, JSON.stringify(rows, undefined, 1));
