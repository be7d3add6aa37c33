// Weir: the window operator alone over rows in memory. Arguments: windows that a row lies in, the aggregate, rows, and by
// how many milliseconds rows come too late for their first windows.
//
// A hundred keys, a row every millisecond, a result of every key every 100 ms: as many rows and results whatever the size.
import { Batch } from '@weir/engine/runtime/batch';
import { windowOperator } from '@weir/engine/runtime/window-operator';
import { windowColumns } from '@weir/engine/window-node';
import type { StreamType } from '@weir/shared/stream-type';
import { checkAggregate } from '@weir/sql/check/check';
import { finish } from '../measure.ts';
import { operatorContext } from '../operator-host.ts';

const SLIDE_MS = 100;
const KEYS = 100;
const BATCH_ROWS = 1024;

const [overlap = '', call = '', count = '', late = '0'] = process.argv.slice(2);
const started = performance.now();
const time = { name: 'ts', type: { kind: 'TIMESTAMP', precision: 3 }, nullable: false } as const;
const key = { name: 'k', type: { kind: 'STRING' }, nullable: false } as const;
const input: StreamType = {
  columns: [time, key, { name: 'v', type: { kind: 'INT' }, nullable: false }],
  eventTime: 'ts',
  changes: 'append',
};
const checked = checkAggregate(call, input.columns);
if (!checked.ok) throw new Error(`${call}: ${checked.diagnostics[0]?.message}`);
const { type } = checked.aggregate;
const result = { name: 'result', type, nullable: true };
const { ctx, drain } = operatorContext(input, [...windowColumns(time), key, result]);
const operator = windowOperator(ctx, {
  shape: { sizeMs: Number(overlap) * SLIDE_MS, slideMs: SLIDE_MS, offsetMs: 0 },
  keys: ['k'],
  aggregates: [{ name: 'result', expression: call }],
});
const keys = Array.from({ length: KEYS }, (_, key) => `key ${key}`);
const batch = new Batch(input.columns);
const watermarks = new Float64Array(BATCH_ROWS + 1);
const rows = Number(count);
const disorderMs = Number(late);
let results = 0;
let state = 1;
for (let at = 0; at < rows; at += BATCH_ROWS) {
  batch.clear();
  for (let row = 0; row < BATCH_ROWS; row += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    watermarks[row] = at + row - 1;
    const ts = at + row - (disorderMs === 0 ? 0 : (state >>> 20) % disorderMs);
    batch.push([ts, keys[(state >>> 8) % KEYS] ?? null, state >>> 16], row);
  }
  watermarks[BATCH_ROWS] = at + BATCH_ROWS - 1;
  operator.process([batch], { watermarks, start: 0, end: BATCH_ROWS });
  results += drain();
}
// The first windows of a large size are not full yet, so results are compared to the thousand.
finish(`${rows} rows, ${Math.round(results / 100_000)} hundred thousand results`, started);
