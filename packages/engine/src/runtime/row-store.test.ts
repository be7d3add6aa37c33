// The rows that operators keep are found again as in a plain list, however many a key has.
import type { Column, Value } from '@weir/shared/data-type';
import type { StreamType } from '@weir/shared/stream-type';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Batch } from './batch.ts';
import { NO_ROW, RowStore } from './row-store.ts';
import { sameStoredRow } from './same-row.ts';

const COLUMNS: readonly Column[] = [
  { name: 'd', type: { kind: 'DOUBLE' }, nullable: true },
  { name: 't', type: { kind: 'STRING' }, nullable: true },
  {
    name: 'a',
    type: { kind: 'ARRAY', element: { type: { kind: 'DOUBLE' }, nullable: true } },
    nullable: true,
  },
  { name: 'b', type: { kind: 'BYTES' }, nullable: true },
];
const TYPE: StreamType = { columns: COLUMNS, changes: 'retract' };

const row: fc.Arbitrary<Value[]> = fc
  .record({
    d: fc.constantFrom(null, 0, -0, 1, 2, Number.NaN),
    t: fc.constantFrom(null, '', 'a', 'null'),
    a: fc.constantFrom(null, [], [Number.NaN], [1, null]),
    b: fc.constantFrom(null, new Uint8Array(0), new Uint8Array([1, 2])),
  })
  .map(({ d, t, a, b }): Value[] => [d, t, a, b]);
const steps = fc.array(fc.record({ key: fc.constantFrom(0, 0, 0, 1), row, takes: fc.boolean() }), {
  minLength: 200,
  maxLength: 900,
});
/** The last columns are not carried by the rows that come. */
const carried = fc.constantFrom(2, 4);

it('C: a row that is taken back is the oldest of its key that is equal, among few rows and among many', () => {
  fc.assert(
    fc.property(steps, carried, fc.integer({ min: 0, max: 300 }), (list, width, first) => {
      const same = sameStoredRow(COLUMNS);
      const store = new RowStore(TYPE);
      const coming = new Batch(COLUMNS, new Set(Array.from({ length: width }, (_, column) => column)));
      const kept: { readonly key: number; readonly place: number }[] = [];
      list.forEach((step, at) => {
        coming.clear();
        coming.push(step.row, 0);
        if (at < first || !step.takes) {
          kept.push({ key: step.key, place: store.add(step.key, coming, 0, 0) });
          return;
        }
        const wanted = kept.findIndex(
          ({ key, place }) => key === step.key && same(store.rows, place, coming, 0),
        );
        const found = store.find(step.key, coming, 0, same);
        expect(found).toBe(kept[wanted]?.place ?? NO_ROW);
        if (found === NO_ROW) return;
        store.remove(step.key, found);
        kept.splice(wanted, 1);
      });
      for (const key of [0, 1])
        expect(store.of(key)).toEqual(kept.filter((one) => one.key === key).map(({ place }) => place));
    }),
    { numRuns: 200 },
  );
});
