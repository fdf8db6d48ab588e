// What can be taken away: files of the view and of everything, a text for a pull request, paper.

import { readFileSync } from "node:fs";

import { barriers } from "./looks";
import { expect, test, type Podreach } from "./page";
import { reference } from "./scenario";

/** The menu is open. */
async function open({ page }: Podreach): Promise<void> {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await expect(page.getByRole("menu", { name: "Export" })).toBeVisible();
}

/** Chooses a file from the menu: its name, and what is in it. */
async function taken(podreach: Podreach, item: string): Promise<{ name: string; bytes: Buffer }> {
  await open(podreach);
  const waiting = podreach.page.waitForEvent("download");
  await podreach.page.getByRole("menuitem", { name: item, exact: true }).click();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test("the picture is taken as it is shown", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await podreach.edge("default/web", "default/api").dispatchEvent("click");
  const svg = await taken(podreach, "The graph as shown as SVG");
  expect(svg.name).toMatch(/^[a-z0-9-]+-graph\.svg$/);
  const text = svg.bytes.toString();
  expect(text).toContain('data-node="default/web"');
  expect(text).toContain('class="legend"');
  // It draws by itself, in a page of its own.
  const drawn = await page.evaluate(async (text) => {
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, text);
  const png = await taken(podreach, "The graph as shown as PNG");
  expect(png.name).toMatch(/-graph\.png$/);
  expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
  // Two pixels for each of the drawing's.
  const size = [png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)];
  expect(Math.abs(size[0] - 2 * drawn[0])).toBeLessThanOrEqual(2);
  expect(Math.abs(size[1] - 2 * drawn[1])).toBeLessThanOrEqual(2);
});

test("everything and the tables are files", async ({ podreach }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  for (const [item, end, part] of [
    ["Everything as SVG", ".svg", 'data-node="default/db"'],
    ["Everything as DOT", ".dot", "digraph"],
    ["Everything as Mermaid", ".mmd", "flowchart LR"],
    ["Everything as Markdown", ".md", "| src | dst | conn |"],
    ["Everything as CSV", ".csv", "default/web[Deployment],default/api[Deployment],TCP 3000"],
    ["Everything as JSON", ".json", '"policies"'],
  ] as const) {
    const file = await taken(podreach, item);
    expect(file.name.endsWith(end), file.name).toBe(true);
    expect(file.bytes.toString()).toContain(part);
  }
  await podreach.page.getByRole("tab", { name: "Matrix" }).click();
  expect((await taken(podreach, "The matrix as CSV")).bytes.toString()).toContain("TCP 3000");
  await podreach.page.getByRole("tab", { name: "Rules" }).click();
  expect((await taken(podreach, "The rules as Markdown")).bytes.toString()).toContain("web-netpol");
});

test("a text for a pull request is copied", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await open(podreach);
  await page.getByRole("menuitem", { name: "Copy as Markdown for a pull request" }).click();
  await expect(page.getByText("The Markdown is copied.")).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^\*\*4 workloads, 4 policies: /);
  expect(text).toContain("```mermaid\nflowchart LR\n");
  expect(text).toContain("| src | dst | conn |");
});

test("the menu works with keys alone", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  const button = page.getByRole("button", { name: "Export", exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem").nth(1)).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.getByRole("menuitem").last()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu", { name: "Export" })).toHaveCount(0);
  await expect(button).toBeFocused();
});

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]] as const) {
  test(`the menu at ${width} pixels, light and dark`, async ({ podreach, page }) => {
    await page.setViewportSize({ width, height });
    await podreach.open(`#yaml=${encodeURIComponent(reference("5-web"))}`);
    await open(podreach);
    const box = await page.getByRole("menu", { name: "Export" }).boundingBox();
    expect(box !== null && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(true);
    expect(await barriers(page, { within: [".export"] })).toEqual([]);
  });
}

test("on paper there is the view alone, in light colours", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await page.evaluate(() => {
    window.print = () => document.documentElement.setAttribute("data-printed", "");
  });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.keyboard.press("Control+p");
  await expect(page.locator("html[data-printed]")).toHaveCount(1);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.locator("img.export-print")).toBeVisible();
  await expect(page.getByRole("main")).toBeHidden();
  await page.pdf({ path: test.info().outputPath("graph.pdf"), preferCSSPageSize: true });
  const pages = readFileSync(test.info().outputPath("graph.pdf")).toString("latin1").match(/\/Type\s*\/Page\b/g);
  expect(pages).toHaveLength(1);
});
