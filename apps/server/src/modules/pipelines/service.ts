// Pipelines: the list of the home page, making one, removing one.

import { type JobSummary, jobKeyOf } from '@weir/runner-embedded/plane/protocol';
import type { ExampleInfo, LaneInfo, PipelineInfo } from '@weir/shared/api';
import { Failure } from '@weir/shared/diagnostics';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import { count, desc, eq, isNull, max } from 'drizzle-orm';
import type { AuditLog } from '../../audit/audit-log.ts';
import { randomToken } from '../../auth/secret.ts';
import type { Compiler } from '../../compile.ts';
import type { Db } from '../../db/client.ts';
import { drafts, pipelines, versions } from '../../db/schema.ts';
import { graphHash } from '../../graph-hash.ts';
import type { Log } from '../../log.ts';
import type { PlaneClient } from '../../plane/client.ts';
import type { Actor } from '../../trpc.ts';
import type { DoorsService } from '../doors/service.ts';
import type { DraftStore } from '../drafts/draft-store.ts';
import { type Deployment, listDeployments, setDeploymentState } from '../jobs/deployment-store.ts';

const PIPELINES_MAX = 1_000;

export type PipelinesDeps = {
  readonly db: Db;
  readonly audit: AuditLog;
  readonly compiler: Compiler;
  readonly drafts: DraftStore;
  readonly doors: DoorsService;
  readonly plane: PlaneClient;
  readonly examples: () => readonly ExampleInfo[];
  readonly now: () => number;
  readonly log: Log;
};

export type PipelinesService = {
  readonly list: () => Promise<readonly PipelineInfo[]>;
  readonly create: (
    wish: {
      readonly name: string;
      readonly example?: string | undefined;
      readonly graph?: Graph | undefined;
    },
    actor: Actor,
  ) => { readonly id: string };
  readonly remove: (pipelineId: string, actor: Actor) => Promise<{ readonly removed: true }>;
};

export function createPipelinesService(deps: PipelinesDeps): PipelinesService {
  const problemCount = problemCounter(deps.compiler);
  return {
    list: async () => {
      const jobs = await deps.plane.request('job.list', {}).catch((): readonly JobSummary[] => []);
      const rows = deps.db
        .select()
        .from(pipelines)
        .where(isNull(pipelines.removedAt))
        .orderBy(desc(pipelines.updatedAt))
        .all();
      const latest = new Map(
        deps.db
          .select({ id: versions.pipelineId, number: max(versions.number) })
          .from(versions)
          .groupBy(versions.pipelineId)
          .all()
          .map((row) => [row.id, row.number ?? undefined]),
      );
      const lanes = Map.groupBy(listDeployments(deps.db), (deployment) => deployment.pipelineId);
      return rows.map((row) => {
        const draft = deps.drafts.get(row.id);
        return {
          id: row.id,
          name: draft.graph.name,
          description: draft.graph.description ?? '',
          createdAt: row.createdAt,
          updatedAt: row.updatedAt,
          draftSeq: draft.seq,
          problems: problemCount(row.id, draft.seq, draft.graph),
          nodes: draft.graph.nodes.length,
          latestVersion: latest.get(row.id),
          ...liveFigures(lanes.get(row.id) ?? [], jobs),
        };
      });
    },
    create: (wish, actor) => create(deps, wish, actor),
    remove: (pipelineId, actor) => remove(deps, pipelineId, actor),
  };
}

function create(
  deps: PipelinesDeps,
  wish: Parameters<PipelinesService['create']>[0],
  actor: Actor,
): { readonly id: string } {
  const graph: Graph = { ...startGraph(deps, wish), name: wish.name };
  const id = randomToken(9);
  const at = new Date(deps.now()).toISOString();
  deps.audit.transact((tx, record) => {
    const present =
      tx.select({ pipelines: count() }).from(pipelines).where(isNull(pipelines.removedAt)).get()?.pipelines ??
      0;
    if (present >= PIPELINES_MAX)
      throw new Failure('CONFLICT', `there are ${PIPELINES_MAX} pipelines already`, 'Remove one first.');
    tx.insert(pipelines).values({ id, createdAt: at, updatedAt: at }).run();
    tx.insert(drafts)
      .values({ pipelineId: id, graph, graphHash: graphHash(graph), seq: 0 })
      .run();
    record({
      actor: actor.user,
      action: 'pipeline.create',
      pipelineId: id,
      detail: `created with ${graph.nodes.length} nodes`,
    });
  });
  void deps.doors.sync({ pipelineId: id, environment: 'draft' }, graph);
  return { id };
}

function startGraph(deps: PipelinesDeps, wish: Parameters<PipelinesService['create']>[0]): Graph {
  if (wish.graph !== undefined) return wish.graph;
  if (wish.example === undefined) return emptyGraph(wish.name);
  const example = deps.examples().find((candidate) => candidate.id === wish.example);
  if (example === undefined) throw new Failure('NOT_FOUND', 'example does not exist');
  return example.graph;
}

async function remove(
  deps: PipelinesDeps,
  pipelineId: string,
  actor: Actor,
): Promise<{ readonly removed: true }> {
  deps.drafts.get(pipelineId);
  const lanes = listDeployments(deps.db).filter((deployment) => deployment.pipelineId === pipelineId);
  deps.audit.transact((tx, record) => {
    for (const lane of lanes) setDeploymentState(tx, lane, { wanted: 'stopped', status: 'stopped' });
    tx.update(pipelines)
      .set({ removedAt: new Date(deps.now()).toISOString() })
      .where(eq(pipelines.id, pipelineId))
      .run();
    record({ actor: actor.user, action: 'pipeline.remove', pipelineId, detail: 'removed' });
  });
  deps.drafts.forget(pipelineId);
  await deps.doors.sync({ pipelineId, environment: 'draft' }, undefined);
  for (const lane of lanes) {
    await deps.plane.request('job.remove', { jobKey: jobKeyOf(lane) }).catch((cause: unknown) => {
      deps.log.warn('job of a removed pipeline was not cleared', {
        job: jobKeyOf(lane),
        reason: String(cause),
      });
    });
  }
  return { removed: true };
}

/** Lanes with the figures of the most production-like running job. */
function liveFigures(
  deployments: readonly Deployment[],
  jobs: readonly JobSummary[],
): Pick<PipelineInfo, 'lanes' | 'rateIn' | 'e2eP99Ms'> {
  const byKey = new Map(jobs.map((job) => [job.jobKey as string, job]));
  const lanes: LaneInfo[] = deployments.map((deployment) => ({
    environment: deployment.environment,
    version: deployment.version,
    status: byKey.get(jobKeyOf(deployment))?.info.status ?? deployment.status,
  }));
  const order = ['production', 'development', 'draft'] as const;
  for (const environment of order) {
    const deployment = deployments.find((candidate) => candidate.environment === environment);
    const job = deployment === undefined ? undefined : byKey.get(jobKeyOf(deployment));
    if (job?.info.status === 'running') return { lanes, rateIn: job.rateIn, e2eP99Ms: job.e2eP99Ms };
  }
  return { lanes };
}

// Planning a large graph takes milliseconds and the home page asks often; a draft changes only with its sequence.
function problemCounter(compiler: Compiler): (id: string, seq: number, graph: Graph) => number {
  const counted = new Map<string, { readonly seq: number; readonly problems: number }>();
  return (id, seq, graph) => {
    const known = counted.get(id);
    if (known?.seq === seq) return known.problems;
    const problems = compiler.problems(graph).filter((problem) => problem.severity === 'error').length;
    if (counted.size >= PIPELINES_MAX) counted.clear();
    counted.set(id, { seq, problems });
    return problems;
  };
}
