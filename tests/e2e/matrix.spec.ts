// The matrix of large inputs: folded, opened in place, only what is in sight in the document.

import { type Locator } from "@playwright/test";

import { faults } from "./faults";
import { barriers } from "./looks";
import { expect, test, type Podreach } from "./page";
import { policies, reference } from "./scenario";

/** Workloads of a few kinds in some namespaces: `app-0` of each is reached by `app-1` of its own on TCP 8000, by nobody else. */
function cluster(namespaces: number, each: number): string {
  const parts: string[] = [];
  for (let at = 0; at < namespaces; at += 1) {
    const namespace = `team-${String(at).padStart(3, "0")}`;
    parts.push(`apiVersion: v1\nkind: Namespace\nmetadata: {name: ${namespace}, labels: {team: "${at % 7}"}}\n`);
    for (let app = 0; app < each; app += 1) {
      const labels = `{app: app-${app}}`;
      const pod = `{metadata: {labels: ${labels}}, spec: {containers: [{name: c, ports: [{containerPort: ${8000 + app}}]}]}}`;
      parts.push(`apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app-${app}, namespace: ${namespace}}\nspec: {replicas: 2, selector: {matchLabels: ${labels}}, template: ${pod}}\n`);
    }
    const port = at % 3 === 0 ? 9000 : 8000;
    const rule = `[{from: [{podSelector: {matchLabels: {app: app-1}}}], ports: [{port: ${port}}]}]`;
    parts.push(`apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: app-0, namespace: ${namespace}}\nspec: {podSelector: {matchLabels: {app: app-0}}, ingress: ${rule}}\n`);
  }
  return parts.join("---\n");
}

const grid = (podreach: Podreach): Locator => podreach.page.getByRole("grid", { name: "Who reaches whom" });

async function counts(podreach: Podreach): Promise<number[]> {
  const texts = await podreach.page.getByRole("group", { name: "Pairs shown" }).getByRole("button").allTextContents();
  return texts.map((text) => Number(text.replace(/\D/g, "")));
}

const rowHead = (podreach: Podreach, name: string | RegExp): Locator => podreach.page.getByRole("rowheader", { name });

async function open(podreach: Podreach, text: string): Promise<void> {
  await podreach.open();
  await podreach.paste(text);
  await podreach.tab("Matrix").click();
  await expect(grid(podreach)).toBeVisible();
}

/** Sets how far the rows are folded. */
async function fold(podreach: Podreach, level: string): Promise<void> {
  await podreach.page.getByLabel("Fold").selectOption(level);
}

test("a folded matrix opens in place and counts every pair", async ({ podreach, page }) => {
  await open(podreach, cluster(40, 5));
  await fold(podreach, "namespaces");
  await expect(rowHead(podreach, /^team-003, 6 workloads/)).toBeVisible();
  // 200 workloads, what stands for other pods of 40 namespaces and of other namespaces, and the Internet, which is no pair with itself.
  const [all, allowed, openPairs, blocked] = await counts(podreach);
  expect(all).toBe(242 * 242 - 1);
  expect(allowed).toBe(40);
  expect((allowed ?? 0) + (openPairs ?? 0) + (blocked ?? 0)).toBe(all);
  const cell = page.locator('[data-cell][data-from="namespace:team-001"][data-to="namespace:team-001"]');
  await expect(cell).toHaveAttribute("aria-label", "team-001 to team-001: 36 pairs, 1 allowed, 30 open, 5 blocked");
  const before = await grid(podreach).getAttribute("aria-rowcount");
  await rowHead(podreach, /^team-001,/).locator(".matrix-fold__chevron").click();
  await expect(rowHead(podreach, /^team-001,/)).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByRole("columnheader", { name: /^team-001,/ })).toHaveAttribute("aria-expanded", "true");
  await expect(page.locator('[data-cell][data-from="team-001/app-1"][data-to="team-001/app-0"]')).toHaveAttribute("data-state", "allowed");
  expect(Number(await grid(podreach).getAttribute("aria-rowcount"))).toBeGreaterThan(Number(before));
  await expect(cell).toHaveAttribute("aria-label", /^team-001 to team-001: 36 pairs, 1 allowed/);
  await rowHead(podreach, /^team-001,/).dblclick();
  await expect(grid(podreach)).toHaveAttribute("aria-rowcount", before ?? "");
  expect(await barriers(page)).toEqual([]);
});

test("a port recounts all pairs, and every row stays", async ({ podreach, page }) => {
  await open(podreach, cluster(40, 5));
  await fold(podreach, "namespaces");
  const rows = await grid(podreach).getAttribute("aria-rowcount");
  await page.getByRole("textbox", { name: "Port", exact: true }).fill("8000");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Every port instead of TCP 8000" })).toBeVisible();
  // Every third namespace asks for another port.
  await expect.poll(async () => (await counts(podreach)).slice(0, 2)).toEqual([242 * 242 - 1, 26]);
  await expect(grid(podreach)).toHaveAttribute("aria-rowcount", rows ?? "");
  await page.getByRole("button", { name: "Every port instead of TCP 8000" }).click();
  await expect.poll(async () => (await counts(podreach))[1]).toBe(40);
  await page.getByRole("textbox", { name: "Port", exact: true }).fill("many");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Port", exact: true })).toHaveAttribute("aria-invalid", "true");
});

test("only what is in sight is in the document, and keys lead everywhere", async ({ podreach, page }) => {
  await open(podreach, cluster(200, 5));
  await fold(podreach, "workloads");
  await expect.poll(async () => Number(await grid(podreach).getAttribute("aria-rowcount"))).toBeGreaterThan(1_000);
  const drawn = (): Promise<number> => page.getByRole("gridcell").count();
  expect(await drawn()).toBeLessThan(2_500);
  await grid(podreach).focus();
  const at = (): Promise<string[]> =>
    page.evaluate(() => {
      const id = document.querySelector("[role=grid]")?.getAttribute("aria-activedescendant") ?? "";
      const cell = document.getElementById(id);
      return [cell?.getAttribute("data-from") ?? cell?.getAttribute("data-head") ?? "", cell?.getAttribute("data-to") ?? ""];
    });
  await page.keyboard.press("Control+End");
  await expect.poll(async () => (await at()).every((id) => id !== "" && id !== "external:Internet")).toBe(true);
  expect(await drawn()).toBeLessThan(2_500);
  await page.keyboard.press("Home");
  await expect.poll(async () => (await at())[1]).toBe("external:Internet");
  await page.keyboard.press("PageUp");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.locator(".inspector__kind")).toHaveText("Connection");
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(async () => (await at())[0]).toBe("external:Internet");
});

test("pairs of folded ends are explained together, and lead to each pair", async ({ podreach, page }) => {
  await open(podreach, cluster(40, 5));
  await fold(podreach, "namespaces");
  await page.locator('[data-cell][data-from="namespace:team-001"][data-to="namespace:team-001"]').click();
  const bundle = page.locator("[data-bundle]");
  await expect(bundle.getByRole("heading", { level: 2 })).toHaveText("team-001 to team-001");
  await expect(bundle.locator('[data-state="allowed"]')).toHaveAttribute("data-pairs", "1");
  await expect(bundle.locator('[data-state="blocked"]')).toHaveAttribute("data-pairs", "5");
  await expect(bundle.getByRole("button", { name: "app-0 in team-001", exact: true })).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await bundle.getByRole("button", { name: /→/ }).first().click();
  await expect(page.getByRole("heading", { name: /app-1.* reaches .*app-0.* on TCP 8000/ })).toBeVisible();
});

test("rows can be sorted and turned", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await podreach.tab("Matrix").click();
  const facts = async (): Promise<string[]> =>
    (await page.locator("[data-cell]").evaluateAll((cells) => cells.map((cell) => ["data-from", "data-to", "data-state", "data-ports"].map((name) => cell.getAttribute(name)).join(" ")))).sort();
  const before = await facts();
  await page.getByRole("button", { name: "Transpose" }).click();
  await expect(page.getByText("To ↓")).toBeVisible();
  expect(await facts()).toEqual(before);
  await page.getByLabel("Sort").selectOption("ingress");
  await expect(page.getByText("all namespaces").first()).toBeVisible();
  expect(await facts()).toEqual(before);
});

test("a port recounts the matrix of the reference scenario", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(policies["db-netpol"]);
  await podreach.tab("Matrix").click();
  const cell = page.locator('[data-cell][data-from="rep:default/app=api"][data-to="rep:default/app=db"]');
  await expect(cell).toHaveAttribute("data-state", "allowed");
  const [all] = await counts(podreach);
  await page.getByRole("textbox", { name: "Port", exact: true }).fill("80");
  await page.keyboard.press("Enter");
  await expect(cell).toHaveAttribute("data-state", "blocked");
  expect((await counts(podreach))[0]).toBe(all);
});

test("names of a folded matrix of few rows have the room of a large window", async ({ podreach, page }) => {
  await page.setViewportSize({ width: 2560, height: 1440 });
  await open(podreach, cluster(40, 5));
  const widths = () => page.locator(".matrix-fold__row-head").evaluateAll((all) => all.map((head) => head.getBoundingClientRect().width));
  await expect.poll(async () => Math.min(...(await widths()))).toBeGreaterThan(250);
  const cut = await page.locator(".matrix-fold__row-head .matrix-fold__start").evaluateAll((all) => all.filter((name) => name.scrollWidth > name.clientWidth + 1).map((name) => name.textContent));
  expect(cut).toEqual([]);
});

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]] as const) {
  test(`a folded matrix at ${width} pixels: nothing is cut or covered, in light and dark`, async ({ podreach, page }) => {
    await page.setViewportSize({ width, height });
    await open(podreach, cluster(40, 5));
    await expect(grid(podreach)).toBeVisible();
    expect(await faults(page)).toEqual([]);
    await fold(podreach, "namespaces");
    await rowHead(podreach, /^team-000,/).locator(".matrix-fold__chevron").click();
    await expect(rowHead(podreach, /^team-000,/)).toHaveAttribute("aria-expanded", "true");
    expect(await faults(page)).toEqual([]);
    await page.locator('[data-cell][data-from="namespace:team-001"]').first().click();
    expect(await barriers(page)).toEqual([]);
  });
}
