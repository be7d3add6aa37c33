// EXTRACT and its short forms, TIMESTAMPADD and TIMESTAMPDIFF.

import { isNanos } from '@weir/shared/data-type';
import { helper, type Js, js, sql } from '@weir/shared/fragment';
import { convert } from '../check/check-context.ts';
import type { Typed } from '../check/typed.ts';
import { BIGINT, INT } from '../check/types.ts';
import { toMs } from '../js/js-cast.ts';
import type { TimeUnit } from '../parse/ast.ts';
import { EXTRACT, UNIT_MONTHS, UNIT_MS } from '../runtime/times.ts';
import { define, parameter } from './build.ts';
import { type FunctionDefinition, type Refusal, type Resolved, refuse, type Warning } from './definition.ts';
import { CLOCK_UNITS, unitSql } from './time-units.ts';

function extractCall(unit: TimeUnit, value: Typed | undefined): Typed | Refusal {
  if (value === undefined) return refuse('EXTRACT takes a moment');
  if (EXTRACT[unit] === undefined)
    return refuse(`EXTRACT of ${unit} is not built yet`, undefined, 'SQL_UNSUPPORTED');
  if (value.type.kind === 'DATE' && unit === 'NANOSECOND') return refuse('a DATE has no NANOSECOND');
  if (value.type.kind === 'TIME' && !CLOCK_UNITS.has(unit)) {
    return refuse(`a TIME has no ${unit}`, 'It has HOUR, MINUTE, SECOND and MILLISECOND.');
  }
  return {
    kind: 'call',
    function: 'EXTRACT',
    arguments: [value],
    unit,
    type: BIGINT,
    nullable: value.nullable,
  };
}

/** Flink takes the days of a DATE for milliseconds when a field of the clock is asked for. */
function dayWarning(unit: TimeUnit | undefined, value: Typed | undefined): Warning | undefined {
  if (value?.type.kind !== 'DATE' || unit === undefined || !CLOCK_UNITS.has(unit)) return undefined;
  return {
    code: 'SQL_PORTABLE',
    message: `${unit} of a DATE is 0; Flink gives another number`,
    hint: 'Write CAST(… AS TIMESTAMP(3)) around the DATE.',
  };
}

/** The value as epoch milliseconds, so that one helper serves DATE, TIME and TIMESTAMP. */
function asMs(expression: Typed | undefined, code: Js): Js {
  return expression === undefined ? code : toMs(code, expression.type);
}

const BELOW_MS: Partial<Record<TimeUnit, number>> = { MICROSECOND: 1000, NANOSECOND: 1 };

function extracted(unit: TimeUnit, moment: Typed | undefined, value: Js): Js {
  const below = BELOW_MS[unit];
  if (below !== undefined && moment !== undefined && isNanos(moment.type))
    return js`${helper('extractBelowMs')}(${value}, ${below})`;
  return js`${helper(`extract${unit}`)}(${asMs(moment, value)})`;
}

const EXTRACT_FUNCTION = define({
  name: 'EXTRACT',
  family: 'time',
  rule: 'X1.56',
  documentation:
    'One field of a moment as a number: YEAR, MONTH, DAY, HOUR, DOW (1 is Sunday), WEEK, EPOCH, ….',
  parameters: [parameter('moment', 'dated')],
  syntax: 'EXTRACT(unit FROM moment)',
  rewrite: ([value], { unit }) => extractCall(unit ?? 'YEAR', value),
  warning: ([value], { unit }) => dayWarning(unit, value),
  result: () => BIGINT,
  toJs: ([value = js`null`], { unit, arguments: [moment] }) => extracted(unit ?? 'YEAR', moment, value),
  toFlink: ([value = sql`NULL`], { unit }) => sql`EXTRACT(${unitSql(unit ?? 'YEAR')} FROM ${value})`,
  cases: [
    ["EXTRACT(YEAR FROM DATE '2024-02-29')", 2024],
    ["EXTRACT(HOUR FROM TIMESTAMP '2024-02-29 12:34:56')", 12],
    ["EXTRACT(DOW FROM DATE '2024-02-29')", 5],
  ],
});

const SHORT: readonly (readonly [name: string, unit: TimeUnit, documentation: string, expected: number])[] = [
  ['YEAR', 'YEAR', 'The year.', 2024],
  ['QUARTER', 'QUARTER', 'The quarter, 1 to 4.', 1],
  ['MONTH', 'MONTH', 'The month, 1 to 12.', 2],
  ['WEEK', 'WEEK', 'The ISO week, 1 to 53.', 9],
  ['DAYOFYEAR', 'DOY', 'The day of the year from 1.', 60],
  ['DAYOFMONTH', 'DAY', 'The day of the month from 1.', 29],
  ['DAYOFWEEK', 'DOW', 'The day of the week, 1 is Sunday.', 5],
  ['HOUR', 'HOUR', 'The hour, 0 to 23.', 12],
  ['MINUTE', 'MINUTE', 'The minute, 0 to 59.', 34],
  ['SECOND', 'SECOND', 'The second, 0 to 59.', 56],
];

const SHORT_FUNCTIONS = SHORT.map(([name, unit, documentation, expected]) =>
  define({
    ...EXTRACT_FUNCTION,
    name,
    documentation,
    syntax: undefined,
    rewrite: ([value]) => extractCall(unit, value),
    warning: ([value]) => dayWarning(unit, value),
    cases: [[`${name}(TIMESTAMP '2024-02-29 12:34:56')`, expected]],
  }),
);

function addRefusal(values: readonly Typed[], unit: TimeUnit | undefined): Refusal | undefined {
  const type = values[1]?.type;
  if (unit === undefined || type === undefined)
    return refuse('TIMESTAMPADD takes a unit, a number and a moment');
  const isDay = unit === 'DAY' || unit === 'WEEK' || UNIT_MONTHS[unit] !== undefined;
  if (isDay || UNIT_MS[unit] !== undefined) return undefined;
  return refuse(`TIMESTAMPADD does not take ${unit}`, 'Units are SECOND to YEAR.');
}

/** A clock unit added to a DATE makes it a TIMESTAMP(6); all else keeps its type. */
function addResult(values: readonly Typed[], unit: TimeUnit | undefined): Resolved | Refusal {
  const [count, moment] = values;
  const refusal = addRefusal(values, unit);
  if (refusal !== undefined || count === undefined || moment === undefined)
    return refusal ?? refuse('TIMESTAMPADD takes a unit, a number and a moment');
  const isClock = unit !== undefined && CLOCK_UNITS.has(unit);
  const value =
    isClock && moment.type.kind === 'DATE' ? convert(moment, { kind: 'TIMESTAMP', precision: 6 }) : moment;
  return { type: value.type, nullable: count.nullable || value.nullable, arguments: [count, value] };
}

const TIMESTAMPADD = define({
  name: 'TIMESTAMPADD',
  family: 'time',
  rule: 'X1.58',
  documentation: 'The moment so many units later; the day is cut to the length of the month.',
  parameters: [parameter('count', 'integer'), parameter('moment', 'dated')],
  syntax: 'TIMESTAMPADD(unit, count, moment)',
  result: (values, { unit }) => addResult(values, unit),
  toJs: ([count = js`null`, moment = js`null`], { unit = 'DAY', type }) => {
    const months = UNIT_MONTHS[unit];
    if (months !== undefined) {
      if (type.kind === 'TIME') return moment;
      const name =
        type.kind === 'DATE'
          ? 'addMonthsToDate'
          : isNanos(type)
            ? 'addMonthsToNanos'
            : 'addMonthsToTimestamp';
      return js`${helper(name)}(${moment}, ${count} * ${months})`;
    }
    if (isNanos(type)) return js`${helper('addMsToNanos')}(${moment}, ${count} * ${UNIT_MS[unit] ?? 1})`;
    if (type.kind === 'TIME') return js`${helper('wrapTime')}(${moment} + ${count} * ${UNIT_MS[unit] ?? 1})`;
    const size = (UNIT_MS[unit] ?? 1) / (type.kind === 'DATE' ? 86_400_000 : 1);
    return js`(${moment} + ${count} * ${size})`;
  },
  toFlink: ([count = sql`NULL`, moment = sql`NULL`], { unit = 'DAY' }) =>
    sql`TIMESTAMPADD(${unitSql(unit)}, ${count}, ${moment})`,
  cases: [["TIMESTAMPADD(MONTH, 1, DATE '2024-01-31')", 19_782]],
});

function diffRefusal(values: readonly Typed[], unit: TimeUnit | undefined): Refusal | undefined {
  const [from, to] = values.map((value) => value.type.kind);
  if (unit === undefined || from === undefined || to === undefined)
    return refuse('TIMESTAMPDIFF takes a unit and two moments');
  if (UNIT_MS[unit] === undefined && UNIT_MONTHS[unit] === undefined) {
    return refuse(`TIMESTAMPDIFF in ${unit} is not built yet`, undefined, 'SQL_UNSUPPORTED');
  }
  if (unit === 'MILLISECOND')
    return refuse('TIMESTAMPDIFF in MILLISECOND is not built yet', undefined, 'SQL_UNSUPPORTED');
  if (from === 'TIME' || to === 'TIME')
    return refuse('TIMESTAMPDIFF of TIME is not built yet', undefined, 'SQL_UNSUPPORTED');
  const mixed = (from === 'TIMESTAMP_LTZ') !== (to === 'TIMESTAMP_LTZ');
  return mixed
    ? refuse('TIMESTAMPDIFF does not take TIMESTAMP with TIMESTAMP_LTZ', 'Cast one of them.')
    : undefined;
}

const TIMESTAMPDIFF = define({
  name: 'TIMESTAMPDIFF',
  family: 'time',
  rule: 'X1.59',
  documentation: 'Whole units from the first moment to the second, negative when it lies before.',
  parameters: [parameter('from', 'dated'), parameter('to', 'dated')],
  syntax: 'TIMESTAMPDIFF(unit, from, to)',
  result: (values, { unit }) => diffRefusal(values, unit) ?? INT,
  toJs: ([from = js`null`, to = js`null`], { unit = 'DAY', arguments: [left, right] }) => {
    const a = asMs(left, from);
    const b = asMs(right, to);
    const months = UNIT_MONTHS[unit];
    if (months !== undefined) return js`(${helper('monthsBetween')}(${a}, ${b}) / ${months} | 0)`;
    if (unit === 'WEEK') return js`((((${b} - ${a}) / 1000) | 0) / 604800 | 0)`;
    return js`((${b} - ${a}) / ${UNIT_MS[unit] ?? 1} | 0)`;
  },
  toFlink: ([from = sql`NULL`, to = sql`NULL`], { unit = 'DAY' }) =>
    sql`TIMESTAMPDIFF(${unitSql(unit)}, ${from}, ${to})`,
  cases: [["TIMESTAMPDIFF(DAY, DATE '2024-02-01', DATE '2024-03-01')", 29]],
});

/** Functions of the fields of a moment. */
export const timePartFunctions: readonly FunctionDefinition[] = [
  EXTRACT_FUNCTION,
  ...SHORT_FUNCTIONS,
  TIMESTAMPADD,
  TIMESTAMPDIFF,
];
