// Drafts in the database: the graph with its sequence, and the log of edits that led there.
import type { EditResult } from '@weir/shared/api';
import { applyEdit } from '@weir/shared/apply-edit';
import { Failure } from '@weir/shared/diagnostics';
import type { Edit } from '@weir/shared/edits';
import { type Graph, graphSchema } from '@weir/shared/graph';
import { GRAPH_FILE_BYTES_MAX } from '@weir/shared/limits';
import { and, asc, eq, gt, isNull, lte } from 'drizzle-orm';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Db, Transaction } from '../../db/client.ts';
import { drafts, edits, pipelines } from '../../db/schema.ts';
import { graphHash } from '../../graph-hash.ts';
import type { Actor } from '../../trpc.ts';

export type Draft = { readonly graph: Graph; readonly graphHash: string; readonly seq: number };

/** Edits kept per pipeline: whoever is further behind than this reloads instead of rebasing. */
const EDITS_KEPT = 5_000;
/** Parsed graphs kept in memory. The state folder has one server, so a kept graph is never out of date. */
const CACHED_DRAFTS_MAX = 32;

export type DraftStore = {
  /** @throws Failure NOT_FOUND. */
  readonly get: (pipelineId: string) => Draft;
  /** @throws Failure NOT_FOUND, BAD_REQUEST (the edit does not apply), CONFLICT (the log no longer reaches back). */
  readonly edit: (pipelineId: string, edit: Edit, actor: Actor) => EditResult;
  readonly history: (pipelineId: string, afterSeq: number) => readonly Edit[];
  readonly forget: (pipelineId: string) => void;
};

export function createDraftStore(deps: {
  readonly db: Db;
  readonly audit: AuditLog;
  readonly now: () => number;
}): DraftStore {
  const cache = new Map<string, Draft>();
  const remember = (pipelineId: string, draft: Draft): void => {
    cache.delete(pipelineId);
    cache.set(pipelineId, draft);
    const [oldest] = cache.keys();
    if (cache.size > CACHED_DRAFTS_MAX && oldest !== undefined) cache.delete(oldest);
  };
  const read = (reader: Db | Transaction, pipelineId: string): Draft => {
    const draft = cache.get(pipelineId) ?? readDraft(reader, pipelineId);
    remember(pipelineId, draft);
    return draft;
  };
  return {
    get: (pipelineId) => read(deps.db, pipelineId),
    edit: (pipelineId, edit, actor) => {
      const saved = deps.audit.transact((tx, record) => {
        const draft = read(tx, pipelineId);
        const earlier = tx
          .select({ seq: edits.seq })
          .from(edits)
          .where(and(eq(edits.pipelineId, pipelineId), eq(edits.id, edit.id)))
          .get();
        if (earlier !== undefined) return { result: savedAs(earlier.seq, draft.graphHash) };
        if (edit.baseSeq > draft.seq)
          throw new Failure('BAD_REQUEST', 'edit builds on a sequence that does not exist yet');
        if (edit.baseSeq < draft.seq) return { result: behind(tx, pipelineId, edit.baseSeq, draft.seq) };
        const next = applied(draft, edit);
        write(tx, pipelineId, next, edit, new Date(deps.now()).toISOString());
        const count = edit.ops.length;
        record({
          actor: actor.user,
          action: 'draft.edit',
          pipelineId,
          detail: `edit ${next.seq}: ${count} operation${count === 1 ? '' : 's'}`,
        });
        return { result: savedAs(next.seq, next.graphHash), next };
      });
      if (saved.next !== undefined) remember(pipelineId, saved.next);
      return saved.result;
    },
    history: (pipelineId, afterSeq) => {
      read(deps.db, pipelineId);
      return editsAfter(deps.db, pipelineId, afterSeq);
    },
    forget: (pipelineId) => {
      cache.delete(pipelineId);
    },
  };
}

function readDraft(reader: Db | Transaction, pipelineId: string): Draft {
  const found = reader
    .select({ graph: drafts.graph, graphHash: drafts.graphHash, seq: drafts.seq })
    .from(drafts)
    .innerJoin(pipelines, eq(pipelines.id, drafts.pipelineId))
    .where(and(eq(drafts.pipelineId, pipelineId), isNull(pipelines.removedAt)))
    .get();
  if (found === undefined) throw new Failure('NOT_FOUND', 'pipeline does not exist');
  return found;
}

function applied(draft: Draft, edit: Edit): Draft {
  const result = applyEdit(draft.graph, edit.ops);
  if (!result.ok) throw new Failure('BAD_REQUEST', result.message);
  // The operations are parsed, their sum is not: an edit can push a list over its limit.
  const parsed = graphSchema.safeParse(result.graph);
  if (!parsed.success)
    throw new Failure(
      'BAD_REQUEST',
      `pipeline does not fit at ${parsed.error.issues[0]?.path.join('.') ?? ''}`,
    );
  return { graph: parsed.data, graphHash: graphHash(parsed.data), seq: draft.seq + 1 };
}

function write(tx: Transaction, pipelineId: string, next: Draft, edit: Edit, at: string): void {
  const bytes = Buffer.byteLength(JSON.stringify(next.graph));
  if (bytes > GRAPH_FILE_BYTES_MAX)
    throw new Failure('PAYLOAD_TOO_LARGE', 'pipeline is larger than 5 MiB', 'Shorten samples or tests.');
  tx.insert(edits).values({ pipelineId, seq: next.seq, id: edit.id, edit, at }).run();
  tx.delete(edits)
    .where(and(eq(edits.pipelineId, pipelineId), lte(edits.seq, next.seq - EDITS_KEPT)))
    .run();
  tx.update(drafts).set(next).where(eq(drafts.pipelineId, pipelineId)).run();
  tx.update(pipelines).set({ updatedAt: at }).where(eq(pipelines.id, pipelineId)).run();
}

function savedAs(seq: number, hash: string): EditResult {
  return { status: 'saved', seq, graphHash: hash };
}

function behind(tx: Transaction, pipelineId: string, baseSeq: number, seq: number): EditResult {
  return { status: 'behind', seq, missed: editsAfter(tx, pipelineId, baseSeq) };
}

function editsAfter(reader: Db | Transaction, pipelineId: string, afterSeq: number): readonly Edit[] {
  const rows = reader
    .select({ seq: edits.seq, edit: edits.edit })
    .from(edits)
    .where(and(eq(edits.pipelineId, pipelineId), gt(edits.seq, afterSeq)))
    .orderBy(asc(edits.seq))
    .all();
  const first = rows[0];
  if (first !== undefined && first.seq !== afterSeq + 1) {
    throw new Failure('CONFLICT', 'draft has moved on by more edits than are kept', 'Reload the page.');
  }
  return rows.map((row) => row.edit);
}
