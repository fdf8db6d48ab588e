// The editor and the picture are one: completion, documentation, the cursor's lines, the rules of a line, folding, searching.

import { barriers } from "./looks";
import { expect, test } from "./page";
import { reference } from "./scenario";

/** Puts the cursor behind a text of the editor. */
async function cursorAt(podreach: { editor(): import("@playwright/test").Locator }, text: string): Promise<void> {
  const line = podreach.editor().locator(".cm-line", { hasText: text }).first();
  await line.scrollIntoViewIfNeeded();
  await line.click();
}

test("a policy is written with completion alone", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(`${reference("1-no-policy")}\n---\n`);
  await podreach.editor().locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  const offers = podreach.editor().locator(".cm-offers li");
  /** Types the beginning of an offer, and takes it with Enter. */
  const take = async (letters: string, label: string): Promise<void> => {
    await page.keyboard.type(letters);
    if (letters === "") await page.keyboard.press("Control+Space");
    await expect(offers.first().locator(".cm-completionLabel")).toHaveText(label);
    // The list takes no key for a moment, so that nothing is chosen by accident.
    await page.waitForTimeout(150);
    await page.keyboard.press("Enter");
    await expect(podreach.editor().locator(".cm-content")).toContainText(label);
  };
  await take("Netw", "NetworkPolicy");
  await page.keyboard.type("db-only");
  await page.keyboard.press("Enter");
  // The new line is indented as the one before.
  await page.keyboard.press("Backspace");
  await take("sp", "spec");
  await take("pod", "podSelector");
  await take("matchL", "matchLabels");
  await take("ap", "app");
  await take("d", "db");
  await podreach.settled();
  await expect(podreach.edge("default/api", "default/db")).toHaveCount(0);
  expect(await podreach.text()).toContain("spec:\n  podSelector:\n    matchLabels:\n      app: db");
});

test("Enter ends the line behind a word that is written out, though it is on offer", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.editor().locator(".cm-content").click();
  await page.keyboard.insertText("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy");
  await expect(podreach.editor().locator(".cm-offers [aria-selected]")).toHaveText(/^NetworkPolicy/);
  await page.waitForTimeout(150);
  await page.keyboard.press("Enter");
  await expect(podreach.editor().locator(".cm-offers")).toHaveCount(0);
  expect(await podreach.text()).toBe("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n");
});

test("a number stays as it was typed, though a longer one is on offer", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(`${reference("5-web")}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec:\n  egress:\n    - ports:\n        - port: `);
  await podreach.editor().locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Control+Space");
  await expect(podreach.editor().locator(".cm-offers li", { hasText: "3000" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.type("300");
  await page.waitForTimeout(400);
  await page.keyboard.press("Enter");
  expect(await podreach.text()).toMatch(/port: 300\n\s*$/);
});

test("Escape closes the list, and Tab leaves the editor", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste("apiVersion: networking.k8s.io/v1\nkind: ");
  await podreach.editor().locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Control+Space");
  await expect(podreach.editor().locator(".cm-offers li").first()).toContainText("NetworkPolicy");
  await page.keyboard.press("Escape");
  await expect(podreach.editor().locator(".cm-offers")).toHaveCount(0);
  const before = await podreach.text();
  await page.keyboard.press("Control+Space");
  await expect(podreach.editor().locator(".cm-offers li").first()).toBeVisible();
  await page.keyboard.press("Tab");
  expect(await podreach.text()).toBe(before);
  await expect(page.locator("podreach-editor:focus")).toHaveCount(0);
});

test("fields are explained under the pointer and with a key", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  const field = podreach.editor().locator(".cm-line", { hasText: "podSelector:" }).first();
  await field.scrollIntoViewIfNeeded();
  await field.hover({ position: { x: 40, y: 8 } });
  await expect(podreach.editor().locator(".cm-explain")).toContainText("The pods of its namespace that the policy applies to");
  await expect(podreach.editor().locator(".cm-explain-now")).toContainText("selects");
  await page.mouse.move(700, 400);
  await cursorAt(podreach, "policyTypes");
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+Shift+Space");
  await expect(podreach.editor().locator(".cm-explain")).toContainText("The directions in which the policy isolates its pods");
  await page.keyboard.press("Escape");
  await expect(podreach.editor().locator(".cm-explain")).toHaveCount(0);
});

test("the cursor in a rule lights its lines", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await cursorAt(podreach, "port: 5984");
  const lit = page.locator("[data-edge].is-lit");
  await expect(lit).toHaveCount(1);
  await expect(lit).toHaveAttribute("data-to", "default/db");
  await podreach.tab("Graph").focus();
  await expect(lit).toHaveCount(0);
});

test("a line marks its rules, with what each does", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  const scroller = podreach.editor().locator(".cm-scroller");
  const before = await scroller.evaluate((element) => element.scrollTop);
  await podreach.edge("default/web", "default/api").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Fold to what decides" })).toBeEnabled();
  expect(await scroller.evaluate((element) => element.scrollTop)).toBe(before);
  await page.getByRole("button", { name: "Fold to what decides" }).click();
  await expect(podreach.editor().locator(".cm-foldPlaceholder").first()).toBeVisible();
  await expect(podreach.editor().locator(".cm-sign-allow").first()).toHaveText("✓");
  await page.getByRole("button", { name: "Fold to what decides" }).click();
  await expect(podreach.editor().locator(".cm-foldPlaceholder")).toHaveCount(0);
});

test("an editor that is not shown draws few lines of a long text, and shows it when it is", async ({ podreach, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await podreach.open();
  await podreach.paste(reference("5-web"));
  const long = Array.from({ length: 100 }, () => reference("5-web")).join("\n---\n");
  await podreach.paste(long);
  const lines = () => podreach.editor().locator(".cm-line").count();
  expect(await lines()).toBeLessThan(200);
  expect(await podreach.text()).toBe(long);
  await page.getByRole("button", { name: "Sources", exact: true }).click();
  await expect(podreach.editor().locator(".cm-line").first()).toHaveText(reference("5-web").split("\n")[0] ?? "");
  await podreach.editor().locator(".cm-content").click();
  await page.keyboard.press("Control+z");
  await expect.poll(() => podreach.text()).toBe(reference("5-web"));
  expect(await lines()).toBeLessThan(200);
});

for (const width of [1440, 1024, 390]) {
  test(`search panel and offers are accessible at ${width} pixels, in light and dark`, async ({ podreach, page }) => {
    await page.setViewportSize({ width, height: 800 });
    await podreach.open();
    await podreach.paste(reference("5-web"));
    if (width < 900) await page.getByRole("button", { name: "Sources", exact: true }).click();
    await page.getByRole("group", { name: "Editor" }).getByRole("button", { name: "Find" }).click();
    await page.getByRole("group", { name: "Editor" }).getByRole("button", { name: "Wrap" }).click();
    await expect(podreach.editor().locator(".cm-search")).toBeVisible();
    await podreach.editor().locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText("\n---\nkind: ");
    // While lines are wrapped anew, the cursor may be scrolled out of sight, and its list with it.
    await expect(async () => {
      await page.keyboard.press("Control+End");
      await page.keyboard.press("Control+Space");
      await expect(podreach.editor().locator(".cm-offers li").first()).toBeVisible({ timeout: 1_000 });
      await expect(podreach.editor().locator(".cm-offers")).toBeInViewport({ ratio: 1, timeout: 1_000 });
    }).toPass();
    // The list takes no key for a moment, so that nothing is chosen by accident.
    await page.waitForTimeout(150);
    await page.keyboard.press("ArrowDown");
    await expect(podreach.editor().locator(".cm-offers [aria-selected]")).toHaveText(/^AdminNetworkPolicy/);
    // The list has no focus of its own: the arrow keys of the editor move its active option, and scroll it.
    const asked = { within: ["podreach-editor", ".sources-tools"], without: ["scrollable-region-focusable"] };
    expect(await barriers(page, asked)).toEqual([]);
  });
}
