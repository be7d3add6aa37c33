// The bound on text that a function makes longer than its input, so that no row can exhaust memory.

import { RECORD_BYTES_MAX } from '@weir/shared/limits';
import { RowError } from '../row-error.ts';

/** The length, when a text may be so long. */
export function boundedLength(units: number): number {
  if (units > RECORD_BYTES_MAX) throw new RowError('NUMBER_RANGE', 'the text would be longer than 1 MiB');
  return units;
}
