// Puts the control plane together over an open state folder; `main.ts` and the tests differ only in what they pass.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { planeSocketPath } from '@weir/runner-embedded/plane/socket-path';
import { Failure } from '@weir/shared/diagnostics';
import { createAuditLog } from './audit/audit-log.ts';
import { createRequestGuard } from './auth/request-guard.ts';
import { createSessions, type Sessions } from './auth/sessions.ts';
import type { Compiler } from './compile.ts';
import type { Config } from './config.ts';
import { openDatabase } from './db/client.ts';
import { createHttpHandler } from './http/handler.ts';
import { createStaticFiles } from './http/static-files.ts';
import { createUpgrades } from './http/upgrade.ts';
import { createLiveHub } from './live/hub.ts';
import { createTickets } from './live/tickets.ts';
import type { Log } from './log.ts';
import { createModules } from './modules/modules.ts';
import { createPlaneClient } from './plane/client.ts';
import type { Launched } from './plane/launch.ts';
import { type StateFolder, secretFile } from './state-folder.ts';
import { createRouter } from './trpc.ts';

export type WeirServer = {
  /** Where the user opens the designer: the first `--origin`, else loopback. */
  readonly origin: string;
  readonly sessions: Sessions;
  readonly server: Server;
  /** `stopJobs` also ends the data plane; without it jobs go on and the next server adopts them. */
  readonly close: (options: { readonly stopJobs: boolean }) => Promise<void>;
};

export type ServerDeps = {
  readonly config: Config;
  readonly state: StateFolder;
  readonly compiler: Compiler;
  readonly launchPlane: () => Promise<Launched>;
  readonly log: Log;
  readonly now: () => number;
};

/** Starts the control plane. @throws Failure PORT_IN_USE. */
export async function startServer(deps: ServerDeps): Promise<WeirServer> {
  const { config, state, log, now } = deps;
  const server = createServer(HTTP_LIMITS);
  server.maxConnections = CONNECTIONS_MAX;
  const port = await listen(server, config.port);
  const publicOrigin = config.origins[0] ?? `http://127.0.0.1:${port}`;
  const { db, close: closeDatabase } = openDatabase(state.databasePath);
  const audit = createAuditLog({ db, key: state.auditKey, stateDir: state.path, now });
  const sessions = createSessions({ db, audit, stateDir: state.path, now });
  const guard = createRequestGuard({ port, origins: config.origins });
  const socketPath = planeSocketPath(state.path);
  const plane = createPlaneClient({
    socketPath,
    build: config.build,
    doorPort: config.doorPort,
    launch: deps.launchPlane,
    log,
  });
  const tickets = createTickets(now);
  const hub = createLiveHub({ plane, log });
  const { handlers, files, offPlane } = createModules({ ...deps, db, audit, plane, tickets, publicOrigin });
  const router = createRouter(handlers);
  const metricsToken = secretFile(join(state.path, 'metrics-token'));
  const staticFiles = createStaticFiles(join(config.repoDir, 'apps', 'web', 'dist'));
  const upgrades = createUpgrades({ port, guard, sessions, tickets, hub, router });
  server.on(
    'request',
    createHttpHandler({ port, guard, sessions, router, files, plane, metricsToken, staticFiles, log }),
  );
  server.on('upgrade', upgrades.handle);
  const close: WeirServer['close'] = async ({ stopJobs }) => {
    hub.close();
    upgrades.close();
    server.close();
    server.closeAllConnections();
    await plane.close({ stop: stopJobs });
    offPlane();
    closeDatabase();
    state.close();
  };
  await plane.start().catch(async (cause: unknown) => {
    await close({ stopJobs: false });
    throw cause;
  });
  state.announce({ pid: process.pid, startedAt: new Date(now()).toISOString(), origin: publicOrigin });
  return { origin: publicOrigin, sessions, server, close };
}

const CONNECTIONS_MAX = 512;
const HTTP_LIMITS = {
  headersTimeout: 10_000,
  // An upload of 64 MiB over a slow tunnel takes its time.
  requestTimeout: 300_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16 * 1024,
  insecureHTTPParser: false,
};

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE' || cause.code === 'EACCES';
      reject(
        isTaken
          ? new Failure(
              'PORT_IN_USE',
              `port ${port} is used by another program`,
              `Start with another one: npm start -- --port ${port + 10}`,
            )
          : cause,
      );
    });
    // Loopback only: there is no flag for another address.
    server.listen({ host: '127.0.0.1', port }, () => resolve((server.address() as AddressInfo).port));
  });
}
