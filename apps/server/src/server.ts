// Puts the control plane together over an open state folder; `main.ts` and the tests differ only in what they pass.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { planeSocketPath } from '@weir/runner-embedded/plane/socket-path';
import type { Environment } from '@weir/shared/api';
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
import { auditRouter } from './modules/audit/router.ts';
import { doorsRouter } from './modules/doors/router.ts';
import { createDoorsService } from './modules/doors/service.ts';
import { createDraftStore } from './modules/drafts/draft-store.ts';
import { draftsRouter } from './modules/drafts/router.ts';
import { createDraftsService } from './modules/drafts/service.ts';
import { examplesRouter } from './modules/examples/router.ts';
import { listExamples } from './modules/examples/service.ts';
import { filesRouter } from './modules/files/router.ts';
import { createFilesService } from './modules/files/service.ts';
import { keepPlaneCurrent } from './modules/jobs/keep-plane-current.ts';
import { jobsRouter } from './modules/jobs/router.ts';
import { createJobsService } from './modules/jobs/service.ts';
import { liveRouter } from './modules/live/router.ts';
import { pipelinesRouter } from './modules/pipelines/router.ts';
import { createPipelinesService } from './modules/pipelines/service.ts';
import { promotionsRouter } from './modules/promotions/router.ts';
import { createPromotionsService } from './modules/promotions/service.ts';
import { sessionRouter } from './modules/session/router.ts';
import { streamsRouter } from './modules/streams/router.ts';
import { versionsRouter } from './modules/versions/router.ts';
import { createVersionsService } from './modules/versions/service.ts';
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
  const { config, state, log, now, compiler } = deps;
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

  const examplesDir = join(config.repoDir, 'examples');
  const examples = () => listExamples(examplesDir, log);
  const roots = new Map([
    ['files', state.filesDir],
    ['examples', join(examplesDir, 'data')],
  ]);
  const files = createFilesService({ roots, filesDir: state.filesDir, audit });
  const store = createDraftStore({ db, audit, now });
  const doors = createDoorsService({ db, compiler, plane, doorPort: config.doorPort, now, log });
  const jobs = createJobsService({ db, audit, compiler, drafts: store, doors, plane, now, log });
  const versions = createVersionsService({ db, audit, compiler, drafts: store, now });
  const offPlane = keepPlaneCurrent({ db, plane, doors, drafts: store, jobs, log });
  const drafts = createDraftsService({
    store,
    onSaved: (pipelineId) =>
      void doors.sync({ pipelineId, environment: 'draft' }, store.get(pipelineId).graph),
  });
  const graphOf = (pipelineId: string, environment: Environment) => jobs.graphOf({ pipelineId, environment });
  const router = createRouter({
    session: sessionRouter(publicOrigin),
    examples: examplesRouter(examples),
    pipelines: pipelinesRouter(
      createPipelinesService({ db, audit, compiler, drafts: store, doors, plane, examples, now, log }),
    ),
    drafts: draftsRouter(drafts),
    doors: doorsRouter(doors, graphOf),
    files: filesRouter(files),
    streams: streamsRouter(plane),
    jobs: jobsRouter(jobs, plane),
    live: liveRouter(tickets),
    versions: versionsRouter(versions),
    promotions: promotionsRouter(createPromotionsService({ db, compiler, versions, jobs, plane, now })),
    audit: auditRouter(audit),
  });
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
