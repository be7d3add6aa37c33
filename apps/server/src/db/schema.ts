// Tables of the control plane. The SQL that makes them is in migrations.ts; both change in one commit.

import type { Environment, JobStatus } from '@weir/shared/api';
import type { Edit } from '@weir/shared/edits';
import type { Graph } from '@weir/shared/graph';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const pipelines = sqliteTable('pipelines', {
  id: text('id').primaryKey(),
  createdAt: text('created_at').notNull(),
  updatedAt: text('updated_at').notNull(),
  /** Removed pipelines stay for the audit trail and their versions; every query leaves them out. */
  removedAt: text('removed_at'),
});

export const drafts = sqliteTable('drafts', {
  pipelineId: text('pipeline_id').primaryKey(),
  graph: text('graph', { mode: 'json' }).$type<Graph>().notNull(),
  graphHash: text('graph_hash').notNull(),
  seq: integer('seq').notNull(),
});

export const edits = sqliteTable(
  'edits',
  {
    pipelineId: text('pipeline_id').notNull(),
    seq: integer('seq').notNull(),
    id: text('id').notNull(),
    edit: text('edit', { mode: 'json' }).$type<Edit>().notNull(),
    at: text('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.pipelineId, table.seq] })],
);

export const versions = sqliteTable(
  'versions',
  {
    pipelineId: text('pipeline_id').notNull(),
    number: integer('number').notNull(),
    hash: text('hash').notNull(),
    graph: text('graph', { mode: 'json' }).$type<Graph>().notNull(),
    note: text('note').notNull(),
    createdAt: text('created_at').notNull(),
    author: text('author').notNull(),
  },
  (table) => [primaryKey({ columns: [table.pipelineId, table.number] })],
);

export const deployments = sqliteTable(
  'deployments',
  {
    pipelineId: text('pipeline_id').notNull(),
    environment: text('environment').$type<Environment>().notNull(),
    /** Absent for the run of a draft. */
    version: integer('version'),
    /** What runs, also for a draft: a restart must bring back the graph that ran, not the one being edited. */
    graph: text('graph', { mode: 'json' }).$type<Graph>().notNull(),
    graphHash: text('graph_hash').notNull(),
    wanted: text('wanted').$type<'running' | 'stopped'>().notNull(),
    /** The last status that the data plane told, shown while it is down. */
    status: text('status').$type<JobStatus>().notNull(),
    updatedAt: text('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.pipelineId, table.environment] })],
);

/** Which version went where, in order: the evidence for the promotion rule. */
export const promotions = sqliteTable('promotions', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  pipelineId: text('pipeline_id').notNull(),
  environment: text('environment').$type<Environment>().notNull(),
  number: integer('number').notNull(),
  at: text('at').notNull(),
});

export const sessions = sqliteTable('sessions', {
  hash: text('hash').primaryKey(),
  createdMs: integer('created_ms').notNull(),
  usedMs: integer('used_ms').notNull(),
});

export const setupTokens = sqliteTable('setup_tokens', {
  hash: text('hash').primaryKey(),
  expiresMs: integer('expires_ms').notNull(),
});

export const doors = sqliteTable(
  'doors',
  {
    pipelineId: text('pipeline_id').notNull(),
    environment: text('environment').$type<Environment>().notNull(),
    nodeId: text('node_id').notNull(),
    /** Readable: the signed-in user is shown the whole curl line. The database file is 0600 in a 0700 folder. */
    token: text('token').notNull(),
  },
  (table) => [primaryKey({ columns: [table.pipelineId, table.environment, table.nodeId] })],
);

export const audit = sqliteTable('audit', {
  seq: integer('seq').primaryKey(),
  at: text('at').notNull(),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  pipelineId: text('pipeline_id'),
  detail: text('detail').notNull(),
  previousHash: text('previous_hash').notNull(),
  hash: text('hash').notNull(),
});
