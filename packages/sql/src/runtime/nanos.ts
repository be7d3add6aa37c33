// Moments of more than 3 digits: epoch nanoseconds as wide integers.

import { formatTimestamp } from '../civil.ts';
import { narrow, type Wide } from '../decimal.ts';

const MS = 1_000_000n;

/** The epoch millisecond that holds the moment. */
export function nanosToMs(nanos: Wide): number {
  if (typeof nanos === 'number') return Math.floor(nanos / 1_000_000);
  return Number((nanos - belowMs(nanos)) / MS);
}

/** Nanoseconds past the start of the millisecond, 0 to 999,999. */
export function nanosOfMs(nanos: Wide): number {
  return Number(belowMs(BigInt(nanos)));
}

function belowMs(nanos: bigint): bigint {
  return ((nanos % MS) + MS) % MS;
}

/** Epoch milliseconds as nanoseconds. */
export function msToNanos(epochMs: number): Wide {
  return narrow(BigInt(epochMs) * MS);
}

/** Cut to a unit of nanoseconds, downward. */
export function cutNanos(nanos: Wide, unit: number): Wide {
  if (unit === 1) return nanos;
  const exact = BigInt(nanos);
  const size = BigInt(unit);
  return narrow(exact - (((exact % size) + size) % size));
}

/** The moment so many milliseconds later. */
export function addMsToNanos(nanos: Wide, ms: number): Wide {
  return narrow(BigInt(nanos) + BigInt(ms) * MS);
}

/** The moment with its milliseconds changed by a function and the digits below kept. */
export function mapMs(nanos: Wide, change: (epochMs: number) => number): Wide {
  return narrow(BigInt(change(nanosToMs(nanos))) * MS + belowMs(BigInt(nanos)));
}

/** `yyyy-MM-dd HH:mm:ss.` and `digits` digits. */
export function nanosToText(nanos: Wide, digits: number): string {
  return (
    formatTimestamp(nanosToMs(nanos), 3) +
    String(nanosOfMs(nanos))
      .padStart(6, '0')
      .slice(0, digits - 3)
  );
}
