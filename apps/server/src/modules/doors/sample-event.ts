// A believable event for the curl line of a door, made from the columns of its source.
import type { AnyNodeDefinition } from '@weir/engine/define-node';
import type { Graph, GraphNode, Json } from '@weir/shared/graph';
import { z } from 'zod';

const SAMPLE_CHARS_MAX = 1_000;
const columnsSchema = z.array(
  z.looseObject({ name: z.string(), type: z.string(), path: z.string().optional() }),
);

type ColumnShape = z.infer<typeof columnsSchema>[number];

/** One event as JSON text: the first line of the draft's own sample when it is JSON, else made from the columns. */
export function sampleEvent(
  source: {
    readonly node: GraphNode;
    readonly graph: Graph;
    readonly definition: AnyNodeDefinition | undefined;
  },
  nowMs: number,
): string {
  const columns = columnsOf(source.node, source.definition);
  const line = source.graph.samples[source.node.id]?.text.split('\n', 1)[0]?.trim();
  if (line !== undefined && columns.length === 0 && line.length <= SAMPLE_CHARS_MAX && isJsonObject(line))
    return line;
  const event: Record<string, Json> = Object.create(null);
  for (const column of columns)
    setPath(event, (column.path ?? column.name).split('.'), sampleValue(column, nowMs));
  return JSON.stringify(event);
}

function columnsOf(node: GraphNode, definition: AnyNodeDefinition | undefined): readonly ColumnShape[] {
  for (const [name, field] of Object.entries(definition?.fields ?? {})) {
    if (typeof field !== 'object' || field === null || !('kind' in field) || field.kind !== 'schema')
      continue;
    const parsed = columnsSchema.safeParse(node.config[name]);
    if (parsed.success) return parsed.data;
  }
  return [];
}

function setPath(event: Record<string, Json>, path: readonly string[], value: Json): void {
  let at: Record<string, Json> = event;
  for (const key of path.slice(0, -1)) {
    const inner = at[key];
    const next: Record<string, Json> =
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? { ...inner }
        : Object.create(null);
    at[key] = next;
    at = next;
  }
  at[path.at(-1) ?? ''] = value;
}

// Words in a column's name that call for a value people recognise.
const BY_NAME: readonly (readonly [word: RegExp, value: Json])[] = [
  [/email/, 'ada@example.org'],
  [/country/, 'DE'],
  [/currency/, 'EUR'],
  [/city/, 'Lisbon'],
  [/(^|_)ip($|_)/, '192.0.2.7'],
  [/url|path|page/, '/pricing'],
  [/status|state/, 'ok'],
  [/user|customer|account/, 'u-1042'],
  [/(^|_)id$|key|sku|product/, 'a-17'],
  [/name/, 'Ada'],
];

function sampleValue(column: ColumnShape, nowMs: number): Json {
  const type = column.type.toUpperCase();
  if (type.startsWith('TIMESTAMP')) {
    const text = new Date(nowMs).toISOString();
    return type.includes('LTZ') || type.includes('LOCAL') ? text : text.slice(0, -1);
  }
  if (type.startsWith('DATE')) return new Date(nowMs).toISOString().slice(0, 10);
  if (type.startsWith('TIME')) return new Date(nowMs).toISOString().slice(11, 19);
  if (type.startsWith('BOOL')) return true;
  if (/^(TINYINT|SMALLINT|INT|INTEGER|BIGINT)/.test(type)) return 42;
  if (/^(FLOAT|DOUBLE|REAL|DECIMAL|NUMERIC|DEC)/.test(type)) return 19.9;
  const name = column.name.toLowerCase();
  return BY_NAME.find(([word]) => word.test(name))?.[1] ?? 'example';
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    // Samples may be CSV or broken on purpose; then the event is made up.
    return false;
  }
}
