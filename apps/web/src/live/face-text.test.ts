import { describe, expect, test } from 'vitest';
import { clockText, countFace, faceText, rateText, spanFace, uptimeText } from './face-text.ts';

describe('numbers on cards', () => {
  test('a rate keeps three digits and a dash says unknown', () => {
    expect([Number.NaN, 0, 0.5, 24.6, 812, 1620, 12_400, 1_620_000].map(rateText)).toEqual([
      '–',
      '0',
      '0.50',
      '24.6',
      '812',
      '1.62k',
      '12.4k',
      '1.62M',
    ]);
  });

  test('a span is never wider than three digits and its unit', () => {
    const spans = [Number.NaN, 0, 0.045, 0.6, 8.24, 9.96, 86.3, 999.6, 1100, 14_200, 99_960, 3_600_000, 1e9];
    const texts = spans.map((ms) => faceText(spanFace(ms)));
    expect(texts).toEqual([
      '–',
      '0 µs',
      '45 µs',
      '0.6 ms',
      '8.2 ms',
      '10 ms',
      '86 ms',
      '1.0 s',
      '1.1 s',
      '14.2 s',
      '2 min',
      '60 min',
      '12 d',
    ]);
  });

  test('event time is a UTC clock with tenths where there are some', () => {
    expect(clockText(Date.UTC(2026, 0, 5, 10, 0, 15))).toBe('10:00:15');
    expect(clockText(Date.UTC(2026, 0, 5, 10, 0, 15, 250))).toBe('10:00:15.2');
    expect(clockText(-1)).toBe('23:59:59.9');
  });

  test('counts are exact while they are short', () => {
    expect([0, 9999, 139_866].map(countFace)).toEqual(['0', '9,999', '140k']);
  });

  test('uptime names two units at most', () => {
    expect([47_000, 720_000, 11_100_000, 187_200_000].map(uptimeText)).toEqual([
      '47 s',
      '12 min',
      '3 h 5 min',
      '2 d 4 h',
    ]);
  });
});
