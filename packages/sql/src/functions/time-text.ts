// TO_TIMESTAMP, TO_TIMESTAMP_LTZ, TO_DATE and DATE_FORMAT: between text, numbers and moments.

import { isText } from '@weir/shared/data-type';
import { constant, helper, js } from '@weir/shared/fragment';
import { compileDateFormat } from '../runtime/date-format.ts';
import type { Typed } from '../typed.ts';
import { isInteger, STRING, TIMESTAMP } from '../types.ts';
import { define, helperCall, parameter } from './build.ts';
import { type FunctionDefinition, type Refusal, refuse } from './definition.ts';

const TO_TIMESTAMP = define({
  name: 'TO_TIMESTAMP',
  family: 'time',
  rule: 'X1.61',
  documentation:
    'The TIMESTAMP(3) that the text names, such as 2026-01-31 13:45:00.123; NULL when it names none.',
  parameters: [parameter('text', 'text')],
  yieldsNull: true,
  result: () => TIMESTAMP,
  toJs: ([text = js`null`]) => js`${helper('tryTextToTimestamp')}(${text}, 3)`,
  cases: [
    ["TO_TIMESTAMP('2024-02-29 12:34:56.789')", 1_709_210_096_789],
    ["TO_TIMESTAMP('2023-02-29 00:00:00')", 1_677_542_400_000],
    ["TO_TIMESTAMP('soon')", null],
  ],
});

const TO_DATE = define({
  name: 'TO_DATE',
  family: 'time',
  rule: 'X1.63',
  documentation: 'The DATE that the text names, such as 2026-01-31; NULL when it names none.',
  parameters: [parameter('text', 'text')],
  yieldsNull: true,
  result: () => ({ kind: 'DATE' }),
  toJs: helperCall('tryTextToDate'),
  cases: [["TO_DATE('2024-02-29')", 19_782]],
});

function epochRefusal(values: readonly Typed[]): Refusal | undefined {
  const [value, precision] = values;
  if (value === undefined || !isInteger(value.type)) {
    const textual = value !== undefined && isText(value.type);
    return refuse(
      'TO_TIMESTAMP_LTZ of this type is not built yet',
      textual ? 'Use CAST(TO_TIMESTAMP(text) AS TIMESTAMP_LTZ(3)).' : 'Cast the number to BIGINT.',
      'SQL_UNSUPPORTED',
    );
  }
  if (precision === undefined) return undefined;
  const isFixed = precision.kind === 'literal' && (precision.value === 0 || precision.value === 3);
  return isFixed
    ? undefined
    : refuse(
        'the second value of TO_TIMESTAMP_LTZ is 0 for seconds or 3 for milliseconds',
        undefined,
        'SQL_UNSUPPORTED',
      );
}

const TO_TIMESTAMP_LTZ = define({
  name: 'TO_TIMESTAMP_LTZ',
  family: 'time',
  rule: 'X1.62',
  documentation: 'The moment of an epoch number: milliseconds, or seconds with 0 as second value.',
  parameters: [parameter('epoch', 'any'), parameter('precision', 'integer', { optional: true })],
  yieldsNull: true,
  result: (values) => epochRefusal(values) ?? { kind: 'TIMESTAMP_LTZ', precision: 3 },
  toJs: ([epoch = js`null`, precision = js`3`]) => js`${helper('epochToTimestamp')}(${epoch}, ${precision})`,
  cases: [
    ['TO_TIMESTAMP_LTZ(1709210096789, 3)', 1_709_210_096_789],
    ['TO_TIMESTAMP_LTZ(1709210096, 0)', 1_709_210_096_000],
  ],
});

function formatRefusal(values: readonly Typed[]): Refusal | undefined {
  const pattern = values[1];
  if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') {
    return refuse(
      'DATE_FORMAT with a pattern from data is not built yet',
      "Write the pattern: 'yyyy-MM-dd'.",
      'SQL_UNSUPPORTED',
    );
  }
  const compiled = compileDateFormat(pattern.value);
  return typeof compiled === 'string' ? refuse(compiled, undefined, 'SQL_UNSUPPORTED') : undefined;
}

const DATE_FORMAT = define({
  name: 'DATE_FORMAT',
  family: 'time',
  rule: 'X1.60',
  documentation: 'The moment as text in a pattern such as yyyy-MM-dd HH:mm:ss.SSS.',
  parameters: [parameter('moment', 'moment'), parameter('pattern', 'text')],
  result: (values) => formatRefusal(values) ?? STRING,
  toJs: ([moment = js`null`], { arguments: [, pattern] }) => {
    const text = pattern?.kind === 'literal' ? String(pattern.value) : '';
    return js`${helper('formatDate')}(${moment}, ${constant(compileDateFormat(text))})`;
  },
  cases: [
    ["DATE_FORMAT(TIMESTAMP '2024-02-29 12:34:56', 'yyyy/MM/dd HH:mm')", '2024/02/29 12:34'],
    ["DATE_FORMAT(TIMESTAMP '2024-02-29 12:34:56', 'EEE d MMM')", 'Thu 29 Feb'],
  ],
});

/** Functions between text, numbers and moments. */
export const timeTextFunctions: readonly FunctionDefinition[] = [
  TO_TIMESTAMP,
  TO_DATE,
  TO_TIMESTAMP_LTZ,
  DATE_FORMAT,
];
