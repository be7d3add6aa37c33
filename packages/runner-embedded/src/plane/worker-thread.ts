// A worker thread of a job, seen from the main thread: messages in and out, and how it ended.
import { Worker } from 'node:worker_threads';
import { CONTROL, type FromWorker, type ToWorker, type WorkerStart } from './worker-messages.ts';

const HEAP_MEGABYTES_MAX = 512;
const WATCH_MS = 1000;
/** So many looks in a row without a sign of life: looks, not time, because the whole process may have been paused. */
const SILENT_LOOKS_MAX = 10;

export type WorkerListener = {
  readonly message: (message: FromWorker) => void;
  /** The thread is gone; `cause` when it ended by itself without having said why. */
  readonly exit: (cause: string | undefined) => void;
};

export class WorkerThread {
  readonly #worker: Worker;
  readonly #control: Int32Array;
  readonly #watch: NodeJS.Timeout;
  #saidWhy = false;
  #cause: string | undefined;
  #started = false;
  #silentLooks = 0;
  #heartbeat = 0;

  constructor(entry: string, start: WorkerStart, listener: WorkerListener) {
    this.#control = new Int32Array(start.control);
    this.#worker = new Worker(entry, {
      workerData: start,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES_MAX },
      name: start.jobKey,
    });
    this.#worker.on('message', (message: FromWorker) => {
      if (message.kind === 'started') this.#started = true;
      if (message.kind === 'ended' || message.kind === 'failed') this.#saidWhy = true;
      listener.message(message);
    });
    this.#worker.on('error', (cause) => {
      this.#cause = cause instanceof Error ? cause.message : String(cause);
      process.stderr.write(
        `job ${start.jobKey}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
      );
    });
    this.#worker.on('exit', (code) => {
      clearInterval(this.#watch);
      listener.exit(this.#saidWhy ? undefined : (this.#cause ?? `worker ended with code ${code}`));
    });
    this.#watch = setInterval(() => this.#look(), WATCH_MS);
    this.#watch.unref();
  }

  /** A thread that hangs in one micro-batch is ended; the job goes on from its checkpoint. */
  #look(): void {
    const heartbeat = Atomics.load(this.#control, CONTROL.heartbeat);
    const silent = this.#started && !this.#saidWhy && heartbeat === this.#heartbeat;
    this.#heartbeat = heartbeat;
    this.#silentLooks = silent ? this.#silentLooks + 1 : 0;
    if (this.#silentLooks < SILENT_LOOKS_MAX) return;
    this.#cause = `worker gave no sign of life for ${SILENT_LOOKS_MAX} seconds`;
    void this.#worker.terminate();
  }

  send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** Ends the wait of an idle worker; costs nothing when it is busy. */
  wake(): void {
    if (Atomics.compareExchange(this.#control, CONTROL.idle, 1, 0) === 1) this.send({ kind: 'wake' });
  }

  /** Ends the thread at once, as a crash would. */
  async terminate(): Promise<void> {
    this.#saidWhy = true;
    await this.#worker.terminate();
  }
}
