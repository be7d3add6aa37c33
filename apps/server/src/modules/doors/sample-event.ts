// A believable event for the curl line of a door, made from the columns of its source.
import type { AnyNodeDefinition } from '@weir/engine/define-node';
import type { Fields } from '@weir/engine/field';
import { parseSettings } from '@weir/engine/plan/settings';
import type { GraphNode, Json } from '@weir/shared/graph';
import { z } from 'zod';

const columnsSchema = z.array(
  z.looseObject({ name: z.string(), type: z.string(), path: z.string().optional() }),
);

type ColumnShape = z.infer<typeof columnsSchema>[number];

type Sample = Map<string, Json | Sample>;

/** One event as JSON text, of the present moment so that it is not late. */
export function sampleEvent(
  node: GraphNode,
  definition: AnyNodeDefinition | undefined,
  nowMs: number,
): string {
  const event: Sample = new Map();
  for (const column of columnsOf(node, definition)) {
    setPath(event, (column.path ?? column.name).split('.'), sampleValue(column, nowMs));
  }
  return JSON.stringify(toJson(event));
}

function columnsOf(node: GraphNode, definition: AnyNodeDefinition | undefined): readonly ColumnShape[] {
  if (definition === undefined) return [];
  const { config } = parseSettings(node, definition);
  const fields: Fields = definition.fields;
  for (const [name, field] of Object.entries(fields)) {
    const parsed = field.kind === 'schema' ? columnsSchema.safeParse(config[name]) : undefined;
    if (parsed?.success === true) return parsed.data;
  }
  return [];
}

function setPath(event: Sample, path: readonly string[], value: Json): void {
  let at = event;
  for (const key of path.slice(0, -1)) {
    const inner = at.get(key);
    const next: Sample = inner instanceof Map ? inner : new Map();
    at.set(key, next);
    at = next;
  }
  at.set(path.at(-1) ?? '', value);
}

function toJson(sample: Sample): Json {
  return Object.fromEntries(
    [...sample].map(([key, value]) => [key, value instanceof Map ? toJson(value) : value]),
  );
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
  [/product|item/, 'tea'],
  [/(^|_)id$|key|sku/, 'a-17'],
  [/name/, 'Ada'],
];

function sampleValue(column: ColumnShape, nowMs: number): Json {
  const type = column.type.toUpperCase();
  if (type.startsWith('TIMESTAMP')) {
    const text = new Date(nowMs).toISOString();
    return type.includes('LTZ') || type.includes('LOCAL') ? text : text.slice(0, -1).replace('T', ' ');
  }
  if (type.startsWith('DATE')) return new Date(nowMs).toISOString().slice(0, 10);
  if (type.startsWith('TIME')) return new Date(nowMs).toISOString().slice(11, 19);
  if (type.startsWith('BOOL')) return true;
  if (/^(TINYINT|SMALLINT|INT|INTEGER|BIGINT)/.test(type)) return 42;
  if (/^(FLOAT|DOUBLE|REAL|DECIMAL|NUMERIC|DEC)/.test(type)) return 19.9;
  const name = column.name.toLowerCase();
  return BY_NAME.find(([word]) => word.test(name))?.[1] ?? 'example';
}
