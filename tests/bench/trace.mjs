// What a trace of Chromium says about the main thread of the page.

/** Milliseconds of the longest task on the main thread of the page between two marks that the page set; of all of it together. */
export const tasks = (trace, from, to) => {
  const { traceEvents } = JSON.parse(trace);
  const mark = (name) => traceEvents.find((event) => event.name === name && event.cat?.includes("blink.user_timing"));
  const [start, end] = [mark(from), mark(to)];
  if (start === undefined || end === undefined) throw new Error(`the trace has no mark ${from} or ${to}`);
  const mine = traceEvents.filter(
    (event) =>
      event.name === "RunTask" &&
      event.pid === start.pid &&
      event.tid === start.tid &&
      event.ts + (event.dur ?? 0) > start.ts &&
      event.ts < end.ts,
  );
  const times = mine.map((event) => (event.dur ?? 0) / 1000);
  return { longest: Math.max(0, ...times), sum: times.reduce((all, one) => all + one, 0) };
};

/** The value below which this part of the values lies. */
export const percentile = (values, part) => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
};
