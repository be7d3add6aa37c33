// COALESCE, NULLIF, IF, GREATEST, LEAST: functions that choose between values.

import { isText, sameType, typeText } from '@weir/shared/data-type';
import { helper, type Js, js } from '@weir/shared/fragment';
import { comparable } from '../check/check-compare.ts';
import { type CheckContext, convert, nullOf, strictCall } from '../check/check-context.ts';
import type { Typed, TypedCase } from '../check/typed.ts';
import { BOOLEAN, commonType, isApproximate, isExact, scaleOf } from '../check/types.ts';
import { isDeep } from '../check/types-nested.ts';
import { define, parameter } from './build.ts';
import { type FunctionDefinition, type Refusal, type Resolved, refuse, type Warning } from './definition.ts';

function merged(name: string, values: readonly Typed[]): Refusal | readonly Typed[] {
  const type = commonType(
    values.map((value) => value.type),
    'merge',
  );
  if (type !== undefined) return values.map((value) => convert(value, type));
  const types = [...new Set(values.map((value) => typeText(value.type)))].join(', ');
  return refuse(`${name} takes values of one type, these are ${types}`, 'Bring them to one type with CAST.');
}

function isRefusal(value: Refusal | readonly Typed[]): value is Refusal {
  return 'refused' in value;
}

function coalesceResult(values: readonly Typed[]): Resolved | Refusal {
  const converted = merged('COALESCE', values);
  if (isRefusal(converted)) return converted;
  const type = converted[0]?.type ?? BOOLEAN;
  return { type, nullable: converted.every((value) => value.nullable), arguments: converted };
}

const COALESCE = define({
  name: 'COALESCE',
  family: 'condition',
  rule: 'X1.14',
  documentation: 'The first value that is not NULL.',
  parameters: [parameter('value', 'any'), parameter('value', 'any', { optional: true, repeated: true })],
  nulls: 'own',
  result: coalesceResult,
  toJs: (values) => chain(values),
  cases: [
    ['COALESCE(NULL, 2, 3)', 2],
    ['COALESCE(CAST(NULL AS INT), CAST(NULL AS INT))', null],
  ],
});

function chain(values: readonly Js[]): Js {
  const [first = js`null`, ...rest] = values;
  return rest.length === 0 ? first : js`(${first} ?? ${chain(rest)})`;
}

const IFNULL = define({
  ...COALESCE,
  name: 'IFNULL',
  documentation: 'The value, or the replacement when it is NULL.',
  parameters: [parameter('value', 'any'), parameter('replacement', 'any')],
  rewrite: (values) => {
    const resolved = coalesceResult(values);
    return 'refused' in resolved ? resolved : { kind: 'call', function: 'COALESCE', ...resolved };
  },
  cases: [['IFNULL(CAST(NULL AS INT), 7)', 7]],
});

/** A context whose problems are thrown away: the refusal says it better. */
function silent(): CheckContext {
  return { source: '', columns: [], diagnostics: [] };
}

function rewriteNullIf(values: readonly Typed[]): Typed | Refusal {
  const [value, other] = values;
  if (value === undefined || other === undefined) return refuse('NULLIF takes two values');
  const sides = comparable(silent(), [value, other], { from: 0, to: 0 });
  const [left, right] = sides ?? [];
  if (left === undefined || right === undefined) {
    return refuse(
      `NULLIF compares ${typeText(value.type)} with ${typeText(other.type)}`,
      'Convert one side with CAST.',
    );
  }
  if (left === value) {
    return { kind: 'call', function: 'NULLIF', arguments: [value, right], type: value.type, nullable: true };
  }
  // Compared in another type than the result has: the value is needed in both.
  const when = strictCall('=', [left, right], BOOLEAN);
  const branches = [{ when, result: nullOf(value.type) }];
  const rewritten: TypedCase = { kind: 'case', branches, otherwise: value, type: value.type, nullable: true };
  return rewritten;
}

const NULLIF = define({
  name: 'NULLIF',
  family: 'condition',
  rule: 'X1.15',
  documentation:
    'NULL when both values are equal, else the first; a / NULLIF(b, 0) gives NULL instead of an error.',
  parameters: [parameter('value', 'any'), parameter('other', 'any')],
  nulls: 'own',
  yieldsNull: true,
  rewrite: rewriteNullIf,
  result: (values) => values[0]?.type ?? BOOLEAN,
  toJs: ([value = js`null`, other = js`null`], { arguments: [left, right] }) => {
    if (left !== undefined && isDeep(left.type)) return js`${helper('nullIfSame')}(${value}, ${other})`;
    if (left === undefined || right === undefined || !isExact(left.type))
      return js`${helper('nullIf')}(${value}, ${other})`;
    const scale = Math.max(scaleOf(left.type), scaleOf(right.type));
    const digits = { left: scale - scaleOf(left.type), right: scale - scaleOf(right.type) };
    if (digits.left === 0 && digits.right === 0) return js`${helper('nullIf')}(${value}, ${other})`;
    return js`${helper('nullIfScaled')}(${value}, ${other}, ${digits.left}, ${digits.right})`;
  },
  cases: [
    ['NULLIF(1, 1)', null],
    ['NULLIF(1, 2)', 1],
  ],
});

function rewriteIf(values: readonly Typed[]): Typed | Refusal {
  const [when, result, otherwise] = values;
  if (when === undefined || result === undefined || otherwise === undefined)
    return refuse('IF takes three values');
  const type = commonType([result.type, otherwise.type], 'case');
  if (type === undefined) {
    return refuse(
      `IF chooses between ${typeText(result.type)} and ${typeText(otherwise.type)}`,
      'Bring them to one type with CAST.',
    );
  }
  const parts = [convert(result, type), convert(otherwise, type)] as const;
  return {
    kind: 'case',
    branches: [{ when, result: parts[0] }],
    otherwise: parts[1],
    type,
    // Flink declares IF nullable when its condition is.
    nullable: when.nullable || parts.some((value) => value.nullable),
  };
}

const IF = define({
  name: 'IF',
  family: 'condition',
  rule: 'X1.16',
  documentation: 'The second value when the condition is TRUE, else the third.',
  parameters: [parameter('condition', 'boolean'), parameter('value', 'any'), parameter('otherwise', 'any')],
  rewrite: rewriteIf,
  result: () => BOOLEAN,
  toJs: () => js`null`,
  cases: [
    ['IF(1 > 2, 10, 20)', 20],
    ['IF(CAST(NULL AS BOOLEAN), 10, 20)', 20],
  ],
});

function extremeResult(name: string): (values: readonly Typed[]) => Resolved | Refusal {
  return (values) => {
    const converted = merged(name, values);
    if (isRefusal(converted)) return converted;
    const deep = converted.find((value) => isDeep(value.type));
    if (deep !== undefined) return refuse(`${name} puts values in order, ${typeText(deep.type)} has none`);
    const type = converted[0]?.type ?? BOOLEAN;
    return { type, nullable: converted.some((value) => value.nullable), arguments: converted };
  };
}

/** Flink converts each value before it asks whether it is NULL, and a DECIMAL that is NULL cannot be converted. */
function extremeWarning(values: readonly Typed[]): Warning | undefined {
  const type = commonType(
    values.map((value) => value.type),
    'merge',
  );
  if (type === undefined) return undefined;
  const argument = values.findIndex(
    (value) => value.nullable && value.type.kind === 'DECIMAL' && !sameType(value.type, type),
  );
  if (argument < 0) return undefined;
  return {
    code: 'SQL_PORTABLE',
    message: 'where this DECIMAL is NULL the job fails on Flink, because the others have another type',
    hint: `Write CAST(… AS ${typeText(type)}) around it.`,
    at: { argument },
  };
}

function extremeJs(name: 'greatest' | 'least'): FunctionDefinition['toJs'] {
  return (values, { type }) => {
    const kind = isText(type) ? 'Text' : isApproximate(type) ? 'Double' : '';
    const [first = js`null`, ...rest] = values;
    return rest.reduce((a, b) => js`${helper(`${name}${kind}`)}(${a}, ${b})`, first);
  };
}

const GREATEST = define({
  name: 'GREATEST',
  family: 'condition',
  rule: 'X1.17',
  documentation: 'The largest value; NULL when any is NULL.',
  parameters: [parameter('value', 'any'), parameter('value', 'any', { optional: true, repeated: true })],
  result: extremeResult('GREATEST'),
  warning: extremeWarning,
  toJs: extremeJs('greatest'),
  cases: [
    ['GREATEST(1, 3, 2)', 3],
    ['GREATEST(1, CAST(NULL AS INT))', null],
  ],
});

const LEAST = define({
  ...GREATEST,
  name: 'LEAST',
  documentation: 'The smallest value; NULL when any is NULL.',
  result: extremeResult('LEAST'),
  toJs: extremeJs('least'),
  cases: [['LEAST(1, 3, 2)', 1]],
});

/** Functions that choose between values. */
export const conditionFunctions: readonly FunctionDefinition[] = [
  COALESCE,
  IFNULL,
  NULLIF,
  IF,
  GREATEST,
  LEAST,
];
