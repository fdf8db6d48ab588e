// A denied connection: the nearest miss, and the smallest change that allows it, looked at, applied and undone.

import { barriers } from "./looks";
import { expect, test, type Podreach } from "./page";

const pod = (name: string, port: number) =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}, spec: {containers: [{name: c, ports: [{containerPort: ${port}}]}]}}\n---\n`;

const denied = `${pod("web", 80)}${pod("db", 5432)}apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
    # the front
    - from:
        - podSelector:
            matchLabels: {app: Web}
      ports:
        - port: 5432
`;

async function select(podreach: Podreach, text: string, from: string, to: string): Promise<void> {
  await podreach.open();
  await podreach.paste(text);
  await podreach.tab("Matrix").click();
  await podreach.page.locator(`[data-cell][data-from="${from}"][data-to="${to}"]`).click();
  await podreach.settled();
}

test("the nearest miss names what the rule wants and what is there", async ({ podreach, page }) => {
  await select(podreach, denied, "shop/web", "shop/db");
  const nearest = page.locator("[data-nearest]");
  await expect(nearest).toHaveCount(1);
  await expect(nearest).toContainText("db, ingress rule 1");
  const pods = nearest.locator('[data-criterion="pods"]');
  await expect(pods).toHaveAttribute("data-matches", "false");
  await expect(pods).toContainText("wants app=Web; web has app=web");
  await expect(nearest.locator('[data-criterion="ports"]')).toHaveAttribute("data-matches", "true");
  await expect(nearest).toContainText("L33");
  await pods.getByRole("button", { name: /line/ }).click();
  const line = denied.split("\n").findIndex((line) => line.includes("app: Web")) + 1;
  await expect(podreach.editor().locator(".cm-activeLineGutter").first()).toHaveText(String(line));
  expect(await barriers(page)).toEqual([]);
});

test("the smallest change is looked at, applied and undone", async ({ podreach, page }) => {
  await select(podreach, denied.replace("app: Web", "app: api"), "shop/web", "shop/db");
  const text = await podreach.text();
  await expect(page.getByRole("heading", { name: "What would allow it" })).toBeVisible();
  await podreach.button("Find the smallest change").click();
  const first = page.locator("[data-suggestion]").first();
  await expect(first).toContainText("add web to db, ingress rule 1");
  await expect(first).toContainText("Opens nothing else.");
  expect(await barriers(page)).toEqual([]);
  await first.getByRole("button", { name: "Preview…" }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("opens 1");
  await expect(podreach.editor().locator(".cm-added").first()).toContainText("podSelector");
  expect(await podreach.text(), "nothing is written").toBe(text);
  await podreach.button("Apply").click();
  await expect(preview).toHaveCount(0);
  await expect.poll(() => podreach.text()).toContain("              app: web\n      ports:");
  expect(await podreach.text()).toContain("    # the front\n");
  await podreach.settled();
  await expect(page.locator("[data-verdict]").first()).toHaveAttribute("data-verdict", "allowed");
  await expect(page.getByRole("heading", { name: "What would deny it" })).toBeVisible();
  await podreach.button("Undo").click();
  await expect.poll(() => podreach.text()).toBe(text);
});
