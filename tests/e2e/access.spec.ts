// For everyone: keyboard alone, screen readers, both themes, a strict policy.

import { barriers } from "./looks";
import { expect, test, type Podreach } from "./page";
import { policies, reference } from "./scenario";

test("no barriers that axe knows, light and dark", async ({ podreach, page }) => {
  await podreach.open();
  expect(await barriers(page), "first screen").toEqual([]);
  await podreach.paste(reference("5-web"));
  for (const view of ["Graph", "Matrix", "Rules", "Checks"]) {
    await podreach.tab(view).click();
    expect(await barriers(page), view).toEqual([]);
  }
  await podreach.tab("Graph").click();
  await podreach.edge("default/web", "default/api").dispatchEvent("click");
  expect(await barriers(page), "connection").toEqual([]);
  await podreach.button("Share").click();
  await expect(page.getByText("Copied.")).toBeVisible();
  expect(await barriers(page), "share").toEqual([]);
  await podreach.button("Done").click();
  await podreach.paste(policies["db-netpol"].replace("protocol: TCP", "protocol: TPC"));
  expect(await barriers(page), "error").toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await barriers(page), "narrow").toEqual([]);
});

test("everything is reached with the keyboard", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  const seen = new Set<string>();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const active = document.activeElement;
      return active?.getAttribute("data-node") ?? active?.getAttribute("aria-label") ?? active?.textContent?.trim() ?? "";
    });
    seen.add(name);
  }
  // The graph's cards are one stop; the arrow keys go from there to all others (pod.spec.ts).
  for (const name of ["Examples", "Share", "Copy readable link", "Graph", "default/", "Zoom in"]) {
    expect([...seen].some((found) => found.startsWith(name)), `${name} in ${[...seen].join(" | ")}`).toBe(true);
  }
});

test("keys: b shows blocked, / finds, Esc clears", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await podreach.node("default/web").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("b");
  await expect(page.getByLabel("Show blocked")).toBeChecked();
  await page.keyboard.press("/");
  await page.keyboard.type("db");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "db", exact: true })).toBeVisible();
  await podreach.node("default/db").focus();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { name: /^\d+ workloads$/ })).toBeVisible();
});

test("the tabs of the view follow the arrow keys", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(policies["db-netpol"]);
  await podreach.tab("Graph").focus();
  await page.keyboard.press("ArrowRight");
  await expect(podreach.tab("Matrix")).toHaveAttribute("aria-selected", "true");
  await expect(podreach.tab("Matrix")).toBeFocused();
});

test("the policy of the page is strict, and nothing breaks it", async ({ podreach, page }) => {
  const broken: string[] = [];
  await page.exposeFunction("told", (what: string) => broken.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      (window as unknown as { told: (what: string) => void }).told(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await podreach.open();
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe-inline");
  expect(policy).not.toMatch(/https?:/);
  await podreach.paste(reference("5-web"));
  for (const view of ["Matrix", "Rules", "Checks", "Graph"]) await podreach.tab(view).click();
  await podreach.editor().click();
  await page.keyboard.press("Control+f");
  await podreach.button("Share").click();
  expect(broken).toEqual([]);
});

test("the theme is chosen and remembered", async ({ podreach, page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await podreach.open();
  await podreach.button("Dark theme").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await podreach.ready();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
