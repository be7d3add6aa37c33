// Jobs: starting and stopping what a lane should run, and telling what it does.
//
// The wish is stored first and the data plane told after: a crash in between is repaired by `restore`, which compares
// wishes with what runs each time a data plane comes up.
import { EventEmitter } from 'node:events';
import { type JobKey, jobKeyOf, type PlaneEvent } from '@weir/runner-embedded/plane/protocol';
import type { JobInfo, MutationOutputs } from '@weir/shared/api';
import { Failure } from '@weir/shared/diagnostics';
import type { Graph } from '@weir/shared/graph';
import type { AuditLog, AuditRecord } from '../../audit/audit-log.ts';
import { type Compiler, canRun } from '../../compile.ts';
import type { Db, Transaction } from '../../db/client.ts';
import type { Log } from '../../log.ts';
import type { PlaneClient } from '../../plane/client.ts';
import type { Actor } from '../../trpc.ts';
import { createChannel } from '../../util/channel.ts';
import type { DoorsService } from '../doors/service.ts';
import type { DraftStore } from '../drafts/draft-store.ts';
import {
  type Deployment,
  findDeployment,
  type Lane,
  listDeployments,
  saveDeployment,
  setDeploymentState,
} from './deployment-store.ts';

export type JobsService = {
  /** With a savepoint the job goes back to it first. */
  readonly start: (
    lane: Lane,
    actor: Actor,
    savepoint?: number | undefined,
  ) => Promise<MutationOutputs['jobs.start']>;
  /** Stores and starts a graph; `entry` and `also` go into the transaction of the wish. */
  readonly deploy: (wish: Wish, entry: AuditRecord, also?: (tx: Transaction) => void) => Promise<JobInfo>;
  readonly stop: (lane: Lane, mode: 'suspend' | 'finish', actor: Actor) => Promise<JobInfo>;
  readonly get: (lane: Lane) => Promise<JobInfo>;
  readonly changes: (lane: Lane, signal: AbortSignal) => AsyncIterable<JobInfo, void, unknown>;
  /** The graph of a lane: the draft itself, or what is deployed. @throws Failure NOT_FOUND. */
  readonly graphOf: (lane: Lane) => Graph;
  /** Starts what should run and does not. */
  readonly restore: () => Promise<void>;
  readonly onPlaneEvent: (event: PlaneEvent) => void;
};

type Wish = Lane & {
  readonly version?: number | undefined;
  readonly graph: Graph;
  readonly graphHash: string;
  /** Not stored: what starts the job again goes on from its newest checkpoint. */
  readonly savepoint?: number | undefined;
};

export type JobsDeps = {
  readonly db: Db;
  readonly audit: AuditLog;
  readonly compiler: Compiler;
  readonly drafts: DraftStore;
  readonly doors: DoorsService;
  readonly plane: PlaneClient;
  readonly now: () => number;
  readonly log: Log;
};

const CHANGES_WAITING_MAX = 1;

export function createJobsService(deps: JobsDeps): JobsService {
  const emitter = new EventEmitter<Record<string, [JobInfo]>>();
  emitter.setMaxListeners(0);
  const deploy: JobsService['deploy'] = async ({ savepoint, ...wish }, entry, also) => {
    const deployment: Deployment = { ...wish, wanted: 'running', status: 'starting' };
    deps.audit.transact((tx, record) => {
      saveDeployment(tx, deployment, new Date(deps.now()).toISOString());
      also?.(tx);
      record(entry);
    });
    return launch(deps, deployment, savepoint);
  };
  return {
    deploy,
    start: (lane, actor, savepoint) => start(deps, deploy, { lane, actor, savepoint }),
    stop: (lane, mode, actor) => stop(deps, lane, mode, actor),
    get: (lane) => jobInfo(deps, lane),
    graphOf: (lane) => graphOf(deps, lane),
    changes: async function* (lane, signal) {
      const channel = createChannel<JobInfo>({ limit: CHANGES_WAITING_MAX, merge: (_waiting, next) => next });
      const key = jobKeyOf(lane);
      emitter.on(key, channel.push);
      const offDown = deps.plane.on('down', () => void jobInfo(deps, lane).then(channel.push, channel.fail));
      try {
        yield await jobInfo(deps, lane);
        yield* channel.values(signal);
      } finally {
        offDown();
        emitter.off(key, channel.push);
      }
    },
    restore: async () => {
      await restore(deps);
      // Whoever watches was told that the data plane was away.
      for (const deployment of listDeployments(deps.db)) {
        const key = jobKeyOf(deployment);
        if (emitter.listenerCount(key) > 0) emitter.emit(key, await jobInfo(deps, deployment));
      }
    },
    onPlaneEvent: (event) => {
      if (event.event !== 'job.changed') return;
      remember(deps, event.jobKey, event.info);
      emitter.emit(event.jobKey, event.info);
    },
  };
}

async function start(
  deps: JobsDeps,
  deploy: JobsService['deploy'],
  wish: { readonly lane: Lane; readonly actor: Actor; readonly savepoint: number | undefined },
): Promise<MutationOutputs['jobs.start']> {
  const { lane, actor, savepoint } = wish;
  const subject = lane.environment === 'draft' ? deps.drafts.get(lane.pipelineId) : deployed(deps, lane);
  const problems = deps.compiler.problems(subject.graph);
  if (!canRun(problems)) return { status: 'refused', problems };
  const version = 'version' in subject ? subject.version : undefined;
  const from = savepoint === undefined ? '' : ` from savepoint ${savepoint}`;
  const what = `${version === undefined ? 'the draft' : `version ${version}`}${from}`;
  return deploy(
    { ...lane, version, graph: subject.graph, graphHash: subject.graphHash, savepoint },
    {
      actor: actor.user,
      action: 'job.start',
      pipelineId: lane.pipelineId,
      detail: lane.environment === 'draft' ? `started ${what}` : `started ${what} in ${lane.environment}`,
    },
  );
}

async function stop(deps: JobsDeps, lane: Lane, mode: 'suspend' | 'finish', actor: Actor): Promise<JobInfo> {
  const deployment = deployed(deps, lane);
  deps.audit.transact((tx, record) => {
    setDeploymentState(tx, lane, { wanted: 'stopped' });
    record({
      actor: actor.user,
      action: 'job.stop',
      pipelineId: lane.pipelineId,
      detail: `stopped in ${lane.environment} (${mode})`,
    });
  });
  if (!deps.plane.isUp()) {
    // A data plane that is gone has suspended its jobs or died; `restore` stops what an unseen one still runs.
    setDeploymentState(deps.db, lane, { status: 'suspended' });
    return { ...told(deployment), status: 'suspended' };
  }
  const info = await deps.plane.request('job.stop', { jobKey: jobKeyOf(lane), mode });
  setDeploymentState(deps.db, lane, { status: info.status });
  return info;
}

async function launch(deps: JobsDeps, deployment: Deployment, savepoint?: number): Promise<JobInfo> {
  const { pipelineId, environment, graph, graphHash, version } = deployment;
  if (!deps.plane.isUp()) return offline(deployment);
  const lane = { pipelineId, environment };
  // A draft's doors follow the draft as it is edited; those of a deployment follow what is deployed.
  if (environment !== 'draft') await deps.doors.sync(lane, graph);
  const doors = deps.doors.ofGraph(lane, graph).map(({ nodeId, token }) => ({ nodeId, token }));
  const info = await deps.plane.request('job.start', {
    jobKey: jobKeyOf(lane),
    ...lane,
    graph,
    graphHash,
    version,
    doors,
    ...(savepoint === undefined ? {} : { savepoint }),
  });
  remember(deps, jobKeyOf(lane), info);
  return info;
}

async function restore(deps: JobsDeps): Promise<void> {
  const present = new Map((await deps.plane.request('job.list', {})).map((job) => [job.jobKey, job.info]));
  const deployments = listDeployments(deps.db);
  for (const deployment of deployments) {
    await restoreOne(deps, deployment, present.get(jobKeyOf(deployment))).catch((cause: unknown) => {
      deps.log.warn('job was not brought up to date', { job: jobKeyOf(deployment), reason: reasonOf(cause) });
    });
  }
  const known = new Set<JobKey>(deployments.map(jobKeyOf));
  for (const jobKey of present.keys()) {
    // Its pipeline was removed while this data plane was out of sight.
    if (!known.has(jobKey)) await deps.plane.request('job.remove', { jobKey });
  }
}

async function restoreOne(deps: JobsDeps, deployment: Deployment, info: JobInfo | undefined): Promise<void> {
  const jobKey = jobKeyOf(deployment);
  if (info !== undefined) remember(deps, jobKey, info);
  if (deployment.wanted === 'running') {
    if (!isAtWork(info, deployment)) await launch(deps, deployment);
  } else if (info?.status === 'running' || info?.status === 'starting') {
    await deps.plane.request('job.stop', { jobKey, mode: 'suspend' });
  }
}

// A job that failed stays failed: starting it again by itself at every reconnect would hide why.
function isAtWork(info: JobInfo | undefined, deployment: Deployment): boolean {
  if (info === undefined || info.status === 'stopped' || info.status === 'suspended') return false;
  return info.graphHash === deployment.graphHash;
}

async function jobInfo(deps: JobsDeps, lane: Lane): Promise<JobInfo> {
  deps.drafts.get(lane.pipelineId);
  const deployment = findDeployment(deps.db, lane);
  if (deployment === undefined) return { status: 'stopped', environment: lane.environment, notices: [] };
  if (!deps.plane.isUp()) return offline(deployment);
  try {
    const info = await deps.plane.request('job.get', { jobKey: jobKeyOf(lane) });
    // A data plane that started after a bounded job finished has never heard of it.
    const unknown =
      info.status === 'stopped' && deployment.status !== 'starting' && deployment.status !== 'running';
    return unknown ? { ...told(deployment), status: deployment.status } : info;
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'PLANE_DOWN') return offline(deployment);
    throw cause;
  }
}

function offline(deployment: Deployment): JobInfo {
  if (deployment.wanted === 'stopped') return { ...told(deployment), status: deployment.status };
  return {
    ...told(deployment),
    status: 'starting',
    notices: ['the data plane is being started; the job follows by itself'],
  };
}

function told(deployment: Deployment): Omit<JobInfo, 'status'> {
  const { environment, version, graphHash } = deployment;
  return { environment, version, graphHash, notices: [] };
}

function deployed(deps: JobsDeps, lane: Lane): Deployment {
  deps.drafts.get(lane.pipelineId);
  const deployment = findDeployment(deps.db, lane);
  if (deployment === undefined)
    throw new Failure('NOT_FOUND', `nothing was started in ${lane.environment} yet`);
  return deployment;
}

function graphOf(deps: JobsDeps, lane: Lane): Graph {
  const draft = deps.drafts.get(lane.pipelineId);
  return lane.environment === 'draft' ? draft.graph : deployed(deps, lane).graph;
}

// Written on change only: the data plane also tells of every checkpoint, and a commit costs a disk sync.
function remember(deps: JobsDeps, key: JobKey, info: JobInfo): void {
  const pipelineId = key.slice(0, key.lastIndexOf('.'));
  const lane = { pipelineId, environment: info.environment };
  const deployment = findDeployment(deps.db, lane);
  if (deployment === undefined || deployment.status === info.status) return;
  const finished = info.status === 'finished' ? ({ wanted: 'stopped' } as const) : {};
  setDeploymentState(deps.db, lane, { status: info.status, ...finished });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'unknown';
}
