import { Batch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from '@weir/engine/runtime/batch';
import type { Column, Value } from '@weir/shared/data-type';
import { expect, test } from 'vitest';
import { TableSink } from './table-sink.ts';

const columns: readonly Column[] = [
  { name: 'k', type: { kind: 'STRING' }, nullable: true },
  { name: 'n', type: { kind: 'INT' }, nullable: false },
];

function batchOf(rows: readonly (readonly Value[])[]): Batch {
  const batch = new Batch(columns);
  for (const [index, row] of rows.entries()) batch.push(row, index);
  return batch;
}

function write(sink: TableSink, rows: readonly (readonly Value[])[]): void {
  const batch = batchOf(rows);
  sink.write(batch, 0, batch.length);
}

test('without keys: the newest rows, newest first', () => {
  const sink = new TableSink({ columns, changes: 'append', keys: [], rowsMax: 3 });
  write(sink, [
    ['a', 1],
    ['a', 2],
  ]);
  write(sink, [
    ['a', 3],
    ['a', 4],
  ]);
  expect(sink.read().rows.map((row) => row.n)).toEqual([4, 3, 2]);
});

test('with keys: the newest row of each, NULL is a key of its own', () => {
  const sink = new TableSink({ columns, changes: 'append', keys: ['k'], rowsMax: 3 });
  write(sink, [
    ['a', 1],
    [null, 2],
    ['null', 3],
    ['a', 4],
  ]);
  write(sink, [['b', 5]]);
  expect(sink.read().rows.map((row) => [row.k, row.n])).toEqual([
    ['b', 5],
    ['a', 4],
    ['null', 3],
  ]);
});

function change(sink: TableSink, rows: readonly (readonly [kind: number, ...row: Value[]])[]): void {
  const batch = new Batch(columns);
  for (const [index, [kind, ...row]] of rows.entries()) batch.push(row, index, kind);
  sink.write(batch, 0, batch.length);
}

test('C: of a stream of changes, rows taken back go away and updates replace their row', () => {
  const sink = new TableSink({ columns, changes: 'retract', keys: ['k'], rowsMax: 3 });
  change(sink, [
    [INSERT, 'a', 1],
    [INSERT, 'b', 1],
    [UPDATE_BEFORE, 'a', 1],
    [UPDATE_AFTER, 'a', 2],
    [DELETE, 'b', 1],
  ]);
  expect(sink.read().rows.map((row) => [row.k, row.n])).toEqual([['a', 2]]);
});

test('C: without keys equal rows count each, and what has left the table is taken back without harm', () => {
  const sink = new TableSink({ columns, changes: 'retract', keys: [], rowsMax: 2 });
  change(sink, [
    [INSERT, 'a', 1],
    [INSERT, 'a', 1],
    [DELETE, 'a', 1],
    [INSERT, 'b', 2],
    [INSERT, 'c', 3],
    [DELETE, 'a', 1],
    [DELETE, 'c', 3],
  ]);
  expect(sink.read().rows.map((row) => [row.k, row.n])).toEqual([['b', 2]]);
});
