// Which conversions CAST makes (X2).

import { type DataType, isBytes, isText, typeText } from '@weir/shared/data-type';
import { RECORD_BYTES_MAX } from '@weir/shared/limits';
import { isDateTime, isNumeric } from './types.ts';

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

function castable(from: DataType, to: DataType): boolean {
  if (to.kind === 'NULL') return false;
  if (from.kind === to.kind || from.kind === 'NULL') return true;
  if (isText(to)) return from.kind !== 'INTERVAL_DAY' && from.kind !== 'INTERVAL_MONTH';
  if (to.kind === 'INTERVAL_DAY' || to.kind === 'INTERVAL_MONTH') return false;
  if (isText(from)) return true;
  if (isBytes(from)) return isBytes(to);
  if (isNumeric(from)) return isNumeric(to) || to.kind === 'BOOLEAN';
  if (from.kind === 'BOOLEAN') return isNumeric(to);
  return castableMoment(from, to);
}

function castableMoment(from: DataType, to: DataType): boolean {
  if (!isDateTime(from) || !isDateTime(to)) return false;
  if (from.kind === 'DATE') return to.kind !== 'TIME';
  return from.kind !== 'TIME';
}

/** True when the conversion can end the row with an error: text that does not read, NaN as DECIMAL. */
export function castMayFail(from: DataType, to: DataType): boolean {
  if (isText(from)) return !isText(to) && !isBytes(to);
  return (from.kind === 'DOUBLE' || from.kind === 'FLOAT') && to.kind === 'DECIMAL';
}
