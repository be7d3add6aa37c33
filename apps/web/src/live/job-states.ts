// The states of a job as glyph and word, the same on every page.
import type { JobStatus } from '@weir/shared/api';
import type { State } from '../ui/icon.tsx';

/** Glyph and word of a job's state. */
export const JOB_STATES: Readonly<Record<JobStatus, { readonly state: State; readonly word: string }>> = {
  stopped: { state: 'idle', word: 'Stopped' },
  starting: { state: 'stale', word: 'Starting' },
  running: { state: 'ok', word: 'Running' },
  finished: { state: 'idle', word: 'Finished' },
  suspended: { state: 'idle', word: 'Suspended' },
  failed: { state: 'crit', word: 'Failed' },
};
