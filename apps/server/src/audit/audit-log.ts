// The audit trail: append-only rows chained by a keyed hash, each written in the transaction of its change.
//
// hash = HMAC-SHA256(key, canonical entry || previous hash). Altering, reordering or dropping a row breaks the chain at
// that row; cutting off the end is seen against the head file beside the database. Whoever holds the key can rewrite
// all of it: an outside anchor is the remedy, and not built yet.
import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditEntry } from '@weir/shared/api';
import { and, asc, desc, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import type { Db, Transaction } from '../db/client.ts';
import { audit } from '../db/schema.ts';

export type AuditRecord = {
  readonly actor: string;
  readonly action: string;
  readonly pipelineId?: string | undefined;
  readonly detail: string;
};

export type AuditLog = {
  /** Runs a change and its entries as one transaction that is on disk when this returns. */
  readonly transact: <T>(change: (tx: Transaction, record: (entry: AuditRecord) => void) => T) => T;
  readonly list: (filter: {
    readonly pipelineId?: string | undefined;
    readonly limit: number;
  }) => readonly AuditEntry[];
};

type Row = typeof audit.$inferSelect;

const GENESIS = '0'.repeat(64);
const VERIFY_ROWS = 1_000;
const headSchema = z.object({ seq: z.number().int(), hash: z.string() });
type Head = z.infer<typeof headSchema>;

export function createAuditLog(deps: {
  readonly db: Db;
  readonly key: string;
  readonly stateDir: string;
  readonly now: () => number;
}): AuditLog {
  const append = (tx: Transaction, record: AuditRecord): Head => {
    const last = tx
      .select({ seq: audit.seq, hash: audit.hash })
      .from(audit)
      .orderBy(desc(audit.seq))
      .limit(1)
      .get();
    const entry = {
      seq: (last?.seq ?? 0) + 1,
      at: new Date(deps.now()).toISOString(),
      actor: record.actor,
      action: record.action,
      pipelineId: record.pipelineId ?? null,
      detail: record.detail,
      previousHash: last?.hash ?? GENESIS,
    };
    const hash = entryHash(deps.key, entry);
    tx.insert(audit)
      .values({ ...entry, hash })
      .run();
    return { seq: entry.seq, hash };
  };
  const transact: AuditLog['transact'] = (change) => {
    let head: Head | undefined;
    const result = deps.db.transaction(
      (tx) =>
        change(tx, (record) => {
          head = append(tx, record);
        }),
      { behavior: 'immediate' },
    );
    // After the commit and without sync: a crash in between leaves a head that lags, which `verifyAudit` allows.
    if (head !== undefined) writeFileSync(headPath(deps.stateDir), JSON.stringify(head), { mode: 0o600 });
    return result;
  };
  const list: AuditLog['list'] = ({ pipelineId, limit }) => {
    const where = pipelineId === undefined ? undefined : eq(audit.pipelineId, pipelineId);
    return deps.db.select().from(audit).where(where).orderBy(desc(audit.seq)).limit(limit).all().map(toEntry);
  };
  return { transact, list };
}

export type AuditVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly reason: string };

/** Recomputes the chain from the first entry; says at which entry it first breaks. */
export function verifyAudit(deps: {
  readonly db: Db;
  readonly key: string;
  readonly stateDir: string;
}): AuditVerdict {
  let previous = { seq: 0, hash: GENESIS };
  for (;;) {
    const rows = deps.db
      .select()
      .from(audit)
      .where(gt(audit.seq, previous.seq))
      .orderBy(asc(audit.seq))
      .limit(VERIFY_ROWS)
      .all();
    for (const row of rows) {
      const expected = previous.seq + 1;
      if (row.seq !== expected) return { ok: false, seq: expected, reason: 'an entry is missing' };
      if (row.previousHash !== previous.hash)
        return { ok: false, seq: row.seq, reason: 'the entry does not follow the one before it' };
      if (row.hash !== entryHash(deps.key, row))
        return { ok: false, seq: row.seq, reason: 'the entry was changed' };
      previous = { seq: row.seq, hash: row.hash };
    }
    if (rows.length < VERIFY_ROWS) break;
  }
  const head = readHead(deps.stateDir);
  if (previous.seq > 0 && head === undefined)
    return { ok: false, seq: previous.seq, reason: 'the head file is missing' };
  if (head !== undefined && head.seq > previous.seq)
    return { ok: false, seq: previous.seq + 1, reason: 'the end of the trail was cut off' };
  if (head !== undefined && !holds(deps.db, head)) {
    return { ok: false, seq: head.seq, reason: 'the entry is not the one of the head file' };
  }
  return { ok: true, entries: previous.seq, head: previous.hash };
}

function holds(db: Db, head: Head): boolean {
  const found = db
    .select({ seq: audit.seq })
    .from(audit)
    .where(and(eq(audit.seq, head.seq), eq(audit.hash, head.hash)))
    .get();
  return found !== undefined;
}

function entryHash(key: string, entry: Omit<Row, 'hash'>): string {
  const canonical = JSON.stringify([
    entry.seq,
    entry.at,
    entry.actor,
    entry.action,
    entry.pipelineId,
    entry.detail,
  ]);
  return createHmac('sha256', key).update(canonical).update(entry.previousHash).digest('hex');
}

function toEntry(row: Row): AuditEntry {
  return {
    seq: row.seq,
    at: row.at,
    actor: row.actor,
    action: row.action,
    pipelineId: row.pipelineId ?? undefined,
    detail: row.detail,
  };
}

function headPath(stateDir: string): string {
  return join(stateDir, 'audit-head');
}

function readHead(stateDir: string): Head | undefined {
  try {
    return headSchema.parse(JSON.parse(readFileSync(headPath(stateDir), 'utf8')));
  } catch {
    // Absent or torn: `verifyAudit` treats both as missing.
    return undefined;
  }
}
