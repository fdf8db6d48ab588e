// Findings: the list, the page of one, fixes at once and fixes that are looked at first.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Locator, type Page } from "@playwright/test";
import { barriers } from "./looks";
import { expect, test, type Podreach } from "./page";
import { policies } from "./scenario";

const wrongPort = readFileSync(join(__dirname, "..", "..", "web", "examples", "service-port.yaml"), "utf8");

/** A block that is not written as the API server reads it: to mend it changes no connection. */
const block = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - ipBlock: {cidr: 10.0.0.5/8}
`;

const list = (page: Page): Locator => page.getByRole("listbox", { name: "Findings" });
const filter = (page: Page): Locator => page.getByRole("radiogroup", { name: "Severity" });
const opened = (page: Page, code: string): Locator => page.locator(`[data-finding-page=${code}]`);
const preview = (page: Page): Locator => page.getByRole("region", { name: "Preview" });

function lineOf(text: string, what: string): string {
  return String(text.split("\n").findIndex((line) => line.includes(what)) + 1);
}

async function open(podreach: Podreach, text: string): Promise<void> {
  await podreach.open();
  await podreach.paste(text);
  await expect(list(podreach.page)).toBeVisible();
}

test("findings are counted once, whatever they are about, and filtered by severity", async ({ podreach, page }) => {
  await open(podreach, Object.values(policies).join("\n---\n"));
  const rows = list(page).getByRole("option");
  const all = await rows.count();
  await expect(filter(page).getByRole("radio", { name: `All, ${all} findings` })).toHaveAttribute("aria-checked", "true");
  const codes = await rows.evaluateAll((rows) => rows.map((row) => `${row.getAttribute("data-problem")} ${row.className}`));
  expect(new Set(codes).size, "a finding is one row").toBe(all);
  const missing = list(page).locator('[role=option][data-problem="L13"]');
  await expect(missing).toContainText("×4");
  await expect(missing).toContainText("+2");
  await expect(filter(page).getByRole("radio", { name: /error/ })).toHaveCount(0);
  const notes = filter(page).getByRole("radio", { name: /^\d+ notes?$/ });
  const count = Number((await notes.getAttribute("aria-label"))?.replace(/\D/g, ""));
  await notes.click();
  await expect(rows).toHaveCount(count);
  await expect(list(page).locator(".is-warning")).toHaveCount(0);
  await page.keyboard.press("ArrowRight");
  await expect(rows).toHaveCount(all);
  const problems = await list(page).locator(".is-warning, .is-error").count();
  await expect(page.getByRole("tab", { name: "Checks" }).locator(".badge")).toHaveText(String(problems));
  expect(await barriers(page)).toEqual([]);
});

test("a finding opens with what it says, where, what it is about, and its documentation", async ({ podreach, page }) => {
  await open(podreach, wrongPort);
  const row = page.locator('[data-problem="L50"]');
  const line = lineOf(wrongPort, "port: 8080");
  await expect(row).toHaveAttribute("data-line", line);
  await expect(row).toHaveAccessibleName(`Warning L50, Service port in policy, line ${line}, fix available`);
  await row.click();
  await expect(row).toHaveAttribute("aria-selected", "true");
  await expect(podreach.editor().locator(".cm-activeLineGutter").first()).toHaveText(line);
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.getByRole("heading", { name: "Service port in policy" })).toBeVisible();
  await expect(inspector).toContainText("# podreach: allow L50");
  await expect(inspector.getByRole("heading", { name: "See also" })).toBeVisible();
  await expect(page.locator("[data-node][data-finding]").first()).toBeVisible();
  await expect(page.locator("[data-edge][data-finding]")).not.toHaveCount(0);
  expect(await barriers(page)).toEqual([]);
  const link = inspector.getByRole("link", { name: "Documentation of L50" });
  await expect(link).toHaveAttribute("href", "findings/#service-port-in-policy");
  const href = await link.evaluate((link) => (link as HTMLAnchorElement).href);
  const answer = await page.request.get(href.replace(/#.*/, ""));
  expect(await answer.text()).toContain('id="service-port-in-policy"');
  await page.keyboard.press("Escape");
  await expect(opened(page, "L50")).toHaveCount(0);
  await expect(page.locator("[data-finding]")).toHaveCount(0);
});

test("the keyboard goes through the findings", async ({ podreach, page }) => {
  await open(podreach, wrongPort);
  const rows = list(page).getByRole("option");
  const codes = await rows.evaluateAll((rows) => rows.map((row) => row.getAttribute("data-problem") ?? ""));
  expect(codes.length).toBeGreaterThan(2);
  await podreach.editor().locator(".cm-content").click();
  const line = await rows.first().getAttribute("data-line");
  await page.keyboard.press("F8");
  await expect(opened(page, codes[0] ?? "")).toBeVisible();
  await expect(podreach.editor().locator(".cm-activeLineGutter").first()).toHaveText(line ?? "");
  await page.keyboard.press("F8");
  await expect(opened(page, codes[1] ?? "")).toBeVisible();
  await page.keyboard.press("Shift+F8");
  await page.keyboard.press("Shift+F8");
  await expect(opened(page, codes.at(-1) ?? "")).toBeVisible();
  await list(page).focus();
  await page.keyboard.press("Home");
  await expect(rows.first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Service port in policy" })).toBeFocused();
  // From the editor, to the fix of the line.
  await page.keyboard.press("Escape");
  await podreach.editor().locator(".cm-line", { hasText: "port: 8080" }).first().click();
  await page.keyboard.press("Control+.");
  await expect(podreach.button("Fix…")).toBeFocused();
});

test("a fix that changes no connection is made at once, and undone", async ({ podreach, page }) => {
  await open(podreach, block);
  const row = list(page).locator('[role=option][data-problem="L08"]');
  await row.click();
  const fix = podreach.button("Fix");
  await fix.click();
  await expect(page.getByText("Fixed.")).toBeVisible();
  await expect.poll(() => podreach.text()).toContain("cidr: 10.0.0.0/8");
  await expect(page.locator('[data-problem="L08"]')).toHaveCount(0);
  expect(await barriers(page)).toEqual([]);
  await podreach.button("Undo").click();
  await expect.poll(() => podreach.text()).toBe(block);
  await expect(row).toHaveCount(1);
  // The editor's own undo takes it back as well.
  await row.click();
  await fix.click();
  await expect.poll(() => podreach.text()).toContain("cidr: 10.0.0.0/8");
  await podreach.editor().locator(".cm-content").focus();
  await page.keyboard.press("Control+z");
  await expect.poll(() => podreach.text()).toBe(block);
  await expect(podreach.button("Undo")).toHaveCount(0);
});

test("a fix that opens and closes is looked at, cancelled, applied, undone", async ({ podreach, page }) => {
  await open(podreach, wrongPort);
  const before = await podreach.facts();
  await page.locator('[data-problem="L50"]').click();
  const fix = podreach.button("Fix…");
  await expect(page.locator('[data-fix="unsafe"]')).toContainText("opens 1, closes 1");
  await fix.click();
  await expect(preview(page)).toContainText("opens 1");
  await expect(preview(page)).toContainText("closes 1");
  await expect(podreach.button("Apply")).toHaveCount(1);
  await expect(podreach.editor().locator(".cm-removed")).toContainText("8080");
  await expect(podreach.editor().locator(".cm-added")).toContainText("3000");
  await expect(page.locator('[data-edge][data-change]')).not.toHaveCount(0);
  await expect(list(page).locator('[role=option][data-problem="L50"]')).toContainText("resolved");
  await expect(page.getByRole("status").filter({ hasText: "Nothing is written yet" })).toHaveCount(1);
  expect(await podreach.text(), "nothing is written").toBe(wrongPort);
  expect(await barriers(page)).toEqual([]);
  await podreach.button("Cancel").click();
  await expect(preview(page)).toHaveCount(0);
  await expect(podreach.editor().locator(".cm-removed, .cm-added")).toHaveCount(0);
  await expect(fix).toBeFocused();
  await podreach.settled();
  await expect.poll(() => podreach.facts()).toEqual(before);
  // Escape cancels, and so does typing.
  await fix.click();
  await expect(preview(page)).toContainText("opens 1");
  await page.keyboard.press("Escape");
  await expect(preview(page)).toHaveCount(0);
  await expect(fix).toBeFocused();
  await fix.click();
  await podreach.editor().locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("\n# typed");
  await expect(preview(page)).toHaveCount(0);
  await podreach.paste(wrongPort);
  await page.locator('[data-problem="L50"]').click();
  await fix.click();
  await expect(preview(page)).toContainText("opens 1");
  await page.keyboard.press("Control+Enter");
  await expect(preview(page)).toHaveCount(0);
  await expect.poll(() => podreach.text()).toContain("port: 3000");
  await expect(page.locator('[data-problem="L50"]')).toHaveCount(0);
  await expect(page.locator("[data-change]")).toHaveCount(0);
  await podreach.button("Undo").click();
  await expect.poll(() => podreach.text()).toBe(wrongPort);
  await expect(page.locator('[data-problem="L50"]')).toHaveCount(1);
  await expect.poll(() => podreach.facts()).toEqual(before);
});

test("the example of a wrong port opens with its finding", async ({ podreach, page }) => {
  await podreach.open();
  await page.getByRole("button", { name: "Examples", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Ports: Service or pod/ }).click();
  await podreach.settled();
  await expect(opened(page, "L50")).toBeVisible();
  await expect(list(page).locator('[role=option][data-problem="L50"]')).toHaveAttribute("aria-selected", "true");
});

test("a preview says which findings it adds, and the graph marks what the open one is about", async ({ podreach, page }) => {
  await open(podreach, block.replace("- ipBlock: {cidr: 10.0.0.5/8}", "- podSelector: {}\n          namespaceSelector: null"));
  await page.locator('[data-problem="L36"]').click();
  await expect(page.locator("[data-chip] .graph__sign, [data-node][data-finding]").first()).toBeVisible();
  await page.locator("#finding-fix").click();
  await expect(preview(page)).toContainText("opens");
  const added = list(page).locator('[data-new="L37"]');
  await expect(added).toHaveAccessibleName(/^New: Note L37, /);
  await expect(added).toHaveAttribute("aria-disabled", "true");
  await expect(page.locator('[data-problem="L36"] .badge', { hasText: "resolved" })).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(added).toHaveCount(0);
});

test("on a phone a finding opens in a panel of its own, and a preview has its bar at the bottom", async ({ podreach, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await podreach.open();
  const panel = (name: string): Locator => page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name });
  await panel("Sources").click();
  await podreach.paste(wrongPort);
  await page.locator('[data-problem="L50"]').click();
  await expect(opened(page, "L50")).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  await podreach.button("Fix…").click();
  await expect(preview(page).filter({ visible: true })).toHaveCount(1);
  await panel("Sources").click();
  await expect(podreach.editor().locator(".cm-added")).toBeVisible();
  await podreach.button("Apply").filter({ visible: true }).click();
  await expect.poll(() => podreach.text()).toContain("port: 3000");
});
