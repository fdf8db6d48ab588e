// The reference scenario and its policies (tests/fixtures/reference), as the tests paste and link them.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const files = ["1-app", "2-deny-all", "3-db-netpol", "4-api-netpol", "5-web-netpol"] as const;

const read = (name: (typeof files)[number]): string =>
  readFileSync(join(__dirname, "..", "fixtures", "reference", `${name}.yaml`), "utf8");

/** A step of the reference scenario, the text that ships as an example. */
export function reference(step: "1-no-policy" | "2-deny-all" | "3-db" | "4-api" | "5-web"): string {
  const [app, ...policies] = files.slice(0, Number(step[0]));
  return [...policies, app].map(read).join("---\n");
}

/** The same YAML with the items of lists below the first letter of their key, as old links have it. */
function flush(text: string): string {
  const lists: number[] = [];
  const lines = text.split("\n").map((line) => {
    const at = line.search(/\S/);
    const item = line.trimStart().startsWith("- ");
    while (lists.length > 0 && (lists[lists.length - 1] > at || (lists[lists.length - 1] === at && !item))) lists.pop();
    if (item && lists[lists.length - 1] !== at) lists.push(at);
    return line.slice(2 * lists.length);
  });
  return lines.join("\n").trimEnd();
}

/** The four policies, each alone. */
export const policies = {
  "deny-all": flush(read("2-deny-all")),
  "db-netpol": flush(read("3-db-netpol")),
  "api-netpol": flush(read("4-api-netpol")),
  "web-netpol": flush(read("5-web-netpol")),
} as const;

/** The short form of old links: a newline and its blanks become a newline and their number. */
export function shortForm(text: string, marker = ""): string {
  const lines = text.replace(/\n( +)/g, (_, blanks: string) => `\n${blanks.length + 1}${marker}`);
  return encodeURIComponent(lines).replace(/%3A/g, ":").replace(/%2C/g, ",");
}
