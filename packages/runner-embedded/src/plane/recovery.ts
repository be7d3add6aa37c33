// Brings a job back to its last checkpoint: what was prepared becomes visible, what was never promised goes away.
import { join } from 'node:path';
import type { JobSnapshot } from '@weir/engine/runtime/job-snapshot';
import { catalogue } from '@weir/nodes/catalogue';
import { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import type { Manifest } from '../checkpoint/manifest.ts';
import { restorePoint } from '../checkpoint/restore-point.ts';
import { Savepoints } from '../checkpoint/savepoints.ts';
import type { Disk } from '../disk/disk.ts';
import { commitFile } from '../drivers/file-sink.ts';
import { streamHandleSchema } from '../drivers/stream-sink.ts';
import type { Machine } from '../host/machine.ts';
import { storeEnd } from '../streams/end-file.ts';
import { readAbout, streamFolder } from '../streams/stream-folder.ts';
import { atPhase } from './faults.ts';
import type { FromWorker, WorkerStart } from './worker-messages.ts';

export type RecoveredJob = {
  readonly store: CheckpointStore;
  readonly savepoints: Savepoints;
  readonly generation: number;
  readonly manifest: Manifest | undefined;
  readonly lastEpoch: number;
  readonly snapshot: JobSnapshot | undefined;
  readonly notices: readonly string[];
};

/** Where the checkpoints of a job lie in its folder, and its dead letters. */
export function checkpointFolder(jobFolder: string): string {
  return join(jobFolder, 'checkpoints');
}

export function savepointFolder(jobFolder: string): string {
  return join(jobFolder, 'savepoints');
}

export function deadLetterFolder(jobFolder: string): string {
  return join(jobFolder, 'dead-letters');
}

/** @throws Failure CHECKPOINT_CORRUPT, SINK_FAILED. Safe to repeat after a crash at any point. */
export function recoverJob(
  start: WorkerStart,
  machine: Machine,
  send: (message: FromWorker) => void,
): RecoveredJob {
  const { disk } = machine;
  const store = new CheckpointStore(disk, checkpointFolder(start.folder));
  const savepoints = new Savepoints(disk, savepointFolder(start.folder));
  if (start.savepoint !== undefined) store.goBackTo(savepoints.read(start.savepoint));
  const { manifest, lastEpoch, notices } = store.recover();
  const generation = store.bumpGeneration(manifest?.generation ?? 0);
  for (const [nodeId, handle] of Object.entries(manifest?.snapshot.sinks ?? {})) {
    // Output of a savepoint was committed long ago: it may have been taken away since.
    commitFile(disk, handle, { mayBeGone: start.savepoint !== undefined });
    const stream = streamHandleSchema.safeParse(handle).data;
    if (stream !== undefined) commitStream(start, { disk, nodeId, handle: stream, send });
  }
  atPhase(start.faults, 'recovered', manifest?.epoch ?? 0);
  const point = restorePoint(start.plan, catalogue, manifest);
  return {
    store,
    savepoints,
    generation,
    manifest,
    lastEpoch,
    snapshot: point.snapshot,
    notices: [...notices, ...point.notices],
  };
}

function commitStream(
  start: WorkerStart,
  commit: {
    readonly disk: Disk;
    readonly nodeId: string;
    readonly handle: { readonly stream: string; readonly end: number };
    readonly send: (message: FromWorker) => void;
  },
): void {
  const { disk, nodeId, handle, send } = commit;
  const folder = streamFolder(start.streamRoot, { environment: start.environment, name: handle.stream });
  if (readAbout(disk, folder)?.writer !== `${start.jobKey}.${nodeId}`) return;
  storeEnd(disk, folder, handle.end);
  send({ kind: 'streamCommitted', stream: handle.stream, end: handle.end });
}
