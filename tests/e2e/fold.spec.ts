// A cluster that folds, at every size and in both themes: what is seen at once, and the ways to one pod: opening, Find, focus.

import { type Locator } from "@playwright/test";

import { faults } from "./faults";
import { looksRight } from "./looks";
import { expect, test, type Podreach } from "./page";

const TEAMS = 24;

/** A gateway that the outside reaches, teams that it leads to, a namespace without policies, and DNS for everyone. Teams that
    are not alike have a port each. */
function cluster(alike = true): string {
  const parts: string[] = [];
  const pod = (namespace: string, name: string, port: number): void => {
    parts.push(`{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}, spec: {containers: [{name: c, ports: [{containerPort: ${port}}]}]}}`);
  };
  const policy = (namespace: string, name: string, spec: string): void => {
    parts.push(`{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}, namespace: ${namespace}}, spec: ${spec}}`);
  };
  const namespace = (name: string): void => {
    parts.push(`{apiVersion: v1, kind: Namespace, metadata: {name: ${name}, labels: {kubernetes.io/metadata.name: ${name}}}}`);
  };
  const within = (name: string): string => `namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${name}}}`;
  const dns = `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{${within("kube-system")}}], ports: [{port: 53, protocol: UDP}]}]}`;
  for (const name of ["gateway", "kube-system", "legacy"]) namespace(name);
  pod("gateway", "proxy", 8443);
  policy("gateway", "in", "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 8443}]}]}");
  policy("gateway", "out", "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080, endPort: 8999}]}]}");
  policy("gateway", "dns", dns);
  pod("kube-system", "kube-dns", 53);
  pod("legacy", "old-app", 80);
  pod("legacy", "old-db", 5432);
  for (let at = 0; at < TEAMS; at += 1) {
    const team = `team-${String(at).padStart(2, "0")}`;
    namespace(team);
    pod(team, "web", 8080);
    pod(team, "db", 5432);
    pod(team, "cron", 9000);
    policy(team, "deny-all", "{podSelector: {}, policyTypes: [Ingress, Egress]}");
    policy(team, "dns", dns);
    const port = alike ? 8080 : 8080 + at;
    policy(team, "web-in", `{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{${within("gateway")}}], ports: [{port: ${port}}]}]}`);
    policy(team, "web-out", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 5432}]}]}");
    policy(team, "db-in", "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]}");
  }
  return parts.join("\n---\n");
}

const bar = (podreach: Podreach): Locator => podreach.page.getByRole("group", { name: "What is shown" });
const rest = (podreach: Podreach): Locator => podreach.page.locator(".rest");
const isNarrow = (podreach: Podreach): boolean => (podreach.page.viewportSize()?.width ?? 0) < 900;

async function view(podreach: Podreach): Promise<void> {
  if (isNarrow(podreach)) {
    await podreach.page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "View" }).click();
  }
}

/** Hops and direction are part of the filters, which a narrow screen shows when asked. */
async function tools(podreach: Podreach): Promise<void> {
  const button = podreach.button("Filter");
  if ((await button.isVisible()) && (await button.getAttribute("aria-expanded")) !== "true") await button.click();
}

const numbers = (text: string): number[] => [...text.replace(/,/g, "").matchAll(/\d+/g)].map((found) => Number(found[0]));

/** What the bar says is drawn, of how many, and what is at the side. */
async function drawnOf(podreach: Podreach): Promise<[number, number, number]> {
  const text = await bar(podreach).locator(".filters__drawn").innerText();
  const found = /([\d,]+) of ([\d,]+) workloads: .*; ([\d,]+) at the side/.exec(text);
  const [drawn = 0, all = 0, side = 0] = (found?.slice(1) ?? []).map((count) => Number(count.replace(/,/g, "")));
  return [drawn, all, side];
}

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]] as const) {
  test(`a cluster that folds, ${width} pixels, light and dark`, async ({ podreach, page }) => {
    await page.setViewportSize({ width, height });
    await podreach.open();
    await podreach.paste(cluster());

    // At once: what is open to the outside, what no policy selects, that teams are alike.
    await expect(bar(podreach)).toContainText(/76 workloads, 26 not in your YAML: \d+ cards?, \d+ lines?/);
    await expect(page.locator('[data-edge][data-from^="external:"][data-state="allowed"]')).not.toHaveCount(0);
    await expect(page.locator('.graph [data-node="open:"], .graph [data-node="namespace:legacy"]').first()).toBeVisible();
    await looksRight(page, "folded");

    // Find counts what it finds on folded cards, and everything else steps back; Escape puts it back.
    await page.locator("#find").fill("app=db");
    await expect(page.locator(".graph__drawing.is-dimmed")).toHaveCount(1);
    await expect(bar(podreach)).toContainText(`${TEAMS} found of`);
    const says = await page.locator(".node__found").allTextContents();
    const found = says.map((text) => numbers(text)[0] ?? 0).reduce((sum, count) => sum + count, 0);
    const single = await page.locator('.node.is-lit:not(.node--folded), .node.is-lit:not([data-count])').count();
    expect(found + single).toBe(TEAMS);
    await looksRight(page, "finding");
    await page.keyboard.press("Escape");
    await expect(page.locator(".graph__found")).toHaveCount(0);
    await expect(page.locator(".graph__drawing.is-dimmed")).toHaveCount(0);

    // The way to one pod: Find opens it, focus draws what is near, and the rest stands at the side with its count.
    await page.locator("#find").fill("team-03/web");
    await page.keyboard.press("Enter");
    const web = podreach.node("team-03/web");
    await expect(web).toHaveCount(1);
    await page.locator("#find").fill("");
    await view(podreach);
    await web.focus();
    await page.keyboard.press("f");
    await expect(rest(podreach)).toBeVisible();
    // Itself, its database, the proxy, and any other pod of the proxy's namespace.
    await expect.poll(async () => (await drawnOf(podreach))[0]).toBe(4);
    const [drawn, all, side] = await drawnOf(podreach);
    expect([drawn + side, all > 3 * TEAMS]).toEqual([all, true]);
    await expect(podreach.node("team-03/db")).toHaveCount(1);
    await expect(podreach.node("gateway/proxy")).toHaveCount(1);
    if (!(await rest(podreach).evaluate((element) => (element as HTMLDetailsElement).open))) {
      await rest(podreach).locator("summary").click();
    }
    const aside = await rest(podreach).locator(".rest__number").evaluateAll((all) => all.map((one) => Number.parseInt(one.textContent?.replace(/,/g, "") ?? "", 10)));
    expect(aside.reduce((sum, count) => sum + count, 0)).toBe(side);
    await expect(rest(podreach)).toContainText("2 hops");
    await expect(rest(podreach)).toContainText("reaches kube-dns, UDP 53");
    await looksRight(page, "focus");

    // One hop more: the gateway leads to the web of every team.
    await tools(podreach);
    await page.getByRole("group", { name: "Hops" }).getByRole("button", { name: "2", exact: true }).click();
    await expect.poll(async () => (await drawnOf(podreach))[0]).toBeGreaterThanOrEqual(TEAMS + 2);
    await page.getByRole("group", { name: "Direction" }).getByRole("button", { name: "Out", exact: true }).click();
    await expect.poll(async () => (await drawnOf(podreach))[0]).toBe(2);
    await podreach.button("Leave focus").click();
    await expect(rest(podreach)).toHaveCount(0);
  });
}

test("a card opens in place and closes again, with the keyboard", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(cluster());
  await page.getByRole("group", { name: "Level of detail" }).getByRole("button", { name: /^Namespaces/ }).click();
  const card = page.locator('.graph__nodes [data-node="namespace:team-05"]');
  await card.focus();
  await page.keyboard.press("Enter");
  await expect(podreach.node("team-05/web")).toHaveCount(1);
  await expect(bar(podreach)).toContainText("team-05");
  await page.keyboard.press("Escape");
  await expect(podreach.node("team-05/web")).toHaveCount(0);
});

test("a phone draws all lines of a folded picture that has few", async ({ podreach, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await podreach.open();
  await podreach.paste(cluster());
  await expect(page.locator('.graph__edges [data-edge][data-from$="gateway"], .graph__edges [data-edge][data-from^="gateway/"]')).not.toHaveCount(0);
  await expect(page.locator(".graph__note")).toHaveCount(0);
  expect(await faults(page)).toEqual([]);
});

test("a phone draws the ways in; a card that is tapped shows its own lines", async ({ podreach, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await podreach.open();
  await podreach.paste(cluster(false));
  const lines = page.locator(".graph__edges [data-edge]");
  await expect(lines).not.toHaveCount(0);
  const from = async (): Promise<string[]> => lines.evaluateAll((all) => all.map((line) => line.getAttribute("data-from") ?? ""));
  expect((await from()).filter((source) => !source.startsWith("external:"))).toEqual([]);
  await expect(page.locator(".graph__note")).toContainText("tap a card for its own");
  const drawing = await page.locator(".graph__drawing").boundingBox();
  for (const card of await page.locator(".graph__nodes [data-node]").all()) {
    const box = await card.boundingBox();
    expect((box?.x ?? 0) >= (drawing?.x ?? 0) - 1 && (box?.x ?? 0) + (box?.width ?? 0) <= (drawing?.x ?? 0) + (drawing?.width ?? 0) + 1).toBe(true);
  }
  const gateway = page.locator('.graph__nodes :is([data-node="gateway/proxy"], [data-node="namespace:gateway"])');
  const before = await gateway.getAttribute("style");
  await gateway.click();
  await view(podreach);
  await expect.poll(async () => (await from()).some((source) => source.includes("gateway"))).toBe(true);
  expect(await gateway.getAttribute("style"), "cards stay where they are").toBe(before);
});

test("a port is found as a port, and filters the picture", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(cluster());
  await page.locator("#find").fill("5432");
  await page.getByRole("group", { name: "Ports" }).getByRole("option").first().click();
  await expect(bar(podreach)).toContainText("TCP 5432");
  await expect.poll(async () => (await drawnOf(podreach))[0]).toBeGreaterThan(TEAMS);
  await expect(rest(podreach)).toContainText("at the side");
});

for (const [width, height] of [[1024, 768], [390, 844]] as const) {
  test(`a small matrix at ${width} pixels shows every column, or that there are more`, async ({ podreach, page }) => {
    await page.setViewportSize({ width, height });
    await podreach.open();
    for (const pods of [4, 10, 25]) {
      const names = Array.from({ length: pods }, (_, at) => `{apiVersion: v1, kind: Pod, metadata: {name: service-${at}, namespace: shop, labels: {app: s${at}}}, spec: {containers: [{name: c}]}}`);
      await podreach.paste(names.join("\n---\n"));
      await podreach.tab("Matrix").click();
      const scroll = page.locator(".matrix__scroll, .matrix-fold");
      await expect(scroll).toBeVisible();
      const edge = await scroll.evaluate((element) => ({
        more: element.scrollWidth > element.clientWidth + 1,
        mask: getComputedStyle(element).maskImage,
      }));
      expect(edge.more, `${pods} pods: ${edge.mask}`).toBe(edge.mask !== "none");
      expect(await faults(page), `${pods} pods`).toEqual([]);
    }
  });
}
