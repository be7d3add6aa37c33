// Where windows begin and end: tumbling, hopping and cumulating ones, in panes that overlapping windows share.

/** Size, slide and offset in milliseconds; `sizeMs` is a whole multiple of `slideMs`, equal for tumbling windows. */
export type WindowShape = {
  /** `cumulating` windows of one start end at every slide up to the size; absent, each window has the whole size. */
  readonly kind?: 'cumulating' | undefined;
  readonly sizeMs: number;
  readonly slideMs: number;
  readonly offsetMs: number;
};

/** Start of the pane that a row belongs to (T4: floor for times before 1970). */
export function paneStartOf({ slideMs, offsetMs }: WindowShape, timeMs: number): number {
  return timeMs - modulo(timeMs - offsetMs, slideMs);
}

/** End of the last window that a pane belongs to. */
export function lastEndOf({ kind, sizeMs, offsetMs }: WindowShape, paneStartMs: number): number {
  if (kind === 'cumulating') return paneStartMs - modulo(paneStartMs - offsetMs, sizeMs) + sizeMs;
  return paneStartMs + sizeMs;
}

/** Start of the window that ends here. */
export function windowStartOf({ kind, sizeMs, offsetMs }: WindowShape, endMs: number): number {
  if (kind === 'cumulating') return endMs - 1 - modulo(endMs - 1 - offsetMs, sizeMs);
  return endMs - sizeMs;
}

/** Panes that a result may look at one by one, because late rows still come to them. */
const RECENT_PANES_MAX = 32;

/** How long before the end of a window such panes may begin: half the window, that the rest is still most of it. */
export function recentMaxMs({ sizeMs, slideMs }: WindowShape): number {
  return Math.min(RECENT_PANES_MAX, Math.floor(sizeMs / slideMs / 2)) * slideMs;
}

/** True when panes are shared by several windows. */
export function overlaps({ sizeMs, slideMs }: WindowShape): boolean {
  return sizeMs > slideMs;
}

/** The remainder that is never negative. */
function modulo(value: number, divisor: number): number {
  const rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}
