// Decodes NDJSON: one record per line, only the wanted columns, speculating on the order of keys seen so far.
import { type Column, carrierOf, isText } from '@weir/shared/data-type';
import { JSON_KEYS_MAX, RECORD_BYTES_MAX } from '@weir/shared/limits';
import { RowError } from '@weir/sql/row-error';
import type { Batch } from '../runtime/batch.ts';
import { encodeUtf8 } from '../runtime/utf8.ts';
import {
  type Decoded,
  type DecodedColumn,
  type Decoder,
  integerRange,
  type RecordError,
  RowPositions,
  type TextHost,
} from './decoder.ts';
import { JsonScanner } from './json-scan.ts';
import { compileShape, type ReadShape, type ShapeColumn, ShapeTrace } from './json-shape.ts';
import { resolveEscapes, type ValueReader, valueReader } from './json-values.ts';

/** A key of an object on the way to columns. A key may hold a column and lead deeper at once. */
type Branch = {
  readonly key: string;
  readonly bytes: Uint8Array;
  columns: (ShapeColumn & { readonly name: string; readonly used: boolean })[];
  readonly children: Branch[];
};

/** Layouts of records that a decoder keeps code for; streams of several kinds of events have a few. */
const SHAPES_MAX = 8;
/** After so many records that fitted no shape in a row no more shapes are learnt: the records have none. */
const MISSES_MAX = 1000;

/** Makes a decoder for NDJSON. Lines end at LF only; blank lines are no records. */
export function jsonDecoder(columns: readonly DecodedColumn[], host: TextHost): Decoder {
  const decoder = new JsonDecoder(columns, host);
  return {
    decode: (bytes, from, to, batch) => decoder.decode(bytes, from, to, batch),
    recordEnd: (bytes, from, to) => bytes.subarray(from, to).lastIndexOf(10) + 1 + from,
    snapshot: () => null,
    restore: () => undefined,
  };
}

class JsonDecoder {
  readonly #host: TextHost;
  readonly #root: readonly Branch[];
  readonly #byIndex: ReadonlyMap<number, ShapeColumn>;
  readonly #columns: readonly DecodedColumn[];
  readonly #scan = new JsonScanner();
  readonly #positions = new RowPositions();
  /** Per column, the row that last got a value: tells missing fields without clearing. */
  readonly #filled: Int32Array;
  readonly #trace = new ShapeTrace();
  readonly #shapes: ReadShape[] = [];
  #view: DataView = new DataView(new ArrayBuffer(0));
  #misses = 0;
  #lastShape = 0;
  #stamp = 0;
  #filledCount = 0;

  constructor(columns: readonly DecodedColumn[], host: TextHost) {
    this.#host = host;
    this.#columns = columns;
    this.#root = branches(columns, host);
    this.#byIndex = new Map(allColumns(this.#root).map((column) => [column.index, column]));
    this.#filled = new Int32Array(Math.max(0, ...columns.map((column) => column.index + 1)));
  }

  decode(bytes: Uint8Array, from: number, to: number, batch: Batch): Decoded {
    const errors: (RecordError & { record: number })[] = [];
    const valid = this.#host.isUtf8(bytes, from, to);
    let record = 0;
    let at = from;
    this.#scan.reset(bytes, from, to);
    if (
      this.#view.buffer !== bytes.buffer ||
      this.#view.byteOffset !== bytes.byteOffset ||
      this.#view.byteLength !== bytes.byteLength
    ) {
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    while (at < to) {
      const behind = valid ? this.#fast(bytes, at, to, batch) : -1;
      if (behind >= 0) {
        this.#positions.set(batch.length - 1, at, behind, record);
        record += 1;
        at = behind + 1;
        continue;
      }
      const found = bytes.indexOf(10, at);
      const end = found < 0 || found >= to ? to : found;
      if (!isBlank(bytes, at, end)) {
        try {
          if (end - at > RECORD_BYTES_MAX)
            throw new RowError(
              'JSON_LIMIT',
              `record of ${end - at} bytes is larger than ${RECORD_BYTES_MAX}`,
            );
          if (!valid && !this.#host.isUtf8(bytes, at, end))
            throw new RowError('JSON_UTF8', 'bytes are not UTF-8');
          const row = batch.length;
          batch.reserve(row + 1);
          this.#record(bytes, at, end, batch, row);
          batch.sequence[row] = row;
          batch.length = row + 1;
          this.#positions.set(row, at, end, record);
        } catch (error) {
          if (!(error instanceof RowError)) throw error;
          errors.push({ code: error.code, message: error.message, from: at, to: end, record });
        }
        record += 1;
      }
      at = end + 1;
    }
    const { starts, ends, recordOf } = this.#positions;
    return { rows: batch.length, records: record, starts, ends, recordOf, errors };
  }

  /** Reads a record by a shape seen before: the place of its line end, or -1. */
  #fast(bytes: Uint8Array, at: number, to: number, batch: Batch): number {
    const row = batch.length;
    if (row >= batch.capacity) batch.reserve(row + 1);
    this.#scan.end = to;
    const { length } = this.#shapes;
    for (let step = 0; step < length; step += 1) {
      // The shape of the record before fits most often.
      const index =
        this.#lastShape + step < length ? this.#lastShape + step : this.#lastShape + step - length;
      const behind = this.#readShape(index, bytes, at, batch, row);
      if (behind < 0 || behind > to || (behind < to && bytes[behind] !== 10)) continue;
      if (behind - at > RECORD_BYTES_MAX) continue;
      batch.sequence[row] = row;
      batch.length = row + 1;
      this.#misses = 0;
      this.#lastShape = index;
      return behind;
    }
    return -1;
  }

  #readShape(index: number, bytes: Uint8Array, at: number, batch: Batch, row: number): number {
    try {
      return this.#shapes[index]?.(this.#view, bytes, at, row, batch.stores, this.#scan) ?? -1;
    } catch (error) {
      // A row error, or a comparison past the end of the bytes: the exact decoder says what it is.
      if (error instanceof RowError || error instanceof RangeError) return -1;
      throw error;
    }
  }

  /** Keeps the layout of the record that was just read. */
  #learn(bytes: Uint8Array, from: number, to: number): void {
    this.#misses += 1;
    if (this.#shapes.length >= SHAPES_MAX || this.#misses > MISSES_MAX) return;
    const values = this.#trace.values.map((value) => ({
      ...value,
      from: value.from - from,
      to: value.to - from,
    }));
    const trace = new ShapeTrace();
    for (const value of values) trace.add(value);
    trace.usable = this.#trace.usable;
    const missing = this.#columns
      .filter(({ index }) => this.#filled[index] !== this.#stamp)
      .flatMap(({ index }) => this.#byIndex.get(index) ?? []);
    const shape = compileShape(trace, bytes.slice(from, to), missing, this.#host.compile);
    if (shape !== undefined) this.#shapes.push(shape);
  }

  #record(bytes: Uint8Array, from: number, to: number, batch: Batch, row: number): void {
    const scan = this.#scan;
    this.#trace.reset();
    scan.reset(bytes, from, to);
    this.#stamp += 1;
    this.#filledCount = 0;
    if (scan.next() !== 123) throw new RowError('JSON_SYNTAX', 'the record is not a JSON object');
    this.#object(this.#root, batch, row, 1);
    if (scan.next() !== -1)
      throw new RowError('JSON_SYNTAX', `text after the object at byte ${scan.place(scan.at)}`);
    if (this.#filledCount < this.#columns.length) this.#fillMissing(batch, row);
    this.#learn(bytes, from, to);
  }

  #object(keys: readonly Branch[], batch: Batch, row: number, depth: number): void {
    const scan = this.#scan;
    scan.at += 1;
    if (scan.next() === 125) {
      scan.at += 1;
      return;
    }
    let expected = 0;
    for (let count = 1; ; count += 1) {
      if (count > JSON_KEYS_MAX)
        throw new RowError('JSON_LIMIT', `more than ${JSON_KEYS_MAX} keys in one object`);
      scan.expect(34, 'a key');
      const found = this.#key(keys, expected);
      scan.expect(58, '":"');
      const branch = found < 0 ? undefined : keys[found];
      if (branch === undefined) {
        scan.next();
        const start = scan.at;
        scan.skip(depth);
        this.#trace.add({ from: start, to: scan.at, depth, columns: [] });
      } else {
        expected = found + 1 === keys.length ? 0 : found + 1;
        this.#value(branch, batch, row, depth);
      }
      const byte = scan.next();
      scan.at += 1;
      if (byte === 125) return;
      if (byte !== 44) throw new RowError('JSON_SYNTAX', `expected "," at byte ${scan.place(scan.at - 1)}`);
    }
  }

  /** The index of the key at the scanner among the wanted ones, the expected one tried first; -1 for others. */
  #key(keys: readonly Branch[], expected: number): number {
    const scan = this.#scan;
    const from = scan.at;
    const to = scan.string();
    if (scan.escaped) {
      const text = resolveEscapes(this.#host.text(scan.bytes, from, to));
      return keys.findIndex((branch) => branch.key === text);
    }
    for (let step = 0; step < keys.length; step += 1) {
      const index = expected + step < keys.length ? expected + step : expected + step - keys.length;
      if (sameBytes(keys[index]?.bytes, scan.bytes, from, to)) return index;
    }
    return -1;
  }

  #value(branch: Branch, batch: Batch, row: number, depth: number): void {
    const scan = this.#scan;
    const first = scan.next();
    const start = scan.at;
    if (branch.columns.length === 0) {
      if (first === 123) {
        this.#object(branch.children, batch, row, depth + 1);
        return;
      }
      scan.skip(depth);
      // The next record may have an object here, with columns inside. A null is part of the layout: such records have a
      // shape of their own. Anything else is no layout to rely on.
      if (first !== 110) this.#trace.usable = false;
      return;
    }
    for (const column of branch.columns) {
      scan.at = start;
      const value = column.read(scan, depth);
      if (value === null && !column.nullable)
        throw new RowError('NULL_VALUE', `column ${column.name} is NULL`);
      if (column.used) batch.set(column.index, row, value);
      this.#mark(column.index);
    }
    this.#trace.add({ from: start, to: scan.at, depth, columns: branch.columns });
    if (branch.children.length > 0) {
      this.#trace.usable = false;
      scan.at = start;
      if (scan.next() === 123) this.#object(branch.children, batch, row, depth + 1);
      else scan.skip(depth);
    }
  }

  #mark(index: number): void {
    if (this.#filled[index] === this.#stamp) return;
    this.#filled[index] = this.#stamp;
    this.#filledCount += 1;
  }

  #fillMissing(batch: Batch, row: number): void {
    for (const { index, column, used } of this.#columns) {
      if (this.#filled[index] === this.#stamp) continue;
      if (!column.nullable) throw new RowError('NULL_VALUE', `column ${column.name} is missing`);
      if (used) batch.set(index, row, null);
    }
  }
}

function allColumns(level: readonly Branch[]): readonly ShapeColumn[] {
  return level.flatMap((branch) => [...branch.columns, ...allColumns(branch.children)]);
}

function branches(columns: readonly DecodedColumn[], host: TextHost): readonly Branch[] {
  const root: Branch[] = [];
  for (const { index, column, path, used } of columns) {
    let level = root;
    path.forEach((key, depth) => {
      let branch = level.find((candidate) => candidate.key === key);
      if (branch === undefined) {
        branch = { key, bytes: encodeUtf8(key), columns: [], children: [] };
        level.push(branch);
      }
      if (depth === path.length - 1) {
        const read = used || !isText(column.type) ? valueReader(column, host) : stepOver;
        branch.columns.push({
          index,
          read,
          nullable: column.nullable,
          name: column.name,
          used,
          ...shapeOf(column, used),
        });
      }
      level = branch.children;
    });
  }
  return root;
}

/** How the fast path reads and stores a column. */
function shapeOf(column: Column, used: boolean): Pick<ShapeColumn, 'kind' | 'min' | 'max' | 'store'> {
  const range = integerRange(column.type);
  const store = !used ? 'none' : carrierOf(column.type) === 'reference' ? 'reference' : 'number';
  if (range !== undefined) return { kind: 'integer', ...range, store };
  const isBigint = column.type.kind === 'BIGINT';
  return { kind: isBigint ? 'integer' : 'other', min: -999_999_999_999_999, max: 999_999_999_999_999, store };
}

/** Every JSON value is a STRING: nothing to check but the syntax, and whether it is NULL. */
const stepOver: ValueReader = (scan, depth) => {
  const byte = scan.next();
  scan.skip(depth);
  return byte === 110 ? null : '';
};

function sameBytes(key: Uint8Array | undefined, bytes: Uint8Array, from: number, to: number): boolean {
  if (key === undefined || key.length !== to - from) return false;
  for (let index = 0; index < key.length; index += 1) {
    if (key[index] !== bytes[from + index]) return false;
  }
  return true;
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte !== 32 && byte !== 13 && byte !== 9) return false;
  }
  return true;
}
