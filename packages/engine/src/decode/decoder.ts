// The contract between sources and decoders: bytes of whole records in, rows of a batch out.

import { type Column, type DataType, typeText } from '@weir/shared/data-type';
import type { RowErrorCode } from '@weir/shared/diagnostics';
import type { Json } from '@weir/shared/graph';
import type { Host } from '../host.ts';
import type { Batch } from '../runtime/batch.ts';
import { grown } from '../runtime/grow.ts';

/** A record that became no row: why, and where its bytes are in the chunk. */
export type RecordError = {
  readonly code: RowErrorCode;
  readonly message: string;
  readonly from: number;
  readonly to: number;
};

/** Rows decoded from one chunk. The arrays are reused by the next call. */
export type Decoded = {
  readonly rows: number;
  /** Records in all, good and bad. */
  readonly records: number;
  /** Per row, its byte range in the chunk and the number of its record. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly recordOf: Int32Array;
  readonly errors: readonly (RecordError & { readonly record: number })[];
};

/** Decodes chunks of whole records into a batch. */
export type Decoder = {
  /** Appends at most all rows of the range to the cleared batch. */
  readonly decode: (bytes: Uint8Array, from: number, to: number, batch: Batch) => Decoded;
  /** The end of the last whole record in a range; `from` when there is none. */
  readonly recordEnd: (bytes: Uint8Array, from: number, to: number) => number;
  /** What a decoder that goes on in the middle of the bytes must know (names of a CSV header). */
  readonly snapshot: () => Json;
  readonly restore: (state: Json) => void;
};

/** A column that a decoder fills. */
export type DecodedColumn = {
  /** Index in the batch. */
  readonly index: number;
  readonly column: Column;
  /** Keys from the record to the value. */
  readonly path: readonly string[];
  /** False for a column that nothing reads: its values are checked all the same, so that the set of bad records does not
   * depend on the rest of the pipeline, but not made. */
  readonly used: boolean;
};

/** What decoders need of the host; `compile` for the code generated for the layout of records. */
export type TextHost = Pick<Host, 'text' | 'isUtf8' | 'compile'>;

/** Growing arrays of row positions, shared by the decoders. */
export class RowPositions {
  starts: Int32Array = new Int32Array(1024);
  ends: Int32Array = new Int32Array(1024);
  recordOf: Int32Array = new Int32Array(1024);

  /** Notes the range of a row. Plain numbers: an object per row costs more than the rest of this function. */
  set(row: number, from: number, to: number, record: number): void {
    if (row >= this.starts.length) {
      const rows = 2 * this.starts.length;
      this.starts = grown(this.starts, new Int32Array(rows));
      this.ends = grown(this.ends, new Int32Array(rows));
      this.recordOf = grown(this.recordOf, new Int32Array(rows));
    }
    this.starts[row] = from;
    this.ends[row] = to;
    this.recordOf[row] = record;
  }
}

const SHOWN_CHARS_MAX = 40;
const ENDS_IN_OFFSET = /\d[+-]\d\d:?\d\d$/;

/** Why a text is no value of a column, for a row error. */
export function unreadable(text: string, column: Column): string {
  const shown = text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text;
  // A TIMESTAMP is a wall clock without a zone: what the offset means for it cannot be guessed.
  const isOffset = column.type.kind === 'TIMESTAMP' && ENDS_IN_OFFSET.test(text.trim());
  const advice = isOffset ? '; a time with an offset needs TIMESTAMP_LTZ' : '';
  return `${shown} is no ${typeText(column.type)} for column ${column.name}${advice}`;
}

/** The integer range of a type, inclusive, or `undefined` when it has none. */
export function integerRange(type: DataType): { readonly min: number; readonly max: number } | undefined {
  switch (type.kind) {
    case 'TINYINT':
      return { min: -128, max: 127 };
    case 'SMALLINT':
      return { min: -32_768, max: 32_767 };
    case 'INT':
      return { min: -2_147_483_648, max: 2_147_483_647 };
    default:
      return undefined;
  }
}
