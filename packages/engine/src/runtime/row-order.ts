// Which rows of a micro-batch go on, and in what order rows of several edges come together.
import { Batch } from './batch.ts';

/** The ranges between dropped rows. */
export function rangesWithout(
  from: number,
  to: number,
  dropped: ReadonlySet<number>,
): readonly (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  let start = from;
  for (const row of [...dropped].sort((a, b) => a - b)) {
    if (row > start) ranges.push([start, row]);
    start = row + 1;
  }
  if (start < to) ranges.push([start, to]);
  return ranges;
}

/** One batch from several, rows in the order of their source rows, ties in the order of the edges. */
export function mergeBySequence(batches: readonly Batch[]): Batch | undefined {
  const first = batches[0];
  if (first === undefined) return undefined;
  const merged = new Batch(first.columns);
  const next = batches.map(() => 0);
  const total = batches.reduce((sum, batch) => sum + batch.length, 0);
  for (let row = 0; row < total; row += 1) {
    let best = -1;
    for (let index = 0; index < batches.length; index += 1) {
      const at = next[index] ?? 0;
      const batch = batches[index];
      if (batch === undefined || at >= batch.length) continue;
      if (best < 0 || (batch.sequence[at] ?? 0) < (batches[best]?.sequence[next[best] ?? 0] ?? 0))
        best = index;
    }
    const batch = batches[best];
    const at = next[best] ?? 0;
    if (batch === undefined) break;
    merged.push(batch.row(at), batch.sequence[at] ?? 0, batch.kinds[at]);
    next[best] = at + 1;
  }
  return merged;
}
