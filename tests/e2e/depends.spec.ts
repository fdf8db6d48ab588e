// The third verdict: where the input does not say enough, every view says so, and what the answer hangs on.

import { faults } from "./faults";
import { barriers } from "./looks";
import { expect, test, type Podreach } from "./page";

const workload = (name: string, namespace: string, label: string, port = ""): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec:\n  selector: {matchLabels: {app: ${label}}}\n  template:\n    metadata: {labels: {app: ${label}}}\n    spec: {containers: [{name: c, image: c${port === "" ? "" : `, ports: [{${port}}]`}}]}\n`;
const egress = (name: string, namespace: string, peer: string, ports: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n  - to: [${peer}]\n    ports: [${ports}]\n`;
const namespace = (name: string, labels: string): string => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {${labels}}}\n`;
const yaml = (...documents: string[]): string => documents.join("---\n");

/** A name server in a namespace whose labels are not in the input. */
const byLabel = yaml(
  workload("checkout", "shop", "checkout"),
  workload("coredns", "kube-system", "dns", "containerPort: 53, protocol: UDP"),
  egress("dns", "shop", "{namespaceSelector: {matchLabels: {purpose: dns}}}", "{port: 53, protocol: UDP}"),
);

/** Addresses of pods are not in the input. */
const byAddress = yaml(
  workload("crawler", "web", "crawler"),
  workload("store", "data", "store", "containerPort: 6379"),
  egress("internet", "web", "{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}", "{port: 6379}"),
);

const cell = (podreach: Podreach, from: string, to: string) =>
  podreach.page.locator(`[data-cell][data-from=${JSON.stringify(from)}][data-to=${JSON.stringify(to)}]`);

test("a label that is not in the input: graph, matrix and inspector say what the answer hangs on", async ({ podreach, page }) => {
  const [from, to] = ["shop/checkout", "kube-system/coredns"] as const;
  await podreach.open();
  await podreach.paste(byLabel);
  const edge = podreach.edge(from, to);
  await expect(edge).toHaveAttribute("data-state", "depends");
  await expect(edge).toHaveAttribute("data-ports", "UDP 53");
  await expect(edge).toHaveAttribute("aria-label", /^checkout may reach coredns on UDP 53/);
  await expect(page.locator(`[data-chip-from="${from}"][data-chip-to="${to}"]`)).toContainText("UDP 53 ?");
  const dashes = (state: string) => page.locator(`.graph-legend .edge.is-${state} .edge__line`).evaluate((line) => getComputedStyle(line).strokeDasharray);
  const styles = [await dashes("allowed"), await dashes("open"), await dashes("depends")];
  expect(new Set(styles).size, styles.join(" | ")).toBe(3);
  expect(await edge.locator(".edge__line").evaluate((line) => getComputedStyle(line).strokeDasharray)).toBe(styles[2]);
  // A panel of this width starts with the legend folded.
  await page.getByText("How to read it").click();
  await expect(page.getByText("?: depends on what the input does not say")).toBeVisible();

  await edge.dispatchEvent("click");
  const page_ = page.locator("[data-verdict]");
  await expect(page_).toHaveAttribute("data-verdict", "depends");
  await expect(page_).toContainText("namespace kube-system has the label purpose=dns");
  await expect(page_).toContainText("the Namespace object kube-system is not in the input");
  await expect(page_).toContainText("denied unless");

  await podreach.tab("Matrix").click();
  await expect(cell(podreach, from, to)).toHaveText(/UDP 53\s*\?/);
  await expect(page.locator(".matrix__key").getByText("depends on what the input does not say")).toBeVisible();
  const filter = page.getByRole("button", { name: /^Depends\b/ });
  await expect(filter).toContainText(/\d/);

  // With the Namespace object the same pair has one answer.
  const facts = (): Promise<string[]> => page.locator("[data-cell][data-state=depends]").evaluateAll((cells) => cells.map((one) => `${one.getAttribute("data-from")} ${one.getAttribute("data-to")}`));
  expect(await facts()).toContain(`${from} ${to}`);
  for (const [labels, state] of [["purpose: dns", "allowed"], ["purpose: other", "blocked"]] as const) {
    await podreach.paste(yaml(byLabel, namespace("kube-system", labels)));
    await expect(cell(podreach, from, to)).toHaveAttribute("data-state", state);
    await expect(page.locator("[data-verdict]")).toHaveAttribute("data-verdict", state === "allowed" ? "allowed" : "denied");
  }
});

test("an address that is not in the input: both answers are given", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(byAddress);
  const edge = podreach.edge("web/crawler", "data/store");
  await expect(edge).toHaveAttribute("data-state", "depends");
  await edge.dispatchEvent("click");
  await expect(page.locator("[data-verdict=depends]")).toContainText("10.0.0.0/8");
  await expect(page.locator("[data-verdict=depends]")).toContainText("the address of data/store is not in the input");
  await expect(podreach.edge("web/crawler", "external:0.0.0.0/0 except 10.0.0.0/8")).toHaveAttribute("data-state", "allowed");
});

test("rules and checks are the same whether or not the input says enough", async ({ podreach, page }) => {
  await podreach.open();
  const rules = async (): Promise<string[]> => {
    await podreach.tab("Rules").click();
    await podreach.settled();
    return page.locator(".rules tbody tr").allInnerTexts();
  };
  await podreach.paste(byAddress);
  const before = await rules();
  expect(before.length).toBeGreaterThan(0);
  await podreach.paste(yaml(byAddress, namespace("data", "team: a")));
  expect(await rules()).toEqual(before);
  await podreach.tab("Checks").click();
  await expect(page.locator(".checks-item.is-error")).toHaveCount(0);
});

test("what depends can be read at every width and by everyone, light and dark", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(yaml(byLabel, byAddress));
  for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]] as const) {
    await page.setViewportSize({ width, height });
    const view = async (name: string) => {
      if (width < 900) await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name }).click();
    };
    await view("View");
    for (const tab of ["Graph", "Matrix"]) {
      await podreach.tab(tab).click();
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      expect.soft(await faults(page), `${tab}, ${width}`).toEqual([]);
    }
    await podreach.tab("Graph").click();
    await podreach.edge("shop/checkout", "kube-system/coredns").dispatchEvent("click");
    await view("Why");
    await expect(page.locator("[data-verdict=depends]")).toBeVisible();
    expect.soft(await faults(page), `inspector, ${width}`).toEqual([]);
    expect.soft(await barriers(page), `axe, ${width}`).toEqual([]);
    if (width < 900) await view("View");
  }
});

test("what an answer leaves out stands beside it", async ({ podreach, page }) => {
  const rejected = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: typo, namespace: kube-system}\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]\n  ingress: [{ports: [{port: 70000}]}]\n`;
  await podreach.open();
  await podreach.paste(yaml(byLabel, rejected));
  await podreach.edge("shop/checkout", "kube-system/coredns").dispatchEvent("click");
  await expect(page.locator("[data-left-out]")).toContainText("kube-system/typo");
  await expect(page.locator("[data-left-out]")).toContainText("it would select kube-system/coredns");
  expect(await barriers(page)).toEqual([]);
});
