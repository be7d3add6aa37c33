// ABS, MOD, ROUND, FLOOR, CEIL, SIGN: functions that keep the type of their number.

import type { DataType } from '@weir/shared/data-type';
import { helper, type Js, js } from '@weir/shared/fragment';
import type { Typed, TypedCall } from '../check/typed.ts';
import { asDecimal, INT, isApproximate, isInteger } from '../check/types.ts';
import { wrapped } from '../js/js-arithmetic.ts';
import { define, parameter } from './build.ts';
import { type FunctionDefinition, type Resolved, refuse, type Warning } from './definition.ts';
import { ceilTo, floorTo } from './time-floor.ts';

const NULL_INT: Typed = { kind: 'literal', value: null, type: INT, nullable: true };

function first(values: readonly Typed[]): Typed {
  return values[0] ?? NULL_INT;
}

function typeOfFirst(call: TypedCall): DataType {
  return first(call.arguments).type;
}

const ABS = define({
  name: 'ABS',
  family: 'number',
  rule: 'X1.4',
  documentation: 'The number without its sign.',
  parameters: [parameter('x', 'number')],
  result: (values) => first(values).type,
  toJs: ([x = js`null`], { type }) => {
    if (type.kind === 'BIGINT') return js`${helper('absBigint')}(${x})`;
    if (type.kind === 'DECIMAL') return js`${helper('absWide')}(${x})`;
    return isInteger(type) ? wrapped(type, js`Math.abs(${x})`) : js`Math.abs(${x})`;
  },
  cases: [
    ['ABS(-5)', 5],
    ['ABS(-2.5)', 25],
    ['ABS(CAST(-128 AS TINYINT))', -128],
  ],
});

/** Flink's code for these does not compile where the number is a TINYINT or SMALLINT. */
function smallWarning(name: string): (values: readonly Typed[]) => Warning | undefined {
  return (values) => {
    const { type } = first(values);
    if (type.kind !== 'TINYINT' && type.kind !== 'SMALLINT') return undefined;
    return {
      code: 'SQL_PORTABLE',
      message: `${name} of a ${type.kind} does not compile on Flink`,
      hint: 'Write CAST(… AS INT) around the number.',
      at: { argument: 0 },
    };
  };
}

const SIGN = define({
  name: 'SIGN',
  family: 'number',
  rule: 'X1.23',
  warning: smallWarning('SIGN'),
  documentation: '-1, 0 or 1 as the number is below, at or above zero, in the type of the number.',
  parameters: [parameter('x', 'number')],
  yieldsNull: ([x]) => x?.type.kind === 'DECIMAL' && x.type.precision === x.type.scale,
  result: (values) => first(values).type,
  toJs: ([x = js`null`], { type }) => {
    if (type.kind === 'DECIMAL') return js`${helper('signDecimal')}(${x}, ${type.precision}, ${type.scale})`;
    return type.kind === 'BIGINT' ? js`${helper('signBigint')}(${x})` : js`Math.sign(${x})`;
  },
  cases: [
    ['SIGN(-7)', -1],
    ['SIGN(0)', 0],
    ['SIGN(2.5E0)', 1],
  ],
});

/** ROUND and TRUNCATE keep the type, but a DECIMAL loses the digits behind those that are asked for. */
function roundResult(
  name: string,
  values: readonly Typed[],
): DataType | Resolved | ReturnType<typeof refuse> {
  const { type } = first(values);
  if (type.kind !== 'DECIMAL') return type;
  const places = values[1];
  if (places !== undefined && (places.kind !== 'literal' || typeof places.value !== 'number')) {
    return refuse(
      `${name} of a DECIMAL takes a written number of digits`,
      'Write a number such as 2.',
      'SQL_UNSUPPORTED',
    );
  }
  const digits = Number(places?.value ?? 0);
  if (digits >= type.scale) return type;
  const scale = Math.max(digits, 0);
  const precision = Math.min(38, 1 + type.precision - type.scale + scale);
  return {
    type: { kind: 'DECIMAL', precision, scale },
    nullable: values.some((value) => value.nullable) || digits < 0,
    arguments: values,
  };
}

const ROUND = define({
  name: 'ROUND',
  family: 'number',
  rule: 'X1.20',
  documentation:
    'The number rounded to so many digits after the point, half away from zero; negative digits round before it.',
  parameters: [parameter('x', 'number'), parameter('digits', 'integer', { optional: true })],
  yieldsNull: ([x]) => x?.type.kind === 'DECIMAL',
  fallible: ({ arguments: values }) => values[0]?.type.kind === 'DOUBLE' || values[0]?.type.kind === 'FLOAT',
  result: (values) => roundResult('ROUND', values),
  toJs: ([x = js`null`, digits = js`0`], call) => {
    const from = typeOfFirst(call);
    if (from.kind === 'DECIMAL' && call.type.kind === 'DECIMAL') {
      return js`${helper('roundDecimal')}(${x}, ${from.scale}, ${digits}, ${call.type.precision}, ${call.type.scale})`;
    }
    if (from.kind === 'BIGINT') return js`${helper('roundBigint')}(${x}, ${digits})`;
    if (isInteger(from)) return wrapped(from, js`${helper('roundInt')}(${x}, ${digits})`);
    const rounded = js`${helper('roundDouble')}(${x}, ${digits})`;
    return from.kind === 'FLOAT' ? js`Math.fround(${rounded})` : rounded;
  },
  cases: [
    ['ROUND(2.5E0)', 3],
    ['ROUND(1.005E0, 2)', 1.01],
    ['ROUND(1234, -2)', 1200],
    ['ROUND(2.345, 2)', 235],
  ],
});

const TRUNCATE = define({
  name: 'TRUNCATE',
  family: 'number',
  rule: 'X1.21',
  warning: smallWarning('TRUNCATE'),
  documentation: 'The number cut after so many digits behind the point; negative digits cut before it.',
  parameters: [parameter('x', 'number'), parameter('digits', 'integer', { optional: true })],
  fallible: ({ arguments: values }) => values[0] !== undefined && isApproximate(values[0].type),
  result: (values) => roundResult('TRUNCATE', values),
  toJs: ([x = js`null`, digits = js`0`], call) => {
    const from = typeOfFirst(call);
    if (from.kind === 'DECIMAL' && call.type.kind === 'DECIMAL') {
      return js`${helper('truncateDecimal')}(${x}, ${from.scale}, ${digits}, ${call.type.scale})`;
    }
    if (isInteger(from)) return js`${helper('truncateWhole')}(${x}, ${digits})`;
    const cut = js`${helper('truncateDouble')}(${x}, ${digits})`;
    return from.kind === 'FLOAT' ? js`Math.fround(${cut})` : cut;
  },
  cases: [
    ['TRUNCATE(-1.9E0)', -1],
    ['TRUNCATE(42.987, 1)', 429],
    ['TRUNCATE(1289, -2)', 1200],
  ],
});

function wholeResult(values: readonly Typed[]): DataType {
  const { type } = first(values);
  return type.kind === 'DECIMAL' ? { kind: 'DECIMAL', precision: type.precision, scale: 0 } : type;
}

function wholeJs(name: 'floor' | 'ceil', x: Js, call: TypedCall): Js {
  const type = typeOfFirst(call);
  if (asDecimal(type) === undefined) return name === 'floor' ? js`Math.floor(${x})` : js`Math.ceil(${x})`;
  if (type.kind !== 'DECIMAL' || type.scale === 0) return x;
  return js`${name === 'floor' ? helper('floorDecimal') : helper('ceilDecimal')}(${x}, ${type.scale})`;
}

const FLOOR_NUMBER = define({
  name: 'FLOOR',
  family: 'number',
  rule: 'X1.22',
  documentation:
    'The next whole number below; FLOOR(t TO unit) is the start of the hour, day, … of a moment.',
  parameters: [parameter('x', 'any')],
  syntax: 'FLOOR(x) or FLOOR(t TO unit)',
  result: (values, form) => floorTo.result(values, form) ?? wholeResult(values),
  toJs: (values, call) =>
    call.unit === undefined ? wholeJs('floor', values[0] ?? js`null`, call) : floorTo.toJs(values, call),
  toFlink: floorTo.toFlink,
  cases: [
    ['FLOOR(-1.5E0)', -2],
    ['FLOOR(1.9)', 1],
    ["FLOOR(TIMESTAMP '2024-02-29 12:34:56' TO HOUR)", 1_709_208_000_000],
  ],
});

const CEIL = define({
  ...FLOOR_NUMBER,
  name: 'CEIL',
  aliases: ['CEILING'],
  documentation: 'The next whole number above; CEIL(t TO unit) is the end of the hour, day, … of a moment.',
  syntax: 'CEIL(x) or CEIL(t TO unit)',
  result: (values, form) => ceilTo.result(values, form) ?? wholeResult(values),
  toJs: (values, call) =>
    call.unit === undefined ? wholeJs('ceil', values[0] ?? js`null`, call) : ceilTo.toJs(values, call),
  toFlink: ceilTo.toFlink,
  cases: [
    ['CEIL(1.2E0)', 2],
    ['CEIL(1.1)', 2],
    ["CEIL(TIMESTAMP '2024-02-29 12:34:56' TO DAY)", 1_709_251_200_000],
  ],
});

/** Functions that keep the type of their number. */
export const roundingFunctions: readonly FunctionDefinition[] = [
  ABS,
  SIGN,
  ROUND,
  TRUNCATE,
  FLOOR_NUMBER,
  CEIL,
];
