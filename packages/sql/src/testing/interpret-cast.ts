// Conversions for the interpreter, by way of exact integers and text.

import type { DataType, Value } from '@weir/shared/data-type';
import { decimalText, fit, narrow, rescale } from '../decimal.ts';
import type { TypedCast } from '../typed.ts';
import { asDecimal, isExact } from '../types.ts';
import { compileRow } from './run-js.ts';

const BITS: Partial<Record<DataType['kind'], number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 };

/** The converted value. */
export function interpretCast(value: Value, expression: TypedCast): Value {
  if (value === null) return null;
  const from = expression.operand.type;
  const to = expression.type;
  const exact = asDecimal(from);
  const bits = BITS[to.kind];
  if (exact !== undefined && (typeof value === 'number' || typeof value === 'bigint')) {
    const unscaled = BigInt(value);
    if (to.kind === 'DECIMAL') return fit(rescale(unscaled, exact.scale, to.scale), to.precision);
    if (bits !== undefined) return narrow(BigInt.asIntN(bits, unscaled / 10n ** BigInt(exact.scale)));
    if (to.kind === 'DOUBLE') return Number(decimalText(value, exact.scale));
    if (to.kind === 'STRING') return decimalText(value, exact.scale);
    if (to.kind === 'BOOLEAN') return unscaled !== 0n;
  }
  if (typeof value === 'boolean' && isExact(to))
    return narrow(value ? 10n ** BigInt(asDecimal(to)?.scale ?? 0) : 0n);
  // Text, floats and moments have one implementation; the goldens hold it against Flink.
  const operand = { kind: 'column', index: 0, name: '', type: from, nullable: false } as const;
  return compileRow({ ...expression, operand }).run([value]);
}
