// What an edit or a switch opens and closes, beside a baseline.

import { faults } from "./faults";
import { barriers } from "./looks";
import { expect, test, Podreach } from "./page";
import { reference } from "./scenario";

/** The reference scenario after an edit: web may also ask db and ask for names over TCP; api asks for no names any more. */
function edited(): string {
  const replaced = (text: string, what: string, by: string): string => {
    expect(text.split(what).length, `once: ${what}`).toBe(2);
    return text.replace(what, by);
  };
  const toDb = `    - to:
        - podSelector:
            matchLabels:
              app: db
      ports:
        - port: 5984
          protocol: TCP
`;
  const toDns = `    - to:
        - namespaceSelector:
            matchLabels:
              name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - port: 53
          protocol: UDP
`;
  const fromApi = `        - podSelector:
            matchLabels:
              app: api
      ports:
        - port: 5984
`;
  const fromWeb = fromApi.replace("      ports:", "        - podSelector:\n            matchLabels:\n              app: web\n      ports:");
  const toApi = `              app: api
      ports:
        - port: 3000
          protocol: TCP
`;
  let text = replaced(reference("5-web"), fromApi, fromWeb);
  text = replaced(text, `${toDb}${toDns}`, toDb);
  text = replaced(text, toDns, `${toDns}        - port: 53\n          protocol: TCP\n`);
  return replaced(text, toApi, `${toApi}${toDb}`);
}

async function beside(podreach: Podreach): Promise<void> {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await podreach.button("Compare").click();
  await podreach.paste(edited());
}

const bar = (podreach: Podreach) => podreach.page.getByRole("region", { name: "Comparison" });

test("an edit beside the sources as opened: what it opens and closes, and the rules that do it", async ({ podreach, page }) => {
  await beside(podreach);
  await expect(bar(podreach)).toContainText("opens 2");
  await expect(bar(podreach)).toContainText("closes 1");
  await expect(podreach.edge("default/web", "default/db")).toHaveAttribute("data-change", "opened");
  await expect(podreach.edge("default/web", "kube-system/kube-dns")).toHaveAttribute("data-change", "changed");
  const closed = podreach.edge("default/api", "kube-system/kube-dns");
  await expect(closed).toHaveAttribute("data-change", "closed");
  await expect(closed).toHaveAttribute("data-state", "blocked");
  await expect(closed).toHaveAttribute("data-blocked-by", "source");
  await expect(page.locator("[data-edge][data-change]")).toHaveCount(3);
  await expect(page.getByRole("status").filter({ hasText: "Compared with as opened: opens 2, closes 1" })).toHaveCount(1);

  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.getByRole("heading", { name: "Opens 2, closes 1" })).toBeVisible();
  const row = inspector.locator('[data-change-to="default/db"]');
  await expect(row).toContainText("web-netpol, egress rule 2");
  await expect(row).toContainText("db-netpol, ingress rule 1");
  // A rule that is gone is shown where it stood.
  const gone = inspector.locator('[data-change="closed"]');
  await expect(gone).toContainText("api-netpol, egress rule 2, removed");
  await gone.getByRole("button", { name: /^baseline \d+$/ }).click();
  const preview = page.getByRole("dialog", { name: /^Baseline/ });
  await expect(preview.locator("[aria-current]")).toContainText("- to:");
  await page.keyboard.press("Escape");
  await expect(preview).toBeHidden();

  await podreach.tab("Matrix").click();
  const cells = page.locator("[data-cell][data-change]");
  await expect(cells).toHaveText(["\u2212 UDP 53", "+ TCP 5984", "UDP 53 + TCP 53"]);
  await podreach.tab("Graph").click();

  // The text as it was: nothing is left.
  await podreach.paste(reference("5-web"));
  await expect(bar(podreach)).toContainText("changes nothing");
  await expect(page.locator("[data-edge][data-change]")).toHaveCount(0);
});

test("keys go from change to change; only changes hides the rest", async ({ podreach, page }) => {
  await beside(podreach);
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await page.locator(".graph__drawing").focus();
  await page.keyboard.press("n");
  await expect(inspector.locator("[data-compared]")).toContainText("opened");
  await expect(inspector.locator("[data-verdict]").first()).toHaveAttribute("data-verdict", "allowed");
  await page.keyboard.press("p");
  await expect(inspector.locator("[data-compared]")).toContainText("changed");
  await page.keyboard.press("p");
  await expect(inspector.locator("[data-compared]")).toContainText("closed");
  await expect(inspector.locator("[data-compared]")).toContainText("Before: api reaches kube-dns");
  await page.keyboard.press("Escape");
  await expect(podreach.edge("default/web", "default/api")).toBeVisible();
  await page.getByRole("switch", { name: "Only changes" }).click();
  await expect(podreach.edge("default/web", "default/api")).toBeHidden();
  await expect(podreach.edge("default/web", "default/db")).toBeVisible();
  await page.locator(".graph__drawing").focus();
  await page.keyboard.press("c");
  await expect(bar(podreach)).toHaveCount(0);
  await expect(podreach.edge("default/web", "default/api")).toBeVisible();
  await page.keyboard.press("c");
  await expect(bar(podreach)).toContainText("opens 2");
});

test("a policy is switched off and on; the text stays", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await podreach.button("Compare").click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  const policy = inspector.getByRole("switch", { name: "db-netpol", exact: true });
  await expect(policy).toBeChecked();
  await policy.click();
  await expect(policy).not.toBeChecked();
  // deny-all still selects db: what db-netpol allowed closes.
  await expect(bar(podreach)).toContainText("closes 1");
  await expect(bar(podreach)).toContainText("1 off");
  await expect(inspector).toContainText("off, closes 1");
  await expect(podreach.edge("default/api", "default/db")).toHaveAttribute("data-change", "closed");
  expect(await podreach.text()).toBe(reference("5-web"));

  await podreach.tab("Rules").click();
  const row = page.locator("[data-rule][data-off]");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("db-netpol");
  const rule = page.getByRole("switch", { name: "api-netpol, egress rule 2", exact: true });
  await rule.click();
  await expect(page.getByText("off, closes 1").first()).toBeVisible();
  await expect(bar(podreach)).toContainText("closes 2");
  await bar(podreach).getByRole("button", { name: "Switch on" }).click();
  await expect(bar(podreach)).toContainText("changes nothing");
  await expect(rule).toBeChecked();
});

/** Switches a rule of the fifth step off among the rules, while no baseline is chosen. */
async function switchedOff(podreach: Podreach): Promise<void> {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await podreach.tab("Rules").click();
  await podreach.page.getByRole("switch", { name: "api-netpol, egress rule 2", exact: true }).click();
  await expect(bar(podreach)).toContainText("closes 1");
}

test("without a baseline, what is switched off is compared with everything switched on", async ({ podreach, page }) => {
  await switchedOff(podreach);
  await expect(page.getByText("off, closes 1").first()).toBeVisible();
  await expect(bar(podreach)).toContainText("1 off");
  const baseline = page.getByRole("combobox", { name: "Baseline" }).locator("option:checked");
  await expect(baseline).toHaveText("All switched on");
  await expect(bar(podreach).getByRole("button", { name: "Close the comparison" })).toHaveCount(0);
  await expect(podreach.button("Compare")).toHaveAttribute("aria-pressed", "false");
  await expect(page.getByRole("status").filter({ hasText: "Compared with everything switched on: closes 1" })).toHaveCount(1);
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.getByRole("heading", { name: "Closes 1" })).toBeVisible();
  await expect(inspector).toContainText("Compared with the same YAML with everything switched on.");
  const row = inspector.locator('[data-change="closed"]');
  await expect(row).toContainText("api-netpol, egress rule 2, off");
  await expect(row.getByRole("button", { name: /^line \d+$/ })).toBeVisible();

  await podreach.tab("Graph").click();
  const closed = podreach.edge("default/api", "kube-system/kube-dns");
  await expect(closed).toHaveAttribute("data-change", "closed");
  await expect(page.locator("[data-edge][data-change]")).toHaveCount(1);
  await page.locator(".graph__drawing").focus();
  await page.keyboard.press("n");
  await expect(inspector.locator("[data-compared]")).toContainText("closed");
  await expect(inspector.locator("[data-compared]")).toContainText("Before: api reaches kube-dns");
  await page.keyboard.press("Escape");
  await page.getByRole("switch", { name: "Only changes" }).click();
  await expect(podreach.edge("default/web", "default/api")).toBeHidden();
  await page.getByRole("switch", { name: "Only changes" }).click();
  await podreach.tab("Matrix").click();
  const cell = page.locator("[data-cell][data-change]");
  await expect(cell).toHaveCount(1);
  await expect(cell).toHaveAttribute("data-change", "closed");
  await expect(cell).toHaveText("\u2212 UDP 53");
  await expect(cell.getByRole("button")).toHaveAccessibleName("api cannot reach kube-dns, blocked for egress, closed on UDP 53");

  // An edit is on both sides.
  await podreach.paste(`# one line more\n${reference("5-web")}`);
  await podreach.settled();
  await expect(bar(podreach)).toContainText("closes 1");
  // A baseline that is chosen comes first; without it, everything switched on is the baseline again.
  await podreach.button("Compare").click();
  await expect(baseline).toHaveText("As opened");
  await expect(bar(podreach)).toContainText("closes 1");
  await page.getByRole("combobox", { name: "Baseline" }).selectOption({ label: "All switched on" });
  await expect(baseline).toHaveText("All switched on");
  await expect(bar(podreach)).toContainText("closes 1");
  await bar(podreach).getByRole("button", { name: "Switch on" }).click();
  await expect(bar(podreach)).toHaveCount(0);
  await expect(page.locator("[data-change]")).toHaveCount(0);
  await expect(inspector.getByRole("heading", { name: /^Closes/ })).toHaveCount(0);
});

test("a link holds both sides and what is switched off", async ({ podreach, page, browser }) => {
  await beside(podreach);
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await inspector.getByRole("switch", { name: "db-netpol", exact: true }).click();
  await expect(bar(podreach)).toContainText("1 off");
  await podreach.settled();
  const before = await podreach.facts();
  const counts = await bar(podreach).innerText();
  await podreach.button("Share").click();
  await expect(page.getByText("Copied.")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await (await browser.newContext()).newPage();
  const opened = new Podreach(other);
  await other.goto(link);
  await opened.ready();
  await expect(bar(opened)).toContainText("1 off");
  expect(await opened.facts()).toEqual(before);
  expect((await bar(opened).innerText()).match(/(opens|closes) \d+/g)).toEqual(counts.match(/(opens|closes) \d+/g));
  await expect(other.getByRole("switch", { name: "db-netpol", exact: true })).not.toBeChecked();
  await other.context().close();
});

test("a reload keeps the baseline", async ({ podreach, page }) => {
  await beside(podreach);
  await expect(bar(podreach)).toContainText("opens 2");
  await expect(page.getByText("Saved in this browser")).toBeVisible();
  await page.waitForTimeout(600);
  await page.reload();
  await podreach.ready();
  await expect(bar(podreach)).toContainText("opens 2");
  await expect(bar(podreach)).toContainText("closes 1");
  await expect(page.locator("[data-edge][data-change]")).toHaveCount(3);
});

test("another source is the baseline of the others, and files and links are", async ({ podreach, page }) => {
  await podreach.open();
  await page.getByLabel("Files to open").setInputFiles([
    { name: "new.yaml", mimeType: "application/yaml", buffer: Buffer.from(edited()) },
    { name: "old.yaml", mimeType: "application/yaml", buffer: Buffer.from(reference("5-web")) },
  ]);
  await podreach.settled();
  await podreach.button("Compare").click();
  const menu = page.getByRole("combobox", { name: "Baseline" });
  await menu.selectOption({ label: "old.yaml" });
  await expect(bar(podreach)).toContainText("opens 2");
  await expect(bar(podreach)).toContainText("closes 1");
  // What is typed into the baseline counts.
  await page.getByRole("group", { name: "Texts" }).getByRole("button", { name: "old.yaml", exact: true }).click();
  await podreach.paste(edited());
  await expect(bar(podreach)).toContainText("changes nothing");
  await podreach.button("Close the comparison").click();
  await expect(bar(podreach)).toHaveCount(0);

  await podreach.button("Compare").click();
  await page.getByLabel("Files to compare with").setInputFiles([
    { name: "before.yaml", mimeType: "application/yaml", buffer: Buffer.from(reference("2-deny-all")) },
  ]);
  await expect(menu.locator("option:checked")).toHaveText("before.yaml");
  await menu.selectOption({ label: "A link\u2026" });
  const dialog = page.getByRole("dialog", { name: "Compare with a link" });
  await dialog.getByRole("textbox").fill("https://example.com/");
  await dialog.getByRole("button", { name: "Compare" }).click();
  await expect(dialog).toContainText("This link holds no sources.");
  await dialog.getByRole("textbox").fill(`${page.url()}#yaml=${encodeURIComponent(reference("5-web"))}`);
  await dialog.getByRole("button", { name: "Compare" }).click();
  await expect(dialog).toBeHidden();
  await expect(menu.locator("option:checked")).toHaveText("The link");
});

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]] as const) {
  test(`comparing at ${width} pixels, light and dark: nothing is cut and axe is content`, async ({ podreach, page }) => {
    await page.setViewportSize({ width, height });
    await beside(podreach);
    await expect(bar(podreach)).toContainText("opens 2");
    const check = async () => {
      expect(await faults(page)).toEqual([]);
      expect(await barriers(page)).toEqual([]);
    };
    await check();
    const phone = page.getByRole("navigation", { name: "Panels" });
    if (width === 390) await phone.getByRole("button", { name: "Why" }).click();
    if (width === 1024) await podreach.button("List").click();
    await expect(page.getByRole("heading", { name: "Opens 2, closes 1" })).toBeVisible();
    await check();
    if (width === 390) await phone.getByRole("button", { name: "View" }).click();
    if (width === 1024) await podreach.button("List").click();
    await podreach.tab("Rules").click();
    await check();
    await podreach.tab("Matrix").click();
    await expect(page.locator("[data-cell][data-change]")).toHaveCount(3);
    await check();
  });
}

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]] as const) {
  test(`switched off without a baseline at ${width} pixels, light and dark: nothing is cut and axe is content`, async ({ podreach, page }) => {
    await page.setViewportSize({ width, height });
    await podreach.open();
    await podreach.paste(reference("5-web"));
    const phone = page.getByRole("navigation", { name: "Panels" });
    if (width === 390) await phone.getByRole("button", { name: "View" }).click();
    await podreach.tab("Rules").click();
    await page.getByRole("switch", { name: "api-netpol, egress rule 2", exact: true }).click();
    await expect(bar(podreach)).toContainText("closes 1");
    const check = async () => {
      expect(await faults(page)).toEqual([]);
      expect(await barriers(page)).toEqual([]);
    };
    await check();
    await podreach.tab("Graph").click();
    await expect(podreach.edge("default/api", "kube-system/kube-dns")).toHaveAttribute("data-change", "closed");
    await check();
    if (width === 390) await phone.getByRole("button", { name: "Why" }).click();
    if (width === 1024) await podreach.button("List").click();
    await expect(page.getByRole("heading", { name: "Closes 1" })).toBeVisible();
    await check();
  });
}

test("a worker that is replaced compares as before", async ({ podreach, page }) => {
  await beside(podreach);
  await expect(bar(podreach)).toContainText("opens 2");
  const [first] = page.workers();
  const gone = first.waitForEvent("close");
  await first.evaluate(() => self.close()).catch(() => {});
  await gone;
  await expect.poll(() => page.workers().length).toBe(1);
  await podreach.paste(reference("5-web"));
  await expect(bar(podreach)).toContainText("changes nothing");
  await podreach.paste(edited());
  await expect(bar(podreach)).toContainText("closes 1");
});

test.describe("with the person's own colours", () => {
  test.use({ forcedColors: "active" });

  test("signs and dashes say what opened and closed", async ({ podreach, page }) => {
    await beside(podreach);
    await expect(bar(podreach)).toContainText("opens 2");
    const dashes = (selector: string) => page.locator(selector).first().evaluate((line) => getComputedStyle(line).strokeDasharray);
    expect(await dashes(".edge.is-opened .edge__line")).toBe("none");
    expect(await dashes(".edge.is-closed .edge__line")).not.toBe("none");
    await expect(page.locator(".chip.is-opened text")).toHaveText("+ TCP 5984");
    await expect(page.locator(".chip.is-closed text")).toHaveText("\u2212 UDP 53");
    await expect(page.locator(".chip.is-changed text")).toHaveText(["UDP 53", "+ TCP 53"]);
    expect(await barriers(page)).toEqual([]);
  });
});
