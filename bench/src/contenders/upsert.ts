// An aggregate of three by key, kept up to date: Weir's group table, or a Map of objects. Arguments: side, keys, int or text.
import { windowOperator } from '@weir/engine/runtime/window-operator';
import type { Column } from '@weir/shared/data-type';
import { finish } from '../measure.ts';
import { feed, operatorContext } from '../operator-host.ts';

const [side = 'weir', keyCount = '1000', kind = 'int'] = process.argv.slice(2);
const KEYS = Number(keyCount);
const ROWS = Math.max(4_000_000, KEYS + 1_000_000);
const isText = kind === 'text';
const names = isText ? Array.from({ length: KEYS }, (_, key) => `user-${key}`) : [];
/** Each key in turn, far from its neighbours. */
const keyOf = (row: number): number => (row * 7_368_787) % KEYS;
const amountOf = (row: number): number => (row * 31) % 1000;

const memory = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

function weir(): number {
  const columns: readonly Column[] = [
    { name: 'ts', type: { kind: 'TIMESTAMP', precision: 3 }, nullable: false },
    { name: 'k', type: { kind: isText ? 'STRING' : 'INT' }, nullable: false },
    { name: 'v', type: { kind: 'INT' }, nullable: false },
  ];
  const input = { columns, eventTime: 'ts', changes: 'append' } as const;
  const { ctx } = operatorContext(input, []);
  const operator = windowOperator(ctx, {
    shape: { sizeMs: 2 ** 40, slideMs: 2 ** 40, offsetMs: 0 },
    keys: ['k'],
    aggregates: ['COUNT(*)', 'SUM(v)', 'MAX(v)'].map((expression, index) => ({
      name: `a${index}`,
      expression,
    })),
    groupsMax: 100_000_000,
  });
  feed(
    ROWS,
    input,
    (batch, at, row) => {
      const [ts, k, v] = batch.stores;
      if (ts === undefined || k === undefined || v === undefined) return;
      ts.floats[at] = row;
      if (isText) k.values[at] = names[keyOf(row)] ?? '';
      else k.floats[at] = keyOf(row);
      v.floats[at] = amountOf(row);
    },
    (batch, watermarks, length) => operator.process([batch], { watermarks, start: 0, end: length }),
  );
  return operator.stateKeys();
}

function map(): number {
  const groups = new Map<number | string, { count: number; sum: number; max: number }>();
  for (let row = 0; row < ROWS; row += 1) {
    const key = isText ? (names[keyOf(row)] ?? '') : keyOf(row);
    const value = amountOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { count: 1, sum: value, max: value });
    else {
      group.count += 1;
      group.sum += value;
      if (value > group.max) group.max = value;
    }
  }
  return groups.size;
}

const before = memory();
const started = performance.now();
const groups = side === 'weir' ? weir() : map();
const bytes = Math.round((memory() - before) / groups);
process.stderr.write(`${side} ${kind} ${KEYS} keys: ${bytes} bytes per key\n`);
finish(`${groups} groups`, started);
