// What a job has kept on disk, seen from the main thread: savepoints, and what another graph would make of them.
import { type Plan, plan as planGraph } from '@weir/engine/plan/plan';
import { catalogue } from '@weir/nodes/catalogue';
import type { NodeCompatibility, Savepoint } from '@weir/shared/api';
import { Failure } from '@weir/shared/diagnostics';
import type { Graph } from '@weir/shared/graph';
import { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import { compatibilityOf } from '../checkpoint/compatibility.ts';
import { encodeManifest, type Manifest } from '../checkpoint/manifest.ts';
import { Savepoints } from '../checkpoint/savepoints.ts';
import type { Disk } from '../disk/disk.ts';
import { checkpointFolder, savepointFolder } from './recovery.ts';

export class KeptState {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #savepoints: Savepoints;

  /** Nothing is made: the job may never have run. */
  constructor(disk: Disk, jobFolder: string) {
    this.#disk = disk;
    this.#folder = jobFolder;
    this.#savepoints = new Savepoints(disk, savepointFolder(jobFolder));
  }

  list(): readonly Savepoint[] {
    return this.#savepoints.list();
  }

  remove(epoch: number): void {
    this.#savepoints.remove(epoch);
  }

  /** Keeps the last checkpoint of a job that does not run. @throws Failure NOT_FOUND when there is none. */
  async keepLast(): Promise<Savepoint> {
    const manifest = this.#newest();
    if (manifest === undefined)
      throw new Failure('NOT_FOUND', 'job has no checkpoint', 'Start it, then make a savepoint.');
    return this.#savepoints.save(manifest.epoch, manifest.atMs, encodeManifest(manifest));
  }

  /**
   * What would become of each node's state; nothing when there is none.
   *
   * @throws Failure BAD_REQUEST when the graph has problems, NOT_FOUND when there is no such savepoint.
   */
  compatibility(graph: Graph, savepoint: number | undefined): readonly NodeCompatibility[] {
    const manifest = savepoint === undefined ? this.#newest() : this.#savepoints.read(savepoint);
    const { plan } = planGraph(graph, catalogue);
    if (plan === undefined) throw new Failure('BAD_REQUEST', 'graph has problems', 'Mend them first.');
    return manifest === undefined ? [] : verdictsOf(plan, manifest);
  }

  #newest(): Manifest | undefined {
    const folder = checkpointFolder(this.#folder);
    return this.#disk.kindOf(folder) === undefined
      ? undefined
      : new CheckpointStore(this.#disk, folder).newest();
  }
}

function verdictsOf(plan: Plan, manifest: Manifest): readonly NodeCompatibility[] {
  return compatibilityOf(plan, catalogue, manifest);
}
