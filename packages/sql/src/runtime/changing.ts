// Values that are others each time (R8). The machine gives clock and randomness, so that a simulated one can repeat them.

import { DAY_MS } from '../civil.ts';
import { RowError } from '../row-error.ts';

/** Epoch milliseconds, and random numbers from 0 to below 1. */
export type ChangingWorld = { readonly now: () => number; readonly random: () => number };

/** The helpers of clocks and random values on a machine. */
export function changingHelpers({ now, random }: ChangingWorld): {
  readonly nowMs: () => number;
  readonly timeOfDay: () => number;
  readonly randomNumber: () => number;
  readonly randomInteger: (bound: number) => number;
  readonly randomUuid: () => string;
} {
  return {
    nowMs: now,
    timeOfDay: () => {
      const ms = now() % DAY_MS;
      return ms - (ms % 1000);
    },
    randomNumber: random,
    randomInteger: (bound) => {
      if (bound < 1) throw new RowError('NUMBER_RANGE', 'RAND_INTEGER takes a bound of 1 or more');
      return Math.floor(random() * bound);
    },
    randomUuid: () => uuid(random),
  };
}

/** Version 4. */
function uuid(random: () => number): string {
  let text = '';
  for (let index = 0; index < 16; index += 1) {
    const byte = Math.floor(random() * 256);
    const fixed = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-';
    text += fixed.toString(16).padStart(2, '0');
  }
  return text;
}
