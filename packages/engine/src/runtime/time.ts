// The two ends of event time.

/** Before any row: nothing is late, nothing fires. */
export const MIN_WATERMARK: number = -Number.MAX_SAFE_INTEGER;

/** The watermark at the end of input: every window fires. */
export const MAX_WATERMARK: number = Number.MAX_SAFE_INTEGER;
