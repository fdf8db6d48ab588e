// Work is kept where the browser allows it, each window its own; where it does not, the page says so and works all the same.

import { expect, test, Podreach } from "./page";
import { policies, reference } from "./scenario";

/** Site data is blocked: asking for either storage throws, as browsers do. */
function blockStorage(): void {
  const refuse = (): never => {
    throw new DOMException("Access is denied for this document.", "SecurityError");
  };
  Object.defineProperty(window, "localStorage", { get: refuse });
  Object.defineProperty(window, "sessionStorage", { get: refuse });
}

/** There is no room left. */
function fillStorage(): void {
  Storage.prototype.setItem = () => {
    throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
  };
}

test("with site data blocked the page works, and says that work is not kept", async ({ podreach, page }) => {
  await page.addInitScript(blockStorage);
  await podreach.open();
  await expect(page.getByText("Not saved: site data is blocked")).toBeVisible();
  await podreach.paste(policies["web-netpol"]);
  await expect(podreach.node("rep:default/app=web")).toHaveCount(1);
  await page.getByRole("button", { name: /theme$/ }).click();
  // What is set aside is there as long as the page is.
  await podreach.button("Examples").click();
  await page.locator("dialog .examples-gallery__open").first().click();
  await expect(podreach.edge("default/web", "default/api")).toHaveCount(1);
  await podreach.button("Back to your work").click();
  await expect.poll(() => podreach.text()).toBe(policies["web-netpol"]);
  await page.waitForTimeout(400);
  await expect(page.getByText("Not saved: site data is blocked")).toBeVisible();
});

test("embedded with site data blocked, the view is there", async ({ podreach, page }) => {
  await page.addInitScript(blockStorage);
  await page.goto(`./?embed=1#yaml=${encodeURIComponent(policies["db-netpol"])}`);
  await podreach.settled();
  await expect(podreach.node("rep:default/app=db")).toHaveCount(1);
});

test("with a full storage the page says that work is not kept", async ({ podreach, page }) => {
  await page.addInitScript(fillStorage);
  await podreach.open();
  await expect(page.getByText(/^Not saved/)).toHaveCount(0);
  await podreach.paste(policies["web-netpol"]);
  await expect(page.getByText("Not saved: the browser's storage is full")).toBeVisible();
  await page.getByRole("button", { name: /^Close / }).first().click();
  await podreach.button("Back to your work").click();
  await expect.poll(() => podreach.text()).toBe(policies["web-netpol"]);
});

/** Another window of the same browser. */
async function window(podreach: Podreach): Promise<Podreach> {
  const other = new Podreach(await podreach.page.context().newPage());
  await other.page.goto(podreach.page.url().split("#")[0] ?? "");
  await other.ready();
  return other;
}

const saved = (podreach: Podreach) => expect(podreach.page.getByText("Saved in this browser")).toBeVisible();

test("two windows keep a work each, and both are found again", async ({ podreach }) => {
  await podreach.open();
  await podreach.paste(policies["web-netpol"]);
  await saved(podreach);
  const second = await window(podreach);
  expect(await second.text(), "the work of an open window stays its own").toBe("");
  await expect(second.page.getByRole("button", { name: "Open a copy: Untitled" })).toBeVisible();
  await second.paste(policies["db-netpol"]);
  await saved(second);
  await podreach.page.reload();
  await podreach.ready();
  expect(await podreach.text()).toBe(policies["web-netpol"]);
  await second.page.reload();
  await second.ready();
  expect(await second.text()).toBe(policies["db-netpol"]);

  // The one that is closed last writes over nothing.
  await second.page.close();
  const third = await window(podreach);
  expect(await third.text(), "the work of the closed window").toBe(policies["db-netpol"]);
  await third.page.close({ runBeforeUnload: false });
  await podreach.page.goto("about:blank");
  const fourth = new Podreach(await podreach.page.context().newPage());
  await fourth.page.goto("./");
  await fourth.ready();
  await expect(fourth.page.getByText("One more is kept in this browser.")).toBeVisible();
  const first = await fourth.text();
  await fourth.button("Show").click();
  await fourth.page.getByRole("dialog").getByRole("button", { name: /^Open: / }).click();
  await expect.poll(() => fourth.text()).not.toBe(first);
  expect([first, await fourth.text()].sort()).toEqual([policies["db-netpol"], policies["web-netpol"]].sort());
});

test("a copy of a window goes on by itself", async ({ podreach }) => {
  await podreach.open();
  await podreach.paste(policies["web-netpol"]);
  await saved(podreach);
  // A duplicated tab comes with a copy of what its window remembers.
  const id = await podreach.page.evaluate(() => sessionStorage.getItem("podreach.window") ?? "");
  const page = await podreach.page.context().newPage();
  await page.addInitScript((known) => sessionStorage.getItem("podreach.window") ?? sessionStorage.setItem("podreach.window", known), id);
  const copy = new Podreach(page);
  await page.goto(podreach.page.url());
  await copy.ready();
  expect(await copy.text()).toBe(policies["web-netpol"]);
  await copy.paste(policies["db-netpol"]);
  await saved(copy);
  await podreach.page.reload();
  await podreach.ready();
  expect(await podreach.text()).toBe(policies["web-netpol"]);
});

test("the step of a tour is in the link, in the storage, and stays through an edit", async ({ podreach, page, browser }) => {
  await podreach.open();
  await podreach.button("Examples").click();
  await page.locator("dialog .examples-gallery__card").first().locator(".examples-gallery__step").nth(1).click();
  await expect(page.getByText("2 of 5", { exact: true })).toBeVisible();
  await page.waitForTimeout(400);
  await page.reload();
  await podreach.ready();
  await expect(page.getByText("2 of 5", { exact: true })).toBeVisible();
  await expect(page).toHaveTitle("Three-tier app on AKS - Podreach");
  await podreach.paste(`${await podreach.text()}# mine\n`);
  await expect(page.getByText("2 of 5", { exact: true })).toBeVisible();
  await podreach.button("Share").click();
  await expect(page.getByText("Copied.")).toBeVisible();
  const other = new Podreach(await (await browser.newContext()).newPage());
  await other.page.goto(page.url());
  await other.ready();
  await expect(other.page.getByText("2 of 5", { exact: true })).toBeVisible();
  await expect(other.page.getByText("deny-all.", { exact: true })).toBeVisible();
  expect(await other.text()).toContain("# mine");
  await other.button("Undo my edits").click();
  expect(await other.text()).toBe(reference("2-deny-all"));
  await other.button("Back to your work").click();
  await expect.poll(() => other.text()).toContain("# mine");
  await other.page.context().close();
});

test("a link that nobody named has no name either, and the last newline stays", async ({ podreach, page, browser }) => {
  await podreach.open();
  await podreach.paste(`${policies["web-netpol"]}\n`);
  await expect(page).toHaveTitle("Untitled - Podreach");
  await podreach.button("Share").click();
  await expect(page.getByText("Copied.")).toBeVisible();
  const other = new Podreach(await (await browser.newContext()).newPage());
  await other.page.goto(page.url());
  await other.ready();
  await expect(other.page).toHaveTitle("Untitled - Podreach");
  await podreach.button("Done").click();
  await podreach.button("Copy readable link").click();
  await expect(page.getByText("readable link is copied")).toBeVisible();
  await other.page.goto("about:blank");
  await other.page.goto(page.url());
  await other.ready();
  expect(await other.text()).toBe(`${policies["web-netpol"]}\n`);
  await other.page.context().close();
});

test("a large work is kept, with what changed just before the page is left", async ({ podreach, page }) => {
  test.slow();
  await podreach.open();
  const large = `${policies["web-netpol"]}${"# a line that makes it long\n".repeat(20_000)}`;
  await podreach.paste(large);
  await expect(page.getByText("Saved in this browser")).toBeVisible();
  await page.reload();
  await podreach.ready();
  expect((await podreach.text()).length).toBe(large.length);
  await podreach.paste(`# the last words\n${large}`);
  await page.reload();
  await podreach.ready();
  expect((await podreach.text()).slice(0, 16)).toBe("# the last words");
});
