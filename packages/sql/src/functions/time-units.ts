// Units of time as Flink writes them.

import { type Sql, sql } from '@weir/shared/fragment';
import type { TimeUnit } from '../parse/ast.ts';

const UNITS: Record<TimeUnit, Sql> = {
  MILLISECOND: sql`MILLISECOND`,
  SECOND: sql`SECOND`,
  MINUTE: sql`MINUTE`,
  HOUR: sql`HOUR`,
  DAY: sql`DAY`,
  WEEK: sql`WEEK`,
  MONTH: sql`MONTH`,
  QUARTER: sql`QUARTER`,
  YEAR: sql`YEAR`,
  DECADE: sql`DECADE`,
  CENTURY: sql`CENTURY`,
  MILLENNIUM: sql`MILLENNIUM`,
  EPOCH: sql`EPOCH`,
  DOW: sql`DOW`,
  ISODOW: sql`ISODOW`,
  DOY: sql`DOY`,
  ISOYEAR: sql`ISOYEAR`,
  MICROSECOND: sql`MICROSECOND`,
  NANOSECOND: sql`NANOSECOND`,
};

/** The units that a TIME has. */
export const CLOCK_UNITS: ReadonlySet<TimeUnit> = new Set(['HOUR', 'MINUTE', 'SECOND', 'MILLISECOND']);

/** The word of a unit. */
export function unitSql(unit: TimeUnit): Sql {
  return UNITS[unit];
}
