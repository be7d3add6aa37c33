// UNIX_TIMESTAMP, FROM_UNIXTIME and CONVERT_TZ: the older functions of time, in patterns of SimpleDateFormat (X1.64).

import { helper, js } from '@weir/shared/fragment';
import { BIGINT, STRING } from '../check/types.ts';
import { define, parameter } from './build.ts';
import { CHANGING } from './changing.ts';
import type { FunctionDefinition } from './definition.ts';

const pattern = parameter('pattern', 'text', { optional: true });

const UNIX_TIMESTAMP = define({
  name: 'UNIX_TIMESTAMP',
  family: 'time',
  rule: 'X1.64',
  documentation:
    'The seconds since 1970 of a text, read as yyyy-MM-dd HH:mm:ss or in a pattern; -9223372036854775808 when it does not fit; without a text those of the clock.',
  parameters: [parameter('text', 'text', { optional: true }), pattern],
  fallible: ({ arguments: values }) => values.length > 0,
  warning: (values) => (values.length === 0 ? CHANGING : undefined),
  result: () => BIGINT,
  toJs: ([text, by]) =>
    text === undefined
      ? js`Math.floor(${helper('nowMs')}() / 1000)`
      : by === undefined
        ? js`${helper('unixTimestamp')}(${text})`
        : js`${helper('unixTimestamp')}(${text}, ${by})`,
  cases: [
    ["UNIX_TIMESTAMP('2024-02-29 12:34:56')", 1_709_210_096],
    ["UNIX_TIMESTAMP('29.2.2024', 'd.M.yyyy')", 1_709_164_800],
    ["UNIX_TIMESTAMP('soon')", -9_223_372_036_854_775_808n],
  ],
});

const FROM_UNIXTIME = define({
  name: 'FROM_UNIXTIME',
  family: 'time',
  rule: 'X1.64',
  documentation: 'Seconds since 1970 as text, yyyy-MM-dd HH:mm:ss or in a pattern.',
  parameters: [parameter('seconds', 'bigint'), pattern],
  yieldsNull: true,
  fallible: true,
  result: () => STRING,
  toJs: ([seconds = js`null`, by]) =>
    by === undefined
      ? js`${helper('fromUnixtime')}(${seconds})`
      : js`${helper('fromUnixtime')}(${seconds}, ${by})`,
  cases: [
    ['FROM_UNIXTIME(1709210096)', '2024-02-29 12:34:56'],
    ["FROM_UNIXTIME(1709210096, 'HH:mm')", '12:34'],
  ],
});

const CONVERT_TZ = define({
  name: 'CONVERT_TZ',
  family: 'time',
  rule: 'X1.64',
  documentation:
    'A text yyyy-MM-dd HH:mm:ss of a clock in one zone as the clock in another shows it; unknown zones are UTC.',
  parameters: [parameter('text', 'text'), parameter('from', 'text'), parameter('to', 'text')],
  yieldsNull: true,
  result: () => STRING,
  toJs: ([text = js`null`, from = js`null`, to = js`null`]) =>
    js`${helper('convertZone')}(${text}, ${from}, ${to})`,
  cases: [
    ["CONVERT_TZ('2024-02-29 12:34:56', 'UTC', 'Europe/Paris')", '2024-02-29 13:34:56'],
    ["CONVERT_TZ('noon', 'UTC', 'Europe/Paris')", null],
  ],
});

/** Functions of seconds since 1970 and of zones. */
export const unixTimeFunctions: readonly FunctionDefinition[] = [UNIX_TIMESTAMP, FROM_UNIXTIME, CONVERT_TZ];
