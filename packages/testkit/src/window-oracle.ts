// A naive oracle of windows: each row is copied into every window that takes it, and each result is computed from the rows.

/** An event: its time, a key and two values, in order of arrival. */
export type WindowEvent = {
  readonly ms: number;
  readonly key: string | null;
  readonly value: number | null;
  readonly real: number | null;
};

/** A window of the oracle; `cumulating` windows of one start end at every slide up to the size. */
export type OracleShape = {
  readonly kind: 'sliding' | 'cumulating';
  readonly sizeMs: number;
  readonly slideMs: number;
  readonly offsetMs: number;
};

/** The rows of one window and key, in order of arrival. */
export type WindowCell = {
  readonly start: number;
  readonly end: number;
  readonly key: string | null;
  readonly events: WindowEvent[];
};

/** Starts and ends of the windows that contain a time, in no order. */
export function windowsOf(
  ms: number,
  shape: OracleShape,
): readonly (readonly [start: number, end: number])[] {
  const { kind, sizeMs, slideMs, offsetMs } = shape;
  const floor = (step: number): number => Math.floor((ms - offsetMs) / step) * step + offsetMs;
  const windows: (readonly [number, number])[] = [];
  if (kind === 'cumulating') {
    const start = floor(sizeMs);
    for (let end = start + slideMs; end <= start + sizeMs; end += slideMs)
      if (ms < end) windows.push([start, end]);
  } else
    for (let start = floor(slideMs); start > ms - sizeMs; start -= slideMs)
      windows.push([start, start + sizeMs]);
  return windows;
}

/** Every window with the rows that came before it fired, and how many rows came after all of theirs (T5, T6). */
export function windowCells(
  events: readonly WindowEvent[],
  shape: OracleShape,
  delayMs: number,
): { readonly cells: readonly WindowCell[]; readonly late: number } {
  const cells = new Map<string, WindowCell>();
  let watermark = Number.NEGATIVE_INFINITY;
  let late = 0;
  for (const event of events) {
    const open = windowsOf(event.ms, shape).filter(([, end]) => end - 1 > watermark);
    if (open.length === 0) late += 1;
    for (const [start, end] of open) {
      const id = `${start}|${end}|${event.key}`;
      const cell = cells.get(id) ?? { start, end, key: event.key, events: [] };
      cell.events.push(event);
      cells.set(id, cell);
    }
    watermark = Math.max(watermark, event.ms - delayMs);
  }
  return { cells: [...cells.values()], late };
}

/** Every session with its rows in order of arrival, and how many rows came after theirs had fired (T7). */
export function sessionCells(
  events: readonly WindowEvent[],
  gapMs: number,
  delayMs: number,
): { readonly cells: readonly WindowCell[]; readonly late: number } {
  const fired: WindowCell[] = [];
  let open: (WindowCell & { readonly numbers: readonly number[] })[] = [];
  let watermark = Number.NEGATIVE_INFINITY;
  let late = 0;
  for (const [number, event] of events.entries()) {
    fired.push(...open.filter(({ end }) => end - 1 <= watermark));
    open = open.filter(({ end }) => end - 1 > watermark);
    const end = event.ms + gapMs;
    const touched = open.filter((one) => one.key === event.key && one.start <= end && one.end >= event.ms);
    if (touched.length === 0 && end - 1 <= watermark) late += 1;
    else {
      const numbers = [...touched.flatMap((one) => one.numbers), number].sort((a, b) => a - b);
      open = open.filter((one) => !touched.includes(one));
      open.push({
        start: Math.min(event.ms, ...touched.map((one) => one.start)),
        end: Math.max(end, ...touched.map((one) => one.end)),
        key: event.key,
        numbers,
        events: numbers.flatMap((at) => events[at] ?? []),
      });
    }
    watermark = Math.max(watermark, event.ms - delayMs);
  }
  return { cells: [...fired, ...open], late };
}
