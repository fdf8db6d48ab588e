// What the first paint has to know, before there is a page: the theme, how wide the panels are, and what the page starts with.
// A plain script, which runs before anything is drawn.
(() => {
  const root = document.documentElement;

  /** Storage may be forbidden: then nothing is remembered. */
  const remembered = (read, otherwise) => {
    try {
      return read(localStorage);
    } catch {
      return otherwise;
    }
  };

  const theme = remembered((storage) => storage.getItem("podreach.theme"), null);
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  // The bars of the browser take the page's colour: that of the system, unless another was chosen.
  const metas = [...document.querySelectorAll('meta[name="theme-color"]')];
  const usual = new Map(metas.map((meta) => [meta, meta.content]));
  const of = (theme) => metas.find((meta) => meta.media.includes(theme));
  const colour = () => {
    const chosen = of(root.dataset.theme ?? "none");
    for (const meta of metas) meta.content = usual.get(chosen ?? meta);
  };
  colour();
  new MutationObserver(colour).observe(root, { attributes: true, attributeFilter: ["data-theme"] });

  // As `frame.rs` writes them: `360 open 328 closed`.
  const [sources, sourcesOpen, inspector] = (remembered((storage) => storage.getItem("podreach.frame"), null) ?? "").split(" ");
  for (const [name, width] of [["sources", sources], ["inspector", inspector]]) {
    if (!/^\d+$/.test(width ?? "")) continue;
    root.style.setProperty(`--first-${name}`, `${Math.min(Math.max(Number(width), 240), 720)}px`);
  }
  if (sourcesOpen === "closed") root.dataset.startSources = "closed";

  const embedded = location.search.slice(1).split("&").some((pair) => ["embed", "embed=1", "embed=true"].includes(pair));
  const hasWork = remembered((storage) => Object.keys(storage).some((key) => key.startsWith("podreach.work")), false);
  const isEmpty = location.hash === "" && location.search === "" && !hasWork;
  root.dataset.start = embedded ? "embedded" : isEmpty ? "empty" : "work";
})();
