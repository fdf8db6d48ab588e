// Entry points: a layer in front of the pods, and the ways from outside in the inspector.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { barriers } from "./looks";
import { expect, test } from "./page";

const example = (name: string): string =>
  readFileSync(join(__dirname, "../../web/examples", `${name}.yaml`), "utf8");

test.beforeEach(async ({ podreach }) => {
  await podreach.open();
});

test("an Ingress stands in front of the pods that it leads to, and is explained", async ({ podreach, page }) => {
  await podreach.paste(example("way-in-2"));
  const plate = podreach.node("ingress:shop/front");
  await expect(plate).toHaveAttribute("data-kind", "entry");
  await expect(podreach.node("service:shop/web")).toHaveAttribute("data-kind", "service");
  await plate.dispatchEvent("click");
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.getByText("Ingress in shop, class nginx")).toBeVisible();
  await expect(inspector.getByText("shop.example.com/admin", { exact: true })).toBeVisible();
  await expect(inspector.getByText("ingress-nginx/controller", { exact: false })).toBeVisible();
});

test("a workload says by which ways it can be reached from outside", async ({ podreach, page }) => {
  await podreach.paste(example("way-in-1"));
  await podreach.node("shop/web").dispatchEvent("click");
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.locator(".inspector-path.is-blocked")).toHaveCount(2);
  await expect(inspector.getByText(/its controller \(not in the input\)/).first()).toBeVisible();
  await podreach.paste(example("way-in-2"));
  await expect(inspector.locator(".inspector-path.is-allowed")).toHaveCount(1);
  expect(await barriers(page)).toEqual([]);
});

test("an entry point is reached with the keyboard through the card that it leads to", async ({ podreach, page }) => {
  await podreach.paste(example("way-in-2"));
  await podreach.node("shop/web").focus();
  await page.keyboard.press("Enter");
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await inspector.getByRole("button", { name: "front" }).focus();
  await page.keyboard.press("Enter");
  await expect(inspector.getByRole("heading", { name: "front" })).toBeVisible();
});
