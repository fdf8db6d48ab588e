// That a state of the page can be read and used by everyone, in light and dark.

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { faults } from "./faults";
import { expect } from "./page";

/** What axe is asked. */
interface Asked {
  /** Parts of the page; without them, all of it. */
  within?: string[];
  /** Rules that do not fit what is looked at. */
  without?: string[];
}

/** What axe finds in what is shown. The page has no frames, and what passes takes as long to report as what fails. */
async function found(page: Page, rules: string[] | undefined, { within = [], without = [] }: Asked): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  axe.options({ resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
  for (const part of within) axe.include(part);
  if (rules === undefined && without.length > 0) axe.disableRules(without);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`));
}

/** Barriers that axe knows, each in a line: all of them in light, and in dark those of colours, which are all that differs there. */
export async function barriers(page: Page, asked: Asked = {}): Promise<string[]> {
  const light = await found(page, undefined, asked);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await found(page, ["color-contrast"], asked);
  await page.emulateMedia({ colorScheme: "light" });
  return [...light, ...dark.map((one) => `dark: ${one}`)];
}

/** Nothing is cut or covered, and nothing is a barrier; `state` is for messages. */
export async function looksRight(page: Page, state: string): Promise<void> {
  expect.soft(await faults(page), state).toEqual([]);
  expect.soft(await barriers(page), state).toEqual([]);
}
