// Rows of a batch as JSON: text for files and dead letters, objects for people.

import type { JsonRow } from '@weir/shared/api';
import type { Column } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { formatValue, jsonText } from '@weir/sql/values';
import { type Batch, ROW_KIND_NAMES, takesBack } from './batch.ts';

/** A function that writes a row as one line of JSON, without the line end. Numbers are exact. */
export function rowEncoder(columns: readonly Column[]): (batch: Batch, row: number) => string {
  const heads = columns.map((column, index) => `${index === 0 ? '{' : ','}${JSON.stringify(column.name)}:`);
  return (batch, row) => {
    let text = columns.length === 0 ? '{' : '';
    for (let column = 0; column < columns.length; column += 1) {
      const type = columns[column]?.type;
      const value = batch.get(column, row);
      text += heads[column];
      text += value === null || type === undefined ? 'null' : jsonText(value, type);
    }
    return `${text}}`;
  };
}

/**
 * The same with what a row of a stream of changes does, in the format `debezium-json`: a row added is
 * `{"before":null,"after":{...},"op":"c"}`, a row taken back `{"before":{...},"after":null,"op":"d"}`, as in Flink.
 */
export function changeEncoder(columns: readonly Column[]): (batch: Batch, row: number) => string {
  const encode = rowEncoder(columns);
  return (batch, row) =>
    takesBack(batch.kinds[row])
      ? `{"before":${encode(batch, row)},"after":null,"op":"d"}`
      : `{"before":null,"after":${encode(batch, row)},"op":"c"}`;
}

/** The key under which a row of a stream of changes says what it does, `+I` and so on: no column has an empty name. */
export const KIND_KEY = '';

/** The same as `rowObject` for a stream of changes, with what the row does. */
export function changeObject(batch: Batch, row: number): JsonRow {
  return { [KIND_KEY]: ROW_KIND_NAMES[batch.kinds[row] ?? 0] ?? '', ...rowObject(batch, row) };
}

/** A row as an object for tables on the screen; integers beyond 2^53 and decimals as strings. */
export function rowObject(batch: Batch, row: number): JsonRow {
  const entries = batch.columns.map((column, index): [string, Json] => [
    column.name,
    formatValue(batch.get(index, row), column.type),
  ]);
  return Object.fromEntries(entries);
}
