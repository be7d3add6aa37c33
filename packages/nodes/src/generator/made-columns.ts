// Values of a schema-driven generator: a rule per column, such as `1..100` or `tea|coffee`.

import type { SchemaColumn } from '@weir/engine/field';
import { type Column, typeText, type Value } from '@weir/shared/data-type';
import { parseValue } from '@weir/sql/values';
import { below } from './random.ts';

/** Makes the value of one column: from the row's number, its event time and a draw in [0, 1). */
export type MakeValue = (index: number, ms: number, draw: number) => Value;

/** The maker of a column, or what is wrong with its rule. */
export function makeValue(column: Column, schema: SchemaColumn): MakeValue | { readonly problem: string } {
  const rule = (schema.values ?? '').trim();
  if (rule === '') return byType(column);
  if (rule === 'sequence') return sequence(column);
  if (rule === 'time')
    return isTime(column)
      ? (_, ms): Value => ms
      : { problem: `time makes a TIMESTAMP, column ${column.name} is ${typeText(column.type)}` };
  const range = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)$/.exec(rule);
  if (range !== null) return fromRange(column, Number(range[1]), Number(range[2]));
  return fromList(column, rule.split('|'));
}

function byType(column: Column): MakeValue {
  switch (column.type.kind) {
    case 'BOOLEAN':
      return (_, __, draw) => draw < 0.5;
    case 'STRING':
      return (_, __, draw) => `${column.name}-${below(100, draw)}`;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return (_, ms) => ms;
    case 'DATE':
      return (_, ms) => Math.floor(ms / 86_400_000);
    case 'TIME':
      return (_, ms) => ((ms % 86_400_000) + 86_400_000) % 86_400_000;
    case 'TINYINT':
      return (_, __, draw) => below(100, draw);
    case 'DOUBLE':
    case 'FLOAT':
      return (_, __, draw) => Math.fround(draw * 100);
    default:
      return (_, __, draw) => below(1000, draw);
  }
}

function isTime(column: Column): boolean {
  return column.type.kind === 'TIMESTAMP' || column.type.kind === 'TIMESTAMP_LTZ';
}

function sequence(column: Column): MakeValue | { readonly problem: string } {
  switch (column.type.kind) {
    case 'STRING':
      return (index) => `${column.name}-${index + 1}`;
    case 'INT':
      return (index) => (index + 1) | 0;
    case 'BIGINT':
      return (index) => index + 1;
    default:
      return {
        problem: `sequence makes INT, BIGINT or STRING, column ${column.name} is ${typeText(column.type)}`,
      };
  }
}

function fromRange(column: Column, low: number, high: number): MakeValue | { readonly problem: string } {
  if (low > high) return { problem: `the range of column ${column.name} begins above its end` };
  const { type } = column;
  if (type.kind === 'DOUBLE') return (_, __, draw) => low + (high - low) * draw;
  if (type.kind === 'FLOAT') return (_, __, draw) => Math.fround(low + (high - low) * draw);
  const unit = type.kind === 'DECIMAL' ? 10 ** type.scale : 1;
  if (!['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'DECIMAL'].includes(type.kind)) {
    return { problem: `a range makes numbers, column ${column.name} is ${typeText(type)}` };
  }
  if (parseValue(String(low), type) === undefined || parseValue(String(high), type) === undefined) {
    return { problem: `the range of column ${column.name} does not fit ${typeText(type)}` };
  }
  const from = Math.ceil(low * unit);
  const count = Math.floor(high * unit) - from + 1;
  return (_, __, draw) => from + below(count, draw);
}

function fromList(column: Column, items: readonly string[]): MakeValue | { readonly problem: string } {
  const values = items.map((item) => (column.type.kind === 'STRING' ? item : parseValue(item, column.type)));
  const wrong = values.indexOf(undefined);
  if (wrong >= 0)
    return { problem: `${items[wrong]} is no ${typeText(column.type)} for column ${column.name}` };
  return (_, __, draw) => values[below(values.length, draw)] ?? null;
}
