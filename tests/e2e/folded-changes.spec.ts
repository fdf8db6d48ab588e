// What differs from a baseline in a folded picture and in the folded matrix.

import { barriers } from "./looks";
import { expect, test, Podreach } from "./page";

const APPS = ["api", "cache", "db", "job", "mail", "web"];

const name = (at: number): string => `tenant-${String(at).padStart(2, "0")}`;

const policy = (namespace: string, own: string, spec: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${own}, namespace: ${namespace}}\nspec: ${spec}\n`;

/** Fourteen namespaces of six workloads that talk among themselves; a policy of each names any other pod of it as well. */
function tenants(ports: (at: number) => string): string[] {
  const documents: string[] = [];
  for (let at = 0; at < 14; at += 1) {
    documents.push(`apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name(at)}}\n`);
    for (const app of APPS) {
      documents.push(
        `apiVersion: v1\nkind: Pod\nmetadata: {name: ${app}, namespace: ${name(at)}, labels: {app: ${app}}}\nspec: {containers: [{name: c}]}\n`,
      );
    }
    const peers = "[{podSelector: {}}]";
    documents.push(
      policy(
        name(at),
        "own",
        `{podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{from: ${peers}${ports(at)}}], egress: [{to: ${peers}}]}`,
      ),
    );
  }
  return documents;
}

const before = (): string => tenants(() => "").join("---\n");

/** One pair is opened between two namespaces, and within a third one all pairs lose all ports but one. */
function after(): string {
  const at = (namespace: string, app: string): string =>
    `[{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${namespace}}}, podSelector: {matchLabels: {app: ${app}}}}]`;
  const port = "ports: [{port: 5432}]";
  return [
    ...tenants((at) => (at === 7 ? ", ports: [{port: 80}]" : "")),
    policy("tenant-03", "shared", `{podSelector: {matchLabels: {app: db}}, ingress: [{from: ${at("tenant-05", "api")}, ${port}}]}`),
    policy("tenant-05", "out", `{podSelector: {matchLabels: {app: api}}, policyTypes: [Egress], egress: [{to: ${at("tenant-03", "db")}, ${port}}]}`),
  ].join("---\n");
}

async function beside(podreach: Podreach): Promise<void> {
  await podreach.open();
  await podreach.paste(before());
  await podreach.button("Compare").click();
  await podreach.paste(after());
  await expect(podreach.page.getByRole("region", { name: "Comparison" })).toContainText("opens 1");
  await expect(podreach.page.getByRole("region", { name: "Comparison" })).toContainText("closes 43");
}

const opened = (podreach: Podreach) => podreach.edge("tenant-05/api", "tenant-03/db");

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]]) {
  test(`what changed stands by itself at ${width} pixels, in light and dark`, async ({ podreach, page }) => {
    await page.setViewportSize({ width, height });
    await beside(podreach);
    await expect(opened(podreach)).toHaveAttribute("data-change", "opened");
    await expect(opened(podreach)).toHaveAttribute("data-ports", "TCP 5432");
    // The card among whose members something changed says how much; the others are folded, too, and say nothing. A narrow
    // picture is as long as it likes: there the six pods of a namespace are a card, and any other pod is another one.
    const closed = width === 390 ? 30 : 43;
    const cards = page.locator("[data-node][data-count]");
    const card = cards.filter({ hasText: /(inside: |pairs)−\d/ });
    await expect(card).toHaveCount(1);
    await expect(card).toContainText(`−${closed}`);
    await expect(card).toHaveAccessibleName(new RegExp(`inside: closes ${closed}`));
    await expect(podreach.node("tenant-00/api")).toHaveCount(0);
    expect(await barriers(page)).toEqual([]);
  });
}

test("the list of changes leads to the folded thing, and a bundle lists its pairs with their rules", async ({ podreach, page }) => {
  await beside(podreach);
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(podreach.node("tenant-07/web")).toHaveCount(0);
  await inspector.locator('[data-change-from="tenant-07/web"][data-change-to="tenant-07/db"] .compare-item__pair').click();
  await expect(podreach.node("tenant-07/web")).toHaveCount(1);
  await expect(podreach.edge("tenant-07/web", "tenant-07/db")).toHaveAttribute("aria-pressed", "true");
  await expect(podreach.edge("tenant-07/web", "tenant-07/db")).toHaveAttribute("data-change", "changed");
  // What is drawn by itself has bundles with the rest of its namespace.
  const rest = page.locator('.graph__edges [data-edge][data-from="tenant-07/web"][data-closes="5"]');
  await expect(rest).toHaveAttribute("data-change", "changed");
  await expect(rest).toHaveAttribute("data-pairs", "5");
  await expect(rest).toHaveAccessibleName(/5 pairs closed, of 5/);
  await rest.dispatchEvent("click");
  // With another selection db is one of the rest again.
  await expect(inspector.locator("[data-compared]")).toContainText("closes 6");
  await expect(inspector.locator("[data-compared] [data-change-to]")).toHaveCount(6);
  await expect(inspector.locator("[data-compared]")).toContainText("own, ingress rule 1");
  // A card says what changed in it and around it.
  await page.keyboard.press("Escape");
  await podreach.node("namespace:tenant-07").dispatchEvent("click");
  await expect(inspector.locator("[data-compared]")).toContainText("closes 43");
  await expect(inspector).toContainText("Between its members: closes 43");
});

test("the folded matrix counts what opened and closed; only changes leaves the rows that differ", async ({ podreach, page }) => {
  await beside(podreach);
  await podreach.tab("Matrix").click();
  const cell = (from: string, to: string) => page.locator(`[data-cell][data-from="${from}"][data-to="${to}"]`);
  const between = cell("namespace:tenant-05", "namespace:tenant-03");
  await expect(between).toHaveAttribute("data-change", "opened");
  await expect(between).toHaveText("+1");
  await expect(between).toHaveAccessibleName(/49 pairs, 1 allowed on TCP 5432, 48 blocked, opens 1$/);
  await expect(page.locator('[data-head="namespace:tenant-00"]')).not.toHaveCount(0);
  await page.getByRole("switch", { name: "Only changes" }).click();
  await expect(page.locator('[data-head="namespace:tenant-00"]')).toHaveCount(0);
  const inside = cell("namespace:tenant-07", "namespace:tenant-07");
  await expect(inside).toHaveAttribute("data-change", "changed");
  await expect(inside).toHaveText("−43");
  await expect(inside).toHaveAccessibleName(/43 allowed on TCP 80, closes 43$/);
  await expect(cell("tenant-05/api", "tenant-03/db")).toHaveAttribute("data-change", "opened");
  await expect(cell("tenant-05/api", "tenant-03/db")).toHaveText("+1");
  await inside.click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.locator("[data-compared]")).toContainText("closes 43");
  await expect(inspector.locator("[data-compared] [data-change-to]")).toHaveCount(43);
  expect(await barriers(page)).toEqual([]);
});

test("only changes leaves out what did not change, and says how much", async ({ podreach, page }) => {
  await beside(podreach);
  await page.getByRole("switch", { name: "Only changes" }).click();
  await expect(page.locator(".filters__drawn")).toContainText("9 of 99 workloads");
  await expect(opened(podreach)).toBeVisible();
  await expect(page.locator(".graph__edges [data-edge]:not([data-change])")).toHaveCount(0);
  await page.getByRole("switch", { name: "Only changes" }).click();
  await expect(page.locator(".filters__drawn")).toContainText("84 workloads, 15 not in your YAML");
});

test("a workload that is there on one side only is marked", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(before());
  await podreach.button("Compare").click();
  const pod = (app: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${app}, namespace: tenant-09, labels: {app: ${app}}}\nspec: {containers: [{name: c}]}\n`;
  await podreach.paste(`${before().replace(pod("job"), "# gone\n")}---\n${pod("more")}`);
  await expect(podreach.node("tenant-09/more")).toHaveAttribute("data-existence", "added");
  await expect(podreach.node("tenant-09/job")).toHaveAttribute("data-existence", "removed");
  await expect(podreach.node("tenant-09/job")).toHaveAccessibleName(/removed since the baseline/);
  await expect(page.locator('.graph__edges [data-edge][data-to="tenant-09/job"]').first()).toHaveAttribute("data-change", "closed");
});
