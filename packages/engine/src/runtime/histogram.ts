// Log-linear latency histograms in ten one-second slices, over memory that another thread may read.
//
// A value in microseconds below 64 has a bucket of its own; above, each power of two is cut into 64 buckets, so that the
// middle of a bucket is at most 0.8 % from any value in it. Recording costs about a nanosecond; a reader sums the slices
// it wants. Rejected: HDR and DDSketch packages (16 to 180 ns per value, allocation).

const SUB_BUCKETS = 64;
const OCTAVES = 27;

/** Buckets of one slice: values up to 2^33 microseconds (2.4 hours), larger ones count as that. */
export const HISTOGRAM_BUCKETS: number = SUB_BUCKETS * (OCTAVES + 1);
export const HISTOGRAM_SLICES = 10;
const VALUE_MAX = 2 ** 33 - 1;

/** Bytes of a sliced histogram: the counts and, per slice, the second it holds. */
export const HISTOGRAM_BYTES: number = 4 * (HISTOGRAM_BUCKETS * HISTOGRAM_SLICES + HISTOGRAM_SLICES);

/** A histogram over a part of a buffer; any number of readers may stand beside the one writer. */
export class SlicedHistogram {
  readonly #counts: Uint32Array;
  readonly #seconds: Uint32Array;

  constructor(buffer: ArrayBuffer | SharedArrayBuffer, offset: number) {
    this.#counts = new Uint32Array(buffer, offset, HISTOGRAM_BUCKETS * HISTOGRAM_SLICES);
    this.#seconds = new Uint32Array(
      buffer,
      offset + 4 * HISTOGRAM_BUCKETS * HISTOGRAM_SLICES,
      HISTOGRAM_SLICES,
    );
  }

  /** Adds `weight` times the value, in milliseconds, to the slice of the second. Negative values count as 0. */
  record(valueMs: number, weight: number, second: number): void {
    const slice = second % HISTOGRAM_SLICES;
    if (this.#seconds[slice] !== second) {
      this.#counts.fill(0, slice * HISTOGRAM_BUCKETS, (slice + 1) * HISTOGRAM_BUCKETS);
      this.#seconds[slice] = second;
    }
    const index = slice * HISTOGRAM_BUCKETS + bucketOf(valueMs * 1000);
    this.#counts[index] = (this.#counts[index] ?? 0) + weight;
  }

  /**
   * Quantiles over the last `seconds` slices up to and including `second`.
   *
   * @returns Milliseconds, one per asked quantile (0 to 1), or `undefined` when nothing was recorded.
   */
  quantiles(asked: readonly number[], second: number, seconds: number): readonly number[] | undefined {
    const slices: number[] = [];
    for (let slice = 0; slice < HISTOGRAM_SLICES; slice += 1) {
      const age = second - (this.#seconds[slice] ?? 0);
      if (age >= 0 && age < seconds) slices.push(slice * HISTOGRAM_BUCKETS);
    }
    let total = 0;
    const sums = new Float64Array(HISTOGRAM_BUCKETS);
    for (const base of slices) {
      for (let bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket += 1) {
        const count = this.#counts[base + bucket] ?? 0;
        sums[bucket] = (sums[bucket] ?? 0) + count;
        total += count;
      }
    }
    return total === 0 ? undefined : asked.map((quantile) => quantileOf(sums, total, quantile));
  }
}

function quantileOf(sums: Float64Array, total: number, quantile: number): number {
  const rank = Math.max(1, Math.ceil(quantile * total));
  let seen = 0;
  for (let bucket = 0; bucket < sums.length; bucket += 1) {
    seen += sums[bucket] ?? 0;
    if (seen >= rank) return middleOf(bucket) / 1000;
  }
  return middleOf(sums.length - 1) / 1000;
}

/** The bucket of a value in microseconds. */
export function bucketOf(us: number): number {
  const value = us <= 0 ? 0 : us >= VALUE_MAX ? VALUE_MAX : Math.floor(us);
  if (value < SUB_BUCKETS) return value;
  const octave = Math.floor(Math.log2(value)) - 5;
  // log2 rounds up just below a power of two; the shift corrects itself because the result is clamped to its octave.
  const shifted = Math.floor(value / 2 ** (octave - 1));
  if (shifted < SUB_BUCKETS) return bucketIn(octave - 1, Math.floor(value / 2 ** (octave - 2)));
  if (shifted >= 2 * SUB_BUCKETS) return bucketIn(octave + 1, Math.floor(value / 2 ** octave));
  return bucketIn(octave, shifted);
}

function bucketIn(octave: number, shifted: number): number {
  return octave * SUB_BUCKETS + (shifted - SUB_BUCKETS);
}

/** The middle of a bucket, microseconds. */
export function middleOf(bucket: number): number {
  if (bucket < SUB_BUCKETS) return bucket;
  const octave = Math.floor(bucket / SUB_BUCKETS);
  const width = 2 ** (octave - 1);
  return (SUB_BUCKETS + (bucket % SUB_BUCKETS)) * width + (width - 1) / 2;
}
