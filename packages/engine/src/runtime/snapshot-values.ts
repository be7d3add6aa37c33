// Values in snapshots: JSON has no bigint, NaN, infinity or negative zero, no bytes and no maps, so these travel tagged.
import type { Value } from '@weir/shared/data-type';
import { formatBase64, parseBase64 } from '@weir/sql/base64';
import { z } from 'zod';

/** A value as a snapshot holds it: `n` a number or bigint, `b` bytes as base64, `l` a list, `m` the pairs of a map. */
export type SavedValue =
  | string
  | number
  | boolean
  | null
  | { readonly n: string }
  | { readonly b: string }
  | { readonly l: readonly SavedValue[] }
  | { readonly m: readonly (readonly [SavedValue, SavedValue])[] };

/** Shape of a saved value. */
export const savedValueSchema: z.ZodType<SavedValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.strictObject({ n: z.string() }),
    z.strictObject({ b: z.string() }),
    z.strictObject({ l: z.array(savedValueSchema) }),
    z.strictObject({ m: z.array(z.tuple([savedValueSchema, savedValueSchema])) }),
  ]),
);

/** The JSON form of a value. */
export function saveValue(value: Value): SavedValue {
  if (typeof value === 'bigint') return { n: `${value}n` };
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return { n: Object.is(value, -0) ? '-0' : String(value) };
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return { b: formatBase64(value) };
  if (isList(value)) return { l: value.map(saveValue) };
  return { m: [...value].map(([key, item]) => [saveValue(key), saveValue(item)] as const) };
}

function isList(value: readonly Value[] | ReadonlyMap<Value, Value>): value is readonly Value[] {
  return Array.isArray(value);
}

/** The value of its JSON form. */
export function loadValue(saved: SavedValue): Value {
  if (saved === null || typeof saved !== 'object') return saved;
  if ('n' in saved) return saved.n.endsWith('n') ? BigInt(saved.n.slice(0, -1)) : Number(saved.n);
  if ('b' in saved) return parseBase64(saved.b) ?? new Uint8Array();
  if ('l' in saved) return saved.l.map(loadValue);
  return new Map(saved.m.map(([key, item]) => [loadValue(key), loadValue(item)]));
}
