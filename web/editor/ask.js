// Questions to the page about a place of the text. Only the document around the place is sent, and of a long one a part.
// Offsets are UTF-16 units everywhere in this folder.

const AROUND = 24_000;

/** The document around a place: its text, and where it begins. */
export function around(doc, at) {
  const first = Math.max(0, at - AROUND);
  const before = doc.sliceString(first, at);
  const behind = doc.sliceString(at, Math.min(doc.length, at + AROUND));
  const cut = before.lastIndexOf("\n---");
  const line = first === 0 ? 0 : before.indexOf("\n") + 1;
  const start = cut < 0 ? line : before.indexOf("\n", cut + 1) + 1 || before.length;
  const end = behind.search(/\n---/);
  return { from: first + start, text: before.slice(start) + (end < 0 ? behind : behind.slice(0, end)) };
}

/** Asks the page; none while it has no answer, and when the text has changed since. */
export async function ask(host, what, state, at) {
  if (typeof host.ask !== "function") return null;
  const { from, text } = around(state.doc, at);
  const answer = await host.ask(what, text, at - from);
  return answer ? { ...answer, from: answer.from + from, to: answer.to + from } : null;
}
