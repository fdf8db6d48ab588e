// Makes the pictures of docs/pictures.md: screenshots of the shipped page with inputs of every size.
//
//     cargo xtask dist && cargo build --release -p podreach-cli --example cluster
//     node docs/pictures.mjs [--dist FOLDER] [--inputs FOLDER] [--cluster PROGRAM] [--out FOLDER] [--png] [NAME …]
//
// `--inputs` is a folder with inputs of other projects, as docs/pictures.md lists them. What is not there is left out, and said.
// Names restrict what is made. The pictures are WebP; `--png` writes PNG. PODREACH_CHROMIUM is the browser, /usr/bin/chromium otherwise.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

import { serve } from "../tests/bench/server.mjs";

const root = join(import.meta.dirname, "..");
const string = (value) => ({ type: "string", default: value });
const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    dist: string(join(root, "dist")),
    inputs: string(""),
    cluster: string(join(root, "target/release/examples/cluster")),
    out: string(join(root, "docs/pictures")),
    png: { type: "boolean", default: false },
  },
});

// Inputs. Each is a function that returns a text, or nothing where what it needs is not there.

const join_ = (texts) => texts.map((text) => text.trimEnd()).join("\n---\n").concat("\n");

/** The YAML files at `path`, a file or a folder, of `folder`. */
const files = (folder, path, only = () => true) => () => {
  const at = resolve(folder, path);
  if (folder === "" || !existsSync(at)) return undefined;
  const names = statSync(at).isDirectory() ? readdirSync(at).filter((name) => name.endsWith(".yaml") && only(name)).sort() : [""];
  return join_(names.map((name) => readFileSync(join(at, name), "utf8")));
};

const theirs = (path, only) => files(options.inputs, path, only);
const fixture = (path, only) => files(join(root, "tests/fixtures"), path, only);

/** The generator that benchmarks use. */
const generated = (pods, replicas, namespaces, policies) => () => {
  if (!existsSync(options.cluster)) return undefined;
  return execFileSync(options.cluster, [pods, replicas, namespaces, policies].map(String), { maxBuffer: 1 << 28, encoding: "utf8" });
};

/** The shape that no graph helps with: every policy names many namespaces, pods, ports and blocks, and hardly two pods are alike. */
const dense = (namespaces, pods, policies) => () => {
  const five = [0, 1, 2, 3, 4];
  const documents = [];
  for (let space = 0; space < namespaces; space += 1) {
    documents.push(`apiVersion: v1\nkind: Namespace\nmetadata: {name: space-${space}, labels: {space: s${space}}}`);
    for (let pod = 0; pod < pods; pod += 1) {
      documents.push(
        `apiVersion: v1\nkind: Pod\nmetadata: {name: pod-${pod}, namespace: space-${space}, labels: {pod: p${pod}}}\n` +
          `spec: {containers: [{name: main, image: main, ports: [{containerPort: 8080}]}]}`,
      );
    }
    for (let policy = 0; policy < policies; policy += 1) {
      const seed = 7 * space + 3 * policy;
      const spaces = five.map((at) => `s${(seed + 5 * at) % namespaces}`).join(", ");
      const peers = five.map((at) => `p${(policy + 3 * at) % pods}`).join(", ");
      const ports = five.flatMap((at) => [`{port: ${8000 + at}}`, `{port: ${9000 + 100 * at}, endPort: ${9010 + 100 * at + (seed % 40)}}`]).join(", ");
      const blocks = five.map((at) => `{ipBlock: {cidr: 10.${seed % 250}.${16 * at}.0/20}}`).join(", ");
      const from = `{namespaceSelector: {matchExpressions: [{key: space, operator: In, values: [${spaces}]}]}, podSelector: {matchExpressions: [{key: pod, operator: In, values: [${peers}]}]}}`;
      documents.push(
        `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: policy-${policy}, namespace: space-${space}}\n` +
          `spec: {podSelector: {matchLabels: {pod: p${policy % pods}}}, policyTypes: [Ingress], ingress: [{from: [${from}, ${blocks}], ports: [${ports}]}]}`,
      );
    }
  }
  return join_(documents);
};

const reference = fixture("reference");
const boutique = theirs("conformance/demos/online-boutique");
const sockShop = theirs("conformance/demos/sock-shop");
const prometheus = theirs("datasets/kube-prometheus.yaml");
const tenants = theirs("moj-cloud-platform", (name) => name !== "calico.yaml");

/** The reference scenario after an edit: web may reach db as well, and api asks for no names any more. */
const edited = () => {
  const replaced = (text, what, by) => {
    if (text.split(what).length !== 2) throw new Error(`not once in the reference scenario: ${what}`);
    return text.replace(what, by);
  };
  const app = (name) => `        - podSelector:\n            matchLabels:\n              app: ${name}\n`;
  const ports = (number, protocol) => `      ports:\n        - port: ${number}\n          protocol: ${protocol}\n`;
  const toDb = `    - to:\n${app("db")}${ports(5984, "TCP")}`;
  const names = "        - namespaceSelector:\n            matchLabels:\n              name: kube-system\n          podSelector:\n            matchLabels:\n              k8s-app: kube-dns\n";
  const toNames = `    - to:\n${names}${ports(53, "UDP")}`;
  const toApi = `${app("api")}${ports(3000, "TCP")}`;
  const fromApi = `${app("api")}      ports:\n        - port: 5984\n`;
  let text = replaced(reference(), `${toDb}${toNames}`, toDb);
  text = replaced(text, toApi, `${toApi}${toDb}`);
  return replaced(text, fromApi, fromApi.replace("      ports:", `${app("web")}      ports:`));
};

// What is done before the picture is taken.

const press = (key) => (page) => page.keyboard.press(key);
const node = (id) => (page) => page.locator(`[data-node=${JSON.stringify(id)}]`).first().click();
const edge = (from, to) => (page) => page.locator(`[data-edge][data-from=${JSON.stringify(from)}][data-to=${JSON.stringify(to)}]`).first().dispatchEvent("click");
const type = (text) => (page) => page.keyboard.type(text);
const button = (name) => (page) => page.getByRole("button", { name, exact: true }).first().click();
const tab = (name) => (page) => page.getByRole("tab", { name, exact: true }).click();
const write = (text) => async (page) => {
  await page.evaluate((value) => (document.querySelector("podreach-editor").value = value), text);
  await page.waitForTimeout(400);
  await page.waitForFunction(() => document.querySelector("main[data-analysis-ms]:not(.skeleton *)") !== null);
};
const change = (text) => (page) => write(text())(page);
const leaveEditor = (page) => page.evaluate(() => document.activeElement?.blur());

const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

/** Texts of others stay out of the pictures: what they are of is the graph. */
const closed = button("Close the sources");
const opened = async (page) => {
  await node("group:team-000")(page);
  await page.keyboard.press("Enter");
};
const small = generated(60, 2, 6, 40);
const middle = generated(400, 1, 20, 420);
const large = generated(2000, 4, 100, 500);

/** All pictures: file name, input, and what else differs from a light page of 1,440 by 900. */
const pictures = [
  { name: "start", input: () => "" },
  { name: "reference", input: reference, acts: [edge("default/web", "default/api")] },
  { name: "reference-dark", input: reference, acts: [node("default/api")], scheme: "dark" },
  { name: "lone-policy", input: fixture("reference/4-api-netpol.yaml") },
  { name: "matrix", input: reference, acts: [tab("Matrix")] },
  { name: "rules", input: reference, acts: [tab("Rules")] },
  { name: "compare", input: reference, acts: [button("Compare"), change(edited)] },
  { name: "compare-dark", input: reference, acts: [button("Compare"), change(edited)], scheme: "dark" },
  { name: "online-boutique", input: boutique, acts: [closed] },
  { name: "focus", input: boutique, acts: [closed, node("default/frontend"), press("f")] },
  { name: "sock-shop", input: sockShop, acts: [closed] },
  { name: "kube-prometheus", input: prometheus, acts: [closed] },
  { name: "find", input: prometheus, acts: [closed, press("/"), type("grafana"), press("ArrowDown")] },
  { name: "tenants", input: tenants, acts: [closed] },
  { name: "generated-60", input: small },
  { name: "generated-400", input: middle },
  { name: "generated-2000", input: large },
  { name: "generated-2000-opened", input: large, acts: [opened] },
  { name: "generated-2000-dark", input: large, scheme: "dark" },
  { name: "generated-10000", input: generated(10000, 5, 200, 2000) },
  { name: "dense", input: dense(24, 10, 20) },
  { name: "dense-matrix", input: dense(24, 10, 20), acts: [tab("Matrix")] },
  { name: "phone", input: reference, size: phone, scale: 2 },
  { name: "phone-dark", input: large, size: phone, scale: 2, scheme: "dark" },
];

/** Bytes that a picture may have, and what WebP gives up to get there. */
const LARGEST = 150_000;
const QUALITIES = [82, 74, 66, 58, 50, 42];

/** The picture's bytes: as good as they can be within the bound. */
const shot = async (session, clip) => {
  if (options.png) return Buffer.from((await session.send("Page.captureScreenshot", { format: "png", clip })).data, "base64");
  let bytes;
  for (const quality of QUALITIES) {
    bytes = Buffer.from((await session.send("Page.captureScreenshot", { format: "webp", quality, clip })).data, "base64");
    if (bytes.length <= LARGEST) break;
  }
  return bytes;
};

const take = async (browser, url, picture, text) => {
  const size = picture.size ?? wide;
  const context = await browser.newContext({
    viewport: size,
    colorScheme: picture.scheme ?? "light",
    reducedMotion: "reduce",
    serviceWorkers: "block",
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(url);
    // A phone does not load the editor before it shows the sources.
    await page.waitForSelector("main[data-analysis-ms]:not(.skeleton *)", { state: "attached" });
    await page.evaluate(() => {
      const { editor } = document.querySelector('meta[name="podreach-editor"]').dataset;
      return import(new URL(editor, document.baseURI).href);
    });
    await page.waitForFunction(() => Boolean(document.querySelector("podreach-editor")?.shadowRoot));
    if (text !== "") await write(text)(page);
    await page.waitForTimeout(600);
    await leaveEditor(page);
    for (const act of picture.acts ?? []) {
      page.setDefaultTimeout(15_000);
      await act(page);
      await page.waitForTimeout(500);
    }
    await page.mouse.move(size.width - 2, size.height - 2);
    await page.waitForTimeout(700);
    const session = await context.newCDPSession(page);
    const bytes = await shot(session, { x: 0, y: 0, ...size, scale: picture.scale ?? 1.25 });
    writeFileSync(join(options.out, `${picture.name}.${options.png ? "png" : "webp"}`), bytes);
    console.log(`${picture.name}: ${Math.round(bytes.length / 1000)} kB`);
  } finally {
    await context.close();
  }
};

mkdirSync(options.out, { recursive: true });
const site = await serve(options.dist);
const browser = await chromium.launch({ executablePath: process.env.PODREACH_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-quic", "--no-first-run"] });
let failed = false;
for (const picture of pictures) {
  if (wanted.length > 0 && !wanted.includes(picture.name)) continue;
  const text = picture.input();
  if (text === undefined) {
    console.log(`${picture.name}: left out, its input is not there`);
    continue;
  }
  try {
    await take(browser, site.url, picture, text);
  } catch (error) {
    failed = true;
    console.error(`${picture.name}: ${error.message}`);
  }
}
await browser.close();
site.end();
process.exitCode = failed ? 1 : 0;
