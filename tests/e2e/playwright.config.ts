// End-to-end tests drive the shipped build in Chromium. `cargo xtask test` builds it, serves it and sets both variables.

import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  outputDir: "./test-results",
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    baseURL: process.env.PODREACH_BASE_URL ?? "http://127.0.0.1:8080/podreach/",
    viewport: { width: 1440, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
    reducedMotion: "reduce",
    launchOptions: {
      executablePath: process.env.PODREACH_CHROMIUM,
      args: ["--no-sandbox", "--disable-quic", "--no-first-run"],
    },
  },
});
