// What the live views of one pipeline share: which environment is watched, its job, the metrics and the painter.
//
// Sessions are kept by pipeline, so two open pipelines do not know of each other. Slow facts (job state, choices) are
// a store that React reads; numbers go through `frames` and the painter and never cause a render.
import type { Environment, JobInfo } from '@weir/shared/api';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { api } from '../api.ts';
import { useDesignerStore } from '../store/context.tsx';
import { LiveFrames } from './live-frames.ts';
import { type ConnectionState, followMetrics } from './metric-socket.ts';
import { createPainter, type Painter, type PaintFunction } from './painter.ts';

export const ENVIRONMENTS: readonly Environment[] = ['draft', 'development', 'production'];

/** The job without what changes every second. */
export type Job = Omit<JobInfo, 'checkpoint'>;

export type LiveState = {
  /** The environment that is watched. */
  readonly environment: Environment;
  /** True once a person chose it; until then it follows what runs. */
  readonly chosen: boolean;
  readonly jobs: Readonly<Partial<Record<Environment, Job>>>;
  readonly checkpoint: JobInfo['checkpoint'];
  readonly connection: ConnectionState | 'off';
  readonly paused: boolean;
  /** The output port that the tail follows. */
  readonly tailPort: string | undefined;
  /** Dead letters of this node only. */
  readonly letterNode: string | undefined;
  /** What the last start or stop was refused with. */
  readonly refusal: { readonly message: string; readonly hint?: string | undefined } | undefined;
  readonly busy: 'starting' | 'stopping' | undefined;
  /** Notices of this start that were read. */
  readonly dismissed: string | undefined;
};

export type LiveSession = {
  readonly pipelineId: string;
  readonly store: StoreApi<LiveState>;
  readonly frames: LiveFrames;
  readonly painter: Painter;
  readonly choose: (environment: Environment) => void;
  readonly setPaused: (paused: boolean) => void;
  /** Keeps job states current until the returned function is called. */
  readonly followJobs: () => () => void;
  /** Keeps metrics of the watched environment coming until the returned function is called. */
  readonly watch: () => () => void;
};

const sessions = new Map<string, LiveSession>();

/** The session of a pipeline; made when first asked for. */
export function liveSession(pipelineId: string): LiveSession {
  const known = sessions.get(pipelineId);
  if (known !== undefined) return known;
  const made = createSession(pipelineId);
  sessions.set(pipelineId, made);
  return made;
}

/** The session of the pipeline above. */
export function useLiveSession(): LiveSession {
  return liveSession(useDesignerStore().getState().pipelineId);
}

/** A part of the session's state. */
export function useLive<T>(selector: (state: LiveState) => T): T {
  return useStore(useLiveSession().store, selector);
}

/** Runs `paint` in the painter's loop while mounted. It must keep its identity (useCallback or module level). */
export function useLivePaint(paint: PaintFunction): void {
  const { painter } = useLiveSession();
  useEffect(() => painter.add(paint), [painter, paint]);
}

function createSession(pipelineId: string): LiveSession {
  const frames = new LiveFrames(() => performance.now());
  const painter = createPainter(frames);
  const store = createStore<LiveState>()(() => ({
    environment: 'draft',
    chosen: false,
    jobs: {},
    checkpoint: undefined,
    connection: 'off',
    paused: false,
    tailPort: undefined,
    letterNode: undefined,
    refusal: undefined,
    busy: undefined,
    dismissed: undefined,
  }));
  const watching = shared(() => watch(pipelineId, store, frames, painter));
  const jobs = shared(() => followJobs(pipelineId, store));
  return {
    pipelineId,
    store,
    frames,
    painter,
    choose: (environment) => {
      store.setState({ environment, chosen: true, refusal: undefined, checkpoint: undefined });
    },
    setPaused: (paused) => {
      frames.setPaused(paused);
      store.setState({ paused });
      painter.request();
    },
    followJobs: jobs,
    watch: watching,
  };
}

// Metrics of the environment at hand; another choice connects anew and forgets the numbers of before.
function watch(
  pipelineId: string,
  store: StoreApi<LiveState>,
  frames: LiveFrames,
  painter: Painter,
): () => void {
  let stop: (() => void) | undefined;
  const connect = (environment: Environment): void => {
    stop?.();
    frames.clear();
    stop = followMetrics({ pipelineId, environment }, frames, (connection) => {
      store.setState({ connection });
      painter.request();
    });
  };
  connect(store.getState().environment);
  frames.setEnded(endedText(store.getState()));
  const unsubscribe = store.subscribe((state, before) => {
    if (state.environment !== before.environment) connect(state.environment);
    frames.setEnded(endedText(state));
  });
  return () => {
    unsubscribe();
    stop?.();
    frames.setPaused(false);
    frames.clear();
    store.setState({ connection: 'off', paused: false });
  };
}

const ENDED: Partial<Record<JobInfo['status'], string>> = {
  stopped: 'the job is stopped',
  finished: 'the job has read all its input',
  suspended: 'the job is suspended',
  failed: 'the job has failed',
};

function endedText({ jobs, environment }: LiveState): string | undefined {
  const status = jobs[environment]?.status;
  return status === undefined ? undefined : ENDED[status];
}

function followJobs(pipelineId: string, store: StoreApi<LiveState>): () => void {
  const stops = ENVIRONMENTS.map((environment) =>
    api.subscribe('jobs.changes', { pipelineId, environment }, { value: (info) => receive(store, info) }),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

// A checkpoint each second must not render the page: the job keeps its identity while nothing else changed.
function receive(store: StoreApi<LiveState>, { checkpoint, ...job }: JobInfo): void {
  const { jobs, environment, chosen } = store.getState();
  const before = jobs[job.environment];
  if (before === undefined || JSON.stringify(before) !== JSON.stringify(job)) {
    const next = { ...jobs, [job.environment]: job };
    store.setState({ jobs: next, ...(chosen ? {} : { environment: mostProduction(next) }) });
  }
  if (job.environment === environment && checkpoint?.epoch !== store.getState().checkpoint?.epoch)
    store.setState({ checkpoint });
}

function mostProduction(jobs: LiveState['jobs']): Environment {
  const runs = (environment: Environment): boolean => {
    const status = jobs[environment]?.status;
    return status === 'running' || status === 'starting';
  };
  return (['production', 'development'] as const).find(runs) ?? 'draft';
}

// Several parts of the page need the same connection: it lives as long as the last of them. The small delay lets one
// view take over from another without a new connection.
function shared(start: () => () => void): () => () => void {
  let users = 0;
  let stop: (() => void) | undefined;
  return () => {
    users += 1;
    stop ??= start();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      users -= 1;
      window.setTimeout(() => {
        if (users > 0) return;
        stop?.();
        stop = undefined;
      }, 300);
    };
  };
}
