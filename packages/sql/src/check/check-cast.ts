// Which conversions CAST makes (X2).

import {
  type DataType,
  type ElementType,
  isBytes,
  isComposite,
  isText,
  typeText,
} from '@weir/shared/data-type';
import { RECORD_BYTES_MAX } from '@weir/shared/limits';
import { isDateTime, isInteger, isNumeric } from './types.ts';

/** Why a type cannot be cast to another, or `undefined` when it can. */
export function castProblem(
  from: DataType,
  to: DataType,
): { readonly message: string; readonly hint?: string | undefined } | undefined {
  if ((to.kind === 'CHAR' || to.kind === 'BINARY') && to.length > RECORD_BYTES_MAX) {
    const message = `${typeText(to)} would be filled up to more than 1 MiB in every row`;
    return { message, hint: 'Use VARCHAR or VARBINARY.' };
  }
  if (castable(from, to)) return undefined;
  const message = `${typeText(from)} cannot be cast to ${typeText(to)}`;
  if (isNumeric(from) && (to.kind === 'TIMESTAMP_LTZ' || to.kind === 'TIMESTAMP')) {
    return { message, hint: 'Use TO_TIMESTAMP_LTZ(value, 3) for milliseconds, 0 for seconds.' };
  }
  if (isDateTime(from) && isNumeric(to)) {
    return { message, hint: 'Use EXTRACT(EPOCH FROM …) or TIMESTAMPDIFF.' };
  }
  return { message };
}

/** Digits of a second that Flink keeps although the target has no place for them. */
export function keepsDigits(from: DataType, to: DataType): boolean {
  if ((to.kind !== 'TIMESTAMP' && to.kind !== 'TIMESTAMP_LTZ') || !('precision' in from)) return false;
  if (!isDateTime(from) || from.precision <= to.precision) return false;
  return from.kind === 'TIME' || to.precision > 3;
}

function castable(from: DataType, to: DataType): boolean {
  if (to.kind === 'NULL') return false;
  if (from.kind === 'NULL') return true;
  if (isComposite(from) || isComposite(to)) return isText(to) || castableParts(from, to);
  if (isBytes(from) || isBytes(to)) return (isBytes(from) || isText(from)) && (isBytes(to) || isText(to));
  if (from.kind === to.kind) return true;
  if (isText(to)) return true;
  if (to.kind === 'INTERVAL_DAY' || to.kind === 'INTERVAL_MONTH') return isInteger(from);
  if (isText(from)) return true;
  if (isBytes(from)) return isBytes(to);
  if (isNumeric(from)) return isNumeric(to) || to.kind === 'BOOLEAN';
  if (from.kind === 'BOOLEAN') return isNumeric(to);
  return castableMoment(from, to);
}

/** Collections of one kind, part by part; a part that can be NULL does not become one that cannot. */
function castableParts(from: DataType, to: DataType): boolean {
  if ((from.kind === 'ARRAY' && to.kind === 'ARRAY') || (from.kind === 'MULTISET' && to.kind === 'MULTISET'))
    return castableElement(from.element, to.element);
  if (from.kind === 'MAP' && to.kind === 'MAP')
    return castableElement(from.key, to.key) && castableElement(from.value, to.value);
  if (from.kind !== 'ROW' || to.kind !== 'ROW' || from.fields.length !== to.fields.length) return false;
  return from.fields.every((field, index) => {
    const target = to.fields[index];
    return target !== undefined && castableElement(field, target);
  });
}

function castableElement(from: ElementType, to: ElementType): boolean {
  return castable(from.type, to.type) && (to.nullable || !from.nullable);
}

function castableMoment(from: DataType, to: DataType): boolean {
  if (!isDateTime(from) || !isDateTime(to)) return false;
  if (from.kind === 'DATE') return to.kind !== 'TIME';
  return from.kind !== 'TIME' || to.kind !== 'DATE';
}

/** True when the conversion can end the row with an error: text that does not read, NaN as DECIMAL. */
export function castMayFail(from: DataType, to: DataType): boolean {
  if (isComposite(from)) return isComposite(to) && partsMayFail(from, to);
  if (isText(from)) return !isText(to) && !isBytes(to);
  return (from.kind === 'DOUBLE' || from.kind === 'FLOAT') && to.kind === 'DECIMAL';
}

function partsMayFail(from: DataType, to: DataType): boolean {
  if ((from.kind === 'ARRAY' && to.kind === 'ARRAY') || (from.kind === 'MULTISET' && to.kind === 'MULTISET'))
    return castMayFail(from.element.type, to.element.type);
  if (from.kind === 'MAP' && to.kind === 'MAP')
    return castMayFail(from.key.type, to.key.type) || castMayFail(from.value.type, to.value.type);
  if (from.kind !== 'ROW' || to.kind !== 'ROW') return false;
  return from.fields.some((field, index) => castMayFail(field.type, to.fields[index]?.type ?? field.type));
}
