// Messages of problems: what the person wrote stands between backticks, and is shown as code without them.

/** The parts of a diagnostic that say what is wrong: words for screen readers, and how they are drawn. */
export function message(text) {
  return { message: text.replaceAll("`", ""), renderMessage: () => drawn(text) };
}

export function drawn(text) {
  const place = document.createElement("span");
  for (const [at, part] of text.split("`").entries()) {
    if (at % 2 === 0) {
      place.append(part);
      continue;
    }
    const code = document.createElement("code");
    code.textContent = part;
    place.append(code);
  }
  return place;
}
