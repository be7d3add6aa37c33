// Tells a data plane that has just come up everything it should have: doors of drafts and deployments, then jobs.
import { isNull } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { pipelines } from '../../db/schema.ts';
import type { Log } from '../../log.ts';
import type { PlaneClient } from '../../plane/client.ts';
import type { DoorsService } from '../doors/service.ts';
import type { DraftStore } from '../drafts/draft-store.ts';
import { listDeployments } from './deployment-store.ts';
import type { JobsService } from './service.ts';

export function keepPlaneCurrent(deps: {
  readonly db: Db;
  readonly plane: PlaneClient;
  readonly doors: DoorsService;
  readonly drafts: DraftStore;
  readonly jobs: JobsService;
  readonly log: Log;
}): () => void {
  const offUp = deps.plane.on('up', () => {
    bringUp(deps).catch((cause: unknown) => {
      deps.log.warn('data plane was not brought up to date', {
        reason: cause instanceof Error ? cause.message : 'unknown',
      });
    });
  });
  const offEvent = deps.plane.on('event', deps.jobs.onPlaneEvent);
  return () => {
    offUp();
    offEvent();
  };
}

async function bringUp(deps: Parameters<typeof keepPlaneCurrent>[0]): Promise<void> {
  deps.doors.reset();
  const rows = deps.db.select({ id: pipelines.id }).from(pipelines).where(isNull(pipelines.removedAt)).all();
  for (const { id } of rows)
    await deps.doors.sync({ pipelineId: id, environment: 'draft' }, deps.drafts.get(id).graph);
  for (const deployment of listDeployments(deps.db)) {
    const { pipelineId, environment, graph } = deployment;
    if (environment !== 'draft') await deps.doors.sync({ pipelineId, environment }, graph);
  }
  await deps.jobs.restore();
}
