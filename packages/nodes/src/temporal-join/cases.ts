// Worked examples of the temporal join.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  left: {
    schema: [
      ['ts', 'TIMESTAMP(3)'],
      ['k', 'STRING'],
      ['id', 'INT'],
    ],
    eventTime: 'ts',
    delay: '5 s',
  },
  right: {
    schema: [
      ['ts', 'TIMESTAMP(3)'],
      ['k', 'STRING'],
      ['rate', 'INT'],
    ],
    eventTime: 'ts',
    delay: '5 s',
  },
} as const;
const at = (second: number): string => `2026-01-01 00:00:${String(second).padStart(2, '0')}.000`;
const left = (second: number, k: string | null, id: number): Record<string, string | number | null> => ({
  ts: at(second),
  k,
  id,
});
const right = (second: number, k: string, rate: number): Record<string, string | number> => ({
  ts: at(second),
  k,
  rate,
});
const joined = (
  [second, k, id]: readonly [number, string | null, number],
  version?: readonly [number, number],
): Record<string, string | number | null> => ({
  ...left(second, k, id),
  r_ts: version === undefined ? null : at(version[0]),
  r_k: version === undefined ? null : k,
  rate: version === undefined ? null : version[1],
});
const base = { leftKeys: ['k'], rightKeys: ['k'], condition: '', prefix: 'r_' };

export const cases: readonly NodeCase[] = [
  {
    title:
      'the version at the time of the row counts, also one that came after the row; rows of a key keep their order',
    rules: ['T10', 'C.temporal-join'],
    config: { ...base, type: 'left' },
    input: {
      ports,
      rows: [
        ['right', right(10, 'a', 1)],
        ['left', left(14, 'a', 1)],
        ['left', left(9, 'a', 2)],
        ['left', left(12, 'b', 3)],
        ['left', left(12, null, 4)],
        ['right', right(13, 'a', 2)],
        ['right', right(14, 'a', 3)],
        ['right', right(14, 'a', 4)],
        ['left', left(30, 'a', 5)],
      ],
    },
    output: {
      out: [
        joined([14, 'a', 1], [14, 4]),
        joined([9, 'a', 2]),
        joined([12, 'b', 3]),
        joined([12, null, 4]),
        joined([30, 'a', 5], [14, 4]),
      ],
    },
  },
  {
    title: 'inner: rows without a version do not come out; a version that is taken back has ended',
    rules: ['T10', 'C.temporal-join'],
    config: { ...base, type: 'inner' },
    input: {
      ports,
      rows: [
        ['right', right(10, 'a', 1)],
        ['left', left(11, 'a', 1)],
        ['right', right(12, 'a', 1), '-'],
        ['left', left(13, 'a', 2)],
        ['left', left(9, 'a', 3)],
      ],
    },
    output: { out: [joined([11, 'a', 1], [10, 1])] },
    kinds: { out: ['+I'] },
  },
  {
    title: 'a condition that cannot be computed makes the left row a dead letter, and the others go on',
    rules: ['R1', 'C.temporal-join'],
    config: { ...base, type: 'left', condition: '10 / rate > 1' },
    input: {
      ports,
      rows: [
        ['right', right(10, 'a', 0)],
        ['left', left(11, 'a', 1)],
        ['right', right(12, 'a', 5)],
        ['left', left(13, 'a', 2)],
      ],
    },
    output: { out: [joined([13, 'a', 2], [12, 5])] },
    errors: ['DIVISION_BY_ZERO'],
  },
];
