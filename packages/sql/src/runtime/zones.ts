// Time zones by the platform's own data (Intl): the offset at a moment, and the moment of a wall clock.

import { DAY_MS, daysFromCivil } from '../civil.ts';

/** Gives the offset from UTC in milliseconds at an epoch millisecond. */
export type Zone = (epochMs: number) => number;

/** UTC. */
export const UTC: Zone = () => 0;

const known = new Map<string, Zone | undefined>();

/** The zone of an id such as `Europe/Paris`, `UTC`, `GMT+8` or `+02:00`; `undefined` when there is none. */
export function zoneOf(id: string): Zone | undefined {
  if (id === 'UTC' || id === 'GMT' || id === 'Z') return UTC;
  if (known.has(id)) return known.get(id);
  const zone = fixedZone(id) ?? namedZone(id);
  if (known.size >= 256) known.clear();
  known.set(id, zone);
  return zone;
}

function fixedZone(id: string): Zone | undefined {
  const match = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(id);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (minutes > 18 * 60) return undefined;
  const offset = (match[1] === '-' ? -minutes : minutes) * 60_000;
  return () => offset;
}

function namedZone(id: string): Zone | undefined {
  // Offsets have a form of their own above; Intl would take some of them too.
  if (id.length > 64 || !/^[A-Za-z]/.test(id)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: id,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  return cachedByQuarter((epochMs) => offsetBy(format, epochMs));
}

/** Offsets change at quarters of an hour at most, and rows that follow each other are near in time. */
function cachedByQuarter(offset: Zone): Zone {
  let quarter = Number.NaN;
  let last = 0;
  return (epochMs) => {
    const at = Math.floor(epochMs / 900_000);
    if (at !== quarter) {
      last = offset(epochMs);
      quarter = at;
    }
    return last;
  };
}

function offsetBy(format: Intl.DateTimeFormat, epochMs: number): number {
  // Beyond what a Date holds no zone has changed its rules.
  const bounded = Math.max(-8.64e15, Math.min(8.64e15, epochMs));
  const second = Math.floor(bounded / 1000) * 1000;
  const parts = new Map(format.formatToParts(second).map(({ type, value }) => [type, value]));
  const field = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name) ?? 0);
  const year = parts.get('era')?.startsWith('B') === true ? 1 - field('year') : field('year');
  // Intl shows dates before 1582 in the Gregorian calendar as ECMAScript asks.
  const days = daysFromCivil(year, field('month'), field('day'));
  const clock = ((field('hour') * 60 + field('minute')) * 60 + field('second')) * 1000;
  return days * DAY_MS + clock - second;
}

/** The moment at which a clock in the zone shows a local time; in a gap the clock before it counts on. */
export function fromLocal(localMs: number, zone: Zone): number {
  const before = zone(localMs - DAY_MS);
  const guess = localMs - before;
  if (zone(guess) === before) return guess;
  const after = localMs - zone(localMs + DAY_MS);
  return zone(after) === localMs - after ? after : guess;
}
