// Graph, inspector, matrix, rules, checks.

import { expect, test } from "./page";
import { policies, reference } from "./scenario";

test.beforeEach(async ({ podreach }) => {
  await podreach.open();
  await podreach.paste(reference("5-web"));
});

test("blocked pairs are shown on demand and say who blocks", async ({ podreach, page }) => {
  await podreach.node("default/web").dispatchEvent("click");
  await expect(podreach.edge("default/web", "default/db")).toHaveCount(0);
  await page.getByLabel("Show blocked").check({ force: true });
  const blocked = podreach.edge("default/web", "default/db");
  await expect(blocked).toHaveAttribute("data-state", "blocked");
  await expect(blocked).toHaveAttribute("data-blocked-by", "both");
  await expect(blocked).toHaveAttribute("data-ports", "none");
});

test("an edge is explained down to the line", async ({ podreach, page }) => {
  await podreach.edge("default/web", "default/api").dispatchEvent("click");
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.locator("[data-verdict]").first()).toHaveAttribute("data-verdict", "allowed");
  await expect(inspector.getByText("web-netpol, egress rule 1")).toBeVisible();
  await expect(inspector.getByText("api-netpol, ingress rule 1")).toBeVisible();
  const text = await podreach.text();
  const link = inspector.getByRole("button", { name: /^line \d+$/ }).first();
  const line = Number((await link.textContent())?.replace("line ", ""));
  expect(text.split("\n")[line - 1]).toContain("to:");
  await link.click();
  await expect(podreach.editor().locator(".cm-activeLineGutter").first()).toHaveText(String(line));
  await expect(podreach.editor().locator(".cm-deciding").first()).toBeAttached();
});

test("links to lines follow what is written elsewhere", async ({ podreach, page }) => {
  await podreach.edge("default/web", "default/api").dispatchEvent("click");
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  const link = inspector.locator(".line-link").first();
  await expect(link).toHaveText(/^line \d+$/);
  await inspector.getByLabel("Check another port").fill("443");
  const files = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["# nothing\n"], "notes.yaml", { type: "application/yaml" }));
    return data;
  });
  await page.dispatchEvent("body", "dragenter", { dataTransfer: files });
  await page.dispatchEvent("body", "drop", { dataTransfer: files });
  await expect(page.getByRole("button", { name: "notes.yaml", exact: true })).toBeVisible();
  await expect(link).toHaveText(/\.yaml:\d+$/);
  // The answer is the same, so that the page about it stays as it was.
  await expect(inspector.getByLabel("Check another port")).toHaveValue("443");
});

test("a denied pair says so", async ({ podreach, page }) => {
  await podreach.tab("Matrix").click();
  await page.locator('[data-cell][data-from="default/web"][data-to="default/db"]').click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.locator("[data-verdict]").first()).toHaveAttribute("data-verdict", "denied");
  await expect(inspector.getByRole("heading", { name: /web cannot reach db/ })).toBeVisible();
});

test("the matrix has every pair once, with the graph's words", async ({ podreach, page }) => {
  await podreach.tab("Matrix").click();
  const cell = page.locator('[data-cell][data-from="default/api"][data-to="default/db"]');
  await expect(cell).toHaveCount(1);
  await expect(cell).toHaveAttribute("data-ports", "TCP 5984");
  await expect(cell).toHaveAttribute("data-state", "allowed");
  const diagonal = page.locator('[data-cell][data-from="default/web"][data-to="default/web"]');
  await expect(diagonal).toHaveAttribute("data-state", "blocked");
  await expect(diagonal).toHaveAttribute("data-blocked-by", "source");
});

test("the rules are a table with a sentence each", async ({ podreach, page }) => {
  await podreach.tab("Rules").click();
  await expect(page.getByRole("tab", { name: /^Ingress \d+$/ })).toBeVisible();
  // Both directions say it of the two pods.
  const sentence = "Pods app=web in default may connect to pods app=api in default on TCP 3000.";
  const ingress = page.getByRole("region", { name: "Ingress rules" }).getByText(sentence);
  await expect(ingress).toBeVisible();
  await page.getByRole("tab", { name: /^Egress \d+$/ }).click();
  await expect(ingress).toHaveCount(0);
  await expect(page.getByText(sentence)).toBeVisible();
});

test("rejected policies are listed, with what a lenient client would make of them", async ({ podreach, page }) => {
  await podreach.paste(`${policies["db-netpol"]}\n---\n${policies["web-netpol"].replace("podSelector", "podselector")}`);
  await expect(page.getByText("1 rejected")).toBeVisible();
  await page.getByRole("button", { name: "See which" }).click();
  await expect(page.getByText("Rejected as invalid")).toBeVisible();
  await expect(page.getByText(/Without the unknown fields/)).toBeVisible();
});

test("zoom, fit and pan work and do not change the picture's facts", async ({ podreach, page }) => {
  const before = await podreach.facts();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.getByRole("button", { name: /^Fit/ }).click();
  expect(await podreach.facts()).toEqual(before);
});

test("the picture is dragged with the mouse, and let go", async ({ podreach, page }) => {
  const at = async () => (await podreach.node("default/web").boundingBox())!;
  // The picture is fitted once more when its panel has got its size.
  for (let last = ""; ; ) {
    const now = JSON.stringify(await at());
    if (now === last) break;
    last = now;
    await page.waitForTimeout(150);
  }
  const canvas = (await page.locator(".graph__drawing").boundingBox())!;
  const [x, y] = [canvas.x + canvas.width - 30, canvas.y + canvas.height - 30];
  const before = await at();
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const by of [20, 60, 100]) await page.mouse.move(x - by, y - by / 2);
  await page.mouse.up();
  const moved = async () => {
    const now = await at();
    return [Math.round(now.x - before.x), Math.round(now.y - before.y)];
  };
  await expect.poll(moved).toEqual([-100, -50]);
  await page.mouse.move(x - 300, y - 200);
  await page.waitForTimeout(100);
  expect(await moved()).toEqual([-100, -50]);
});

test("a selected policy stays the selected one", async ({ podreach, page }) => {
  await podreach.paste(policies["db-netpol"]);
  await page.getByRole("button", { name: "db-netpol", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: "db-netpol" })).toBeVisible();
  await podreach.paste([policies["api-netpol"], policies["db-netpol"], policies["web-netpol"]].join("\n---\n"));
  await expect(page.getByRole("heading", { name: "db-netpol" })).toBeVisible();
  await podreach.paste(policies["web-netpol"]);
  await expect(page.getByRole("heading", { name: "web-netpol" })).toHaveCount(0);
});

test("a narrow screen shows one panel at a time", async ({ podreach, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(podreach.editor()).toBeHidden();
  await page.getByRole("button", { name: "Sources", exact: true }).click();
  await expect(podreach.editor()).toBeVisible();
  await page.getByRole("button", { name: "View", exact: true }).click();
  await podreach.edge("default/web", "default/api").dispatchEvent("click");
  await expect(page.getByRole("region", { name: "Selection" })).toContainText("web reaches api on TCP 3000");
  await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Why" }).click();
  await expect(page.getByText("web-netpol, egress rule 1")).toBeVisible();
});

test("embedded, the view stands alone", async ({ podreach, page }) => {
  // There is no editor to wait for.
  await page.goto(`./?embed=1#yaml=${encodeURIComponent(policies["db-netpol"])}`);
  await podreach.settled();
  await expect(podreach.node("rep:default/app=db")).toHaveCount(1);
  await expect(page.getByRole("banner")).toHaveCount(0);
  await expect(podreach.editor()).toHaveCount(0);
});

test("embedded, what is selected is explained, and the whole opens in a window of its own", async ({ podreach, page }) => {
  await page.goto(`./?embed=1#yaml=${encodeURIComponent(reference("5-web"))}`);
  await podreach.settled();
  await podreach.edge("default/web", "default/api").dispatchEvent("click");
  await expect(page.getByText("web-netpol, egress rule 1")).toBeVisible();
  // There is no editor to show a line in.
  await expect(page.getByText("line 85").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "line 85" })).toHaveCount(0);
  const href = await page.getByRole("link", { name: "Open in Podreach" }).getAttribute("href");
  await page.goto(href ?? "");
  await podreach.ready();
  await expect(page.getByRole("heading", { name: "web reaches api on TCP 3000" })).toBeVisible();
  await page.setViewportSize({ width: 700, height: 450 });
  await page.goto(`./?embed=1#yaml=${encodeURIComponent(reference("5-web"))}`);
  await podreach.settled();
  await podreach.edge("default/web", "default/api").dispatchEvent("click");
  await page.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Why" }).click();
  await expect(page.getByText("web-netpol, egress rule 1")).toBeVisible();
  await page.getByRole("button", { name: "Back to the view" }).click();
  await expect(podreach.node("default/web")).toBeVisible();
});

test("the inspector covers nothing of what is selected", async ({ podreach, page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  for (const [from, to] of [["default/web", "default/api"], ["default/web", "kube-system/kube-dns"], ["default/api", "default/db"]] as const) {
    await podreach.edge(from, to).dispatchEvent("click");
    await expect
      .poll(async () => {
        const cover = await page.locator(".page__inspector").boundingBox();
        const ends = await Promise.all([from, to].map((id) => podreach.node(id).boundingBox()));
        return Math.max(...ends.map((end) => (end?.x ?? 0) + (end?.width ?? 0))) <= (cover?.x ?? 0);
      })
      .toBe(true);
  }
});

test("a cluster that is too large for one picture is folded, and everything in it is found", async ({ podreach, page }) => {
  const pods = Array.from({ length: 300 }, (_, at) => {
    const name = `app-${String(at).padStart(3, "0")}`;
    return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: team-${at % 10}, labels: {app: ${name}}}\nspec: {containers: [{name: c}]}\n`;
  });
  await podreach.paste([policies["db-netpol"], ...pods].join("\n---\n"));
  // Nothing is dropped in silence: what is drawn and what that stands for is said.
  await expect(page.getByRole("group", { name: "What is shown" })).toContainText(/^All namespaces300 workloads, 4 not in your YAML: \d+ cards/);
  const drawn = page.locator("[data-node][data-count]");
  const counts = await drawn.evaluateAll((cards) => cards.map((card) => Number(card.getAttribute("data-count"))));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(300);
  expect(await page.locator("[data-node]").count()).toBeLessThanOrEqual(60);
  await expect(podreach.node("team-9/app-299")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.locator("#find").fill("app-299");
  await page.keyboard.press("Enter");
  await expect(podreach.node("team-9/app-299")).toHaveCount(1);
  await expect(page.getByRole("heading", { name: "app-299", exact: true })).toBeVisible();
});

test("pods of a workload that are told apart are parts of one card", async ({ podreach, page }) => {
  const set = `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: queue, namespace: data}\nspec:\n  replicas: 4\n  selector: {matchLabels: {app: queue}}\n  template:\n    metadata: {labels: {app: queue}}\n    spec: {containers: [{name: c, image: c, ports: [{containerPort: 5672}]}]}\n`;
  const policy = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: first, namespace: data}\nspec:\n  podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: queue-0}}\n  policyTypes: [Ingress]\n`;
  await podreach.open();
  await podreach.paste(`${set}---\n${policy}`);
  const whole = page.locator("[data-whole]");
  await expect(whole).toHaveCount(1);
  await expect(whole).toContainText("queue");
  await expect(whole).toContainText("StatefulSet, 4 pods");
  const around = (await whole.locator("rect").boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  for (const [id, title] of [["data/queue", "other pods"], ["data/queue-0", "queue-0"]] as const) {
    await expect(podreach.node(id)).toContainText(title);
    const part = (await podreach.node(id).locator(".node__card").boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 };
    expect(part.x >= around.x && part.x + part.width <= around.x + around.width && part.y + part.height < around.y + around.height, id).toBe(true);
  }
  await podreach.node("data/queue-0").dispatchEvent("click");
  await expect(page.getByRole("complementary", { name: "Inspector" })).toContainText("queue-0");
});
