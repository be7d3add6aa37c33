// A data plane in a simulated world: doors, streams and one job, made of the classes that the real one is made of.
//
// What is left out are threads and sockets: the job runs in the same thread as the doors, and clients call the door's
// log where HTTP would. Messages between them take a turn of virtual time, as between threads.

import { metricShape } from '@weir/engine/runtime/job-metrics';
import { metricBytes } from '@weir/engine/runtime/metric-store';
import { catalogue } from '@weir/nodes/catalogue';
import { Reserve } from '@weir/runner-embedded/disk/reserve';
import { Doors } from '@weir/runner-embedded/door/doors';
import { ReleasedPositions } from '@weir/runner-embedded/door/released-positions';
import { splitEvents } from '@weir/runner-embedded/door/split-events';
import type { Machine } from '@weir/runner-embedded/host/machine';
import { jobFolder, planeFolders } from '@weir/runner-embedded/plane/job-folders';
import { JobRun } from '@weir/runner-embedded/plane/job-run';
import { InHand, type LogPart } from '@weir/runner-embedded/plane/suspects';
import { CONTROL, type FromWorker, type WorkerStart } from '@weir/runner-embedded/plane/worker-messages';
import { StreamRegistry } from '@weir/runner-embedded/streams/stream-registry';
import { Failure } from '@weir/shared/diagnostics';
import type { SimGraph } from './graphs.node.ts';
import type { Life } from './machine.node.ts';
import { ProcessGone } from './sim-disk.node.ts';

export const FOLDERS = planeFolders('/data', '/examples');
export const JOB_KEY = 'p.draft';
const ENVIRONMENT = 'draft';
const RESERVE_BYTES = 16 * 1024;
const LOG_SIZES = { segmentBytesMax: 2048 };

/** How a run of the job ended by itself. */
export type JobEnd =
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'broke'; readonly cause: unknown };

export type PlaneWorld = {
  readonly graph: SimGraph;
  /** Records are taken one at a time, as after a worker has died twice at one place. */
  readonly isCareful: boolean;
  /** The machine of the process, and one for each run of the job: the job alone may crash. */
  readonly machine: Machine;
  readonly jobMachine: () => { readonly machine: Machine; readonly life: Life };
  readonly recovering: (now: boolean) => void;
  readonly message: (message: FromWorker) => void;
  readonly jobEnded: (end: JobEnd, life: Life) => void;
};

export class SimPlane {
  readonly #world: PlaneWorld;
  readonly #doors: Doors;
  readonly #streams: StreamRegistry;
  readonly #released = new ReleasedPositions();
  readonly #reserve: Reserve;
  #listensTo: Life | undefined;
  #job: { readonly run: JobRun; readonly control: Int32Array } | undefined;

  constructor(world: PlaneWorld) {
    this.#world = world;
    const { machine } = world;
    this.#reserve = new Reserve(machine, FOLDERS.reserve, RESERVE_BYTES);
    this.#doors = new Doors({
      machine,
      folder: FOLDERS.doors,
      hasRoom: () => this.#reserve.hasRoom,
      sizes: LOG_SIZES,
      onCommit: () => this.#wake(),
    });
    this.#streams = new StreamRegistry(machine.disk, FOLDERS.streams);
    for (const door of world.graph.doors) this.#doors.log(doorKey(door));
    void this.#refill();
  }

  async #refill(): Promise<void> {
    for (;;) {
      await this.#reserve.fill().catch(() => undefined);
      await this.#world.machine.sleep(1000).done;
    }
  }

  /** Bytes of torn frames that were cut off when the doors were opened. */
  get cutBytes(): number {
    return this.#world.graph.doors.reduce((sum, door) => sum + this.#doors.log(doorKey(door)).cutBytes, 0);
  }

  ingest(door: string, body: string, key: string | undefined): Promise<number> {
    const bytes = Buffer.from(body);
    const records = splitEvents(bytes, 'application/x-ndjson');
    return this.#doors.log(doorKey(door)).ingest({ body: bytes, records, key }, this.#world.machine.now());
  }

  /** Starts a run of the job; what ends it is told to the world. */
  startJob(): void {
    const { machine, life } = this.#world.jobMachine();
    this.#listensTo = life;
    this.#world.recovering(true);
    let start: WorkerStart;
    let run: JobRun;
    try {
      start = this.#start();
      run = new JobRun(start, machine, (message) => this.#receive(message, { machine, life }));
    } catch (cause) {
      this.#world.recovering(false);
      this.#ended(cause, life);
      return;
    }
    this.#world.recovering(false);
    const job = { run, control: new Int32Array(start.control) };
    this.#job = job;
    run.run().then(
      () => {
        run.close();
        this.#world.jobEnded({ kind: 'ended' }, life);
      },
      (cause: unknown) => {
        if (this.#job === job) this.#job = undefined;
        this.#ended(cause, life);
      },
    );
  }

  /** Leaves the run of the job alone, as a thread that hangs would be; another may be started. */
  abandonJob(): void {
    this.#job = undefined;
    this.#listensTo = undefined;
  }

  stopJob(mode: 'suspend' | 'finish'): void {
    this.#job?.run.receive({ kind: 'stop', mode });
  }

  #ended(cause: unknown, life: Life): void {
    if (cause instanceof ProcessGone) return;
    this.#world.jobEnded(
      cause instanceof Failure ? { kind: 'failed', failure: cause } : { kind: 'broke', cause },
      life,
    );
  }

  #start(): WorkerStart {
    const { plan, doors } = this.#world.graph;
    const streams = plan.steps.flatMap((step) => {
      const stream = catalogue.get(step.type)?.stream?.(step.config);
      return stream === undefined ? [] : [stream.name];
    });
    return {
      jobKey: JOB_KEY,
      environment: ENVIRONMENT,
      plan,
      graphHash: this.#world.graph.name,
      metrics: new SharedArrayBuffer(metricBytes(metricShape(plan))),
      control: new SharedArrayBuffer(4 * CONTROL.cells),
      folder: jobFolder(FOLDERS, JOB_KEY),
      roots: { files: FOLDERS.files, examples: FOLDERS.examples },
      doors: Object.fromEntries(
        doors.map((door) => {
          const log = this.#doors.log(doorKey(door));
          return [door, { folder: log.folder, end: log.committed.memory }];
        }),
      ),
      streams: Object.fromEntries(
        streams.map((name) => [name, this.#streams.access({ environment: ENVIRONMENT, name })]),
      ),
      streamRoot: FOLDERS.streams,
      reserve: FOLDERS.reserve,
      inHand: new InHand([]).memory,
      caution: { careful: this.#world.isCareful ? doors.map(everything) : [], poison: [] },
      faults: {},
    };
  }

  #receive(message: FromWorker, from: { readonly machine: Machine; readonly life: Life }): void {
    void from.machine.turn().then(() => {
      // A thread that was given up is not listened to any more.
      if (from.life !== this.#listensTo) return;
      this.#world.message(message);
      if (message.kind === 'release') {
        const key = doorKey(message.nodeId);
        const position = this.#released.committed(key, message.position);
        if (position !== undefined && this.#world.graph.doors.includes(message.nodeId))
          this.#doors.release(key, position);
      } else if (message.kind === 'streamCommitted') {
        this.#streams.committed({ environment: ENVIRONMENT, name: message.stream }, message.end);
        this.#wake();
      }
    });
  }

  #wake(): void {
    const job = this.#job;
    if (job === undefined || Atomics.compareExchange(job.control, CONTROL.idle, 1, 0) !== 1) return;
    void this.#world.machine.turn().then(() => job.run.receive({ kind: 'wake' }));
  }
}

function everything(nodeId: string): LogPart {
  return { nodeId, from: 0, to: Number.MAX_SAFE_INTEGER };
}

export function doorKey(door: string): `p.draft.${string}` {
  return `${JOB_KEY}.${door}`;
}
