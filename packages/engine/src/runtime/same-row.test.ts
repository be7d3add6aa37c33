// Rows that a stream of changes takes back are found by their values, whatever these hold.
import type { Column } from '@weir/shared/data-type';
import { expect, it } from 'vitest';
import { Batch } from './batch.ts';
import { sameStoredRow } from './same-row.ts';

const COLUMNS: readonly Column[] = [
  { name: 'd', type: { kind: 'DOUBLE' }, nullable: true },
  {
    name: 'a',
    type: { kind: 'ARRAY', element: { type: { kind: 'DOUBLE' }, nullable: true } },
    nullable: true,
  },
];

it('NULL equals NULL and NaN equals NaN, inside of collections too', () => {
  const rows = [
    [null, null],
    [Number.NaN, [Number.NaN, null]],
    [1, [Number.NaN, 2]],
    [1, []],
    [1, null],
  ];
  const [stored, coming] = [new Batch(COLUMNS), new Batch(COLUMNS)];
  for (const row of rows) {
    stored.push(row, 0);
    coming.push(structuredClone(row), 0);
  }
  const same = sameStoredRow(COLUMNS);
  const equal = rows.map((_, at) => rows.map((_row, other) => same(stored, at, coming, other)));
  expect(equal).toEqual(rows.map((_, at) => rows.map((_row, other) => at === other)));
});
