// Durations: every spelling, exactly, and what is none.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationText, parseDurationMs } from './duration.ts';

describe('durations', () => {
  it.each([
    ['10 s', 10_000],
    ['10 SECOND', 10_000],
    ['2 seconds', 2000],
    ['500 ms', 500],
    ['500ms', 500],
    ['3 milliseconds', 3],
    ['2 min', 120_000],
    ['2 mins', 120_000],
    ['5 m', 300_000],
    ['1 h', 3_600_000],
    ['24 hours', 86_400_000],
    ['1 day', 86_400_000],
    ['-10 min', -600_000],
    ['1.5 s', 1500],
    ['0', 0],
    ['0 s', 0],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each([
    '',
    's',
    '10',
    'ten s',
    '1 fortnight',
    '1 s 2',
    '0.0001 s',
    '1e3 s',
    '99999999999999999 d',
    '1 constructor',
    '1 ss',
  ])('%s is none', (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });

  it('the shortest text reads back as the same duration', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (ms) => parseDurationMs(durationText(ms)) === ms),
    );
  });
});
