// Links to the viewer that is gone open here when host and path are replaced, in the query and behind the #.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Podreach } from "./page";
import { policies, shortForm } from "./scenario";

const places = ["?yaml=", "#yaml="] as const;

type Check = (podreach: Podreach) => Promise<void>;

const checks: Record<keyof typeof policies, Check> = {
  "deny-all": async (podreach) => {
    await expect(podreach.node("rep:default/*")).toHaveAttribute("data-kind", "representative");
    await expect(podreach.node("external:Internet")).toHaveAttribute("data-kind", "external");
    await expect(podreach.edge("external:Internet", "rep:default/*")).toHaveCount(0);
    await expect(podreach.edge("rep:default/*", "external:Internet")).toHaveCount(0);
  },
  "db-netpol": async (podreach) => {
    const edge = podreach.edge("rep:default/app=api", "rep:default/app=db");
    await expect(edge).toHaveAttribute("data-ports", "TCP 5984");
    await expect(edge).toHaveAttribute("data-state", "allowed");
    await expect(podreach.edge("external:Internet", "rep:default/app=db")).toHaveCount(0);
  },
  "api-netpol": async (podreach) => {
    await expect(podreach.edge("rep:default/app=web", "rep:default/app=api")).toHaveAttribute("data-ports", "TCP 3000");
    await expect(podreach.edge("rep:default/app=api", "rep:default/app=db")).toHaveAttribute("data-ports", "TCP 5984");
    const dns = podreach.edge("rep:default/app=api", "rep:{name=kube-system}/k8s-app=kube-dns");
    await expect(dns).toHaveAttribute("data-ports", "UDP 53");
    await expect(dns).toHaveAttribute("data-state", "allowed");
  },
  "web-netpol": async (podreach) => {
    await expect(podreach.edge("external:Internet", "rep:default/app=web")).toHaveAttribute("data-ports", "TCP 80");
    await expect(podreach.edge("rep:default/app=web", "rep:default/app=api")).toHaveAttribute("data-ports", "TCP 3000");
    await expect(podreach.edge("rep:default/app=web", "external:Internet")).toHaveCount(0);
  },
};

for (const place of places) {
  for (const [name, check] of Object.entries(checks)) {
    const text = policies[name as keyof typeof policies];
    for (const [form, value] of [
      ["short", shortForm(text)],
      ["plain", encodeURIComponent(text)],
    ] as const) {
      test(`${name} opens from ${place} in the ${form} form`, async ({ podreach }) => {
        await podreach.open(`${place}${value}`);
        expect((await podreach.text()).trimEnd()).toBe(text);
        await check(podreach);
        const url = new URL(podreach.page.url());
        expect(url.search, "the text is not left where browsers send it").toBe("");
        expect(url.hash.startsWith("#yaml=")).toBe(true);
      });
    }
  }

  test(`the form with a marker opens from ${place}`, async ({ podreach }) => {
    const text = `${policies["db-netpol"]}\n  # kept`;
    await podreach.open(`${place}${shortForm(text, "|~|")}`);
    expect((await podreach.text()).trimEnd()).toBe(text);
    await checks["db-netpol"](podreach);
  });
}

const vectors = join(__dirname, "..", "..", "..", "shared", "links", "tufin_vectors.json");
if (existsSync(vectors)) {
  const list = JSON.parse(readFileSync(vectors, "utf8")) as { link_param: string; yaml: string; case?: string }[];
  for (const [at, vector] of list.entries()) {
    for (const place of places) {
      test(`link ${at + 1} of others (${vector.case ?? "policy"}) opens from ${place}`, async ({ podreach }) => {
        await podreach.open(`${place}${vector.link_param}`);
        expect((await podreach.text()).trimEnd()).toBe(vector.yaml);
      });
    }
  }
}

test("a broken link says so and leaves the editor as it was", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(policies["db-netpol"]);
  await expect(page.getByText("Saved in this browser")).toBeVisible();
  await page.goto("about:blank");
  await podreach.open("#v1.this-is-no-link");
  await expect(page.getByRole("status").filter({ hasText: "broken" })).toBeVisible();
  expect(await podreach.text()).toBe(policies["db-netpol"]);
});

test("a link of a newer version says so", async ({ podreach, page }) => {
  await podreach.open("#v7.abc");
  await expect(page.getByRole("status").filter({ hasText: "newer version" })).toBeVisible();
});

test("a blank line that was counted into the number behind it comes back", async ({ podreach }) => {
  await podreach.open("?yaml=kind:%20Pod%0Ametadata:%0A3name:%20a%0A4labels:%20%7Bapp:%20a%7D");
  expect((await podreach.text()).trimEnd()).toBe("kind: Pod\nmetadata:\n  name: a\n\n  labels: {app: a}");
});
