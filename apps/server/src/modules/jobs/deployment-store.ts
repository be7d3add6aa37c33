// What should run where: one row per pipeline and environment, so that a restart brings back what ran.
import type { Environment, JobStatus } from '@weir/shared/api';
import type { Graph } from '@weir/shared/graph';
import { and, eq, isNull } from 'drizzle-orm';
import type { Db, Transaction } from '../../db/client.ts';
import { deployments, pipelines } from '../../db/schema.ts';

export type Lane = { readonly pipelineId: string; readonly environment: Environment };

export type Deployment = Lane & {
  readonly version?: number | undefined;
  readonly graph: Graph;
  readonly graphHash: string;
  readonly wanted: 'running' | 'stopped';
  readonly status: JobStatus;
};

/** The deployment of a lane; `undefined` when nothing was ever started there. */
export function findDeployment(reader: Db | Transaction, lane: Lane): Deployment | undefined {
  const found = reader.select().from(deployments).where(ofLane(lane)).get();
  return found === undefined ? undefined : fromRow(found);
}

/** Deployments of pipelines that were not removed. */
export function listDeployments(reader: Db | Transaction): readonly Deployment[] {
  return reader
    .select({ deployment: deployments })
    .from(deployments)
    .innerJoin(pipelines, eq(pipelines.id, deployments.pipelineId))
    .where(isNull(pipelines.removedAt))
    .all()
    .map(({ deployment }) => fromRow(deployment));
}

export function saveDeployment(tx: Transaction, deployment: Deployment, at: string): void {
  const row = { ...deployment, version: deployment.version ?? null, updatedAt: at };
  tx.insert(deployments)
    .values(row)
    .onConflictDoUpdate({ target: [deployments.pipelineId, deployments.environment], set: row })
    .run();
}

export function setDeploymentState(
  writer: Db | Transaction,
  lane: Lane,
  state: { readonly wanted?: 'running' | 'stopped'; readonly status?: JobStatus },
): void {
  writer.update(deployments).set(state).where(ofLane(lane)).run();
}

function ofLane(lane: Lane) {
  return and(eq(deployments.pipelineId, lane.pipelineId), eq(deployments.environment, lane.environment));
}

function fromRow(row: typeof deployments.$inferSelect): Deployment {
  const { updatedAt: _updatedAt, version, ...rest } = row;
  return { ...rest, version: version ?? undefined };
}
