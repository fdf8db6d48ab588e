// The page as tests see it: its contract of attributes and names, and nothing of how it is made.

import { expect, test as base, type Locator, type Page } from "@playwright/test";

export class Podreach {
  constructor(readonly page: Page) {}

  /** Opens the page at a path relative to its own address: "", "?yaml=…", "#v1.…". */
  async open(path = ""): Promise<void> {
    await this.page.goto(path === "" ? "./" : `./${path}`);
    await this.ready();
  }

  /** The editor has loaded, which it does not by itself where it is not shown, and the view is not behind the text. */
  async ready(): Promise<void> {
    await this.settled();
    await this.page.evaluate(async () => {
      const { editor } = document.querySelector<HTMLMetaElement>('meta[name="podreach-editor"]')!.dataset;
      await import(new URL(editor!, document.baseURI).href);
    });
    await this.page.waitForFunction(() => Boolean(document.querySelector("podreach-editor")?.shadowRoot));
    await this.settled();
  }

  async settled(): Promise<void> {
    await expect(this.page.locator("main[data-analysis-ms]")).toHaveCount(1);
  }

  editor(): Locator {
    return this.page.locator("podreach-editor");
  }

  async text(): Promise<string> {
    return this.editor().evaluate((element) => (element as unknown as { value: string }).value);
  }

  /** Replaces the text as pasting over everything would. */
  async paste(text: string): Promise<void> {
    await this.editor().evaluate((element, value) => {
      (element as unknown as { value: string }).value = value;
    }, text);
    await this.settled();
  }

  node(id: string): Locator {
    return this.page.locator(`[data-node=${JSON.stringify(id)}]`);
  }

  edge(from: string, to: string): Locator {
    return this.page.locator(`[data-edge][data-from=${JSON.stringify(from)}][data-to=${JSON.stringify(to)}]`);
  }

  /** All nodes and edges of the graph, sorted: two pictures with equal facts are the same picture. */
  async facts(): Promise<string[]> {
    return this.page.evaluate(() => {
      const nodes = [...document.querySelectorAll("[data-node]")].map(
        (node) => `node ${node.getAttribute("data-node")} ${node.getAttribute("data-kind")}`,
      );
      const edges = [...document.querySelectorAll("[data-edge]")].map((edge) =>
        ["data-from", "data-to", "data-ports", "data-state"].map((name) => edge.getAttribute(name)).join(" "),
      );
      return [...nodes, ...edges].sort();
    });
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  tab(name: string): Locator {
    return this.page.getByRole("tab", { name, exact: true });
  }
}

/** A page that fails its test when it reports an error, or asks for anything beyond its own origin. */
export const test = base.extend<{ podreach: Podreach }>({
  podreach: async ({ page, baseURL }, use) => {
    const errors: string[] = [];
    const foreign: string[] = [];
    const origin = new URL(baseURL ?? "").origin;
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    page.on("request", (request) => {
      const url = request.url();
      const own = url.startsWith(`${origin}/`) || url.startsWith("data:") || url.startsWith(`blob:${origin}`);
      if (!own) foreign.push(url);
    });
    await use(new Podreach(page));
    expect(foreign, "requests that leave the origin").toEqual([]);
    expect(errors, "errors of the page").toEqual([]);
  },
});

export { expect };
