// The decoder of a source: its format, and which columns anything reads.
import { placeOf, type StreamType } from '@weir/shared/stream-type';
import type { SourceFormat } from '../define-node.ts';
import { csvDecoder } from './csv.ts';
import { debeziumDecoder } from './debezium.ts';
import type { DecodedColumn, Decoder, TextHost } from './decoder.ts';
import { jsonDecoder } from './json.ts';

export type SourceDecoding = {
  readonly format: SourceFormat;
  readonly output: StreamType;
  /** Indexes of the columns that are made; the others are only checked. */
  readonly demand: ReadonlySet<number>;
  /** Index of the event-time column, -1 without one. */
  readonly timeColumn: number;
};

/** Makes the decoder. Generators have none: asking for it is a bug. */
export function sourceDecoder(decoding: SourceDecoding, host: TextHost): Decoder {
  const { format } = decoding;
  if (format.kind === 'json') {
    const columns = decodedColumns(decoding, format.columns);
    return format.envelope === 'debezium' ? debeziumDecoder(columns, host) : jsonDecoder(columns, host);
  }
  if (format.kind === 'rows') throw new Error('bug: a generator has no decoder');
  const fields = format.columns.map((column) => column.field);
  const wanted = format.columns.map((column) => ({ name: column.name, path: [column.field] }));
  return csvDecoder(decodedColumns(decoding, wanted), { ...format, fields }, host);
}

function decodedColumns(
  decoding: SourceDecoding,
  paths: readonly { readonly name: string; readonly path: readonly string[] }[],
): readonly DecodedColumn[] {
  const { columns } = decoding.output;
  return paths.flatMap(({ name, path }): DecodedColumn[] => {
    const index = placeOf(columns, name);
    const column = columns[index];
    if (column === undefined) return [];
    // A missing event time is found by the source, where it can be told apart from other NULLs (T16).
    const nullable = column.nullable || index === decoding.timeColumn;
    return [{ index, column: { ...column, nullable }, path, used: decoding.demand.has(index) }];
  });
}
