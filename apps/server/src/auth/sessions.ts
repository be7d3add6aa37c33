// Sessions and the one-time links that open them. Cookies and tokens are random references; only hashes are stored.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '@weir/shared/diagnostics';
import { eq, lt, or } from 'drizzle-orm';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Db } from '../db/client.ts';
import { sessions, setupTokens } from '../db/schema.ts';
import { hashToken, randomToken, sameToken } from './secret.ts';

const IDLE_MS_MAX = 8 * 60 * 60 * 1000;
const AGE_MS_MAX = 7 * 24 * 60 * 60 * 1000;
const LINK_MS_MAX = 15 * 60 * 1000;
/** Reading a session writes its time of use at most this often: a commit costs a disk sync. */
const TOUCH_MS = 60_000;
const ATTEMPTS_PER_MINUTE_MAX = 20;

/** The only user of an installation on loopback. */
export const OWNER = 'owner';

export type Session = { readonly hash: string; readonly user: string };

export type Sessions = {
  /** Makes a one-time token, valid for 15 minutes. */
  readonly issueLink: () => string;
  /** Trades a one-time token for the cookie value of a new session. */
  readonly open: (token: string) => string;
  /** The live session of a cookie value or of a session hash. */
  readonly find: (cookie: string | undefined) => Session | undefined;
  readonly isLive: (session: Session) => boolean;
  readonly end: (session: Session) => void;
  /** Calls back with the hash of each session that ends by `end`. */
  readonly onEnd: (listener: (hash: string) => void) => () => void;
};

export function createSessions(deps: {
  readonly db: Db;
  readonly audit: AuditLog;
  readonly stateDir: string;
  readonly now: () => number;
}): Sessions {
  const { db, audit, now } = deps;
  const listeners = new Set<(hash: string) => void>();
  const attempts = attemptLimit(now);
  return {
    issueLink: () => issueLink(deps),
    open: (token) => {
      attempts();
      return openSession(deps, token);
    },
    find: (cookie) => {
      if (cookie === undefined || cookie === '') return undefined;
      const session = { hash: hashToken(cookie), user: OWNER };
      return touch(db, session.hash, now()) ? session : undefined;
    },
    isLive: (session) => touch(db, session.hash, now()),
    end: (session) => {
      audit.transact((tx, record) => {
        tx.delete(sessions).where(eq(sessions.hash, session.hash)).run();
        record({ actor: session.user, action: 'session.end', detail: 'signed out' });
      });
      for (const listener of listeners) listener(session.hash);
    },
    onEnd: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Also used by `weir link`, in another process than the server. */
export function issueLink(deps: {
  readonly audit: AuditLog;
  readonly stateDir: string;
  readonly now: () => number;
}): string {
  const token = randomToken(16);
  const nowMs = deps.now();
  deps.audit.transact((tx, record) => {
    tx.delete(setupTokens).where(lt(setupTokens.expiresMs, nowMs)).run();
    tx.insert(setupTokens)
      .values({ hash: hashToken(token), expiresMs: nowMs + LINK_MS_MAX })
      .run();
    record({ actor: 'system', action: 'link.issue', detail: 'sign-in link made' });
  });
  writeFileSync(tokenPath(deps.stateDir), `${token}\n`, { mode: 0o600 });
  return token;
}

function openSession(
  deps: { readonly audit: AuditLog; readonly stateDir: string; readonly now: () => number },
  token: string,
): string {
  const nowMs = deps.now();
  const cookie = randomToken(32);
  const opened = deps.audit.transact((tx, record) => {
    const expired = or(lt(sessions.createdMs, nowMs - AGE_MS_MAX), lt(sessions.usedMs, nowMs - IDLE_MS_MAX));
    tx.delete(sessions).where(expired).run();
    const wanted = hashToken(token);
    const found = tx.select().from(setupTokens).where(eq(setupTokens.hash, wanted)).get();
    if (found === undefined || found.expiresMs < nowMs || !sameToken(found.hash, wanted)) {
      record({
        actor: 'nobody',
        action: 'session.refused',
        detail: 'the sign-in link was used, too old or unknown',
      });
      return false;
    }
    tx.delete(setupTokens).where(eq(setupTokens.hash, wanted)).run();
    tx.insert(sessions)
      .values({ hash: hashToken(cookie), createdMs: nowMs, usedMs: nowMs })
      .run();
    record({ actor: OWNER, action: 'session.open', detail: 'signed in with a one-time link' });
    return true;
  });
  if (!opened)
    throw new Failure(
      'UNAUTHORIZED',
      'sign-in link was used before or is too old',
      'Run `npx weir link` for a new one.',
    );
  rmSync(tokenPath(deps.stateDir), { force: true });
  return cookie;
}

function touch(db: Db, hash: string, nowMs: number): boolean {
  const found = db.select().from(sessions).where(eq(sessions.hash, hash)).get();
  if (found === undefined) return false;
  if (nowMs - found.createdMs > AGE_MS_MAX || nowMs - found.usedMs > IDLE_MS_MAX) return false;
  if (nowMs - found.usedMs > TOUCH_MS)
    db.update(sessions).set({ usedMs: nowMs }).where(eq(sessions.hash, hash)).run();
  return true;
}

// A 128-bit token cannot be guessed; the limit keeps a script from filling the audit trail.
function attemptLimit(now: () => number): () => void {
  let minute = 0;
  let count = 0;
  return () => {
    const present = Math.floor(now() / 60_000);
    if (present !== minute) [minute, count] = [present, 0];
    count += 1;
    if (count > ATTEMPTS_PER_MINUTE_MAX)
      throw new Failure('UNAUTHORIZED', 'too many sign-ins were tried', 'Wait a minute.');
  };
}

function tokenPath(stateDir: string): string {
  return join(stateDir, 'setup-token');
}
