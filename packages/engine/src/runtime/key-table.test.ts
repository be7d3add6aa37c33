// V: keys of any columns are told apart by value, and keep their slots while the table grows and keys go.
import type { Value } from '@weir/shared/data-type';
import { valueKey } from '@weir/sql/runtime/deep';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch } from './batch.ts';
import { KeyTable } from './key-table.ts';

const part = fc.oneof(
  fc.constantFrom<Value>(
    null,
    0,
    1,
    2,
    0.5,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2n ** 60n,
    1n,
    '1',
    '',
    true,
  ),
  fc.integer().map((value): Value => value),
  fc.string({ maxLength: 3 }).map((value): Value => value),
  fc.uint8Array({ maxLength: 2 }).map((value): Value => new Uint8Array(value)),
  fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }).map((value): Value => value),
);

describe('keys', () => {
  it('equal keys share a slot, others do not, also when keys are removed and come back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 }).chain((columns) =>
          fc.record({
            columns: fc.constant(columns),
            steps: fc.array(
              fc.record({
                key: fc.array(part, { minLength: columns, maxLength: columns }),
                remove: fc.nat({ max: 4 }),
              }),
              { maxLength: 200 },
            ),
          }),
        ),
        ({ columns, steps }) => {
          const table = new KeyTable(columns);
          const known = new Map<string, number>();
          let slots = 0;
          for (const { key, remove } of steps) {
            const id = JSON.stringify(
              key.map((value) =>
                typeof value === 'object' ? `o${valueKey(value)}` : `${typeof value}${value}`,
              ),
            );
            const slot = table.slotOf(key);
            expect(slot).toBe(known.get(id) ?? slots);
            if (slot === slots) slots += 1;
            known.set(id, slot);
            expect(table.slotOfKey(table.keys, slot)).toBe(slot);
            if (remove > 0) continue;
            table.remove(slot);
            known.delete(id);
          }
        },
      ),
    );
  });

  it('a row has the slot that its values have', () => {
    const batch = new Batch([
      { name: 'a', type: { kind: 'BIGINT' }, nullable: true },
      { name: 'b', type: { kind: 'STRING' }, nullable: true },
      { name: 'c', type: { kind: 'DOUBLE' }, nullable: true },
    ]);
    const rows: readonly (readonly Value[])[] = [
      [1, 'a', 0.5],
      [2n ** 62n, null, Number.NaN],
      [null, 'a', null],
      [null, null, null],
      [2n ** 62n, null, null],
    ];
    for (const columns of [[0], [1], [2], [0, 1], [1, 2, 0]]) {
      const table = new KeyTable(columns.length);
      batch.clear();
      rows.forEach((row, index) => {
        batch.push(row, index);
      });
      rows.forEach((row, index) => {
        const slot = table.slotOfRow(batch, index, columns);
        expect(table.slotOf(columns.map((column) => row[column] ?? null))).toBe(slot);
      });
    }
  });

  it('where slots are given again, a removed slot is the next that is given, and no key is mistaken for another', () => {
    const table = new KeyTable(2, { reusesSlots: true });
    const slotOf = new Map<string, number>();
    for (let at = 0; at < 20_000; at += 1) {
      const text = `k${at}`;
      const slot = table.slotOf([text, at % 7 === 0 ? null : at]);
      expect(slot).toBeLessThan(10);
      slotOf.set(text, slot);
      if (at < 9) continue;
      const gone = at - 9;
      const before = table.slotOf([`k${gone}`, gone % 7 === 0 ? null : gone]);
      expect(before).toBe(slotOf.get(`k${gone}`));
      expect(table.keyOf(before)[0]).toBe(`k${gone}`);
      table.remove(before);
    }
    expect(table.size).toBe(10);
  });

  it('a thousand keys come and go, and the table stays as large as what is in it', () => {
    const table = new KeyTable(2);
    for (let at = 0; at < 50_000; at += 1) {
      const slot = table.slotOf([at, 'x']);
      if (at >= 1000) table.remove(slot - 1000);
      if (at >= 1000) expect(table.slotOf([at - 999, 'x'])).toBe(slot - 999);
    }
  });
});
