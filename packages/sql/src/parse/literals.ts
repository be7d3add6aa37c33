// What a literal means: its value and its type as Flink types it.

import type { DataType, Value } from '@weir/shared/data-type';
import { BIGINT, BOOLEAN, DOUBLE, INT } from '../check/types.ts';
import { DAY_MS } from '../civil.ts';
import { narrow } from '../decimal.ts';
import { parseDate, parseTime, parseValue } from '../values.ts';
import type { AstLiteral, IntervalUnits, TimeUnit } from './ast.ts';

/** Value and type of a literal, or what is wrong with it. */
export type LiteralMeaning =
  | { readonly ok: true; readonly value: Value; readonly type: DataType }
  | {
      readonly ok: false;
      readonly message: string;
      readonly hint: string;
      /** The literal as it has to be written. */
      readonly replace?: string | undefined;
    };

/** Reads a literal. A minus sign before a number is not part of it. */
export function literalMeaning(literal: AstLiteral): LiteralMeaning {
  const { text } = literal;
  switch (literal.form) {
    case 'integer':
      return integer(text);
    case 'decimal':
      return decimal(text);
    case 'double':
      return double(text);
    case 'string':
      return meaning(text, { kind: 'CHAR', length: [...text].length });
    case 'boolean':
      return meaning(text === 'TRUE', BOOLEAN);
    case 'null':
      return meaning(null, { kind: 'NULL' });
    case 'date':
      return dated(parseDate(text), { kind: 'DATE' }, text, "DATE '2026-01-31'");
    case 'time':
      return time(text);
    case 'timestamp':
      return timestamp(text);
    case 'interval':
      return interval(text, literal.interval);
  }
}

function meaning(value: Value, type: DataType): LiteralMeaning {
  return { ok: true, value, type };
}

function problem(message: string, hint: string): LiteralMeaning {
  return { ok: false, message, hint };
}

function integer(text: string): LiteralMeaning {
  const digits = text.replace(/^0+(?=\d)/, '');
  if (digits.length > 38)
    return problem('this number has more than 38 digits', 'Write it as a DOUBLE such as 1E40.');
  const magnitude = BigInt(digits);
  const value = narrow(magnitude);
  if (magnitude < 2n ** 31n) return meaning(value, INT);
  if (magnitude < 2n ** 63n) return meaning(value, BIGINT);
  return meaning(value, { kind: 'DECIMAL', precision: digits.length, scale: 0 });
}

function decimal(text: string): LiteralMeaning {
  const [whole = '', fraction = ''] = text.split('.');
  const scale = fraction.length;
  // The zero of 0.908 counts: Flink types it DECIMAL(4, 3).
  const digits = `${whole.replace(/^0+(?=\d)/, '')}${fraction}`;
  const precision = digits.length;
  if (precision > 38)
    return problem('this number has more than 38 digits', 'Write it as a DOUBLE such as 1.5E0.');
  const magnitude = BigInt(digits);
  return meaning(narrow(magnitude), { kind: 'DECIMAL', precision, scale });
}

function double(text: string): LiteralMeaning {
  const value = Number(text);
  if (!Number.isFinite(value))
    return problem('this number is too large for DOUBLE', 'The largest is 1.79E308.');
  return meaning(value, DOUBLE);
}

function dated(value: Value | undefined, type: DataType, text: string, example: string): LiteralMeaning {
  return value === undefined
    ? problem(`'${text}' is not a ${type.kind}`, `Write ${example}.`)
    : meaning(value, type);
}

function time(text: string): LiteralMeaning {
  const fraction = /\.(\d{1,3})$/.exec(text)?.[1] ?? '';
  const wellFormed = /^\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?$/.test(text);
  const type: DataType = { kind: 'TIME', precision: fraction.length };
  return dated(wellFormed ? parseTime(text) : undefined, type, text, "TIME '13:45:00'");
}

function timestamp(text: string): LiteralMeaning {
  const example = "TIMESTAMP '2026-01-31 13:45:00.123'";
  if (!/^\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)?$/.test(text)) {
    return problem(`'${text}' is not a TIMESTAMP`, `Write ${example}, with up to 9 digits after the second.`);
  }
  const precision = Math.max(0, text.length - 20);
  const type: DataType = { kind: 'TIMESTAMP', precision };
  return dated(parseValue(text, type), type, text, example);
}

const UNIT_MS: Partial<Record<TimeUnit, number>> = {
  SECOND: 1000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: DAY_MS,
};
const LADDER: readonly TimeUnit[] = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];

function interval(text: string, units: IntervalUnits | undefined): LiteralMeaning {
  if (units === undefined) return problem('this interval has no unit', "Write INTERVAL '5' MINUTE.");
  const negative = units.negative !== text.startsWith('-');
  const plain = text.trim().replace(/^[+-]/, '');
  const amount = units.to === undefined ? single(plain, units.from) : range(plain, units.from, units.to);
  if (amount === undefined) {
    const form = units.to === undefined ? units.from : `${units.from} TO ${units.to}`;
    return problem(
      `'${text}' is not an interval of ${form}`,
      "Write INTERVAL '5' MINUTE or '1 02:03:04' DAY TO SECOND.",
    );
  }
  const leading = /^\d+/.exec(plain)?.[0] ?? '';
  if (leading.length > units.digits) {
    const sign = units.negative ? '-' : '';
    const to = units.to === undefined ? '' : ` TO ${units.to}`;
    const replace = `INTERVAL ${sign}'${text}' ${units.from}(${leading.length})${to}`;
    const message = `${leading} has more than ${units.digits} digits`;
    return { ok: false, message, hint: `Write ${replace}.`, replace };
  }
  const value = negative && amount.value !== 0 ? -amount.value : amount.value;
  return meaning(value, { kind: amount.months ? 'INTERVAL_MONTH' : 'INTERVAL_DAY' });
}

type Amount = { readonly value: number; readonly months: boolean };

function single(text: string, unit: TimeUnit): Amount | undefined {
  if (unit === 'SECOND' && /^\d{1,9}(\.\d{1,9})?$/.test(text)) {
    const [whole = '', fraction = ''] = text.split('.');
    return { value: Number(whole) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3)), months: false };
  }
  if (!/^\d{1,9}$/.test(text)) return undefined;
  if (unit === 'YEAR') return { value: Number(text) * 12, months: true };
  if (unit === 'QUARTER') return { value: Number(text) * 3, months: true };
  if (unit === 'MONTH') return { value: Number(text), months: true };
  if (unit === 'WEEK') return { value: Number(text) * 7 * DAY_MS, months: false };
  const size = UNIT_MS[unit];
  return size === undefined ? undefined : { value: Number(text) * size, months: false };
}

function range(text: string, from: TimeUnit, to: TimeUnit): Amount | undefined {
  if (from === 'YEAR' && to === 'MONTH') {
    const match = /^(\d{1,9})-(\d{1,2})$/.exec(text);
    const months = Number(match?.[2]);
    return match === null || months > 11
      ? undefined
      : { value: Number(match[1]) * 12 + months, months: true };
  }
  const first = LADDER.indexOf(from);
  const last = LADDER.indexOf(to);
  if (first < 0 || last <= first) return undefined;
  const pattern = /^(\d{1,9})(?:[ :](\d{1,2}))(?::(\d{1,2}))?(?::(\d{1,2}))?(?:\.(\d{1,9}))?$/;
  const match = pattern.exec(text);
  const separated = from === 'DAY' ? text.includes(' ') : !text.includes(' ');
  if (match === null || !separated) return undefined;
  const fields = match.slice(1, 5).filter((field) => field !== undefined);
  const fraction = match[5];
  if (fields.length !== last - first + 1 || (fraction !== undefined && to !== 'SECOND')) return undefined;
  let value = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  for (const [index, field] of fields.entries()) {
    const unit = LADDER[first + index] ?? 'SECOND';
    if (index > 0 && Number(field) >= (unit === 'HOUR' ? 24 : 60)) return undefined;
    value += Number(field) * (UNIT_MS[unit] ?? 0);
  }
  return { value, months: false };
}
