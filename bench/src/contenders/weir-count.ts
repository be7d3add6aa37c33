// Weir: the window operator alone, its batches filled from the same objects. Argument: rows.
import { windowOperator } from '@weir/engine/runtime/window-operator';
import { windowColumns } from '@weir/engine/window-node';
import type { StreamType } from '@weir/shared/stream-type';
import { countedRows, WINDOW_MS } from '../counted-rows.ts';
import { finish } from '../measure.ts';
import { feed, operatorContext } from '../operator-host.ts';

const rows = countedRows(Number(process.argv[2]));
const started = performance.now();
const before = process.cpuUsage();
const time = { name: 'ts', type: { kind: 'TIMESTAMP', precision: 3 }, nullable: false } as const;
const key = { name: 'key', type: { kind: 'STRING' }, nullable: false } as const;
const input: StreamType = {
  columns: [time, key],
  eventTime: 'ts',
  changes: 'append',
};
const counted = { name: 'n', type: { kind: 'BIGINT' }, nullable: false } as const;
const { ctx, out } = operatorContext(input, [...windowColumns(time), key, counted]);
const operator = windowOperator(ctx, {
  shape: { sizeMs: WINDOW_MS, slideMs: WINDOW_MS, offsetMs: 0 },
  keys: ['key'],
  aggregates: [{ name: 'n', expression: 'COUNT(*)' }],
});
let cells = 0;
let total = 0;
const take = (): void => {
  cells += out.length;
  for (let row = 0; row < out.length; row += 1) total += Number(out.get(4, row));
  out.clear();
};
const values: (number | string)[] = [];
feed(
  rows.length,
  input,
  (batch, at, row) => {
    values[0] = rows[row]?.ts ?? 0;
    values[1] = rows[row]?.key ?? '';
    batch.push(values, at);
  },
  (batch, watermarks, length) => {
    operator.process([batch], { watermarks, start: 0, end: length });
    take();
  },
);
operator.process([], { watermarks: Float64Array.of(Number.MAX_SAFE_INTEGER), start: 0, end: 0 });
take();
finish(`${cells} cells, ${total} rows`, started, before);
