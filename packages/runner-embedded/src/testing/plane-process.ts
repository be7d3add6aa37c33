// The data plane as a real process for tests: started, spoken to over its socket, killed. Never shipped.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MetricFrame, readFrame } from '@weir/shared/metric-frame';
import {
  decodeMetric,
  encodeJson,
  FrameReader,
  PLANE_PROTOCOL_VERSION,
  type PlaneEvent,
  type PlaneMethod,
  type PlaneMethods,
} from '../plane/protocol.ts';
import { planeSocketPath } from '../plane/socket-path.ts';

const START_MS_MAX = 20_000;

export type PlaneOptions = {
  readonly dataDir: string;
  readonly doorPort: number;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Another entry than the sources: the bundle. */
  readonly entry?: string | undefined;
};

/** A state folder of its own, and a free port for the doors. */
export async function temporaryPlane(): Promise<PlaneOptions & { readonly remove: () => void }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weir-data-'));
  return {
    dataDir,
    doorPort: await freePort(),
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

export class PlaneProcess {
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #waiting = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (cause: Error) => void }
  >();
  #nextId = 1;
  readonly events: PlaneEvent[] = [];
  readonly frames: MetricFrame[] = [];
  readonly tables: {
    readonly table: number;
    readonly nodes: readonly string[];
    readonly edges: readonly string[];
  }[] = [];

  private constructor(child: ChildProcess, socket: Socket) {
    this.#child = child;
    this.#socket = socket;
    const reader = new FrameReader();
    socket.on('data', (bytes: Buffer) => {
      for (const frame of reader.push(bytes)) {
        if (frame.kind === 'metric') this.#metric(frame.body);
        else this.#message(frame.message as never);
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('data plane went away'));
      this.#waiting.clear();
    });
  }

  static async start(options: PlaneOptions): Promise<PlaneProcess> {
    const child = spawnPlane(options);
    const untilMs = performance.now() + START_MS_MAX;
    for (;;) {
      const socket = await dial(planeSocketPath(options.dataDir));
      if (socket !== undefined) {
        const plane = new PlaneProcess(child, socket);
        await plane.request('hello', { protocolVersion: PLANE_PROTOCOL_VERSION });
        return plane;
      }
      if (performance.now() > untilMs || child.exitCode !== null)
        throw new Error(`data plane did not start (exit ${child.exitCode})`);
      await pause(20);
    }
  }

  #message(
    message: {
      readonly id?: number;
      readonly result?: unknown;
      readonly error?: { readonly code: string; readonly message: string };
    } & PlaneEvent,
  ): void {
    if (message.id === undefined) {
      this.events.push(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.result);
    else waiting?.reject(new Error(`${message.error.code}: ${message.error.message}`));
  }

  #metric(body: Uint8Array): void {
    const message = decodeMetric(body);
    if (message === undefined) throw new Error('metric message cannot be read');
    if (message.kind === 'ids') this.tables.push(JSON.parse(new TextDecoder().decode(message.payload)));
    else {
      const frame = readFrame(new Uint8Array(message.payload).buffer);
      if (frame !== undefined) this.frames.push(frame);
    }
  }

  request<M extends PlaneMethod>(
    method: M,
    params: PlaneMethods[M]['params'],
  ): Promise<PlaneMethods[M]['result']> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (value) => resolve(value as PlaneMethods[M]['result']), reject });
      this.#socket.write(encodeJson({ id, method, params }));
    });
  }

  /** True when it ended by itself. */
  get isGone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Kills it at once, as a power cut would the process. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await gone;
    this.#socket.destroy();
  }

  /** Ends it as the control plane does. */
  async shutdown(): Promise<number | null> {
    const gone = new Promise<number | null>((resolve) => this.#child.once('exit', (code) => resolve(code)));
    await this.request('shutdown', {});
    return gone;
  }
}

/** How a data plane ends that cannot start. */
export function exitCodeOf(options: PlaneOptions): Promise<number | null> {
  return new Promise((resolve) => spawnPlane(options, 'ignore').once('exit', resolve));
}

function spawnPlane(options: PlaneOptions, output: 'inherit' | 'ignore' = 'inherit'): ChildProcess {
  const entry = options.entry ?? join(import.meta.dirname, '..', 'plane', 'main.ts');
  const args = ['--disallow-code-generation-from-strings', entry, '--data', options.dataDir];
  return spawn(
    process.execPath,
    [...args, '--door-port', String(options.doorPort), '--build', 'test', '--reserve-mb', '1'],
    {
      stdio: ['ignore', output, output],
      env: { ...process.env, ...options.env },
    },
  );
}

function dial(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}

/** Waits until a condition holds; the data plane is another process, so there is no clock to move. */
export async function until<T>(
  what: () => T | undefined | false | Promise<T | undefined | false>,
  msMax = 15_000,
): Promise<T> {
  const untilMs = performance.now() + msMax;
  for (;;) {
    const value = await what();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > untilMs) throw new Error(`not within ${msMax} ms: ${what}`);
    await pause(20);
  }
}

/** The rows that a file sink has made visible in `files/NAME`. */
export function partsOf(options: PlaneOptions, name: string): readonly unknown[] {
  const folder = join(options.dataDir, 'files', name);
  if (!existsSync(folder)) return [];
  return rowsOf(
    folder,
    readdirSync(folder).filter((file) => file.startsWith('part-')),
  );
}

/** The rows in the files of a file sink, in the order of the epochs. */
export function rowsOf(folder: string, names: readonly string[]): readonly unknown[] {
  return [...names].sort().flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown),
  );
}
