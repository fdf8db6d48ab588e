// What is wrong with how a page is laid out, as a person would see it: texts over texts, texts that are cut without a word,
// controls that are too small to hit, labels over labels in the graph. Found in the page as it is, with no knowledge of what
// it is made of beyond what lies over the rest on purpose.

import type { Page } from "@playwright/test";

/** Everything that is wrong with the layout at the moment, each in a line. */
export async function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    /** What lies over the rest on purpose; texts are compared within one of them. */
    const LAYERS = "dialog, .toast-area, .page__inspector, .graph-legend, .graph-zoom, .sheet, .sources-drop, .graph__note, .find__popup, .filters-menu";
    const SMALLEST = 24;
    const found = new Set<string>();
    const say = (what: string) => found.add(what);

    const short = (text: string) => {
      const plain = text.replace(/\s+/g, " ").trim();
      return plain.length > 40 ? `${plain.slice(0, 40)}...` : plain;
    };
    const name = (element: Element) => {
      const classes = (element.getAttribute("class") ?? "").split(/\s+/).slice(0, 2).join(".");
      return `${element.tagName.toLowerCase()}${classes === "" ? "" : `.${classes}`}`;
    };
    const styles = new Map<Element, CSSStyleDeclaration>();
    const style = (element: Element) => {
      const known = styles.get(element) ?? getComputedStyle(element);
      styles.set(element, known);
      return known;
    };
    /** Hundreds of texts stand in the same few boxes. */
    const frames = new Map<Element, DOMRect>();
    const frameOf = (element: Element) => {
      const known = frames.get(element) ?? element.getBoundingClientRect();
      frames.set(element, known);
      return known;
    };
    const hiding = new Map<Element, { x: string; y: string; ellipsis: boolean; fixed: boolean }>();
    const hidingOf = (element: Element) => {
      const known = hiding.get(element);
      if (known !== undefined) return known;
      const { overflowX, overflowY, textOverflow, webkitLineClamp, position } = style(element);
      const read = { x: overflowX, y: overflowY, ellipsis: textOverflow === "ellipsis" || webkitLineClamp !== "none", fixed: position === "fixed" };
      hiding.set(element, read);
      return read;
    };
    const isHiddenText = (element: Element) => element.closest(".visually-hidden, .graph__silent, noscript, script, style, title, option, datalist") !== null;
    const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
    const isClippedAway = (element: Element) => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        if (style(at).clipPath === "inset(50%)") return true;
      }
      return false;
    };
    const hasTitle = (element: Element) => {
      for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) {
        if ((at.getAttribute("title") ?? "").trim() !== "") return true;
        if (at instanceof SVGElement && [...at.children].some((child) => child.tagName === "title" && child.textContent !== "")) return true;
      }
      return false;
    };

    interface Box { left: number; top: number; right: number; bottom: number }
    interface Text { text: string; element: Element; layer: Element | null; box: Box; inGraph: boolean }
    const over = (one: Box, other: Box) => ({
      x: Math.min(one.right, other.right) - Math.max(one.left, other.left),
      y: Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top),
    });

    /** The part of a box that is not cut off by what is around it; faults when it is cut for good. */
    const seen = (element: Element, text: string, box: Box): Box | null => {
      const left = { ...box };
      let ellipsis = false;
      for (let at: Element | null = element; at !== null && at !== document.documentElement; at = at.parentElement) {
        const { x: overflowX, y: overflowY, ellipsis: dots, fixed } = hidingOf(at);
        ellipsis ||= dots;
        if (overflowX === "visible" && overflowY === "visible") {
          if (fixed) break;
          continue;
        }
        const frame = frameOf(at);
        const cuts = (overflow: string) => overflow !== "visible";
        const forGood = (overflow: string) => overflow === "hidden" || overflow === "clip";
        const isBody = at === document.body;
        const edge = isBody ? { left: 0, top: 0, right: innerWidth, bottom: innerHeight } : frame;
        if (forGood(overflowX) && (left.right > edge.right + 1.5 || left.left < edge.left - 1.5) && !(ellipsis && hasTitle(element))) {
          say(`cut sideways: "${short(text)}" in ${name(at)}`);
        }
        if (forGood(overflowY) && (left.bottom > edge.bottom + 2.5 || left.top < edge.top - 2.5) && !(ellipsis && hasTitle(element))) {
          say(`cut at the top or bottom: "${short(text)}" in ${name(at)}`);
        }
        if (cuts(overflowX)) [left.left, left.right] = [Math.max(left.left, edge.left), Math.min(left.right, edge.right)];
        if (cuts(overflowY)) [left.top, left.bottom] = [Math.max(left.top, edge.top), Math.min(left.bottom, edge.bottom)];
        if (left.right - left.left <= 0 || left.bottom - left.top <= 0) return null;
        if (fixed) break;
      }
      return left;
    };

    const texts: Text[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent ?? "";
      if (element === null || text.trim() === "" || isHiddenText(element) || !isShown(element) || isClippedAway(element)) continue;
      const inGraph = element.closest(".graph__drawing") !== null;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        if (rect.width < 1 || rect.height < 1) continue;
        const box = { left: rect.left, top: rect.top, right: rect.right, bottom: rect.bottom };
        // The drawing can be moved: what of it lies outside its panel is not cut for good.
        const visible = inGraph ? box : seen(element, text, box);
        if (visible === null) continue;
        texts.push({ text, element, layer: element.closest(LAYERS), box: visible, inGraph });
      }
      if (element.closest("svg") !== null && text.includes("…") && !hasTitle(element)) say(`cut without a title: "${short(text)}"`);
    }

    texts.sort((one, other) => one.box.top - other.box.top);
    for (const [at, one] of texts.entries()) {
      for (const other of texts.slice(at + 1)) {
        if (other.box.top > one.box.bottom) break;
        if (one.layer !== other.layer || one.inGraph !== other.inGraph || one.element === other.element) continue;
        // What is stuck at an edge of a table lies over what scrolls beneath it.
        const stuck = (text: Text) => text.element.closest("th, .matrix__band span, [role=rowheader], [role=columnheader]");
        if (one.inGraph === false && stuck(one) !== stuck(other) && one.element.closest("table, [role=grid]") !== null) continue;
        // Names of namespaces are drawn once more above the lines.
        if (one.inGraph && one.text === other.text && Math.abs(one.box.left - other.box.left) < 1 && Math.abs(one.box.top - other.box.top) < 1) continue;
        const { x, y } = over(one.box, other.box);
        const least = one.inGraph ? Math.min(one.box.bottom - one.box.top, other.box.bottom - other.box.top) * 0.2 : 2.5;
        if (x > (one.inGraph ? 0.5 : 1.5) && y > least) {
          say(`text over text: "${short(one.text)}" (${name(one.element)}) and "${short(other.text)}" (${name(other.element)})`);
        }
      }
    }

    const controls = "a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=checkbox], [role=switch]";
    for (const element of document.querySelectorAll(controls)) {
      // Things in a drawing grow and shrink with it.
      if (element.closest("svg, .visually-hidden") !== null || element.matches(".visually-hidden") || !isShown(element)) continue;
      // A label is part of what it labels.
      const target = element.matches("input") ? (element.closest("label") ?? element) : element;
      const { width, height } = target.getBoundingClientRect();
      if (width < 1 || isClippedAway(element)) continue;
      if (width < SMALLEST - 0.5 || height < SMALLEST - 0.5) {
        say(`too small: ${name(target)} "${short(target.textContent ?? "")}" is ${width.toFixed(0)} x ${height.toFixed(0)}`);
      }
    }

    const chips = [...document.querySelectorAll(".graph__drawing .chip")].filter(isShown).map((chip) => ({
      text: chip.querySelector("text")?.textContent ?? "",
      box: chip.querySelector("rect")?.getBoundingClientRect() ?? new DOMRect(),
    }));
    const scale = chips.length > 0 && chips[0] !== undefined ? chips[0].box.height / 22 : 1;
    const names = texts.filter((text) => text.inGraph && text.element.closest(".graph__names, .graph__namespaces") !== null);
    for (const [at, one] of chips.entries()) {
      const others = [...chips.slice(at + 1), ...names.map(({ text, box }) => ({ text, box }))];
      for (const other of others) {
        const { x, y } = over(one.box, other.box);
        if (x > scale && y > scale) say(`label over label: "${one.text}" and "${other.text}"`);
      }
    }

    const scrolls = document.documentElement.scrollWidth - innerWidth;
    if (scrolls > 1) say(`the page is ${scrolls} pixels wider than the window`);
    return [...found];
  });
}
