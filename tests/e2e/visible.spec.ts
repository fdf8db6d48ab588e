// Names of others are shown as what they are: nothing invisible, nothing that passes for something else.

import { expect, test, type Podreach } from "./page";

const HIDDEN = "\u202e\u200b\u00ad\u2066";
/** A Cyrillic letter that looks like an `a`. */
const LOOKALIKE = "p\u0430y";

const name = JSON.stringify(`web${HIDDEN}x`);
const yaml = `apiVersion: v1
kind: Namespace
metadata: {name: ${JSON.stringify(`shop${HIDDEN}`)}, labels: {team: ${name}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${JSON.stringify(`shop${HIDDEN}`)}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: c, image: i, ports: [{containerPort: 80, name: ${name}}]}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: ${JSON.stringify(LOOKALIKE)}, labels: {app: pay}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${JSON.stringify(`shop${HIDDEN}`)}}
spec: {type: LoadBalancer, selector: {app: ${name}}, ports: [{port: 80, name: ${name}}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}}
spec: {podSelector: {matchLabels: {app: pay}}, ingress: [{from: [{podSelector: {matchLabels: {app: ${name}}}}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: plain}
spec: {podSelector: {matchLabels: {app: pay}}, ingress: [{from: [{podSelector: {matchLabels: {app: other}}}], ports: [{port: 80}]}]}
---
kind: ${name}
apiVersion: example.com/v1
metadata: {name: ${name}}
`;

/** Invisible characters in what is shown or read out; the editor shows text in its own way. */
async function hidden(podreach: Podreach): Promise<string[]> {
  return podreach.page.evaluate(() => {
    const found: string[] = [];
    const bad = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
    const walk = (node: Node) => {
      if (node.nodeType === Node.TEXT_NODE && bad.test(node.textContent ?? "")) found.push(`text in ${node.parentElement?.className ?? ""}: ${JSON.stringify(node.textContent)}`);
      if (node instanceof Element) {
        if (node.tagName === "PODREACH-EDITOR") return;
        for (const attribute of ["title", "aria-label", "placeholder"]) {
          if (bad.test(node.getAttribute(attribute) ?? "")) found.push(`${attribute} of ${node.getAttribute("class") ?? node.tagName}: ${JSON.stringify(node.getAttribute(attribute))}`);
        }
      }
      node.childNodes.forEach(walk);
    };
    walk(document.body);
    if (bad.test(document.title)) found.push("the title of the document");
    return found;
  });
}

test("invisible characters are written out, wherever a name is shown", async ({ podreach, page }) => {
  await podreach.open();
  const file = await page.evaluateHandle(([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type: "application/yaml" }));
    return data;
  }, [`evil${HIDDEN}.yaml`, yaml] as const);
  await page.dispatchEvent("body", "drop", { dataTransfer: file });
  await expect(page.locator("[data-node]").first()).toBeVisible();
  for (const view of ["Matrix", "Rules", "Checks", "Graph"]) {
    await podreach.tab(view).click();
    expect.soft(await hidden(podreach), view).toEqual([]);
  }
  const nodes = page.locator(".graph__nodes [data-node], .graph__edges [data-edge], .namespace__name");
  for (let at = 0; at < (await nodes.count()); at += 1) {
    await nodes.nth(at).dispatchEvent("click");
    expect.soft(await hidden(podreach), `picked thing ${at}`).toEqual([]);
  }
  await page.keyboard.press("Escape");
  await page.locator(".page__inspector .inspector-entry__name").first().click();
  expect.soft(await hidden(podreach), "a policy").toEqual([]);
  await podreach.button("Share").click();
  expect.soft(await hidden(podreach), "share").toEqual([]);
  await expect(page.getByText("\\u{202e}").first()).toBeAttached();
});

test("a letter that looks like another is marked", async ({ podreach, page }) => {
  await podreach.open();
  await podreach.paste(yaml);
  const card = podreach.node(`default/${LOOKALIKE}`);
  await expect(card.locator(".foreign").first()).toHaveText("\u0430");
  await card.dispatchEvent("click");
  await expect(page.locator(".inspector__title .foreign")).toHaveAttribute("title", "U+0430: not ASCII");
});
