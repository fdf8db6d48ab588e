// With the person's own colours, shapes still say what colours say elsewhere.

import { barriers } from "./looks";
import { expect, test } from "./page";
import { reference } from "./scenario";

test.use({ forcedColors: "active" });

test("states, switches and the selection can be told without our colours", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
  await podreach.node("default/web").dispatchEvent("click");
  await page.getByLabel("Show blocked").check({ force: true });
  const dashes = (selector: string) => page.locator(selector).first().evaluate((line) => getComputedStyle(line).strokeDasharray);
  const lines = await Promise.all([".edge.is-allowed .edge__line", ".edge.is-open .edge__line", ".edge.is-blocked .edge__line"].map(dashes));
  expect(new Set(lines).size, lines.join(" | ")).toBe(3);
  // Lines, cards and texts take the system's colours, which differ from the ground.
  const colours = await page.evaluate(() => {
    const of = (selector: string, property: "stroke" | "fill") => {
      const found = document.querySelector(selector);
      return found === null ? "" : getComputedStyle(found)[property];
    };
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.cssText = "forced-color-adjust: none; color: CanvasText";
    const text = getComputedStyle(probe).color;
    probe.remove();
    return { text, line: of(".edge.is-allowed .edge__line", "stroke"), name: of(".node__title", "fill"), selected: of(".node.is-selected .node__card", "stroke"), other: of(".node:not(.is-selected) .node__card", "stroke"), ground: getComputedStyle(document.body).backgroundColor };
  });
  expect(colours.line).toBe(colours.text);
  expect(colours.name).toBe(colours.text);
  expect(colours.selected, "the selected card has an outline of its own").not.toBe(colours.other);
  expect(colours.selected).not.toBe(colours.ground);
  const track = (name: string) => page.getByText(name, { exact: true }).locator(".graph-switch__track").evaluate((element) => getComputedStyle(element).backgroundColor);
  const on = await track("Show blocked");
  await page.getByLabel("Show blocked").uncheck({ force: true });
  await expect.poll(() => track("Show blocked"), "a switch that is off looks off").not.toBe(on);
  const tab = page.getByRole("tab", { name: "Graph" });
  const mark = await tab.evaluate((element) => getComputedStyle(element, "::after").backgroundColor);
  expect(mark, "the chosen tab is underlined").not.toBe(colours.ground);
  expect(await barriers(page)).toEqual([]);
});
