// Naive oracles: windows and joins written the obvious way over whole lists of rows, one row at a time.

/** An event of a test: its time, a key and a value, in order of arrival. */
export type OracleEvent = { readonly ms: number; readonly key: string | null; readonly value: number | null };

export type OracleWindow = { readonly sizeMs: number; readonly slideMs: number; readonly delayMs: number };

/** Result rows `start|end|key|count|sum` in any order, and how many rows were late. */
export function windowOracle(
  events: readonly OracleEvent[],
  window: OracleWindow,
): { readonly rows: readonly string[]; readonly late: number } {
  const cells = new Map<string, { count: number; sum: number | null }>();
  const fired = (end: number, watermark: number): boolean => end - 1 <= watermark;
  let watermark = Number.NEGATIVE_INFINITY;
  let late = 0;
  for (const event of events) {
    const ends = windowEnds(event.ms, window);
    if (ends.every((end) => fired(end, watermark))) late += 1;
    for (const end of ends) {
      if (fired(end, watermark)) continue;
      const id = `${end - window.sizeMs}|${end}|${event.key}`;
      const cell = cells.get(id) ?? { count: 0, sum: null };
      cell.count += 1;
      if (event.value !== null) cell.sum = (cell.sum ?? 0) + event.value;
      cells.set(id, cell);
    }
    watermark = Math.max(watermark, event.ms - window.delayMs);
  }
  return { rows: [...cells].map(([id, cell]) => `${id}|${cell.count}|${cell.sum}`), late };
}

function windowEnds(ms: number, { sizeMs, slideMs }: OracleWindow): readonly number[] {
  const ends: number[] = [];
  for (let start = Math.floor(ms / slideMs) * slideMs; start > ms - sizeMs; start -= slideMs)
    ends.push(start + sizeMs);
  return ends;
}

/** Pairs `left value|right value` of an interval join where no row is late. */
export function joinOracle(
  left: readonly OracleEvent[],
  right: readonly OracleEvent[],
  bounds: { readonly lowerMs: number; readonly upperMs: number },
): readonly string[] {
  return left.flatMap((l) =>
    right
      .filter(
        (r) =>
          l.key !== null && l.key === r.key && l.ms >= r.ms + bounds.lowerMs && l.ms <= r.ms + bounds.upperMs,
      )
      .map((r) => `${l.value}|${r.value}`),
  );
}
