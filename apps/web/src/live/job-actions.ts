// Starting and stopping jobs from the designer, with every refusal said in words and shown where it can be cured.
import type { Environment } from '@weir/shared/api';
import type { Diagnostic } from '@weir/shared/diagnostics';
import { ApiError, api } from '../api.ts';
import { showProblem } from '../designer/next-problem.ts';
import { plural } from '../format.ts';
import { navigate, pipelinePath } from '../router.ts';
import { usePanels } from '../store/panels-store.ts';
import type { DesignerStore } from '../store/types.ts';
import { toast } from '../ui/toast.tsx';
import type { LiveSession } from './live-session.ts';

// Autosave answers within milliseconds; a server that is away must not hold the button for longer.
const SAVE_WAIT_MS = 4000;

/**
 * Starts the job of an environment, for the draft after its last edit is saved, and shows it live. With a savepoint it
 * goes back to it first.
 */
export async function startJob(
  session: LiveSession,
  store: DesignerStore,
  environment: Environment,
  savepoint?: number,
): Promise<void> {
  const { pipelineId } = session;
  session.choose(environment);
  session.store.setState({ busy: 'starting', refusal: undefined });
  try {
    if (environment === 'draft' && !(await saved(store)))
      throw new ApiError(
        'NETWORK',
        'the last edits are not saved yet',
        'They are kept; try again when the server answers.',
      );
    const result = await api.mutate('jobs.start', {
      pipelineId,
      environment,
      ...(savepoint === undefined ? {} : { savepoint }),
    });
    if (result.status === 'refused') return refused(store, result.problems);
    session.store.setState((state) => ({
      jobs: { ...state.jobs, [environment]: withoutCheckpoint(result) },
      dismissed: undefined,
    }));
    if (result.status === 'failed') session.store.setState({ refusal: result.error });
    navigate(pipelinePath(pipelineId, { mode: 'live' }));
  } catch (cause) {
    report(session, cause);
  } finally {
    session.store.setState({ busy: undefined });
  }
}

/** Stops a job: `suspend` keeps its windows open, `finish` ends its input so that all of them fire. */
export async function stopJob(
  session: LiveSession,
  environment: Environment,
  mode: 'suspend' | 'finish',
): Promise<void> {
  session.store.setState({ busy: 'stopping', refusal: undefined });
  try {
    const result = await api.mutate('jobs.stop', { pipelineId: session.pipelineId, environment, mode });
    session.store.setState((state) => ({
      jobs: { ...state.jobs, [environment]: withoutCheckpoint(result) },
    }));
    toast(
      mode === 'suspend' ? 'Suspended: state and open windows are kept' : 'Finished: every window has fired',
      {
        tone: 'ok',
      },
    );
  } catch (cause) {
    report(session, cause);
  } finally {
    session.store.setState({ busy: undefined });
  }
}

function report(session: LiveSession, cause: unknown): void {
  const error = cause instanceof ApiError ? cause : new ApiError('BUG', String(cause));
  session.store.setState({ refusal: { message: error.message, hint: error.hint } });
  toast(`Not done: ${error.message}`, { tone: 'crit' });
}

function refused(store: DesignerStore, problems: readonly Diagnostic[]): void {
  const errors = problems.filter((problem) => problem.severity === 'error');
  const { pipelineId } = store.getState();
  navigate(pipelinePath(pipelineId));
  usePanels.getState().set({ dockTab: 'problems', dockOpen: true });
  const [first] = errors;
  // The server's problem and ours are equal in content, not in identity.
  const own = store.getState().problems.find((p) => p.code === first?.code && p.nodeId === first.nodeId);
  if (own !== undefined) showProblem(store, own);
  toast(`Not started: ${plural(errors.length, 'problem')} to cure first`, { tone: 'crit' });
}

function withoutCheckpoint<T extends { readonly checkpoint?: unknown }>({
  checkpoint: _,
  ...job
}: T): Omit<T, 'checkpoint'> {
  return job;
}

function saved(store: DesignerStore): Promise<boolean> {
  if (store.getState().saveState.kind === 'saved') return Promise.resolve(true);
  return new Promise((resolve) => {
    const done = (result: boolean): void => {
      window.clearTimeout(timer);
      unsubscribe();
      resolve(result);
    };
    const timer = window.setTimeout(() => done(false), SAVE_WAIT_MS);
    const unsubscribe = store.subscribe((state) => {
      if (state.saveState.kind === 'saved') done(true);
    });
  });
}
