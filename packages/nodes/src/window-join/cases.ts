// Worked examples of the window join.
import type { NodeCase } from '@weir/engine/define-node';

const side = (value: string) =>
  ({
    schema: [
      ['ts', 'TIMESTAMP(3)'],
      ['k', 'INT'],
      [value, 'STRING'],
    ],
    eventTime: 'ts',
    delay: '0 s',
    window: '10 s',
  }) as const;
type Row = Readonly<Record<string, string | number | null>>;
const at = (second: number, ms = 0): string =>
  `2026-01-01 00:00:${String(second).padStart(2, '0')}.${String(ms).padStart(3, '0')}`;
const row = (second: number, k: number | null, part: Record<string, string>): Row => ({
  ts: at(second),
  k,
  ...part,
});
/** What Assign window makes of a row. */
const windowed = (second: number, k: number | null, part: Record<string, string>): Row => {
  const start = second - (second % 10);
  return {
    ...row(second, k, part),
    window_start: at(start),
    window_end: at(start + 10),
    window_time: at(start + 9, 999),
  };
};
const prefixed = (part: Row): Row =>
  Object.fromEntries(Object.entries(part).map(([name, value]) => [name === 'b' ? name : `r_${name}`, value]));
const missing = (names: readonly string[]): Record<string, null> =>
  Object.fromEntries(names.map((name) => [name, null]));
const NO_RIGHT = missing(['r_ts', 'r_k', 'b', 'r_window_start', 'r_window_end', 'r_window_time']);
const NO_LEFT = missing(['ts', 'k', 'a', 'window_start', 'window_end', 'window_time']);
const base = { leftKeys: ['k'], rightKeys: ['k'], condition: '', prefix: 'r_' };
const ports = { left: side('a'), right: side('b') };

export const cases: readonly NodeCase[] = [
  {
    title: 'rows of one window and key match when it fires; a row of a window that has fired is late',
    rules: ['C.window-join', 'T5', 'T6'],
    config: { ...base, type: 'inner' },
    input: {
      ports,
      rows: [
        ['left', row(1, 1, { a: 'x' })],
        ['right', row(9, 1, { b: 'y' })],
        ['right', row(8, 1, { b: 'z' })],
        ['left', row(2, null, { a: 'n' })],
        ['right', row(11, 1, { b: 'w' })],
        ['left', row(3, 1, { a: 'late' })],
      ],
    },
    output: {
      out: [
        { ...windowed(1, 1, { a: 'x' }), ...prefixed(windowed(9, 1, { b: 'y' })) },
        { ...windowed(1, 1, { a: 'x' }), ...prefixed(windowed(8, 1, { b: 'z' })) },
      ],
    },
    late: 1,
  },
  {
    title: 'full: rows without a partner come padded, those with a NULL key too',
    rules: ['C.window-join'],
    config: { ...base, type: 'full', condition: 'a < b' },
    input: {
      ports,
      rows: [
        ['left', row(1, 1, { a: 'x' })],
        ['right', row(2, 1, { b: 'a' })],
        ['left', row(3, null, { a: 'n' })],
        ['right', row(4, 1, { b: 'y' })],
      ],
    },
    output: {
      out: [
        { ...windowed(1, 1, { a: 'x' }), ...prefixed(windowed(4, 1, { b: 'y' })) },
        { ...NO_LEFT, ...prefixed(windowed(2, 1, { b: 'a' })) },
        { ...windowed(3, null, { a: 'n' }), ...NO_RIGHT },
      ],
    },
  },
  {
    title: 'anti: left rows that have no partner in their window',
    rules: ['C.window-join'],
    config: { ...base, type: 'anti' },
    input: {
      ports,
      rows: [
        ['left', row(1, 1, { a: 'x' })],
        ['left', row(2, 2, { a: 'y' })],
        ['right', row(3, 1, { b: 'z' })],
        ['right', row(13, 2, { b: 'w' })],
      ],
    },
    output: { out: [windowed(2, 2, { a: 'y' })] },
  },
];
