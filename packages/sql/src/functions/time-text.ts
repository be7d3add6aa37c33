// DATE_FORMAT, TO_TIMESTAMP, TO_TIMESTAMP_LTZ and TO_DATE: between text, numbers and moments.

import { type DataType, isNanos, isText } from '@weir/shared/data-type';
import { constant, helper, js } from '@weir/shared/fragment';
import type { Typed } from '../check/typed.ts';
import { isInteger, isNumeric, STRING, scaleOf, TIMESTAMP } from '../check/types.ts';
import { compileDateFormat, patternProblem } from '../runtime/date-format.ts';
import { dateParserOf } from '../runtime/date-parse.ts';
import { zoneOf } from '../runtime/zones.ts';
import { define, parameter } from './build.ts';
import { type FunctionDefinition, type Refusal, refuse, type Warning } from './definition.ts';

function literalText(value: Typed | undefined): string | undefined {
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}

const DATE_FORMAT = define({
  name: 'DATE_FORMAT',
  family: 'time',
  rule: 'X1.60',
  documentation:
    'The moment as text in a pattern such as yyyy-MM-dd HH:mm:ss.SSS; a text is read as yyyy-MM-dd HH:mm:ss first.',
  parameters: [parameter('moment', 'any'), parameter('pattern', 'text')],
  yieldsNull: true,
  fallible: ({ arguments: [value, pattern] }) => {
    const text = literalText(pattern);
    return (
      text === undefined || (value !== undefined && isText(value.type)) || patternProblem(text) !== undefined
    );
  },
  warning: ([value, pattern]) => {
    const text = literalText(pattern);
    const problem =
      text === undefined || (value !== undefined && isText(value.type)) ? undefined : patternProblem(text);
    return problem === undefined
      ? undefined
      : {
          code: 'SQL_LITERAL',
          message: `${problem}: every row fails`,
          hint: 'Letters are y M d H m s S E a.',
        };
  },
  result: ([value]) => {
    if (value === undefined || isText(value.type)) return STRING;
    const isMoment = value.type.kind === 'TIMESTAMP' || value.type.kind === 'TIMESTAMP_LTZ';
    return isMoment
      ? STRING
      : refuse('DATE_FORMAT takes a TIMESTAMP or text', 'Write CAST(… AS TIMESTAMP(3)).');
  },
  toJs: ([moment = js`null`, pattern = js`null`], { arguments: [value, written] }) => {
    if (value !== undefined && isText(value.type))
      return js`${helper('reformatText')}(${moment}, ${pattern})`;
    const nanos = value !== undefined && isNanos(value.type);
    const text = literalText(written);
    const compiled = text === undefined ? undefined : compileDateFormat(text);
    const format =
      compiled === undefined || typeof compiled === 'string'
        ? js`${helper('dateFormatOf')}(${pattern})`
        : constant(compiled);
    return js`${helper(nanos ? 'formatNanos' : 'formatDate')}(${moment}, ${format})`;
  },
  cases: [
    ["DATE_FORMAT(TIMESTAMP '2024-02-29 12:34:56', 'yyyy/MM/dd HH:mm')", '2024/02/29 12:34'],
    ["DATE_FORMAT(TIMESTAMP '2024-02-29 12:34:56', 'EEE d MMM')", 'Thu 29 Feb'],
    ["DATE_FORMAT('2024-02-29 12:34:56', 'HH:mm')", '12:34'],
  ],
});

const TO_TIMESTAMP = define({
  name: 'TO_TIMESTAMP',
  family: 'time',
  rule: 'X1.61',
  documentation:
    'The TIMESTAMP(3) that the text names, such as 2026-01-31 13:45:00.123, or in a pattern; NULL when it names none.',
  parameters: [parameter('text', 'text'), parameter('pattern', 'text', { optional: true })],
  yieldsNull: true,
  warning: ([, pattern]) => parserWarning(pattern),
  result: () => TIMESTAMP,
  toJs: ([text = js`null`, pattern], { arguments: [, written] }) => {
    if (pattern === undefined) return js`${helper('tryTextToTimestamp')}(${text}, 3)`;
    const known = literalText(written);
    if (known === undefined) return js`${helper('parseDateBy')}(${text}, ${pattern})`;
    return js`${helper('parseDate')}(${text}, ${constant(dateParserOf(known))})`;
  },
  cases: [
    ["TO_TIMESTAMP('2024-02-29 12:34:56.789')", 1_709_210_096_789],
    ["TO_TIMESTAMP('2023-02-29 00:00:00')", 1_677_542_400_000],
    ["TO_TIMESTAMP('soon')", null],
    ["TO_TIMESTAMP('29.02.2024 12:34', 'dd.MM.yyyy HH:mm')", 1_709_210_040_000],
  ],
});

function parserWarning(pattern: Typed | undefined): Warning | undefined {
  const text = literalText(pattern);
  if (text === undefined || dateParserOf(text) !== undefined) return undefined;
  return {
    code: 'SQL_LITERAL',
    message: 'this is no date pattern: every row gives NULL',
    hint: "Write one such as 'yyyy-MM-dd HH:mm:ss'.",
  };
}

const TO_DATE = define({
  name: 'TO_DATE',
  family: 'time',
  rule: 'X1.63',
  documentation:
    'The DATE that the text names, such as 2026-01-31, or in a pattern; NULL when it names none.',
  parameters: [parameter('text', 'text'), parameter('pattern', 'text', { optional: true })],
  yieldsNull: true,
  fallible: ({ arguments: values }) => values.length > 1,
  warning: ([, pattern]) =>
    pattern === undefined
      ? undefined
      : {
          code: 'SQL_PORTABLE',
          message: 'Flink makes text that does not fit the pattern a date far in the future; here it is NULL',
          hint: 'CAST(TO_TIMESTAMP(text, pattern) AS DATE) is the same on both.',
        },
  result: () => ({ kind: 'DATE' }),
  toJs: ([text = js`null`, pattern]) =>
    pattern === undefined
      ? js`${helper('tryTextToDate')}(${text})`
      : js`${helper('dateBy')}(${text}, ${pattern})`,
  cases: [
    ["TO_DATE('2024-02-29')", 19_782],
    ["TO_DATE('29/02/2024', 'dd/MM/yyyy')", 19_782],
    ["TO_DATE('soon', 'dd/MM/yyyy')", null],
  ],
});

function ltzType(values: readonly Typed[]): DataType | Refusal {
  const [value, second, zone] = values;
  if (value === undefined) return refuse('TO_TIMESTAMP_LTZ takes a number or text');
  if (isText(value.type)) {
    if (second !== undefined && !isText(second.type))
      return refuse('TO_TIMESTAMP_LTZ of text takes a pattern', "Write 'yyyy-MM-dd HH:mm:ss'.");
    const id = literalText(zone);
    if (id !== undefined && zoneOf(id) === undefined)
      return refuse(`${id} is not a time zone`, "Write one such as 'Europe/Paris' or 'UTC'.", 'SQL_LITERAL');
    return { kind: 'TIMESTAMP_LTZ', precision: 3 };
  }
  if (!isNumeric(value.type) || zone !== undefined)
    return refuse('TO_TIMESTAMP_LTZ takes a number and its digits, or text with a pattern and a zone');
  if (second === undefined) return { kind: 'TIMESTAMP_LTZ', precision: 3 };
  const digits = second.kind === 'literal' && typeof second.value === 'number' ? second.value : undefined;
  if (digits === undefined || !isInteger(second.type) || digits < 0 || digits > 9)
    return refuse(
      'the second value of TO_TIMESTAMP_LTZ is a written number of digits, 0 to 9',
      '0 counts seconds, 3 milliseconds.',
    );
  return { kind: 'TIMESTAMP_LTZ', precision: Math.max(3, digits) };
}

const TO_TIMESTAMP_LTZ = define({
  name: 'TO_TIMESTAMP_LTZ',
  family: 'time',
  rule: 'X1.62',
  documentation:
    'The moment of an epoch number: milliseconds, or seconds with 0 as second value; or of a text, in a pattern and a zone.',
  parameters: [
    parameter('epoch', 'any'),
    parameter('digits', 'any', { optional: true }),
    parameter('zone', 'text', { optional: true }),
  ],
  syntax: 'TO_TIMESTAMP_LTZ(number, digits?) or TO_TIMESTAMP_LTZ(text, pattern?, zone?)',
  yieldsNull: true,
  fallible: ({ arguments: values }) =>
    values[0] !== undefined && isText(values[0].type) && values.length !== 2,
  result: ltzType,
  toJs: ([epoch = js`null`, second, zone], { arguments: [value, digits], type }) => {
    if (value !== undefined && isText(value.type)) {
      if (second === undefined) return js`${helper('textToTimestamp')}(${epoch}, 3)`;
      return zone === undefined
        ? js`${helper('parseDateBy')}(${epoch}, ${second})`
        : js`${helper('parseDateIn')}(${epoch}, ${second}, ${zone})`;
    }
    const precision = digits?.kind === 'literal' ? Number(digits.value) : 3;
    const scale = value === undefined ? 0 : scaleOf(value.type);
    return js`${helper('epochToTimestamp')}(${epoch}, ${scale}, ${precision}, ${isNanos(type)})`;
  },
  cases: [
    ['TO_TIMESTAMP_LTZ(1709210096789, 3)', 1_709_210_096_789],
    ['TO_TIMESTAMP_LTZ(1709210096, 0)', 1_709_210_096_000],
    ["TO_TIMESTAMP_LTZ('2024-02-29 13:34:56', 'yyyy-MM-dd HH:mm:ss', 'Europe/Paris')", 1_709_210_096_000],
  ],
});

/** Functions between text, numbers and moments. */
export const timeTextFunctions: readonly FunctionDefinition[] = [
  TO_TIMESTAMP,
  TO_DATE,
  TO_TIMESTAMP_LTZ,
  DATE_FORMAT,
];
