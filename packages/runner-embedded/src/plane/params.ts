// Parameters of the protocol's methods, parsed once where they come in.
import { environmentSchema } from '@weir/shared/api';
import { graphSchema, nodeIdSchema } from '@weir/shared/graph';
import { z } from 'zod';
import type { DoorKey, JobKey, PlaneMethod } from './protocol.ts';

const pipelineId = z.string().min(1).max(64);
const jobKey = z.custom<JobKey>(
  (key) => typeof key === 'string' && key.length <= 120 && /^.+\.(draft|development|production)$/.test(key),
);
const doorKey = z.custom<DoorKey>(
  (key) =>
    typeof key === 'string' &&
    key.length <= 200 &&
    /^.+\.(draft|development|production)\.[A-Za-z0-9_]+$/.test(key),
);
const token = z.string().min(1).max(512);
const tailId = z.string().min(1).max(100);
const epoch = z.number().int().min(1);
const nothing = z.object({});

export const params = {
  hello: z.object({ protocolVersion: z.number() }),
  'job.start': z.object({
    jobKey,
    pipelineId,
    environment: environmentSchema,
    graph: graphSchema,
    graphHash: z.string().max(200),
    version: z.number().int().optional(),
    doors: z.array(z.object({ nodeId: nodeIdSchema, token })),
    savepoint: epoch.optional(),
  }),
  'job.stop': z.object({ jobKey, mode: z.enum(['suspend', 'finish']) }),
  'job.get': z.object({ jobKey }),
  'job.list': nothing,
  'job.remove': z.object({ jobKey }),
  'job.savepoint': z.object({ jobKey }),
  'job.savepoints': z.object({ jobKey }),
  'job.savepoint.remove': z.object({ jobKey, epoch }),
  'job.compatibility': z.object({ jobKey, graph: graphSchema, savepoint: epoch.optional() }),
  'job.deadLetters': z.object({
    jobKey,
    nodeId: nodeIdSchema.optional(),
    limit: z.number().int().min(1).max(500),
  }),
  'job.table': z.object({ jobKey, nodeId: nodeIdSchema }),
  'job.tail.start': z.object({
    jobKey,
    tailId,
    port: z.string().max(80),
    where: z.string().max(8192).optional(),
  }),
  'job.tail.stop': z.object({ jobKey, tailId }),
  'door.open': z.object({ doorKey, pipelineId, environment: environmentSchema, nodeId: nodeIdSchema, token }),
  'door.close': z.object({ doorKey }),
  'door.info': z.object({ doorKey }),
  'door.capture': z.object({ doorKey, rows: z.number().int().min(1).max(1000) }),
  'streams.list': nothing,
  'files.list': nothing,
  'metrics.text': nothing,
  'metrics.subscribe': z.object({ jobKey, hz: z.number().min(0.1).max(60) }),
  'metrics.unsubscribe': z.object({ jobKey }),
  shutdown: nothing,
} satisfies Record<PlaneMethod, z.ZodType>;
