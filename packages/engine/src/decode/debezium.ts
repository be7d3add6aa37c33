// Decodes changes in the form of Debezium: one record becomes the rows that it takes back and adds.
//
// A decoder of plain JSON reads `op` and both images into a batch of its own; from there the rows go on with their kinds.
import type { Column } from '@weir/shared/data-type';
import { Batch, DELETE, INSERT, type RowKind, UPDATE_AFTER, UPDATE_BEFORE } from '../runtime/batch.ts';
import {
  type Decoded,
  type DecodedColumn,
  type Decoder,
  type RecordError,
  RowPositions,
  type TextHost,
} from './decoder.ts';
import { jsonDecoder } from './json.ts';

type Image = 'before' | 'after';
type Change = { readonly image: Image; readonly kind: RowKind };
type BadRecord = RecordError & { readonly record: number };

/** Rows of a record by its `op`, in the order in which they are put out. */
const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  c: [{ image: 'after', kind: INSERT }],
  r: [{ image: 'after', kind: INSERT }],
  u: [
    { image: 'before', kind: UPDATE_BEFORE },
    { image: 'after', kind: UPDATE_AFTER },
  ],
  d: [{ image: 'before', kind: DELETE }],
};

const OP: Column = { name: 'op', type: { kind: 'STRING' }, nullable: false };
/** In the batch of records: `op`, then per image whether it is there, then the columns of both images. */
const FIRST_COLUMN = 3;

/** Makes a decoder for lines of changes. */
export function debeziumDecoder(columns: readonly DecodedColumn[], host: TextHost): Decoder {
  const decoder = new DebeziumDecoder(columns, host);
  return {
    decode: (bytes, from, to, batch) => decoder.decode(bytes, from, to, batch),
    recordEnd: (bytes, from, to) => bytes.subarray(from, to).lastIndexOf(10) + 1 + from,
    snapshot: () => null,
    restore: () => undefined,
  };
}

class DebeziumDecoder {
  readonly #columns: readonly DecodedColumn[];
  readonly #inner: Decoder;
  readonly #records: Batch;
  readonly #positions = new RowPositions();
  #rows = 0;

  constructor(columns: readonly DecodedColumn[], host: TextHost) {
    this.#columns = columns;
    const images = (['before', 'after'] as const).map((image) => ({
      name: image,
      // Whether the image is there at all: as text it is NULL only where the record has null or nothing.
      column: { name: image, type: { kind: 'STRING' }, nullable: true } satisfies Column,
    }));
    const read: DecodedColumn[] = [
      { index: 0, column: OP, path: ['op'], used: true },
      ...images.map(({ name, column }, at) => ({ index: at + 1, column, path: [name], used: true })),
    ];
    for (const image of images) {
      for (const { column, path, used } of columns) {
        const nullable = { ...column, nullable: true };
        // A column that must have a value is looked at even where nothing reads it: see `#missing`.
        read.push({
          index: read.length,
          column: nullable,
          path: [image.name, ...path],
          used: used || !column.nullable,
        });
      }
    }
    this.#records = new Batch(read.map(({ column }) => column));
    this.#inner = jsonDecoder(read, host);
  }

  decode(bytes: Uint8Array, from: number, to: number, batch: Batch): Decoded {
    this.#records.clear();
    const decoded = this.#inner.decode(bytes, from, to, this.#records);
    const errors: BadRecord[] = [...decoded.errors];
    this.#rows = 0;
    for (let record = 0; record < decoded.rows; record += 1) {
      const problem = this.#rowsOf(record, decoded, batch);
      if (problem !== undefined)
        errors.push({
          ...problem,
          from: decoded.starts[record] ?? 0,
          to: decoded.ends[record] ?? 0,
          record: decoded.recordOf[record] ?? 0,
        });
    }
    errors.sort((a, b) => a.record - b.record);
    const { starts, ends, recordOf } = this.#positions;
    return { rows: this.#rows, records: decoded.records, starts, ends, recordOf, errors };
  }

  #rowsOf(record: number, decoded: Decoded, batch: Batch): Pick<RecordError, 'code' | 'message'> | undefined {
    const op = this.#records.get(0, record);
    const changes = CHANGES[String(op)];
    if (changes === undefined || !Object.hasOwn(CHANGES, String(op)))
      return { code: 'CHANGE_RECORD', message: `op ${JSON.stringify(op)} is none of c, r, u, d` };
    for (const { image } of changes) {
      if (this.#records.get(image === 'before' ? 1 : 2, record) === null)
        return { code: 'CHANGE_RECORD', message: `op ${String(op)} comes without ${image}` };
      const missing = this.#missing(image, record);
      if (missing !== undefined) return { code: 'NULL_VALUE', message: `column ${missing} is missing` };
    }
    for (const change of changes) this.#push(change, record, decoded, batch);
    return undefined;
  }

  #placeOf(image: Image, position: number): number {
    return FIRST_COLUMN + (image === 'before' ? 0 : this.#columns.length) + position;
  }

  /** The name of a column that must have a value and has none. */
  #missing(image: Image, record: number): string | undefined {
    const at = this.#columns.findIndex(
      ({ column }, position) =>
        !column.nullable && this.#records.get(this.#placeOf(image, position), record) === null,
    );
    return this.#columns[at]?.column.name;
  }

  #push({ image, kind }: Change, record: number, decoded: Decoded, batch: Batch): void {
    const row = batch.length;
    batch.reserve(row + 1);
    for (const [position, { index, used }] of this.#columns.entries())
      if (used) batch.set(index, row, this.#records.get(this.#placeOf(image, position), record));
    batch.sequence[row] = row;
    batch.kinds[row] = kind;
    batch.length = row + 1;
    const { starts, ends, recordOf } = decoded;
    this.#positions.set(row, starts[record] ?? 0, ends[record] ?? 0, recordOf[record] ?? 0);
    this.#rows = row + 1;
  }
}
