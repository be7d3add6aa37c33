// Values that are others each time (R8).

import { DAY_MS } from '../civil.ts';
import { RowError } from '../row-error.ts';

/** The platform's generator; browsers and Node have it. */
declare const crypto: { readonly getRandomValues: (bytes: Uint8Array) => Uint8Array };

/** Epoch milliseconds of the clock. */
export function nowMs(): number {
  return Date.now();
}

/** Milliseconds of the day in UTC, whole seconds. */
export function timeOfDay(): number {
  const ms = Date.now() % DAY_MS;
  return ms - (ms % 1000);
}

/** A whole number from 0 to below the bound. */
export function randomInteger(bound: number): number {
  if (bound < 1) throw new RowError('NUMBER_RANGE', 'RAND_INTEGER takes a bound of 1 or more');
  return Math.floor(Math.random() * bound);
}

/** A random UUID of version 4. */
export function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let text = '';
  for (const [index, byte] of bytes.entries()) {
    const fixed = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-';
    text += fixed.toString(16).padStart(2, '0');
  }
  return text;
}
