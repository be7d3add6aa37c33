// Decodes CSV as RFC 4180 has it: quoted fields may hold delimiters, line ends and doubled quotes.
//
// An unquoted empty field is NULL, a quoted empty one the empty string. The header line, when there is one, is part of
// the first chunk of a file; columns are found by its names, so that their order in the file does not matter.
import { isText } from '@weir/shared/data-type';
import { RECORD_BYTES_MAX } from '@weir/shared/limits';
import { RowError } from '@weir/sql/row-error';
import { parseValue } from '@weir/sql/values';
import { z } from 'zod';
import type { Batch } from '../runtime/batch.ts';
import {
  type Decoded,
  type DecodedColumn,
  type Decoder,
  type RecordError,
  RowPositions,
  type TextHost,
  unreadable,
} from './decoder.ts';

const QUOTE = 34;

/** Options of a CSV decoder. Without a header the columns stand in the order of the schema. */
export type CsvOptions = {
  readonly header: boolean;
  readonly delimiter: string;
  readonly fields: readonly string[];
};

/** Makes a decoder for CSV. With a header, the first record names the fields; a decoder that goes on in the middle of a
 * file gets the names by `restore`. */
export function csvDecoder(columns: readonly DecodedColumn[], options: CsvOptions, host: TextHost): Decoder {
  const decoder = new CsvDecoder(columns, options, host);
  const delimiter = options.delimiter.charCodeAt(0);
  return {
    decode: (bytes, from, to, batch) => decoder.decode(bytes, from, to, batch),
    recordEnd: (bytes, from, to) => lastRecordEnd(bytes, { from, to, delimiter }),
    snapshot: () => decoder.names,
    restore: (names) => decoder.setNames(z.array(z.string()).parse(names)),
  };
}

/** The end of the last record in a range that begins at a record: the last LF outside quotes. */
function lastRecordEnd(
  bytes: Uint8Array,
  range: { readonly from: number; readonly to: number; readonly delimiter: number },
): number {
  let end = range.from;
  for (;;) {
    const found = recordEnd(bytes, { ...range, from: end });
    if (found >= range.to) return end;
    end = found + 1;
  }
}

class CsvDecoder {
  readonly #columns: readonly DecodedColumn[];
  readonly #host: TextHost;
  readonly #positions = new RowPositions();
  readonly #delimiter: number;
  /** Per field of the file, the columns that take it; known once the header has been read. */
  #targets: readonly (readonly DecodedColumn[])[] | undefined;
  #width: number;
  #names: readonly string[] = [];
  /** A column that no field fills and that cannot be NULL: no row can be taken. */
  #unfilled: string | undefined;

  constructor(columns: readonly DecodedColumn[], options: CsvOptions, host: TextHost) {
    this.#columns = columns;
    this.#host = host;
    this.#delimiter = options.delimiter.charCodeAt(0);
    this.#width = options.fields.length;
    if (!options.header) this.setNames(options.fields);
  }

  /** Names of the file's fields, empty while unknown. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Says which field of a record goes to which column. */
  setNames(names: readonly string[]): void {
    if (names.length === 0) return;
    this.#names = names;
    this.#width = names.length;
    this.#unfilled = this.#columns.find(
      ({ column, path }) => !column.nullable && !names.includes(path[0] ?? ''),
    )?.column.name;
    this.#targets = names.map((name) => this.#columns.filter((column) => column.path[0] === name));
  }

  decode(bytes: Uint8Array, from: number, to: number, batch: Batch): Decoded {
    const errors: (RecordError & { record: number })[] = [];
    let record = 0;
    let at = from;
    while (at < to) {
      const end = recordEnd(bytes, { from: at, to, delimiter: this.#delimiter });
      const stop = end > at && bytes[end - 1] === 13 ? end - 1 : end;
      if (stop > at) {
        try {
          this.#record(bytes, at, stop, batch, record);
        } catch (error) {
          if (!(error instanceof RowError)) throw error;
          errors.push({ code: error.code, message: error.message, from: at, to: stop, record });
        }
        record += 1;
      }
      at = end + 1;
    }
    const { starts, ends, recordOf } = this.#positions;
    return { rows: batch.length, records: record, starts, ends, recordOf, errors };
  }

  #record(bytes: Uint8Array, from: number, to: number, batch: Batch, record: number): void {
    if (to - from > RECORD_BYTES_MAX)
      throw new RowError('JSON_LIMIT', `record of ${to - from} bytes is larger than ${RECORD_BYTES_MAX}`);
    if (!this.#host.isUtf8(bytes, from, to)) throw new RowError('JSON_UTF8', 'bytes are not UTF-8');
    const { fields, closed } = this.#fields(bytes, from, to);
    if (!closed) throw new RowError('CSV_QUOTE', 'a quoted field is not closed, or text follows it');
    if (this.#targets === undefined) {
      const names = fields.map((field) => field.text.replace(/^\uFEFF/, ''));
      this.setNames(names);
      this.#refuseOddHeader(names);
      return;
    }
    if (fields.length !== this.#width)
      throw new RowError('CSV_COLUMNS', `${fields.length} fields where ${this.#width} are expected`);
    if (this.#unfilled !== undefined)
      throw new RowError('NULL_VALUE', `column ${this.#unfilled} is not in the header`);
    const row = batch.length;
    batch.reserve(row + 1);
    for (const { index, column, used } of this.#columns) {
      if (used && column.nullable) batch.set(index, row, null);
    }
    fields.forEach((field, position) => {
      for (const target of this.#targets?.[position] ?? []) this.#set(batch, row, target, field);
    });
    batch.sequence[row] = row;
    batch.length = row + 1;
    this.#positions.set(row, from, to, record);
  }

  /** A header that lacks a column is a dead letter: its rows are taken, with NULL there, but not without a word. */
  #refuseOddHeader(names: readonly string[]): void {
    const asked = this.#columns.map((column) => column.path[0] ?? '');
    const lacking = asked.filter((name) => !names.includes(name));
    if (lacking.length > 0)
      throw new RowError('CSV_COLUMNS', `the header has no ${lacking.join(', ')}: NULL in every row`);
    const twice = asked.filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
    if (twice.length > 0)
      throw new RowError(
        'CSV_COLUMNS',
        `the header has ${twice.join(', ')} more than once: the last is taken`,
      );
  }

  #set(batch: Batch, row: number, target: DecodedColumn, field: CsvField): void {
    const { column } = target;
    if (field.text === '' && !field.quoted) {
      if (!column.nullable) throw new RowError('NULL_VALUE', `column ${column.name} is empty`);
      if (target.used) batch.set(target.index, row, null);
      return;
    }
    const value = isText(column.type) ? field.text : parseValue(field.text, column.type);
    if (value === undefined) throw new RowError('CSV_VALUE', unreadable(field.text, column));
    if (target.used) batch.set(target.index, row, value);
  }

  #fields(
    bytes: Uint8Array,
    from: number,
    to: number,
  ): { readonly fields: readonly CsvField[]; readonly closed: boolean } {
    const fields: CsvField[] = [];
    let closed = true;
    let at = from;
    for (;;) {
      const quoted = bytes[at] === QUOTE && at < to;
      let end = at;
      if (quoted) {
        end = quotedEnd(bytes, at + 1, to);
        const text = this.#host.text(bytes, at + 1, Math.min(end, to)).replaceAll('""', '"');
        closed &&= end < to && (end + 1 === to || bytes[end + 1] === this.#delimiter);
        fields.push({ text, quoted: true });
        end += 1;
      } else {
        while (end < to && bytes[end] !== this.#delimiter) end += 1;
        fields.push({ text: this.#host.text(bytes, at, end), quoted: false });
      }
      if (end >= to) return { fields, closed };
      if (quoted && bytes[end] !== this.#delimiter) return { fields, closed: false };
      at = end + 1;
    }
  }
}

type CsvField = { readonly text: string; readonly quoted: boolean };

/** The LF that ends the record, or the end of the range. A quote opens only where a field begins. */
function recordEnd(
  bytes: Uint8Array,
  range: { readonly from: number; readonly to: number; readonly delimiter: number },
): number {
  const { to, delimiter } = range;
  let fieldStart = true;
  for (let at = range.from; at < to; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE && fieldStart) at = quotedEnd(bytes, at + 1, to);
    else if (byte === 10) return at;
    fieldStart = byte === delimiter;
  }
  return to;
}

/** The closing quote of a field, doubled quotes skipped; the end of the range when there is none. */
function quotedEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    if (bytes[at] !== QUOTE) continue;
    if (at + 1 < to && bytes[at + 1] === QUOTE) at += 1;
    else return at;
  }
  return to;
}
