// The histogram: error below one per cent, slices that expire, weights.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, HISTOGRAM_BUCKETS, HISTOGRAM_BYTES, middleOf, SlicedHistogram } from './histogram.ts';

const made = (): SlicedHistogram => new SlicedHistogram(new ArrayBuffer(HISTOGRAM_BYTES), 0);

describe('buckets', () => {
  it('the middle of a bucket is within 0.8 % of every value in it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 64, max: 2 ** 33 - 1 }), (us) => {
        const bucket = bucketOf(us);
        expect(bucket).toBeLessThan(HISTOGRAM_BUCKETS);
        expect(Math.abs(middleOf(bucket) - us) / us).toBeLessThan(0.008);
      }),
      { numRuns: 5000 },
    );
  });

  it('buckets ascend with the value, and powers of two fall into place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 33 }), (us) => bucketOf(us) <= bucketOf(us + 1)),
      { numRuns: 5000 },
    );
    for (let exponent = 0; exponent < 33; exponent += 1)
      expect(bucketOf(2 ** exponent)).toBeGreaterThan(bucketOf(2 ** exponent - 1));
  });
});

describe('quantiles', () => {
  it('M1: exact within one per cent of the sorted values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
        (values) => {
          const histogram = made();
          for (const value of values) histogram.record(value, 1, 100);
          const sorted = [...values].sort((a, b) => a - b);
          const found = histogram.quantiles([0.5, 0.95, 0.99], 100, 1) ?? [];
          [0.5, 0.95, 0.99].forEach((quantile, index) => {
            const exact = sorted[Math.ceil(quantile * sorted.length) - 1] ?? 0;
            expect(Math.abs((found[index] ?? 0) - exact)).toBeLessThan(exact * 0.01 + 0.002);
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('a weight stands for so many rows; old slices no longer count; nothing recorded is no number', () => {
    const histogram = made();
    expect(histogram.quantiles([0.5], 100, 10)).toBeUndefined();
    histogram.record(1, 99, 100);
    histogram.record(1000, 1, 100);
    expect(histogram.quantiles([0.5], 100, 1)?.[0]).toBeCloseTo(1, 1);
    expect(histogram.quantiles([1], 100, 1)?.[0]).toBeGreaterThan(990);
    expect(histogram.quantiles([0.5], 109, 10)).toBeDefined();
    expect(histogram.quantiles([0.5], 110, 10)).toBeUndefined();
    histogram.record(5, 1, 110);
    expect(histogram.quantiles([1], 110, 10)?.[0]).toBeCloseTo(5, 0);
  });
});
