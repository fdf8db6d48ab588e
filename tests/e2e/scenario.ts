// The reference scenario and its policies, as the tests paste and link them.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** A step of the reference scenario, the text that ships as an example. */
export function reference(step: "1-no-policy" | "2-deny-all" | "3-db" | "4-api" | "5-web"): string {
  return readFileSync(join(root, "web", "examples", `reference-${step}.yaml`), "utf8");
}

const head = (name: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${name}\nspec:\n`;
const pods = (app: string): string => `  podSelector:\n    matchLabels:\n      app: ${app}\n`;
const from = (app: string, port: number): string =>
  `  - from:\n    - podSelector:\n        matchLabels:\n          app: ${app}\n    ports:\n    - port: ${port}\n      protocol: TCP\n`;
const to = (app: string, port: number): string => from(app, port).replace("from:", "to:");
const dns =
  "  - to:\n    - namespaceSelector:\n        matchLabels:\n          name: kube-system\n      podSelector:\n        matchLabels:\n          k8s-app: kube-dns\n    ports:\n    - port: 53\n      protocol: UDP\n";
const both = "  policyTypes:\n  - Ingress\n  - Egress\n";

/** The four policies, each alone. */
export const policies = {
  "deny-all": `${head("deny-all")}  podSelector: {}\n${both}`.trimEnd(),
  "db-netpol": `${head("db-netpol")}${pods("db")}  policyTypes:\n  - Ingress\n  ingress:\n${from("api", 5984)}`.trimEnd(),
  "api-netpol": `${head("api-netpol")}${pods("api")}${both}  ingress:\n${from("web", 3000)}  egress:\n${to("db", 5984)}${dns}`.trimEnd(),
  "web-netpol": `${head("web-netpol")}${pods("web")}${both}  ingress:\n  - from: []\n    ports:\n    - port: 80\n      protocol: TCP\n  egress:\n${to("api", 3000)}${dns}`.trimEnd(),
} as const;

/** The short form of old links: a newline and its blanks become a newline and their number. */
export function shortForm(text: string, marker = ""): string {
  const lines = text.replace(/\n( +)/g, (_, blanks: string) => `\n${blanks.length + 1}${marker}`);
  return encodeURIComponent(lines).replace(/%3A/g, ":").replace(/%2C/g, ",");
}
