// Seeded row generators: a pure function from the event number to the row, so that a run can be split and repeated.
import type { Value } from '@weir/shared/data-type';

/** Makes row number `index` (from 0) as carrier values in the order of the source's columns. */
export type RowGenerator = {
  /** Writes the values of row `index` into `into`. Depends on nothing but `index`, the settings and `baseMs`, the epoch
   * milliseconds at which event time begins. */
  readonly row: (index: number, baseMs: number, into: Value[]) => void;
  /** Rows per second at which a live run emits. */
  readonly rowsPerSecond: number;
  /** Rows in all; absent for an endless source. */
  readonly rows?: number | undefined;
};
