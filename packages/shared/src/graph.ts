// The pipeline file: what the designer edits, exports and runs.
import { z } from 'zod';
import { GRAPH_EDGES_MAX, GRAPH_NODES_MAX, NODE_ID_CHARS_MAX, SAMPLE_BYTES_MAX } from './limits.ts';

/** A node id: a short stable word, never a position. State, metrics and tests hang on it. */
export const nodeIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_]+$/)
  .max(NODE_ID_CHARS_MAX);

/** JSON as a type. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

const CONFIG_DEPTH_MAX = 32;

/** Any JSON of sane depth. Zod's own schema recurses, and a hostile file could exhaust the stack. */
export const jsonSchema: z.ZodType<JsonValue> = z.custom<JsonValue>(
  isShallowJson,
  `is not JSON of at most ${CONFIG_DEPTH_MAX} levels`,
);

function isShallowJson(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > CONFIG_DEPTH_MAX) return false;
    const below: unknown[] = [];
    for (const item of level) {
      if (item === null || typeof item === 'boolean' || typeof item === 'string') continue;
      if (typeof item === 'number') {
        if (!Number.isFinite(item)) return false;
      } else if (typeof item === 'object') {
        // One by one: spreading a long array would itself exhaust the stack.
        for (const inner of Object.values(item)) below.push(inner);
      } else return false;
    }
    level = below;
  }
  return true;
}

const portReferenceSchema = z.string().regex(/^[A-Za-z0-9_]{1,40}\.[a-z][a-z0-9_]{0,30}$/);

/** A node as the file has it. `config` is checked against the node's definition, not here. */
export const graphNodeSchema = z.strictObject({
  id: nodeIdSchema,
  type: z.string().min(1).max(60),
  name: z.string().min(1).max(120),
  config: z.record(z.string(), jsonSchema),
});

/** An edge from an output port to an input port, each written `node.port`. */
export const graphEdgeSchema = z.strictObject({ from: portReferenceSchema, to: portReferenceSchema });

const rowSchema = z.record(z.string(), jsonSchema);

/** A test that lives with the pipeline: rows in per source, rows expected per node (any order). */
export const graphTestSchema = z.strictObject({
  name: z.string().min(1).max(120),
  inputs: z.record(nodeIdSchema, z.array(rowSchema).max(1000)),
  expected: z.record(nodeIdSchema, z.array(rowSchema).max(1000)),
});

/** Sample rows of a source for the preview, as text in the source's own format. */
export const sampleSchema = z.strictObject({ text: z.string().max(SAMPLE_BYTES_MAX) });

export const graphSchema = z.strictObject({
  $schema: z.string().max(300).optional(),
  formatVersion: z.literal(1),
  name: z.string().min(1).max(120),
  description: z.string().max(4000).optional(),
  nodes: z.array(graphNodeSchema).max(GRAPH_NODES_MAX),
  edges: z.array(graphEdgeSchema).max(GRAPH_EDGES_MAX),
  tests: z.array(graphTestSchema).max(200).default([]),
  samples: z.record(nodeIdSchema, sampleSchema).default({}),
  layout: z.record(nodeIdSchema, z.strictObject({ x: z.number(), y: z.number() })).default({}),
  notes: z
    .array(
      z.strictObject({
        id: nodeIdSchema,
        text: z.string().max(4000),
        x: z.number(),
        y: z.number(),
        width: z.number().min(80).max(2000),
        height: z.number().min(40).max(2000),
      }),
    )
    .max(200)
    .default([]),
});

export type GraphNode = Readonly<z.infer<typeof graphNodeSchema>>;
export type GraphEdge = Readonly<z.infer<typeof graphEdgeSchema>>;
export type GraphTest = Readonly<z.infer<typeof graphTestSchema>>;
export type Graph = Readonly<z.infer<typeof graphSchema>>;
export type GraphNote = Graph['notes'][number];

/** JSON as a type. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The two ends of a port reference `node.port`. */
export function splitPort(reference: string): { readonly nodeId: string; readonly port: string } {
  const dot = reference.indexOf('.');
  return { nodeId: reference.slice(0, dot), port: reference.slice(dot + 1) };
}

/** An empty pipeline with a name. */
export function emptyGraph(name: string): Graph {
  return { formatVersion: 1, name, nodes: [], edges: [], tests: [], samples: {}, layout: {}, notes: [] };
}
