// Durations as people write them: `10 s`, `10 SECOND`, `500 ms`, `2 min`, `1 h`, `1 day`.

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  min: 60_000,
  m: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
};

/** Milliseconds of a duration text such as `-10 min`, or `undefined` when it is not one. Whole milliseconds only. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^\s*([+-]?\d+(?:\.\d+)?)\s*([a-z]+?)s?\s*$/i.exec(text);
  if (match === null) return /^\s*[+-]?0+\s*$/.test(text) ? 0 : undefined;
  const word = (match[2] ?? '').toLowerCase();
  const unit = UNITS[word === '' ? 's' : word];
  if (unit === undefined) return undefined;
  const ms = Number(match[1]) * unit;
  return Number.isSafeInteger(ms) ? ms : undefined;
}

const NAMES: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
];

/** The shortest exact text of a duration: `90 s`, `10 min`, `0 s`. */
export function durationText(ms: number): string {
  if (ms === 0) return '0 s';
  const unit = NAMES.find(([size]) => ms % size === 0);
  return unit === undefined ? `${ms} ms` : `${ms / unit[0]} ${unit[1]}`;
}
