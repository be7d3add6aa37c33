// Weir: a sliding window over typed rows. Arguments: slides per window, aggregate.
import { windowOperator } from '@weir/engine/runtime/window-operator';
import type { Column } from '@weir/shared/data-type';
import { finish } from '../measure.ts';
import { feed, operatorContext } from '../operator-host.ts';

const [slides = '5', aggregate = 'SUM(v)'] = process.argv.slice(2);
const ROWS = 3_000_000;
const KEYS = 100;
const SLIDE_MS = 1000;
const columns: readonly Column[] = [
  { name: 'ts', type: { kind: 'TIMESTAMP', precision: 3 }, nullable: false },
  { name: 'k', type: { kind: 'INT' }, nullable: false },
  { name: 'v', type: { kind: 'INT' }, nullable: false },
];
const time: Column = { name: 'w', type: { kind: 'TIMESTAMP', precision: 3 }, nullable: false };
const value: Column = { name: 'a', type: { kind: 'BIGINT' }, nullable: true };
const { ctx, drain } = operatorContext({ columns, eventTime: 'ts', changes: 'append' }, [
  time,
  time,
  time,
  { name: 'k', type: { kind: 'INT' }, nullable: false },
  value,
]);
const operator = windowOperator(ctx, {
  shape: { sizeMs: Number(slides) * SLIDE_MS, slideMs: SLIDE_MS, offsetMs: 0 },
  keys: ['k'],
  aggregates: [{ name: 'a', expression: aggregate }],
});
let results = 0;
const run = (rows: number): void => {
  feed(
    rows,
    { columns, eventTime: 'ts', changes: 'append' },
    (batch, at, row) => {
      const [ts, k, v] = batch.stores;
      if (ts === undefined || k === undefined || v === undefined) return;
      ts.floats[at] = row;
      k.floats[at] = (row * 7919) % KEYS;
      v.floats[at] = (row * 31) % 1000;
    },
    (batch, watermarks, length) => {
      operator.process([batch], { watermarks, start: 0, end: length });
      results += drain();
    },
  );
};
const started = performance.now();
run(ROWS);
// Every window that fires gives a row per key, whatever its size.
finish(`${results} results`, started);
