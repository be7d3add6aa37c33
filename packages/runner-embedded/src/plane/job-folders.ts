// Where the data plane keeps things below the state folder.
import { join } from 'node:path';
import { folderOf } from '../door/doors.ts';
import type { JobKey } from './protocol.ts';

export type PlaneFolders = {
  readonly data: string;
  /** What pipelines read and write as `files/...`. */
  readonly files: string;
  readonly examples: string;
  readonly doors: string;
  readonly streams: string;
  readonly jobs: string;
  /** A file, not a folder: room that is kept free. */
  readonly reserve: string;
};

export function planeFolders(dataDir: string, examplesDir: string): PlaneFolders {
  return {
    data: dataDir,
    files: join(dataDir, 'files'),
    examples: examplesDir,
    doors: join(dataDir, 'doors'),
    streams: join(dataDir, 'streams'),
    jobs: join(dataDir, 'jobs'),
    reserve: join(dataDir, 'reserve'),
  };
}

/** Checkpoints and dead letters of a job. */
export function jobFolder(folders: PlaneFolders, jobKey: JobKey): string {
  return folderOf(folders.jobs, jobKey);
}
