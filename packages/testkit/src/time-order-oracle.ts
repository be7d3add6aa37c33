// A naive oracle of nodes that put rows in order of time: rows wait in a list, and each watermark looks through it.
import type { WindowEvent } from './window-oracle.ts';

/** What is late: in `bounded` frames what is not after the last row of its key, else what the watermark has reached. */
export type LateRule = 'bounded' | 'unbounded';

/** Rows that leave together because they have one time, in order of arrival; and how many were late. */
export function timeOrder(
  events: readonly WindowEvent[],
  delayMs: number,
  lateRule: LateRule,
): { readonly left: readonly (readonly WindowEvent[])[]; readonly late: number } {
  const left: (readonly WindowEvent[])[] = [];
  const last = new Map<string | null, number>();
  let waiting: WindowEvent[] = [];
  let watermark = Number.NEGATIVE_INFINITY;
  let late = 0;
  const fire = (): void => {
    const times = [...new Set(waiting.map(({ ms }) => ms))].filter((ms) => ms <= watermark);
    for (const time of times.sort((a, b) => a - b)) {
      const due = waiting.filter(({ ms }) => ms === time);
      for (const { key } of due) last.set(key, time);
      left.push(due);
    }
    waiting = waiting.filter(({ ms }) => ms > watermark);
  };
  for (const event of events) {
    const bound = lateRule === 'bounded' ? (last.get(event.key) ?? Number.NEGATIVE_INFINITY) : watermark;
    if (event.ms <= bound) late += 1;
    else waiting.push(event);
    if (event.ms - delayMs <= watermark) continue;
    watermark = event.ms - delayMs;
    fire();
  }
  watermark = Number.POSITIVE_INFINITY;
  fire();
  return { left, late };
}
