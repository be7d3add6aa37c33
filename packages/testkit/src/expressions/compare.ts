// Equality and order of the interpreter: exact numbers by value, text by code point (R4), bytes unsigned.

import { Fraction } from './fraction.ts';
import type { Model } from './model.ts';

/** Negative, 0 or positive; NaN where an operand is NaN, which compares with nothing. */
export function order(a: Model, b: Model): number {
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (typeof a === 'string' && typeof b === 'string') return textOrder(a, b);
  if (typeof a === 'number' && typeof b === 'number')
    return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return listOrder([...a], [...b]);
  const left = fraction(a);
  const right = fraction(b);
  if (left === undefined || right === undefined) throw new Error('bug: these values have no order');
  return Number(left.compareTo(right) === 0n ? 0n : left.compareTo(right) < 0n ? -1n : 1n);
}

function fraction(value: Model): Fraction | undefined {
  if (value instanceof Fraction) return value;
  return typeof value === 'bigint' ? new Fraction(value) : undefined;
}

/** By code point; half of a character counts as its own number. */
export function textOrder(a: string, b: string): number {
  return listOrder(points(a), points(b));
}

function points(text: string): readonly number[] {
  return [...text].map((character) => character.codePointAt(0) ?? 0);
}

function listOrder(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((item, index) => item !== b[index]);
  if (place < 0) return a.length - b.length;
  const other = b[place];
  return other === undefined ? 1 : (a[place] ?? 0) - other;
}

/** True when both are equal as `=` has it inside of collections: NULL equals NULL, NaN nothing. */
export function same(a: Model, b: Model): boolean {
  if (a === null || b === null) return a === b;
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index] ?? null));
  if (typeof a === 'object' && 'pairs' in a && typeof b === 'object' && 'pairs' in b) {
    const others = b.pairs;
    return (
      a.pairs.length === others.length &&
      a.pairs.every(([key, value]) => others.some((other) => same(key, other[0]) && same(value, other[1])))
    );
  }
  return order(a, b) === 0;
}

function isList(value: Model): value is readonly Model[] {
  return Array.isArray(value);
}
