// The reference scenario step by step: what each step changes, and the probes that show it on a cluster.

import { barriers } from "./looks";
import { expect, test, type Podreach } from "./page";

async function start(podreach: Podreach): Promise<void> {
  await podreach.open();
  await podreach.page.getByRole("button", { name: /Three-tier app on AKS/ }).first().click();
  await podreach.settled();
  await expect(podreach.page.getByRole("button", { name: "Step on" })).toBeVisible();
}

const now = (podreach: Podreach) => podreach.page.locator('.view-steps [aria-current="step"]');
const tour = (podreach: Podreach) => podreach.page.getByRole("region", { name: "Tour" });

test("each step says what it changes against the one before", async ({ podreach, page }) => {
  await start(podreach);
  await page.getByRole("button", { name: /^Step 1:/ }).click();
  await expect(tour(podreach)).toContainText("Step 1 of 5: No policy");
  await expect(tour(podreach).getByText("Compared with")).toHaveCount(0);
  for (const [step, title, part] of [
    [2, /Step 2 closes \d+/, "isolates"],
    [3, /Step 3 changes nothing/, "db-netpol"],
    [4, /Step 4 opens \d+/, "api → db"],
    [5, /Step 5 opens \d+/, "web → api"],
  ] as const) {
    await page.getByRole("button", { name: "Step on" }).click();
    await expect(now(podreach)).toHaveText(`${step}`);
    await expect(tour(podreach)).toContainText(title);
    await expect(tour(podreach)).toContainText(part);
  }
  await expect(tour(podreach).locator("[aria-current=step]")).toContainText("web-netpol");
});

test("Alt with an arrow turns the step, and not while somebody writes", async ({ podreach, page }) => {
  await start(podreach);
  await page.getByRole("button", { name: /^Step 1:/ }).click();
  await page.getByRole("tab", { name: "Graph" }).focus();
  await page.keyboard.press("Alt+ArrowRight");
  await expect(now(podreach)).toHaveText("2");
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(now(podreach)).toHaveText("1");
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(now(podreach)).toHaveText("1");
  await page.locator("#find").focus();
  await page.keyboard.press("Alt+ArrowRight");
  await expect(now(podreach)).toHaveText("1");
});

test("the step is part of a link, and survives a reload and an edit", async ({ podreach, page, context }) => {
  await start(podreach);
  await page.getByRole("button", { name: /^Step 3:/ }).click();
  await podreach.settled();
  await podreach.paste((await podreach.text()).replace("port: 5984", "port: 5985"));
  await expect(now(podreach)).toHaveText("3");
  await expect(page.getByText("Saved in this browser")).toBeVisible();
  await page.reload();
  await podreach.ready();
  await expect(now(podreach)).toHaveText("3");
  await podreach.button("Share").click();
  // The worker makes the link; until it has, the dialog is closed.
  const made = page.getByRole("textbox", { name: "Link", exact: true });
  await expect(made).toHaveValue(/#v1\./);
  const link = await made.inputValue();
  const other = await context.newPage();
  await other.goto(link);
  await expect(other.locator('.view-steps [aria-current="step"]')).toHaveText("3");
});

test("probes have commands and what to expect of them", async ({ podreach, page }) => {
  await start(podreach);
  await page.getByRole("button", { name: /^Step 4:/ }).click();
  await page.getByRole("tab", { name: "Checks" }).click();
  const row = (name: string) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
  await expect(row("api → db")).toContainText("kubectl exec deploy/api -- curl -sS -m 2 http://db:15984");
  await expect(row("api → db").locator(".tour-probes__now")).toHaveText("answers");
  await expect(row("web → api").locator(".tour-probes__now")).toHaveText("times out");
  await page.getByRole("button", { name: "Copy the probe from web to api" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("kubectl exec deploy/web -- curl -sS -m 2 http://api:8080");
  await page.getByRole("button", { name: "Step on" }).click();
  await expect(row("web → api").locator(".tour-probes__now")).toHaveText("answers");
});

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]] as const) {
  test(`the tour at ${width} pixels, light and dark`, async ({ podreach, page }) => {
    await page.setViewportSize({ width, height });
    await start(podreach);
    for (const view of ["Graph", "Checks"]) {
      await page.getByRole("tab", { name: view }).click();
      expect(await barriers(page), view).toEqual([]);
    }
    if (width < 900) {
      await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Why" }).click();
      await expect(tour(podreach)).toBeVisible();
    }
  });
}
