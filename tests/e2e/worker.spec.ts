// The evaluator lives in a worker: the page is never blocked by it, and outlives it.

import { expect, test } from "./page";
import { reference } from "./scenario";

test("a worker that is gone is replaced, and nothing is lost", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("4-api"));
  await podreach.edge("default/api", "default/db").click({ force: true });
  const [first] = page.workers();
  const gone = first.waitForEvent("close");
  await first.evaluate(() => self.close()).catch(() => {});
  await gone;
  await expect.poll(() => page.workers().length).toBe(1);
  await expect(podreach.edge("default/api", "default/db")).toHaveAttribute("data-ports", "TCP 5984");
  await podreach.paste(reference("5-web"));
  await expect(podreach.edge("default/web", "default/api")).toHaveAttribute("data-ports", "TCP 3000");
  await expect(page.locator("[data-verdict]").first()).toHaveAttribute("data-verdict", "allowed");
  expect(await podreach.text()).toBe(reference("5-web"));
});

test("a worker that stops over an input is replaced once, and then the page says so", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  // As if the evaluator had a fault: whatever this worker does next, it stops.
  const fail = () => {
    self.onmessage = () => {
      throw new Error("out of order");
    };
  };
  const again: string[] = [];
  page.on("pageerror", (error) => again.push(error.message));
  await page.workers()[0].evaluate(fail);
  await podreach.paste(reference("4-api"));
  await expect(podreach.edge("default/web", "default/api")).toHaveCount(0);
  await expect(podreach.edge("default/api", "default/db")).toHaveAttribute("data-ports", "TCP 5984");
  expect(again).toEqual([]);
});

test.describe(() => {
  // A service worker would fetch by itself what is refused here.
  test.use({ serviceWorkers: "block" });

  test("where the evaluator cannot be loaded, the text can be written and the page says what is wrong", async ({ page }) => {
    await page.route(/podreach-worker-.*\.wasm$/, (route) => route.abort());
    await page.goto("./");
    await page.waitForFunction(() => Boolean(document.querySelector("podreach-editor")?.shadowRoot));
    await page.locator("podreach-editor").evaluate((element, value) => {
      (element as unknown as { value: string }).value = value;
    }, reference("5-web"));
    await expect(page.getByRole("alert")).toContainText("could not be loaded");
    await page.unroute(/podreach-worker-.*\.wasm$/);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.locator('[data-node="default/web"]')).toHaveCount(1);
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
});

test("a large input is read while the page goes on, and a newer one takes its place", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  const many = Array.from({ length: 12_000 }, (_, at) =>
    [
      "apiVersion: v1",
      "kind: Pod",
      `metadata: {name: p${at}, namespace: n${at % 40}, labels: {app: a${at % 400}, tier: t${at % 5}}}`,
      "spec: {containers: [{name: c, image: example.com/app, ports: [{containerPort: 8080}, {containerPort: 9090}]}]}",
      "---",
      "",
    ].join("\n"),
  ).join("");
  await podreach.editor().evaluate((element, value) => {
    (element as unknown as { value: string }).value = value;
  }, many);
  await podreach.tab("Rules").click();
  await expect(podreach.tab("Rules")).toHaveAttribute("aria-selected", "true");
  await podreach.tab("Graph").click();
  await podreach.paste(reference("4-api"));
  await expect(podreach.node("default/db")).toHaveCount(1);
  await expect(podreach.edge("default/api", "default/db")).toHaveAttribute("data-ports", "TCP 5984");
});
