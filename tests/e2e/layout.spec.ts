// Every view and state at every size, light and dark: nothing overlaps, nothing is cut without a word, everything can be hit.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { faults } from "./faults";
import { expect, test, type Podreach } from "./page";
import { policies, reference } from "./scenario";

/** Name, width, height; at 200 % a window has half of its pixels each way. */
const sizes: [string, number, number][] = [
  ["360", 360, 740],
  ["768", 768, 1024],
  ["1024", 1024, 768],
  ["1440", 1440, 900],
  ["2560", 2560, 1440],
  ["1024 at 200 %", 512, 384],
  ["1440 at 200 %", 720, 450],
  ["2560 at 200 %", 1280, 720],
];

type Theme = "light" | "dark";

/** Looks at the page in both themes, or in one; `state` is for messages. */
async function look(podreach: Podreach, state: string, themes: readonly Theme[] = ["light", "dark"]): Promise<void> {
  for (const colorScheme of themes) {
    await podreach.page.emulateMedia({ colorScheme });
    // What follows a change of size is drawn a frame later.
    await podreach.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    expect.soft(await faults(podreach.page), `${state}, ${colorScheme}`).toEqual([]);
  }
}

const isNarrow = (podreach: Podreach): boolean => (podreach.page.viewportSize()?.width ?? 0) < 900;

/** On a narrow screen, changes to a panel; elsewhere all are there. */
async function panel(podreach: Podreach, name: "Sources" | "View" | "Why"): Promise<void> {
  if (isNarrow(podreach)) {
    await podreach.page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name }).click();
  }
}

async function openStep(podreach: Podreach, example: number, step: number): Promise<void> {
  await podreach.button("Examples").click();
  const card = podreach.page.locator("dialog .examples-gallery__card").nth(example);
  const steps = card.locator(".examples-gallery__step");
  const several = (await steps.count()) > 0;
  await (several ? steps.nth(step) : card.locator(".examples-gallery__open")).click();
  await podreach.settled();
}

/** Files with names as people have them. */
const longNames: [string, string][] = [
  ["k8s-production-eu-west-1-network-policies-of-the-checkout-team.yaml", policies["web-netpol"].replace("web-netpol", "isolate-ingress-of-the-checkout-service-from-everything-else")],
  ["cluster.yaml", reference("1-no-policy")],
  ["policies.yaml", [policies["deny-all"], policies["db-netpol"], policies["api-netpol"]].join("\n---\n")],
];

async function addFiles(podreach: Podreach): Promise<void> {
  const files = await podreach.page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const [name, text] of list) data.items.add(new File([text], name, { type: "application/yaml" }));
    return data;
  }, longNames);
  await podreach.page.dispatchEvent("body", "drop", { dataTransfer: files });
  await expect(podreach.page.locator(".sources-tabs__item")).toHaveCount(4);
  await podreach.settled();
}

const steps = (): number[] => {
  const text = readFileSync(join(__dirname, "..", "..", "web", "src", "examples", "catalogue.rs"), "utf8");
  return text.split("    Example {").slice(1).map((example) => example.split("Step {").length - 1);
};

for (const [name, width, height] of sizes) {
  test.describe(`${name} pixels`, () => {
    test.use({ viewport: { width, height } });

    test("the start page, dialogs, and what each view shows", async ({ podreach, page }) => {
      await podreach.open();
      await look(podreach, "start page");
      await panel(podreach, "Sources");
      await look(podreach, "empty sources");
      await podreach.button("Examples").click();
      await look(podreach, "gallery");
      await page.keyboard.press("Escape");
      await podreach.paste(reference("5-web"));
      await look(podreach, "sources");
      await panel(podreach, "View");
      for (const view of ["Graph", "Matrix", "Rules", "Checks"]) {
        await podreach.tab(view).click();
        await look(podreach, view);
      }
      await podreach.tab("Matrix").click();
      await page.locator('[data-cell][data-from="default/web"][data-to="default/db"]').click();
      await look(podreach, "matrix with a cell");
      // At 1024 pixels the inspector lies on the tools until the selection is cleared.
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Transpose" }).click();
      await page.getByRole("textbox", { name: "Port", exact: true }).fill("5984");
      await page.keyboard.press("Enter");
      await look(podreach, "matrix on a port, turned");
      await page.getByRole("button", { name: "Every port instead of TCP 5984" }).click();
      await podreach.tab("Rules").click();
      await page.getByRole("tab", { name: /^Egress \d+$/ }).click();
      await look(podreach, "rules of egress");
      await podreach.tab("Graph").click();
      await podreach.button("Share").click();
      await expect(page.getByText("Copied.")).toBeVisible();
      await look(podreach, "share");
      await podreach.button("Done").click();
      await openStep(podreach, 0, 1);
      await expect(podreach.button("Back to your work")).toBeVisible();
      await look(podreach, "a message");
      await podreach.button("Dismiss").click();
      await panel(podreach, "Sources");
      await podreach.paste(`${policies["db-netpol"].replace("protocol: TCP", "protocol: TPC")}\n---\n${policies["web-netpol"].replace("podSelector", "podselector")}\n---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n`);
      await look(podreach, "problems");
      await panel(podreach, "View");
      await podreach.tab("Checks").click();
      await look(podreach, "checks with refusals");
      await podreach.tab("Rules").click();
      await look(podreach, "rules with refusals");
    });

    test("the inspector, with several files of long names", async ({ podreach, page }) => {
      await podreach.open();
      await podreach.paste("apiVersion: v1\nkind: Service\nmetadata: {name: api}\nspec: {selector: {app: api}, ports: [{port: 8080, targetPort: 3000}]}\n");
      await addFiles(podreach);
      await panel(podreach, "Sources");
      await look(podreach, "sources of several files");
      await panel(podreach, "View");
      await podreach.tab("Checks").click();
      await look(podreach, "checks of several files");
      await podreach.tab("Graph").click();
      const picks: [string, () => Promise<void>][] = [
        ["nothing", async () => {}],
        ["a workload", () => podreach.node("default/web").dispatchEvent("click")],
        ["a connection", () => podreach.edge("default/api", "default/db").dispatchEvent("click")],
        ["a namespace", () => page.locator('[data-node="namespace:default"] .namespace__name').dispatchEvent("click")],
        ["the outside", () => podreach.node("external:Internet").dispatchEvent("click")],
      ];
      for (const [what, pick] of picks) {
        await pick();
        await look(podreach, `${what} picked`);
        await panel(podreach, "Why");
        await look(podreach, `${what} explained`);
        await panel(podreach, "View");
      }
      await podreach.node("default/web").dispatchEvent("click");
      await page.getByLabel("Show blocked").check({ force: true });
      await look(podreach, "blocked pairs of a workload");
      await panel(podreach, "Why");
      await page.locator(".page__inspector .inspector-entries").first().getByRole("button").first().click();
      await look(podreach, "a policy or a peer explained");
    });

    test("every step of every example", async ({ podreach }) => {
      await podreach.open();
      for (const [example, count] of steps().entries()) {
        for (let step = 0; step < count; step += 1) {
          await openStep(podreach, example, step);
          await look(podreach, `example ${example + 1}, step ${step + 1}`, [step % 2 === 0 ? "light" : "dark"]);
        }
      }
    });

    test("embedded", async ({ podreach, page }) => {
      await page.goto(`./?embed=1#yaml=${encodeURIComponent(reference("5-web"))}`);
      await podreach.settled();
      for (const view of ["Graph", "Matrix", "Rules", "Checks"]) {
        await podreach.tab(view).click();
        await look(podreach, `embedded ${view}`);
      }
      await podreach.tab("Graph").click();
      await podreach.edge("default/web", "default/api").dispatchEvent("click");
      await look(podreach, "embedded, with a connection");
    });
  });
}
