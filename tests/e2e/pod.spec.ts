// Getting to one pod: find, open, focus, filter, walk. At every width, light and dark, without a fault of access or layout.

import { looksRight } from "./looks";
import { expect, test, type Podreach } from "./page";
import { policies, reference } from "./scenario";

/** Namespaces with an ingress gateway each, three roles and policies between them: enough to be folded. */
function cluster(namespaces: number): string {
  const pod = (namespace: string, role: string, at: number): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${role}-${at}, namespace: ${namespace}, labels: {app: ${role}, unit: ${role}-${at}}}\nspec: {containers: [{name: c, ports: [{containerPort: ${role === "db" ? 5432 : 8080}}]}]}\n`;
  const rule = (namespace: string, role: string, from: string, port: number): string =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${role}, namespace: ${namespace}}\nspec: {podSelector: {matchLabels: {app: ${role}}}, ingress: [{from: [{podSelector: {matchLabels: {app: ${from}}}}], ports: [{port: ${port}}]}]}\n`;
  const documents = Array.from({ length: namespaces }, (_, at) => {
    const namespace = `team-${String(at).padStart(2, "0")}`;
    const pods = ["web", "api", "db"].flatMap((role) => [0, 1, 2].map((unit) => pod(namespace, role, unit)));
    return [...pods, rule(namespace, "db", "api", 5432), rule(namespace, "api", "web", 8080)];
  });
  return documents.flat().join("---\n");
}

async function openCluster(podreach: Podreach, namespaces = 40): Promise<void> {
  await podreach.open();
  await podreach.paste(cluster(namespaces));
}

const bar = (podreach: Podreach) => podreach.page.getByRole("group", { name: "What is shown" });
const option = (podreach: Podreach, name: RegExp) => podreach.page.getByRole("option", { name });

test("a result shows its way at once, Esc puts everything back, Enter keeps it", async ({ podreach, page }) => {
  await openCluster(podreach);
  const id = "team-17/db-2";
  const before = await podreach.facts();
  await expect(podreach.node(id)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await expect(page.locator("#find")).toBeFocused();
  await page.keyboard.type("team-17/ unit=db-2 5432");
  await expect(option(podreach, /^db-2/)).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(podreach.node(id)).toHaveCount(1);
  await expect(podreach.node(id)).toHaveClass(/is-lit/);
  await expect(page.getByRole("heading", { name: "db-2" })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(podreach.node(id)).toHaveCount(0);
  expect(await podreach.facts()).toEqual(before);
  await page.keyboard.type("unit=db-2 team-17/");
  await page.keyboard.press("Enter");
  await expect(podreach.node(id)).toHaveCount(1);
  await expect(page.getByRole("heading", { name: "db-2", exact: true })).toBeVisible();
  // It stays when something else is selected, until its crumb or Esc leads back.
  await page.locator("#find").fill("");
  await podreach.node(id).focus();
  await page.keyboard.press("Escape");
  await expect(podreach.node(id)).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(podreach.node(id)).toHaveCount(0);
  expect(await podreach.facts()).toEqual(before);
});

test("the first picture is the one that stays", async ({ podreach, page }) => {
  await podreach.open();
  await page.evaluate(() => {
    const pictures: string[] = [];
    Object.assign(window, { pictures });
    new MutationObserver(() => {
      const cards = [...document.querySelectorAll("[data-node]")].map((node) => node.getAttribute("data-node"));
      const now = cards.sort().join(" ");
      if (now !== "" && pictures.at(-1) !== now) pictures.push(now);
    }).observe(document.body, { subtree: true, childList: true });
  });
  await podreach.paste(cluster(40));
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => (window as unknown as { pictures: string[] }).pictures)).toHaveLength(1);
});

test("nothing is said to be nothing", async ({ podreach, page }) => {
  await openCluster(podreach, 3);
  await page.locator("#find").fill("no-such-thing");
  await expect(page.getByRole("status").filter({ hasText: "Nothing is called no-such-thing." })).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /^\d+ workloads$/ })).toBeVisible();
});

test("a focus draws one card and what is near it, says how much is left out, and leads back", async ({ podreach, page }) => {
  await openCluster(podreach);
  const before = await podreach.facts();
  await page.locator("#find").fill("team-05/api-1");
  await page.keyboard.press("Enter");
  await podreach.node("team-05/api-1").focus();
  await page.keyboard.press("f");
  await expect(bar(podreach)).toContainText("at the side");
  // The map lies where nothing is drawn, or waits until somebody moves the picture.
  await page.getByRole("button", { name: "Zoom in" }).click();
  await expect(page.locator(".graph-map")).toBeVisible();
  const few = await page.locator("[data-node]").count();
  await page.getByRole("button", { name: "all", exact: true }).click();
  await expect(page.getByRole("button", { name: "all", exact: true })).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Out", exact: true }).click();
  await podreach.settled();
  expect(await page.locator("[data-node]").count()).toBeLessThanOrEqual(few + 8);
  await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("button", { name: "All namespaces" }).click();
  await page.getByRole("button", { name: "Clear the selection" }).first().click();
  await expect(bar(podreach)).not.toContainText("at the side");
  await expect.poll(() => podreach.facts()).toEqual(before);
});

test("filters leave out what they do not want, and say so", async ({ podreach, page }) => {
  await openCluster(podreach);
  await expect(bar(podreach)).toContainText(/360 workloads, 41 not in your YAML: \d+ cards?, \d+ lines?/);
  await page.getByRole("button", { name: "Namespace", exact: true }).click();
  await page.getByRole("searchbox", { name: "Find a namespace" }).fill("team-07");
  await page.getByRole("dialog", { name: "Filter by namespace" }).getByRole("button", { name: /^team-07/ }).click();
  await page.keyboard.press("Escape");
  await expect(bar(podreach)).toContainText("at the side");
  await expect(podreach.node("team-07/api-0").or(podreach.node("namespace:team-07"))).not.toHaveCount(0);
  await podreach.tab("Rules").click();
  const rows = page.getByRole("region", { name: "Ingress rules" }).getByRole("row");
  await expect(rows).toHaveCount(3);
  await page.getByRole("button", { name: "Remove the filter Namespace: team-07" }).click();
  await expect(rows).not.toHaveCount(3);
});

test("levels: one that nobody can read asks first and offers the matrix", async ({ podreach, page }) => {
  await openCluster(podreach);
  await page.getByRole("button", { name: /^Workloads \d+/ }).click();
  const dialog = page.getByRole("dialog", { name: /^Draw \d+ cards\?/ });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Open the matrix" }).click();
  await expect(podreach.tab("Matrix")).toHaveAttribute("aria-selected", "true");
});

test("a small input has no bar, until somebody asks for it", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await expect(bar(podreach)).toHaveCount(0);
  await podreach.button("Filter").click();
  await expect(bar(podreach)).toBeVisible();
  await podreach.button("Filter").click();
  await expect(bar(podreach)).toHaveCount(0);
});

test("the graph is one stop; arrows walk its cards, and Tab goes along the lines of one", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await expect(page.locator('[data-node][tabindex="0"], [data-node] [tabindex="0"]')).toHaveCount(1);
  await podreach.node("default/web").focus();
  const focused = () => page.evaluate(() => document.activeElement?.closest("[data-node]")?.getAttribute("data-node") ?? "");
  const seen = new Set<string>();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowLeft", "ArrowRight", "ArrowRight"]) {
    await page.keyboard.press(key);
    seen.add(await focused());
  }
  expect(seen.size).toBeGreaterThan(2);
  await podreach.node("default/web").focus();
  await page.keyboard.press("Tab");
  const ends = () =>
    page.evaluate(() => ["data-line-from", "data-line-to"].map((end) => document.activeElement?.getAttribute(end) ?? ""));
  await expect.poll(ends).toContain("default/web");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: "Inspector" }).locator("[data-verdict]").first()).toBeVisible();
});

test("a card opens by Enter and says so, and a box closes", async ({ podreach, page }) => {
  await openCluster(podreach);
  const card = page.locator('[data-kind="group"]').first();
  const id = (await card.getAttribute("data-node")) ?? "";
  await card.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: / opened.*, \d+ cards$/ })).toHaveCount(1);
  await expect(podreach.node(id).and(page.locator('[data-kind="group"]'))).toHaveCount(0);
  await expect(page.getByRole("navigation", { name: "Breadcrumbs" })).toContainText("team-");
});

test("a card of several is explained, and leads to its members", async ({ podreach, page }) => {
  await openCluster(podreach);
  await bar(podreach).locator(".segments__item", { hasText: "Alike" }).click();
  await page.locator('[data-node^="group:team"]').first().dispatchEvent("click");
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector).toContainText("namespaces that behave alike");
  await expect(inspector.getByRole("heading", { name: "Isolation" })).toBeVisible();
  await inspector.getByRole("button", { name: "team-03", exact: true }).click();
  await expect(podreach.node("namespace:team-03")).not.toHaveCount(0);
  await expect(inspector.getByRole("heading", { name: "team-03", exact: true })).toBeVisible();
});

test("all keys are listed", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(policies["db-netpol"]);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keys" })).toHaveCount(0);
});

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]] as const) {
  test(`nothing is in the way at ${width} pixels, light and dark`, async ({ podreach, page }) => {
    await page.setViewportSize({ width, height });
    await openCluster(podreach);
    if (width < 900) await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "View" }).click();
    await looksRight(page, "folded");
    await page.locator("#find").fill("api 8080");
    await expect(option(podreach, /^api-/).first()).toBeVisible();
    await page.keyboard.press("ArrowDown");
    await podreach.settled();
    await looksRight(page, "results");
    await page.keyboard.press("Escape");
    await page.locator('[data-kind="group"]').first().dispatchEvent("click");
    await podreach.settled();
    await looksRight(page, "card selected");
  });
}
