// Writing, dropping, mending: the picture follows the text.

import { expect, test } from "./page";
import { policies, reference } from "./scenario";

test("typing a policy draws it", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.editor().click();
  const lines = policies["db-netpol"].split("\n");
  for (const line of lines) {
    // The editor indents by itself; each line starts at its own column.
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+End");
    await page.keyboard.insertText(line);
    await page.keyboard.press("Enter");
  }
  await expect(podreach.edge("rep:default/app=api", "rep:default/app=db")).toHaveAttribute("data-ports", "TCP 5984");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+y");
  await expect(podreach.edge("rep:default/app=api", "rep:default/app=db")).toHaveCount(1);
});

test("the reference scenario, step by step", async ({ podreach, page }) => {
  await podreach.open();
  const web = podreach.edge("default/web", "default/api");
  await podreach.paste(reference("1-no-policy"));
  await expect(podreach.node("default/web")).toHaveAttribute("data-kind", "workload");
  await podreach.paste(reference("2-deny-all"));
  await expect(web).toHaveCount(0);
  await podreach.paste(reference("3-db"));
  await expect(podreach.edge("default/api", "default/db")).toHaveCount(0);
  await podreach.paste(reference("4-api"));
  await expect(podreach.edge("default/api", "default/db")).toHaveAttribute("data-ports", "TCP 5984");
  await expect(web).toHaveCount(0);
  await podreach.paste(reference("5-web"));
  await expect(web).toHaveAttribute("data-ports", "TCP 3000");
  await expect(web).toHaveAttribute("data-state", "allowed");
  await expect(podreach.edge("external:Internet", "default/web")).toHaveAttribute("data-ports", "TCP 80");
  await expect(podreach.edge("default/web", "kube-system/kube-dns")).toHaveAttribute("data-ports", "UDP 53");
  await expect(podreach.edge("default/web", "default/db")).toHaveCount(0);
  const elapsed = await page.locator("main").getAttribute("data-analysis-ms");
  expect(Number(elapsed)).toBeGreaterThanOrEqual(0);
});

test("dropped files are added, several at once", async ({ podreach, page }) => {
  await podreach.open();
  const files = await page.evaluateHandle(
    ([cluster, policy]) => {
      const data = new DataTransfer();
      data.items.add(new File([cluster], "cluster.yaml", { type: "application/yaml" }));
      data.items.add(new File([policy], "policy.yaml", { type: "application/yaml" }));
      return data;
    },
    [reference("1-no-policy"), policies["db-netpol"]] as const,
  );
  await page.dispatchEvent("body", "dragenter", { dataTransfer: files });
  await expect(page.getByText("Drop files to add them")).toBeVisible();
  await page.dispatchEvent("body", "drop", { dataTransfer: files });
  await expect(page.getByRole("button", { name: "cluster.yaml", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "policy.yaml", exact: true })).toBeVisible();
  await expect(podreach.edge("default/api", "default/db")).toHaveAttribute("data-ports", "TCP 5984");
  await expect(podreach.edge("default/web", "default/db")).toHaveCount(0);
});

test("dropped files may be UTF-16; bytes that are no text are reported with their place", async ({ podreach, page }) => {
  await podreach.open();
  const files = await page.evaluateHandle(
    ([cluster, policy]) => {
      const wide = Uint16Array.from(`\ufeff${cluster}`, (unit) => unit.charCodeAt(0));
      const bytes = new TextEncoder().encode(`# caf?\n${policy}`);
      bytes[5] = 0xe9;
      const data = new DataTransfer();
      data.items.add(new File([wide], "cluster.yaml"));
      data.items.add(new File([bytes], "policy.yaml"));
      data.items.add(new File([Uint8Array.of(0x1f, 0x8b, 8, 0)], "packed.yaml"));
      return data;
    },
    [reference("1-no-policy"), policies["db-netpol"]] as const,
  );
  await page.dispatchEvent("body", "drop", { dataTransfer: files });
  await expect(podreach.edge("default/api", "default/db")).toHaveAttribute("data-ports", "TCP 5984");
  const said = page.getByRole("status");
  await expect(said.filter({ hasText: "policy.yaml has a byte that is not UTF-8, in line 1, column 6" })).toBeVisible();
  await expect(said.filter({ hasText: "packed.yaml is a gzip archive, not text" })).toBeVisible();
  await expect(page.getByRole("button", { name: "packed.yaml", exact: true })).toHaveCount(0);
});

test("an error is shown at its line and goes away when it is mended", async ({ podreach, page }) => {
  await podreach.open();
  const wrong = policies["db-netpol"].replace("protocol: TCP", "protocol: TPC");
  await podreach.paste(wrong);
  const line = wrong.split("\n").findIndex((text) => text.includes("TPC")) + 1;
  const problem = page.locator(`[data-problem][data-line="${line}"]`).first();
  await expect(problem).toBeVisible();
  await expect(problem).toHaveAttribute("data-source", "untitled.yaml");
  await expect(podreach.editor().locator(".cm-lintRange-error")).toHaveText(/TPC/);
  await problem.click();
  await expect(podreach.editor().locator(".cm-activeLineGutter").first()).toHaveText(String(line));
  await podreach.paste(policies["db-netpol"]);
  await expect(page.locator(`[data-problem][data-line="${line}"]`)).toHaveCount(0);
  await expect(podreach.edge("rep:default/app=api", "rep:default/app=db")).toHaveCount(1);
});

test("the last picture stays while the text is broken by typing", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(policies["db-netpol"]);
  const before = await podreach.facts();
  await podreach.paste(`${policies["db-netpol"]}\n  {`);
  await expect(page.getByText("This is the last valid graph.")).toBeVisible();
  expect(await podreach.facts()).toEqual(before);
  await podreach.paste(policies["db-netpol"]);
  await expect(page.getByText("This is the last valid graph.")).toHaveCount(0);
});

test("work is kept through a reload", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(policies["web-netpol"]);
  await expect(page.getByText("Saved in this browser")).toBeVisible();
  await page.reload();
  await podreach.ready();
  expect(await podreach.text()).toBe(policies["web-netpol"]);
  await expect(podreach.node("rep:default/app=web")).toHaveCount(1);
});

test("hostile text is text", async ({ podreach, page }) => {
  await podreach.open();
  const name = `<img src=x onerror="window.harmed=1">`;
  await podreach.paste(`apiVersion: v1\nkind: Pod\nmetadata:\n  name: ok\n  labels:\n    app: '${name}'\n---\nkind: '${name}'\nmetadata: {name: '${name}'}\n`);
  expect(await page.evaluate(() => "harmed" in window)).toBe(false);
  expect(await page.locator("img").count()).toBe(0);
});

test("a closed source comes back", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(policies["db-netpol"]);
  const before = await podreach.facts();
  await page.getByRole("button", { name: /^Close / }).first().click();
  await expect(page.locator("[data-node]")).toHaveCount(0);
  await page.getByRole("button", { name: "Back to your work" }).click();
  await podreach.settled();
  expect(await podreach.facts()).toEqual(before);
  expect(await podreach.text()).toBe(policies["db-netpol"]);
});
