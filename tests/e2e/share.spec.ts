// What a person sees travels in a link.

import { expect, test, Podreach } from "./page";
import { policies, reference } from "./scenario";

async function clipboard(podreach: Podreach): Promise<string> {
  return podreach.page.evaluate(() => navigator.clipboard.readText());
}

test("a shared link gives the same picture, view and selection in a new browser", async ({ podreach, page, browser }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  const edge = podreach.edge("default/web", "default/api");
  await edge.dispatchEvent("click");
  await expect(page.locator("[data-verdict]").first()).toHaveAttribute("data-verdict", "allowed");
  const before = await podreach.facts();
  await podreach.button("Share").click();
  await expect(page.getByText("Copied.")).toBeVisible();
  const link = await clipboard(podreach);
  expect(link).toContain("#v1.");
  expect(link).toBe(page.url());
  await podreach.button("Done").click();

  const other = await (await browser.newContext()).newPage();
  const opened = new Podreach(other);
  await other.goto(link);
  await opened.ready();
  expect(await opened.text()).toBe(await podreach.text());
  expect(await opened.facts()).toEqual(before);
  await expect(other.locator("[data-verdict]").first()).toHaveAttribute("data-verdict", "allowed");
  await expect(other.getByRole("heading", { name: "web reaches api on TCP 3000" })).toBeVisible();
  await other.context().close();
});

test("the view is part of the link", async ({ podreach, page, browser }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await podreach.tab("Matrix").click();
  await podreach.button("Share").click();
  await expect(page.getByText("Copied.")).toBeVisible();
  const other = await (await browser.newContext()).newPage();
  await other.goto(await clipboard(podreach));
  await new Podreach(other).ready();
  await expect(other.getByRole("tab", { name: "Matrix", exact: true })).toHaveAttribute("aria-selected", "true");
  await expect(other.locator('[data-cell][data-from="default/web"][data-to="default/api"]')).toHaveAttribute("data-ports", "TCP 3000");
  await other.context().close();
});

test("the readable link opens as the same text", async ({ podreach, browser }) => {
  await podreach.open();
  await podreach.paste(policies["api-netpol"]);
  const before = await podreach.facts();
  await podreach.button("Copy readable link").click();
  await expect(podreach.page.getByText("readable link is copied")).toBeVisible();
  const link = await clipboard(podreach);
  expect(link).toContain("#yaml=apiVersion:%20networking.k8s.io%2Fv1%0Akind:");
  const other = await (await browser.newContext()).newPage();
  const opened = new Podreach(other);
  await other.goto(link);
  await opened.ready();
  expect(await opened.facts()).toEqual(before);
  await other.context().close();
});

test("secrets are left out of links unless the person keeps them", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  labels: {app: shop}\nspec:\n  containers:\n  - name: shop\n    env:\n    - name: TOKEN\n      value: hunter2\n    ports:\n    - containerPort: 80\n",
  );
  await podreach.button("Share").click();
  await expect(page.getByText("Left out, since no verdict needs it: env (1).")).toBeVisible();
  const trimmed = await clipboard(podreach);
  await page.getByLabel("Keep everything in the link").check();
  await expect(page.getByText("In the link, though no verdict needs it")).toBeVisible();
  await expect.poll(() => clipboard(podreach)).not.toBe(trimmed);
  const whole = await clipboard(podreach);
  expect(whole.length).toBeGreaterThan(trimmed.length);
});

test("a long link is warned about and can be saved as a file", async ({ podreach, page }) => {
  let state = 1;
  const word = (): string => {
    state = (state * 48271) % 2147483647;
    return state.toString(36);
  };
  const noise = Array.from({ length: 3000 }, word).join(" ");
  await podreach.open();
  await podreach.paste(`${policies["db-netpol"]}\n# ${noise}\n`);
  await podreach.button("Share").click();
  await expect(page.getByText("chats and mail programs may cut it")).toBeVisible();
  const saving = page.waitForEvent("download");
  await podreach.button("Save as a file").click();
  expect((await saving).suggestedFilename()).toBe("podreach.yaml");
});

test("changing the address opens the other link, and going back comes back", async ({ podreach, page }) => {
  await podreach.open(`#yaml=${encodeURIComponent(policies["db-netpol"])}`);
  await expect(podreach.node("rep:default/app=db")).toHaveCount(1);
  await page.evaluate((value) => {
    location.hash = `yaml=${value}`;
  }, encodeURIComponent(policies["web-netpol"]));
  await expect(podreach.node("rep:default/app=web")).toHaveCount(1);
  await page.goBack();
  await expect(podreach.node("rep:default/app=web")).toHaveCount(0);
  await expect(podreach.node("rep:default/app=db")).toHaveCount(1);
});

test("a link does not destroy the work that was there", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(policies["web-netpol"]);
  await expect(page.getByText("Saved in this browser")).toBeVisible();
  await page.goto("about:blank");
  await podreach.open(`#yaml=${encodeURIComponent(policies["db-netpol"])}`);
  expect(await podreach.text()).toBe(policies["db-netpol"]);
  await podreach.button("Back to your work").click();
  await expect.poll(() => podreach.text()).toBe(policies["web-netpol"]);
});
