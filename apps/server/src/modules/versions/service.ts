// Versions: immutable, numbered graphs of a pipeline.
import type { Environment, MutationOutputs, QueryOutputs, VersionInfo } from '@weir/shared/api';
import { Failure } from '@weir/shared/diagnostics';
import { and, desc, eq } from 'drizzle-orm';
import type { AuditLog } from '../../audit/audit-log.ts';
import { type Compiler, canRun } from '../../compile.ts';
import type { Db, Transaction } from '../../db/client.ts';
import { deployments, versions } from '../../db/schema.ts';
import { canonicalJson } from '../../graph-hash.ts';
import type { Actor } from '../../trpc.ts';
import type { DraftStore } from '../drafts/draft-store.ts';
import { diffGraphs } from './diff.ts';

type Row = typeof versions.$inferSelect;

export type VersionsService = {
  readonly list: (pipelineId: string) => readonly VersionInfo[];
  /** @throws Failure NOT_FOUND. */
  readonly get: (pipelineId: string, number: number) => QueryOutputs['versions.get'];
  readonly publish: (pipelineId: string, note: string, actor: Actor) => MutationOutputs['versions.publish'];
  readonly diff: (pipelineId: string, from: number, to: number) => QueryOutputs['versions.diff'];
};

export function createVersionsService(deps: {
  readonly db: Db;
  readonly audit: AuditLog;
  readonly compiler: Compiler;
  readonly drafts: DraftStore;
  readonly now: () => number;
}): VersionsService {
  const get: VersionsService['get'] = (pipelineId, number) => {
    deps.drafts.get(pipelineId);
    const row = deps.db
      .select()
      .from(versions)
      .where(and(eq(versions.pipelineId, pipelineId), eq(versions.number, number)))
      .get();
    if (row === undefined) throw new Failure('NOT_FOUND', `version ${number} does not exist`);
    return { ...toInfo(row, environmentsOf(deps.db, pipelineId)), graph: row.graph };
  };
  return {
    get,
    list: (pipelineId) => {
      deps.drafts.get(pipelineId);
      const places = environmentsOf(deps.db, pipelineId);
      const rows = deps.db
        .select()
        .from(versions)
        .where(eq(versions.pipelineId, pipelineId))
        .orderBy(desc(versions.number))
        .all();
      return rows.map((row) => toInfo(row, places));
    },
    publish: (pipelineId, note, actor) => {
      const draft = deps.drafts.get(pipelineId);
      const problems = deps.compiler.problems(draft.graph);
      if (!canRun(problems)) return { status: 'refused', problems };
      const row = deps.audit.transact((tx, record) => {
        const last = lastVersion(tx, pipelineId);
        // Publishing twice without a change is one version: a double click must not make a second.
        if (last !== undefined && canonicalJson(last.graph) === canonicalJson(draft.graph)) return last;
        const next: Row = {
          pipelineId,
          number: (last?.number ?? 0) + 1,
          hash: draft.graphHash,
          graph: draft.graph,
          note,
          createdAt: new Date(deps.now()).toISOString(),
          author: actor.user,
        };
        tx.insert(versions).values(next).run();
        record({
          actor: actor.user,
          action: 'version.publish',
          pipelineId,
          detail: `published version ${next.number}`,
        });
        return next;
      });
      return toInfo(row, environmentsOf(deps.db, pipelineId));
    },
    diff: (pipelineId, from, to) =>
      diffGraphs(get(pipelineId, from).graph, get(pipelineId, to).graph, deps.compiler.keepsState),
  };
}

function lastVersion(tx: Transaction, pipelineId: string): Row | undefined {
  return tx
    .select()
    .from(versions)
    .where(eq(versions.pipelineId, pipelineId))
    .orderBy(desc(versions.number))
    .limit(1)
    .get();
}

function environmentsOf(db: Db, pipelineId: string): ReadonlyMap<number, readonly Environment[]> {
  const rows = db
    .select({ version: deployments.version, environment: deployments.environment })
    .from(deployments)
    .where(eq(deployments.pipelineId, pipelineId))
    .all();
  const places = new Map<number, Environment[]>();
  for (const { version, environment } of rows) {
    if (version !== null) places.set(version, [...(places.get(version) ?? []), environment]);
  }
  return places;
}

function toInfo(row: Row, places: ReadonlyMap<number, readonly Environment[]>): VersionInfo {
  const { number, hash, note, createdAt, author } = row;
  return { number, hash, note, createdAt, author, environments: places.get(number) ?? [] };
}
