// Values in snapshots: JSON has no bigint, NaN, infinity or negative zero, so these travel tagged.
import type { Value } from '@weir/shared/data-type';
import { z } from 'zod';

/** A value as a snapshot holds it. */
export const savedValueSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.strictObject({ n: z.string() }),
]);
export type SavedValue = z.infer<typeof savedValueSchema>;

/** The JSON form of a value. */
export function saveValue(value: Value): SavedValue {
  if (typeof value === 'bigint') return { n: `${value}n` };
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return { n: Object.is(value, -0) ? '-0' : String(value) };
  return value;
}

/** The value of its JSON form. */
export function loadValue(saved: SavedValue): Value {
  if (saved === null || typeof saved !== 'object') return saved;
  return saved.n.endsWith('n') ? BigInt(saved.n.slice(0, -1)) : Number(saved.n);
}
