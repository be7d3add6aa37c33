// Savepoints of a lane: made, listed and removed by people only, each with an entry in the audit trail.
import { jobKeyOf } from '@weir/runner-embedded/plane/protocol';
import type { Savepoint } from '@weir/shared/api';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { PlaneClient } from '../../plane/client.ts';
import type { Actor } from '../../trpc.ts';
import type { Lane } from './deployment-store.ts';
import type { JobsService } from './service.ts';

export type SavepointsService = {
  readonly make: (lane: Lane, actor: Actor) => Promise<Savepoint>;
  readonly list: (lane: Lane) => Promise<readonly Savepoint[]>;
  readonly remove: (lane: Lane, epoch: number, actor: Actor) => Promise<{ readonly removed: true }>;
};

export function createSavepointsService(deps: {
  readonly jobs: Pick<JobsService, 'graphOf'>;
  readonly plane: PlaneClient;
  readonly audit: AuditLog;
}): SavepointsService {
  const { jobs, plane, audit } = deps;
  // The entry comes first: what was tried is known even when the data plane fails in it.
  const note = ({ pipelineId }: Lane, actor: Actor, action: string, detail: string): void =>
    audit.transact((_, record) => record({ actor: actor.user, action, pipelineId, detail }));
  return {
    make: (lane, actor) => {
      jobs.graphOf(lane);
      note(lane, actor, 'job.savepoint', `made a savepoint in ${lane.environment}`);
      return plane.request('job.savepoint', { jobKey: jobKeyOf(lane) });
    },
    list: (lane) => {
      jobs.graphOf(lane);
      return plane.request('job.savepoints', { jobKey: jobKeyOf(lane) });
    },
    remove: async (lane, epoch, actor) => {
      jobs.graphOf(lane);
      note(lane, actor, 'job.savepoint', `removed savepoint ${epoch} in ${lane.environment}`);
      await plane.request('job.savepoint.remove', { jobKey: jobKeyOf(lane), epoch });
      return { removed: true };
    },
  };
}
