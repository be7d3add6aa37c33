// The command log: every change of a draft is a list of operations on stable ids. Undo, autosave, reload and
// audit are the same list.
import { z } from 'zod';
import {
  graphEdgeSchema,
  graphNodeSchema,
  graphTestSchema,
  jsonSchema,
  nodeIdSchema,
  sampleSchema,
} from './graph.ts';

/** One elementary change. Each has an inverse that the applying side computes from the graph before it. */
export const editOpSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('addNode'),
    node: graphNodeSchema,
    at: z.strictObject({ x: z.number(), y: z.number() }),
  }),
  z.strictObject({ op: z.literal('removeNode'), id: nodeIdSchema }),
  z.strictObject({ op: z.literal('renameNode'), id: nodeIdSchema, name: z.string().min(1).max(120) }),
  z.strictObject({ op: z.literal('setConfig'), id: nodeIdSchema, config: z.record(z.string(), jsonSchema) }),
  z.strictObject({ op: z.literal('moveNode'), id: nodeIdSchema, x: z.number(), y: z.number() }),
  z.strictObject({ op: z.literal('addEdge'), edge: graphEdgeSchema }),
  z.strictObject({ op: z.literal('removeEdge'), edge: graphEdgeSchema }),
  z.strictObject({ op: z.literal('setSample'), id: nodeIdSchema, sample: sampleSchema.nullable() }),
  z.strictObject({ op: z.literal('setTests'), tests: z.array(graphTestSchema).max(200) }),
  z.strictObject({ op: z.literal('setName'), name: z.string().min(1).max(120) }),
  z.strictObject({ op: z.literal('setDescription'), description: z.string().max(4000) }),
  z.strictObject({
    op: z.literal('setNote'),
    id: nodeIdSchema,
    note: z
      .strictObject({
        text: z.string().max(4000),
        x: z.number(),
        y: z.number(),
        width: z.number(),
        height: z.number(),
      })
      .nullable(),
  }),
]);

export type EditOp = Readonly<z.infer<typeof editOpSchema>>;

/** A command: one undo step. `baseSeq` is the server sequence its author had seen. */
export const editSchema = z.strictObject({
  id: z.string().min(8).max(64),
  baseSeq: z.number().int().min(0),
  ops: z.array(editOpSchema).min(1).max(20_000),
});

export type Edit = Readonly<z.infer<typeof editSchema>>;
