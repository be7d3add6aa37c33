// Durations as people write them: `10 s`, `10 SECOND`, `500 ms`, `2 min`, `1 h`, `1 day`.

const UNITS: Readonly<Record<string, number | undefined>> = {
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
  const match = /^\s*([+-]?\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text);
  if (match === null) return /^\s*[+-]?0+\s*$/.test(text) ? 0 : undefined;
  const word = (match[2] ?? '').toLowerCase();
  // The word itself first: the `s` of `ms` is no plural.
  const unit = UNITS[word] ?? (/^[a-z]{3,}s$/.test(word) ? UNITS[word.slice(0, -1)] : undefined);
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
