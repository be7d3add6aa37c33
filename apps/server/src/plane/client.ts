// The control plane's end of the data plane: finds or starts it, keeps the connection, starts it again when it dies.
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type HelloResult,
  type MetricMessage,
  PLANE_PROTOCOL_VERSION,
  type PlaneEvent,
  type PlaneMethod,
  type PlaneMethods,
} from '@weir/runner-embedded/plane/protocol';
import { Failure } from '@weir/shared/diagnostics';
import type { Log } from '../log.ts';
import { openConnection, type PlaneConnection } from './connection.ts';
import type { Launched } from './launch.ts';

type Events = {
  /** A connection to a data plane is up and greeted; runs again after each loss. */
  up: [];
  down: [];
  event: [PlaneEvent];
  metric: [MetricMessage];
};

export type PlaneClient = {
  /** @throws Failure PLANE_DOWN, or what the data plane answers. */
  readonly request: <M extends PlaneMethod>(
    method: M,
    params: PlaneMethods[M]['params'],
  ) => Promise<PlaneMethods[M]['result']>;
  readonly on: <K extends keyof Events>(event: K, listener: (...args: Events[K]) => void) => () => void;
  readonly isUp: () => boolean;
  /** Finds a data plane or launches one; goes on in the background. @throws What `launch` throws. */
  readonly start: () => Promise<void>;
  /** Ends the connection; with `stop` the data plane suspends its jobs and exits first. */
  readonly close: (options: { readonly stop: boolean }) => Promise<void>;
};

const START_MS_MAX = 15_000;
const POLL_MS = 50;
const STOP_MS_MAX = 10_000;
const SEE_LOG = 'Its reason is in plane.log of the state folder.';
const BACKOFF_MS = [250, 500, 1_000, 2_000, 5_000] as const;

export function createPlaneClient(deps: {
  readonly socketPath: string;
  readonly build: string;
  readonly doorPort: number;
  /** @throws Failure PORT_IN_USE when another program has the door port. */
  readonly launch: () => Promise<Launched>;
  readonly log: Log;
}): PlaneClient {
  const emitter = new EventEmitter<Events>();
  emitter.setMaxListeners(0);
  let connection: PlaneConnection | undefined;
  const closing = new AbortController();
  let running: Promise<void> | undefined;

  const lost = (): void => {
    connection = undefined;
    emitter.emit('down');
    if (!closing.signal.aborted) running = keepTrying();
  };
  const dial = async (): Promise<PlaneConnection | undefined> => {
    let greeted = false;
    const dialled = await openConnection(deps.socketPath, {
      event: (event) => emitter.emit('event', event),
      metric: (message) => emitter.emit('metric', message),
      closed: () => {
        if (greeted) lost();
      },
    });
    const hello = await dialled.request('hello', { protocolVersion: PLANE_PROTOCOL_VERSION });
    if (fits(hello, deps)) {
      greeted = true;
      return dialled;
    }
    deps.log.info('replacing a data plane of another build', { build: hello.build, pid: hello.pid });
    await stop(dialled);
    return undefined;
  };
  const up = (established: PlaneConnection): void => {
    connection = established;
    deps.log.info('data plane is up');
    emitter.emit('up');
  };
  const attempt = async (): Promise<void> => {
    up((await dial().catch(ignoreDown)) ?? (await waitFor(await deps.launch(), dial)));
  };
  // The first failure of a row is for the terminal, the others are for the log.
  const tell = (cause: unknown, tries: number): void => {
    const level = tries === 0 ? deps.log.warn : deps.log.info;
    level('data plane does not start', { reason: cause instanceof Error ? cause.message : 'unknown' });
  };
  const keepTrying = async (before = 0): Promise<void> => {
    for (let tries = before; !closing.signal.aborted; tries += 1) {
      try {
        return await attempt();
      } catch (cause) {
        tell(cause, tries);
        const pause = BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)];
        // Closing cuts the pause short; the loop then ends.
        await delay(pause, undefined, { ref: false, signal: closing.signal }).catch(() => {});
      }
    }
  };
  return {
    request: (method, params) => {
      if (connection === undefined)
        return Promise.reject(
          new Failure(
            'PLANE_DOWN',
            'data plane does not answer',
            'It is being started; try again in a moment.',
          ),
        );
      return connection.request(method, params);
    },
    on: (event, listener) => {
      // EventEmitter's overloads lose the tie between name and arguments; `Events` is that tie.
      const untyped = listener as (...args: unknown[]) => void;
      emitter.on(event, untyped);
      return () => emitter.off(event, untyped);
    },
    isUp: () => connection !== undefined,
    start: async () => {
      const found = await dial().catch(ignoreDown);
      if (found !== undefined) return up(found);
      const launched = await deps.launch();
      running = waitFor(launched, dial).then(up, (cause: unknown) => {
        tell(cause, 0);
        return keepTrying(1);
      });
    },
    close: async ({ stop: stopJobs }) => {
      closing.abort();
      // A data plane that is just being started must be stopped too, or it would stay behind.
      await running;
      const open = connection;
      if (open === undefined) return;
      if (stopJobs) await stop(open);
      open.close();
    },
  };
}

function fits(hello: HelloResult, wanted: { readonly build: string; readonly doorPort: number }): boolean {
  return (
    hello.protocolVersion === PLANE_PROTOCOL_VERSION &&
    hello.build === wanted.build &&
    hello.doorPort === wanted.doorPort
  );
}

/** Asks the data plane to end and waits until it has; gives up after ten seconds, its jobs recover from checkpoints. */
async function stop(connection: PlaneConnection): Promise<void> {
  // The socket may close before the answer is read: that is the end we asked for.
  const asked = connection.request('shutdown', {}).catch(ignoreDown);
  await Promise.race([asked.then(() => connection.ended), delay(STOP_MS_MAX, undefined, { ref: false })]);
  connection.close();
}

async function waitFor(
  { exited }: Launched,
  dial: () => Promise<PlaneConnection | undefined>,
): Promise<PlaneConnection> {
  let ended: string | undefined;
  void exited.then((reason) => {
    ended = reason;
  });
  const deadline = performance.now() + START_MS_MAX;
  while (performance.now() < deadline) {
    const connection = await dial().catch(ignoreDown);
    if (connection !== undefined) return connection;
    if (ended !== undefined) throw new Failure('PLANE_DOWN', `data plane ended at once (${ended})`, SEE_LOG);
    await delay(POLL_MS);
  }
  throw new Failure('PLANE_DOWN', 'data plane did not come up in 15 seconds', SEE_LOG);
}

function ignoreDown(cause: unknown): undefined {
  if (cause instanceof Failure && cause.code === 'PLANE_DOWN') return undefined;
  throw cause;
}
