// Lighthouse, for desktop and mobile: its four scores, and the audits that cost points.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const program = join(import.meta.dirname, "../../node_modules/.bin/lighthouse");
const FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking";

const run = async (url, chromium, device) => {
  const preset = device === "desktop" ? ["--preset=desktop"] : [];
  const words = [url, "--output=json", "--quiet", `--chrome-flags=${FLAGS}`, ...preset];
  // The server runs in this process, which has to go on.
  const options = { env: { ...process.env, CHROME_PATH: chromium }, maxBuffer: 1 << 28, timeout: 180_000 };
  const { stdout } = await promisify(execFile)(program, words, options);
  return JSON.parse(stdout);
};

/** Its scores differ from run to run: the one in the middle of so many by performance counts. */
const RUNS = 3;

const middle = async (url, chromium, device) => {
  const reports = [];
  for (let at = 0; at < RUNS; at += 1) reports.push(await run(url, chromium, device));
  const score = ({ categories }) => categories.performance.score ?? 0;
  return reports.sort((one, other) => score(one) - score(other))[Math.floor(RUNS / 2)];
};

/** Rows of results. */
export const lighthouse = async (url, chromium) => {
  const rows = [];
  for (const device of ["desktop", "mobile"]) {
    const { categories, audits, environment } = await middle(url, chromium, device);
    if (device === "mobile") rows.push({ name: "speed of this machine, as Lighthouse rates it", value: environment.benchmarkIndex, unit: "" });
    for (const { id, title, score, auditRefs } of Object.values(categories)) {
      rows.push({ name: `Lighthouse ${device}, ${id}`, value: Math.round((score ?? 0) * 100), unit: "" });
      const bad = auditRefs.filter((ref) => ref.weight > 0 && (audits[ref.id].score ?? 1) < 0.9);
      for (const ref of bad) console.log(`  ${device}, ${title}: ${audits[ref.id].title} ${audits[ref.id].displayValue ?? ""}`);
    }
    for (const id of ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time"]) {
      rows.push({ name: `as Lighthouse slows it, ${device}, ${id.replaceAll("-", " ")}`, value: audits[id].numericValue, unit: "ms" });
    }
  }
  return rows;
};
