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

/** Texts beyond this size are listed by the page, and not put into its editor. */
const EDITABLE = 2 << 20;

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

/**
 * How an input gets into the page, and how it is edited there: pasted into the editor, or, where it is too large for that, dropped
 * as a file with its last policy in a second one.
 */
const way = (page, text) => {
  if (text.length <= EDITABLE) {
    const write = (text, name) => page.evaluate(([text, name]) => window.bench.write(text, name), [text, name]);
    return { how: "paste", open: (name) => write(text, name), edit: (port, name) => write(withPort(text, port), name) };
  }
  const at = text.lastIndexOf("---", text.length - 8) + 4;
  const last = text.slice(at);
  const files = [["1-cluster.yaml", site.text(text.slice(0, at))], ["2-policy.yaml", site.text(last)]];
  return {
    how: "drop",
    open: (name) => page.evaluate(([files, name]) => window.bench.drop(files, name), [files, name]),
    edit: async (port, name) => {
      await page.getByRole("button", { name: "2-policy.yaml", exact: true }).click();
      return page.evaluate(([text, name]) => window.bench.write(text, name), [withPort(last, port), name]);
    },
  };
};

const STAGES = ["reading", "evaluating", "answering"];

const size = async (file) => {
  const name = basename(file, ".yaml");
  const text = readFileSync(file, "utf8");
  const seen = [];
  const times = text.length > 20 << 20 ? 1 : 3;
  for (let time = 0; time < times; time += 1) {
    const { page, end } = await open(browser, site.url);
    const { how, open: fill, edit } = way(page, text);
    const { result, longest, sum } = await traced(browser, page, "open", () => fill("open"));
    seen.push({ ...result, longest, sum });
    if (time < times - 1) {
      await end();
      continue;
    }
    const of = (part) => middle(seen.map((one) => one[part]));
    add(`${how} to first picture, ${name}`, of("picture"));
    add(`first analysis, ${name}`, of("analysis"));
    for (const stage of STAGES) add(`first analysis, ${stage}, ${name}`, of(stage));
    add(`main thread, first picture, ${name}`, of("sum"));
    add(`longest task, first picture, ${name}`, of("longest"));
    if (how === "paste") {
      // Once more from nothing, when all that is called has been compiled: only this compares with native code.
      await page.evaluate((text) => window.bench.write(text, "other"), other);
      const again = await fill("again");
      add(`full analysis, compiled, ${name}`, again.reading + again.evaluating);
    }
    const edits = [];
    for (const port of [1001, 1002, 1003]) {
      const name = `edit ${port}`;
      const { result, longest, sum } = await traced(browser, page, name, () => edit(port, name));
      edits.push({ ...result, longest, sum });
    }
    const edited = (part) => middle(edits.map((one) => one[part]));
    add(`edit to picture, ${name}`, edited("picture"));
    add(`analysis after an edit, ${name}`, edited("analysis"));
    for (const stage of STAGES) add(`analysis after an edit, ${stage}, ${name}`, edited(stage));
    add(`main thread, edit, ${name}`, edited("sum"));
    add(`longest task, edit, ${name}`, Math.max(...edits.map((one) => one.longest)));
    if (name !== "12 pods") {
      const move = await traced(browser, page, "move", () => moved(page));
      add(`frame p50, ${name}`, percentile(move.result, 0.5));
      add(`frame p95, ${name}`, percentile(move.result, 0.95));
      add(`main thread per frame, ${name}`, move.sum / Math.max(1, move.result.length));
      add(`longest task, moving and zooming, ${name}`, move.longest);
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
for (const file of inputs) {
  // What cannot be measured of one input says nothing about the others.
  await size(file).catch((error) => console.log(`  ${basename(file, ".yaml")}: ${error}`));
}
await browser.close();
site.end();
writeFileSync(results, JSON.stringify(rows, undefined, 1));
