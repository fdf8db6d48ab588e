// Who reads large letters sets them in the browser: text, controls and the room around them grow, and the picture keeps its shapes.

import { faults } from "./faults";
import { expect, test } from "./page";
import { reference } from "./scenario";

/** The browser's own text size in pixels; 16 is usual. */
const LARGE = 22;

test.use({
  launchOptions: {
    executablePath: process.env.PODREACH_CHROMIUM,
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", `--blink-settings=defaultFontSize=${LARGE}`],
  },
});

for (const [width, height] of [[1440, 900], [768, 1024]] as const) {
  test(`the browser's text size is honoured at ${width} pixels`, async ({ podreach, page }) => {
    await page.setViewportSize({ width, height });
    await podreach.open();
    const size = (selector: string) => page.locator(selector).first().evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    expect(await size("body")).toBeCloseTo((13 / 16) * LARGE, 1);
    expect.soft(await faults(page), "start page").toEqual([]);
    await podreach.paste(reference("5-web"));
    await podreach.settled();
    // Text in the drawing is as large as its card, whatever the text size; where there is little room, cards are small.
    expect([12, 15]).toContain(await size(".node--workload .node__title"));
    expect.soft(await faults(page), "graph").toEqual([]);
    await podreach.edge("default/api", "default/db").dispatchEvent("click");
    expect.soft(await faults(page), "a connection").toEqual([]);
    for (const view of ["Matrix", "Rules", "Checks"]) {
      await podreach.tab(view).click();
      expect.soft(await faults(page), view).toEqual([]);
    }
  });
}
