// Pieces of Flink DDL that several nodes print: columns, watermark, options.
import type { Column } from '@weir/shared/data-type';
import { parseDurationMs } from '@weir/shared/duration';
import { joinSql, type Sql, sql, sqlId, sqlText } from '@weir/shared/fragment';
import { typeSql } from '@weir/sql/flink/type-sql';

/** An INTERVAL literal of whole milliseconds. */
export function flinkInterval(ms: number): Sql {
  const seconds = Math.abs(ms) / 1000;
  const literal = sqlText(Number.isInteger(seconds) ? String(seconds) : seconds.toFixed(3));
  // Nine digits of leading precision: the default of 2 refuses more than 99 seconds.
  const interval = sql`INTERVAL ${literal} SECOND(9, 3)`;
  return ms < 0 ? sql`- ${interval}` : interval;
}

/** Column list of a CREATE TABLE. */
export function flinkColumns(columns: readonly Column[]): Sql {
  return joinSql(columns.map(flinkColumn), ',\n  ');
}

/** One line of the column list of a CREATE TABLE. */
export function flinkColumn(column: Column): Sql {
  return sql`${sqlId(column.name)} ${typeSql(column.type)}`;
}

/** The watermark of a CREATE TABLE: one line, or none without event time. */
export function flinkWatermark(time: {
  readonly eventTime: string;
  readonly watermarkDelay: string;
}): readonly Sql[] {
  if (time.eventTime === '') return [];
  const column = sqlId(time.eventTime);
  const delay = flinkInterval(parseDurationMs(time.watermarkDelay) ?? 0);
  return [sql`WATERMARK FOR ${column} AS ${column} - ${delay}`];
}

/** The WITH list of a CREATE TABLE. */
export function flinkOptions(options: Readonly<Record<string, string>>): Sql {
  return joinSql(
    Object.entries(options).map(([key, value]) => sql`${sqlText(key)} = ${sqlText(value)}`),
    ',\n  ',
  );
}

/** A whole CREATE TEMPORARY TABLE statement. */
export function flinkTable(name: string, columns: Sql, options: Readonly<Record<string, string>>): Sql {
  return sql`CREATE TEMPORARY TABLE ${sqlId(name)} (
  ${columns}
) WITH (
  ${flinkOptions(options)}
)`;
}
