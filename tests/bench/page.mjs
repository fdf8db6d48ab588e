// The page as the benchmarks drive it, and its clocks.

import { tasks } from "./trace.mjs";

/** Functions that the page gets before anything else. */
const tools = () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const channel = () => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(0);
  });
  const main = () => document.querySelector("main:not(.skeleton *)");
  window.bench = {
    /** When the next frame is on the screen, as far as a page can know: after its callbacks, layout and paint. */
    painted: async () => {
      await frame();
      await channel();
      return performance.now();
    },
    /** Does something that changes the input, and waits for the picture of it: milliseconds until then, and those of its parts. */
    until: async (name, change) => {
      const done = new Promise((resolve) => {
        let behind = main().dataset.analysisMs === undefined;
        const look = () => {
          if (main().dataset.analysisMs === undefined) behind = true;
          else if (behind && (document.querySelector("[data-node]") ?? document.querySelector(".graph")) !== null) {
            observer.disconnect();
            resolve();
          }
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-analysis-ms"] });
      });
      performance.mark(`${name} from`);
      const start = performance.now();
      change();
      await done;
      const end = await window.bench.painted();
      performance.mark(`${name} to`);
      const stages = [...(main().dataset.stagesMs ?? "").matchAll(/(\w+) ([\d.]+)/g)].map(([, stage, time]) => [stage, Number(time)]);
      return { picture: end - start, analysis: Number(main().dataset.analysisMs), ...Object.fromEntries(stages) };
    },
    /** Gives the editor a text. */
    write: (text, name) => window.bench.until(name, () => {
      document.querySelector("podreach-editor").value = text;
    }),
    /** Drops files on the page, by their names and addresses. */
    drop: async (files, name) => {
      const data = new DataTransfer();
      for (const [file, address] of files) {
        const text = await (await fetch(address)).blob();
        data.items.add(new File([text], file, { type: "application/yaml" }));
      }
      return window.bench.until(name, () => {
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
      });
    },
    /** Times between frames until `stop` is called. */
    frames: () => {
      const times = [];
      let going = true;
      let last = performance.now();
      const next = (now) => {
        times.push(now - last);
        last = now;
        if (going) requestAnimationFrame(next);
      };
      requestAnimationFrame((now) => {
        last = now;
        requestAnimationFrame(next);
      });
      window.bench.stop = () => {
        going = false;
        return times;
      };
    },
  };
};

const CATEGORIES = ["blink.user_timing", "toplevel", "disabled-by-default-devtools.timeline", "devtools.timeline"];

/** A fresh window with the page in it, ready to be typed into. */
export const open = async (browser, url) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await context.newPage();
  page.setDefaultTimeout(300_000);
  await page.addInitScript(tools);
  await page.goto(url);
  await page.waitForFunction(() => Boolean(document.querySelector("podreach-editor")?.shadowRoot));
  await page.waitForFunction(() => document.querySelector("main[data-analysis-ms]") !== null);
  return { page, end: () => context.close() };
};

/** Does something and says what the main thread did meanwhile; the page marks `name from` and `name to`. */
export const traced = async (browser, page, name, work) => {
  await browser.startTracing(page, { categories: CATEGORIES });
  const result = await work();
  const trace = await browser.stopTracing();
  return { result, ...tasks(trace.toString("utf8"), `${name} from`, `${name} to`) };
};
