// A pipeline for a file of rows: its source with the columns found in the first rows, connected to a live table.
import type { SchemaColumn } from '@weir/engine/field';
import { inferSchema } from '@weir/engine/infer-schema';
import { emptyGraph, type Graph, type GraphNode } from '@weir/shared/graph';
import { SAMPLE_BYTES_MAX } from '@weir/shared/limits';

export type RowsFormat = { readonly kind: 'json' } | { readonly kind: 'csv'; readonly delimiter: string };

/** What the first rows tell, or why nothing can be made of them. */
export type RowsGraph =
  | {
      readonly ok: true;
      readonly graph: Graph;
      readonly columns: number;
      readonly eventTime: string | undefined;
    }
  | { readonly ok: false; readonly reason: string };

const SAMPLE_LINES_MAX = 200;
// Enough for files that are almost in order; the setting is one field away, and late rows show.
const WATERMARK_DELAY = '5 s';
const DELIMITERS = [',', ';', '\t', '|'];
const TIME_NAMES = /^(ts|time|timestamp|event_?time|created_?at|occurred_?at|date_?time)$/i;

/** Builds the graph from the head of the file. `path` is where the server has it. */
export function graphOfRows(file: {
  readonly name: string;
  readonly path: string;
  readonly head: string;
}): RowsGraph {
  const format = formatOf(file.name, file.head);
  if (format === undefined)
    return {
      ok: false,
      reason: 'the file is a JSON array; rows must be one object per line (NDJSON), or CSV',
    };
  const columns = columnsOf(file.head, format);
  if (columns.length === 0) return { ok: false, reason: 'no row of the file could be read as NDJSON or CSV' };
  const eventTime = eventTimeOf(columns);
  const config: GraphNode['config'] = {
    path: file.path,
    format: format.kind,
    schema: columns.map(({ name, type, path }) => ({ name, type, ...(path === undefined ? {} : { path }) })),
    ...(format.kind === 'csv' ? { header: true, delimiter: format.delimiter } : {}),
    ...(eventTime === undefined ? {} : { eventTime, watermarkDelay: WATERMARK_DELAY }),
  };
  const graph: Graph = {
    ...emptyGraph(titleOf(file.name)),
    nodes: [
      { id: 'rows', type: 'file', name: 'rows', config },
      { id: 'table', type: 'live_table', name: 'table', config: {} },
    ],
    edges: [{ from: 'rows.out', to: 'table.in' }],
    samples: { rows: { text: sampleOf(file.head) } },
    layout: { rows: { x: 80, y: 120 }, table: { x: 400, y: 120 } },
  };
  return { ok: true, graph, columns: columns.length, eventTime };
}

/** The name of a file without its endings, as the name of a pipeline. */
export function titleOf(fileName: string): string {
  const base = fileName.replace(/\.gz$/i, '').replace(/\.(ndjson|jsonl|json|csv|tsv|txt)$/i, '');
  return base.slice(0, 120) || 'Rows';
}

function formatOf(name: string, head: string): RowsFormat | undefined {
  const start = head.trimStart().charAt(0);
  if (start === '{') return { kind: 'json' };
  const plain = name.toLowerCase().replace(/\.gz$/, '');
  if (start === '[' && !/\.(csv|tsv)$/.test(plain)) return undefined;
  const header = head.slice(0, Math.max(0, head.indexOf('\n')));
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  const best = counts.reduce((a, b) => (b.count > a.count ? b : a));
  return { kind: 'csv', delimiter: best.delimiter };
}

function columnsOf(head: string, format: RowsFormat): readonly SchemaColumn[] {
  if (format.kind === 'json') return inferSchema(head, 'json');
  if (format.delimiter === ',') return inferSchema(head, 'csv');
  // The guesser reads commas. Fields that hold one are quoted; a line it cannot split then says nothing, as before.
  const lines = head.split('\n').map((line) =>
    line
      .split(format.delimiter)
      .map((field) => (field.includes(',') && !field.startsWith('"') ? `"${field}"` : field))
      .join(','),
  );
  return inferSchema(lines.join('\n'), 'csv');
}

function eventTimeOf(columns: readonly SchemaColumn[]): string | undefined {
  const times = columns.filter((column) => column.type.startsWith('TIMESTAMP'));
  return (times.find((column) => TIME_NAMES.test(column.name)) ?? times[0])?.name;
}

function sampleOf(head: string): string {
  const lines = head.split('\n').slice(0, SAMPLE_LINES_MAX);
  let text = '';
  let bytes = 0;
  for (const line of lines) {
    bytes += new TextEncoder().encode(line).length + 1;
    if (bytes > SAMPLE_BYTES_MAX) break;
    text += `${line}\n`;
  }
  return text;
}
