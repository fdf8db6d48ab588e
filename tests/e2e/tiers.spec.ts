// Cluster-wide policies: the tables and the inspector walk through their tiers.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { barriers } from "./looks";
import { expect, test } from "./page";

const guardRails = readFileSync(join(__dirname, "../../web/examples/guard-rails-3.yaml"), "utf8");

test.beforeEach(async ({ podreach }) => {
  await podreach.open();
  await podreach.paste(guardRails);
});

test("what the Admin tier lets in passes a NetworkPolicy that lets nobody in", async ({ podreach, page }) => {
  const edge = podreach.edge("monitoring/prometheus", "blue/ledger");
  await expect(edge).toHaveAttribute("data-state", "allowed");
  await expect(edge).toHaveAttribute("data-ports", "TCP 9100");
  await edge.dispatchEvent("click");
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.locator("[data-verdict]").first()).toHaveAttribute("data-verdict", "allowed");
  await expect(inspector.getByText("Admin: allowed by guard-rails, ingress rule 1 (scrape).")).toBeVisible();
});

test("a denied pair says which tier decides, and shows the rule's line", async ({ podreach, page }) => {
  await podreach.tab("Matrix").click();
  await page.locator('[data-cell][data-from="red/shop"][data-to="blue/ledger"]').click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.locator("[data-verdict]").first()).toHaveAttribute("data-verdict", "denied");
  await expect(inspector.getByText("Ingress is denied in the Admin tier.").first()).toBeVisible();
  await expect(inspector.getByText("guard-rails, ingress rule 2 (tenants-apart)").first()).toBeVisible();
});

test("the rules say what each does and when it is asked", async ({ podreach, page }) => {
  await podreach.tab("Rules").click();
  const row = page.locator("[data-rule]").filter({ hasText: "guard-rails" }).nth(1);
  await expect(row.locator(".rules-action")).toHaveText("Deny");
  await expect(row).toContainText("Admin tier, priority 10");
  await expect(row).toContainText("may not connect to");
  await expect(page.getByText("Evaluated in this order", { exact: false })).toBeVisible();
  expect(await barriers(page)).toEqual([]);
});
