// The error that generated code throws for one row: cheap, because a bad column can throw it for every row.

import type { RowErrorCode } from '@weir/shared/diagnostics';

/**
 * A row that cannot be computed. Not an `Error`: capturing a stack costs 2 to 5 microseconds a row and nobody reads it.
 */
export class RowError {
  readonly code: RowErrorCode;
  readonly message: string;

  constructor(code: RowErrorCode, message: string) {
    this.code = code;
    this.message = message;
  }
}

/** Every division by zero is this one object. */
export const DIVISION_BY_ZERO: RowError = new RowError('DIVISION_BY_ZERO', 'division by zero');
