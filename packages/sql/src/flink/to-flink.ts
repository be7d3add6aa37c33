// Prints a checked expression as Flink SQL that parses back to the same tree.
//
// Every operator stands in parentheses, names in back-ticks, LIKE with an explicit ESCAPE (R7). Conversions that the
// checker added are left out: Flink adds the same ones.

import type { DataType } from '@weir/shared/data-type';
import { joinSql, type Sql, sql, sqlId, sqlText } from '@weir/shared/fragment';
import type { Typed, TypedCall, TypedCase, TypedCast, TypedLiteral } from '../check/typed.ts';
import { formatDate, formatTime } from '../civil.ts';
import { decimalText } from '../decimal.ts';
import { findFunction } from '../functions/index.ts';
import { timestampText } from '../values.ts';
import { numeralSql, wordSql } from './sql-words.ts';
import { typeSql } from './type-sql.ts';

/** How a column of the scope is written; the default is its name in back-ticks. */
export type ColumnSql = (index: number, name: string) => Sql;

const byName: ColumnSql = (_, name) => sqlId(name);

/** The expression as Flink SQL. */
export function toFlinkSql(expression: Typed, column: ColumnSql = byName): Sql {
  switch (expression.kind) {
    case 'literal':
      return literalSql(expression);
    case 'column':
      return column(expression.index, expression.name);
    case 'case':
      return caseSql(expression, column);
    case 'cast':
      return castSql(expression, column);
    case 'call':
      return callSql(expression, column);
  }
}

function literalSql({ value, type }: TypedLiteral): Sql {
  if (value === null) {
    // The type of '' has no name; its NULL only stands beside values that give it.
    const isBare = type.kind === 'NULL' || ('length' in type && type.length === 0);
    return isBare ? sql`NULL` : sql`CAST(NULL AS ${typeSql(type)})`;
  }
  if (typeof value === 'boolean') return value ? sql`TRUE` : sql`FALSE`;
  if (typeof value === 'string') return sqlText(value);
  if (typeof value === 'object') throw new Error('bug: no literal makes a collection');
  switch (type.kind) {
    case 'DECIMAL':
      return numeralSql(decimalText(value, type.scale));
    case 'DATE':
      return sql`DATE ${sqlText(formatDate(Number(value)))}`;
    case 'TIME':
      return sql`TIME ${sqlText(formatTime(Number(value), type.precision))}`;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return sql`TIMESTAMP ${sqlText(timestampText(value, type))}`;
    case 'INTERVAL_DAY':
    case 'INTERVAL_MONTH':
      return intervalSql(Number(value), type);
    case 'FLOAT':
    case 'DOUBLE':
      if (Object.is(value, -0)) return numeralSql('-0E0');
      return numeralSql(Number(value).toExponential().replace('e+', 'E').replace('e', 'E'));
    default:
      return numeralSql(String(value));
  }
}

function intervalSql(value: number, type: DataType): Sql {
  const sign = value < 0 ? sql`-` : sql``;
  const amount = Math.abs(value);
  if (type.kind === 'INTERVAL_MONTH')
    return sql`INTERVAL ${sign}${sqlText(String(amount))} MONTH${precision(amount)}`;
  const units = [
    [86_400_000, sql`DAY`],
    [3_600_000, sql`HOUR`],
    [60_000, sql`MINUTE`],
    [1000, sql`SECOND`],
  ] as const;
  for (const [size, unit] of units) {
    const count = amount / size;
    if (amount % size === 0) return sql`INTERVAL ${sign}${sqlText(String(count))} ${unit}${precision(count)}`;
  }
  const seconds = Math.floor(amount / 1000);
  const text = sqlText(decimalText(amount, 3));
  return sql`INTERVAL ${sign}${text} SECOND(${Math.max(2, String(seconds).length)}, 3)`;
}

/** More than two digits need saying so. */
function precision(count: number): Sql {
  const digits = String(count).length;
  return digits > 2 ? sql`(${digits})` : sql``;
}

function caseSql(expression: TypedCase, column: ColumnSql): Sql {
  const branches = expression.branches.map(
    ({ when, result }) => sql`WHEN ${toFlinkSql(when, column)} THEN ${toFlinkSql(result, column)}`,
  );
  const otherwise =
    expression.otherwise === undefined ? sql`` : sql` ELSE ${toFlinkSql(expression.otherwise, column)}`;
  return sql`CASE ${joinSql(branches, ' ')}${otherwise} END`;
}

function castSql(expression: TypedCast, column: ColumnSql): Sql {
  const operand = toFlinkSql(expression.operand, column);
  if (expression.implicit) return operand;
  const type = typeSql(expression.type);
  return expression.safe ? sql`TRY_CAST(${operand} AS ${type})` : sql`CAST(${operand} AS ${type})`;
}

const BINARY: Readonly<Record<string, Sql>> = {
  '+': sql`+`,
  '-': sql`-`,
  '*': sql`*`,
  '/': sql`/`,
  '%': sql`%`,
  '=': sql`=`,
  '<>': sql`<>`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
  AND: sql`AND`,
  OR: sql`OR`,
  'IS DISTINCT FROM': sql`IS DISTINCT FROM`,
  'IS NOT DISTINCT FROM': sql`IS NOT DISTINCT FROM`,
};

const TESTS: Readonly<Record<string, Sql>> = {
  'IS NULL': sql`IS NULL`,
  'IS NOT NULL': sql`IS NOT NULL`,
  'IS TRUE': sql`IS TRUE`,
  'IS NOT TRUE': sql`IS NOT TRUE`,
  'IS FALSE': sql`IS FALSE`,
  'IS NOT FALSE': sql`IS NOT FALSE`,
};

function callSql(expression: TypedCall, column: ColumnSql): Sql {
  const values = expression.arguments.map((argument) => toFlinkSql(argument, column));
  const [a = sql`NULL`, b = sql`NULL`, c, d] = values;
  const name = expression.function;
  const binary = BINARY[name];
  if (binary !== undefined) return sql`(${a} ${binary} ${b})`;
  const test = TESTS[name];
  if (test !== undefined) return sql`(${a} ${test})`;
  switch (name) {
    case 'NOT':
      return sql`(NOT ${a})`;
    case 'NEGATE':
      return sql`(- ${a})`;
    case 'BETWEEN':
      return sql`(${a} BETWEEN ${b} AND ${c ?? sql`NULL`})`;
    case 'BETWEEN SYMMETRIC':
      return sql`(${a} BETWEEN SYMMETRIC ${b} AND ${c ?? sql`NULL`})`;
    case 'IN':
      return sql`(${a} IN (${joinSql(values.slice(1), ', ')}))`;
    case 'LIKE':
      // An empty escape character is none, the default of Flink; R7 wants it said.
      return sql`(${a} LIKE ${b} ESCAPE ${c ?? sqlText('')})`;
    case 'OVERLAPS':
      return sql`((${a}, ${b}) OVERLAPS (${c ?? sql`NULL`}, ${d ?? sql`NULL`}))`;
    case 'SIMILAR TO':
      // An empty escape character is refused by Flink, here none is none.
      return sql`(${a} SIMILAR TO ${b}${c === undefined ? sql`` : sql` ESCAPE ${c}`})`;
    default:
      return functionSql(expression, values);
  }
}

function functionSql(expression: TypedCall, values: readonly Sql[]): Sql {
  const definition = findFunction(expression.function);
  if (definition === undefined) throw new Error('bug: the checker let an unknown function pass');
  if (definition.toFlink !== undefined) return definition.toFlink(values, expression);
  return sql`${wordSql(definition.name)}(${joinSql(values, ', ')})`;
}
