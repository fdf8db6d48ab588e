// The tables beside the graph: matrix, rules, checks, problems, and the tabs of the sources.

import { type Locator } from "@playwright/test";
import { barriers } from "./looks";
import { expect, test, type Podreach } from "./page";
import { policies, reference } from "./scenario";

function cell(podreach: Podreach, from: string, to: string): Locator {
  return podreach.page.locator(`[data-cell][data-from=${JSON.stringify(from)}][data-to=${JSON.stringify(to)}]`);
}

/** The numbers in the filters of the matrix: all, allowed, open, blocked. */
async function counts(podreach: Podreach): Promise<number[]> {
  const texts = await podreach.page.getByRole("group", { name: "Pairs shown" }).getByRole("button").allTextContents();
  return texts.map((text) => Number(text.replace(/\D/g, "")));
}

function pods(count: number): string {
  const pod = (at: number): string => {
    const name = `app-${String(at).padStart(3, "0")}`;
    return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: team-${at % 10}, labels: {app: ${name}}}\nspec: {containers: [{name: c}]}\n`;
  };
  return Array.from({ length: count }, (_, at) => pod(at)).join("---\n");
}

test.beforeEach(async ({ podreach }) => {
  await podreach.open();
});

test("the matrix of a large cluster counts every pair and folds what is alike", async ({ podreach, page }) => {
  await podreach.paste(pods(300));
  await podreach.tab("Matrix").click();
  // 300 pods and Internet; a bare pod has no pair with itself.
  await expect.poll(() => counts(podreach)).toEqual([300 * 299 + 600, 0, 300 * 299 + 600, 0]);
  await expect(page.getByText(/301 endpoints in \d+ rows/)).toBeVisible();
  await expect(page.getByRole("rowheader", { name: /^team-0, 30 workloads$/ })).toBeVisible();
});

test("finding in the matrix keeps pairs with a match at either end", async ({ podreach, page }) => {
  await podreach.paste(reference("5-web"));
  await podreach.tab("Matrix").click();
  await page.locator("#find").fill("db");
  await expect(cell(podreach, "default/api", "default/db")).toHaveAttribute("data-state", "allowed");
  await expect(cell(podreach, "default/db", "default/web")).toHaveAttribute("data-state", "blocked");
  await expect(cell(podreach, "default/web", "default/api")).toHaveCount(0);
  await expect(page.locator("th.is-found")).toHaveText(["db", /^db/]);
  const [all, allowed] = await counts(podreach);
  expect(all).toBe(await page.locator("[data-cell]").count());
  expect(allowed).toBe(await page.locator('[data-cell][data-state="allowed"]').count());
  expect(allowed).toBeGreaterThan(0);
});

test("the matrix is one stop for Tab, and arrows move in it", async ({ podreach, page }) => {
  await podreach.paste(reference("5-web"));
  await podreach.tab("Matrix").click();
  const table = page.getByRole("grid", { name: "Who reaches whom" });
  await expect(table.locator('[tabindex="0"]')).toHaveCount(1);
  await page.getByRole("button", { name: "Transpose" }).focus();
  await page.keyboard.press("Tab");
  const focused = (): Promise<(string | null)[]> =>
    page.evaluate(() => {
      const cell = document.activeElement?.closest("[data-cell]");
      return [cell?.getAttribute("data-from") ?? null, cell?.getAttribute("data-to") ?? null];
    });
  expect(await focused()).toEqual(["external:Internet", "default/api"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  expect(await focused()).toEqual(["default/api", "default/db"]);
  await page.keyboard.press("Home");
  expect(await focused()).toEqual(["default/api", "external:Internet"]);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "api reaches db on TCP 5984" })).toBeVisible();
  expect(await focused()).toEqual(["default/api", "default/db"]);
  await page.keyboard.press("Tab");
  expect(await focused()).toEqual([null, null]);
  await page.keyboard.press("Shift+Tab");
  expect(await focused()).toEqual(["default/api", "default/db"]);
  await expect(table.locator('[tabindex="0"]')).toHaveCount(1);
});

test("signs in cells are explained, and only then", async ({ podreach, page }) => {
  await podreach.paste(reference("5-web"));
  await podreach.tab("Matrix").click();
  await expect(page.locator(".matrix__key")).toHaveCount(0);
  const block = (cidr: string): string => policies["db-netpol"].replace(/from:[^]*?ports:/, `from:\n    - ipBlock:\n        cidr: ${cidr}\n    ports:`);
  await podreach.paste(`${block("0.0.0.0/0")}\n---\n${pods(1)}`);
  await expect(page.getByText("* only because an ipBlock covers the pod's address")).toBeVisible();
  await expect(cell(podreach, "team-0/app-000", "rep:default/app=db")).toHaveText(/\*/);
  await podreach.paste(`${block("10.0.0.0/8")}\n---\n${pods(1)}`);
  await expect(page.getByText("? depends on what the input does not say")).toBeVisible();
  expect(await barriers(page)).toEqual([]);
});

test("every place of a finding is a button of its own", async ({ podreach, page }) => {
  const text = Object.values(policies).join("\n---\n");
  await podreach.paste(text);
  const lines = text.split("\n").flatMap((line, at) => (/^ {2}name: /.test(line) ? [String(at + 1)] : []));
  const row = page.locator('[role=option][data-problem="L13"]');
  await expect(row).toHaveAttribute("data-line", lines[0] ?? "");
  await row.click();
  const places = page.locator('[data-finding-page="L13"]').getByRole("list").first().getByRole("button");
  await expect(places).toHaveText(lines);
  for (const line of [lines[2] ?? "", lines[0] ?? ""]) {
    await places.filter({ hasText: new RegExp(`^${line}$`) }).focus();
    await page.keyboard.press("Enter");
    await expect(podreach.editor().locator(".cm-activeLineGutter").first()).toHaveText(line);
  }
  await page.locator(`[data-problem="L13"][data-line="${lines[1] ?? ""}"]`).click();
  await expect(podreach.editor().locator(".cm-activeLineGutter").first()).toHaveText(lines[1] ?? "");
  const many = Array.from({ length: 12 }, (_, at) => policies["db-netpol"].replace("db-netpol", `db-${at}`));
  await podreach.paste(many.join("\n---\n"));
  await expect(places).toHaveCount(9);
  await page.getByRole("button", { name: "4 more places" }).click();
  await expect(places).toHaveCount(12);
  expect(await barriers(page)).toEqual([]);
});

test("messages in the editor have no backticks", async ({ podreach, page }) => {
  await podreach.paste(policies["db-netpol"].replace("podSelector", "podselector"));
  await podreach.editor().locator(".cm-lintRange-error").first().hover();
  const shown = podreach.editor().locator(".cm-diagnostic").first();
  await expect(shown.locator("code").first()).toBeVisible();
  await expect(shown).not.toContainText("`");
  await podreach.tab("Checks").click();
  await expect(page.locator(".checks")).not.toContainText("`");
});

test("objects that are left out are counted by kind, and nothing is called fine", async ({ podreach, page }) => {
  const pod = pods(1);
  await podreach.paste(pod);
  await podreach.tab("Checks").click();
  await expect(page.getByText("No findings")).toBeVisible();
  const map = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: team-0}\n`;
  await podreach.paste([pod, map("a"), map("b")].join("---\n"));
  await expect(page.getByText("No findings")).toHaveCount(0);
  await page.locator(".checks summary").click();
  await expect(page.locator(".checks summary")).toHaveText(/^ConfigMap v1 2$/);
  await page.locator(".checks__objects").getByRole("button").last().click();
  await expect(podreach.editor().locator(".cm-activeLineGutter").first()).toHaveText("10");
});

test("rejected policies stand in the rules with their reasons", async ({ podreach, page }) => {
  await podreach.paste(policies["db-netpol"].replace("podSelector", "podselector"));
  await podreach.tab("Rules").click();
  const rejected = page.getByRole("region", { name: "Rejected" });
  await expect(rejected).toContainText("db-netpol");
  await expect(rejected).toContainText("podselector");
  await rejected.getByRole("button", { name: /^line \d+$/ }).first().click();
  await expect(podreach.editor().locator(".cm-activeLineGutter").first()).toHaveText("6");
});

test("many ports are folded", async ({ podreach, page }) => {
  const ports = Array.from({ length: 20 }, (_, at) => `    - port: ${at + 8000}\n`).join("");
  await podreach.paste(policies["db-netpol"].replace(/ {4}- port: 5984\n {6}protocol: TCP/, ports.trimEnd()));
  await podreach.tab("Rules").click();
  const row = page.locator("[data-rule]").first();
  await expect(row.locator(".rules__ports code")).toHaveCount(6);
  const more = row.getByRole("button", { name: "+14" });
  await expect(more).toHaveAttribute("title", /TCP 8000.*TCP 8019/);
  expect((await row.boundingBox())?.height).toBeLessThan(200);
  await more.click();
  await expect(row.locator(".rules__ports code")).toHaveCount(20);
});

test("the active tab is in sight, and tabs of one name are told apart", async ({ podreach, page }) => {
  const drop = async (names: string[]): Promise<void> => {
    const files = await page.evaluateHandle(
      ([names, text]) => {
        const data = new DataTransfer();
        for (const name of names) data.items.add(new File([text.replace("db-netpol", name.replace(".yaml", ""))], name));
        return data;
      },
      [names, policies["db-netpol"]] as const,
    );
    await page.dispatchEvent("body", "drop", { dataTransfer: files });
  };
  await drop(Array.from({ length: 8 }, (_, at) => `0${at + 1}-policy.yaml`));
  const tab = (name: string): Locator => page.getByRole("button", { name, exact: true });
  await expect(tab("08-policy.yaml")).toBeInViewport({ ratio: 0.9 });
  await page.locator('[data-problem="L13"][data-source="01-policy.yaml"]').click();
  await expect(tab("01-policy.yaml")).toHaveAttribute("aria-pressed", "true");
  await expect(tab("01-policy.yaml")).toBeInViewport({ ratio: 0.9 });
  await drop(["04-policy.yaml"]);
  await expect(tab("04-policy.yaml (2)")).toBeInViewport({ ratio: 0.9 });
  await expect(page.getByText("Saved in this browser")).toBeVisible();
  await page.reload();
  await podreach.ready();
  await expect(tab("04-policy.yaml (2)")).toBeInViewport({ ratio: 0.9 });
});

test("only what can be a namespace is taken as one", async ({ podreach, page }) => {
  await podreach.paste(policies["db-netpol"]);
  const field = page.getByLabel("Default namespace");
  await field.fill("team-1");
  await field.press("Enter");
  await expect(podreach.node("rep:team-1/app=db")).toHaveCount(1);
  await field.fill("Bad NS!");
  await field.press("Enter");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("alert")).toContainText("team-1 stays");
  await expect(podreach.node("rep:team-1/app=db")).toHaveCount(1);
  expect(await barriers(page)).toEqual([]);
  await field.fill("team-2");
  await expect(field).toHaveAttribute("aria-invalid", "false");
  await field.press("Enter");
  await expect(podreach.node("rep:team-2/app=db")).toHaveCount(1);
});
