// Makes the services of every noun and ties them to their procedures.
import { join } from 'node:path';
import type { Environment } from '@weir/shared/api';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Compiler } from '../compile.ts';
import type { Config } from '../config.ts';
import type { Db } from '../db/client.ts';
import type { Tickets } from '../live/tickets.ts';
import type { Log } from '../log.ts';
import type { PlaneClient } from '../plane/client.ts';
import type { StateFolder } from '../state-folder.ts';
import type { AllHandlers } from '../trpc.ts';
import { auditRouter } from './audit/router.ts';
import { doorsRouter } from './doors/router.ts';
import { createDoorsService } from './doors/service.ts';
import { createDraftStore } from './drafts/draft-store.ts';
import { draftsRouter } from './drafts/router.ts';
import { createDraftsService } from './drafts/service.ts';
import { examplesRouter } from './examples/router.ts';
import { listExamples } from './examples/service.ts';
import { filesRouter } from './files/router.ts';
import { createFilesService, type FilesService } from './files/service.ts';
import { keepPlaneCurrent } from './jobs/keep-plane-current.ts';
import { jobsRouter } from './jobs/router.ts';
import { createSavepointsService } from './jobs/savepoints.ts';
import { createJobsService } from './jobs/service.ts';
import { liveRouter } from './live/router.ts';
import { pipelinesRouter } from './pipelines/router.ts';
import { createPipelinesService } from './pipelines/service.ts';
import { promotionsRouter } from './promotions/router.ts';
import { createPromotionsService } from './promotions/service.ts';
import { sessionRouter } from './session/router.ts';
import { streamsRouter } from './streams/router.ts';
import { versionsRouter } from './versions/router.ts';
import { createVersionsService } from './versions/service.ts';

export type Modules = {
  readonly handlers: AllHandlers;
  readonly files: FilesService;
  /** Stops following the data plane. */
  readonly offPlane: () => void;
};

export function createModules(deps: {
  readonly config: Config;
  readonly state: StateFolder;
  readonly db: Db;
  readonly audit: AuditLog;
  readonly compiler: Compiler;
  readonly plane: PlaneClient;
  readonly tickets: Tickets;
  readonly publicOrigin: string;
  readonly now: () => number;
  readonly log: Log;
}): Modules {
  const { config, state, db, audit, compiler, plane, now, log } = deps;
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
  const pipelines = createPipelinesService({
    db,
    audit,
    compiler,
    drafts: store,
    doors,
    plane,
    examples,
    now,
    log,
  });
  const promotions = createPromotionsService({ db, compiler, versions, jobs, plane, now });
  const drafts = createDraftsService({
    store,
    onSaved: (pipelineId) =>
      void doors.sync({ pipelineId, environment: 'draft' }, store.get(pipelineId).graph),
  });
  const graphOf = (pipelineId: string, environment: Environment) => jobs.graphOf({ pipelineId, environment });
  const handlers: AllHandlers = {
    session: sessionRouter(deps.publicOrigin),
    examples: examplesRouter(examples),
    pipelines: pipelinesRouter(pipelines),
    drafts: draftsRouter(drafts),
    doors: doorsRouter(doors, graphOf),
    files: filesRouter(files),
    streams: streamsRouter(plane),
    jobs: jobsRouter(jobs, createSavepointsService({ jobs, plane, audit }), plane),
    live: liveRouter(deps.tickets),
    versions: versionsRouter(versions),
    promotions: promotionsRouter(promotions),
    audit: auditRouter(audit),
  };
  const offPlane = keepPlaneCurrent({ db, plane, doors, drafts: store, jobs, log });
  return { handlers, files, offPlane };
}
