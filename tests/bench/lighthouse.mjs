// Lighthouse, for desktop and mobile: its four scores, and the audits that cost points.

import { spawnSync } from "node:child_process";
import { join } from "node:path";

const program = join(import.meta.dirname, "../../node_modules/.bin/lighthouse");
const FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking";

const run = (url, chromium, device) => {
  const preset = device === "desktop" ? ["--preset=desktop"] : [];
  const words = [url, "--output=json", "--quiet", `--chrome-flags=${FLAGS}`, ...preset];
  const { stdout, stderr, status } = spawnSync(program, words, {
    env: { ...process.env, CHROME_PATH: chromium },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`Lighthouse failed: ${stderr}`);
  return JSON.parse(stdout);
};

/** Rows of results. */
export const lighthouse = (url, chromium) => {
  const rows = [];
  for (const device of ["desktop", "mobile"]) {
    const { categories, audits } = run(url, chromium, device);
    for (const { id, title, score, auditRefs } of Object.values(categories)) {
      rows.push({ name: `Lighthouse ${device}, ${id}`, value: Math.round((score ?? 0) * 100), unit: "" });
      const bad = auditRefs.filter((ref) => ref.weight > 0 && (audits[ref.id].score ?? 1) < 0.9);
      for (const ref of bad) console.log(`  ${device}, ${title}: ${audits[ref.id].title} ${audits[ref.id].displayValue ?? ""}`);
    }
    for (const id of ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time"]) {
      rows.push({ name: `${id.replaceAll("-", " ")}, Lighthouse ${device}`, value: audits[id].numericValue, unit: "ms" });
    }
  }
  return rows;
};
