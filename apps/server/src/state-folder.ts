// The state folder: made private, checked for writing, locked for one server at a time.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '@weir/shared/diagnostics';
import Database from 'better-sqlite3';
import { z } from 'zod';

const runningSchema = z.object({ pid: z.number(), startedAt: z.string(), origin: z.string() });

/** What the running server writes for `weir link` and for the sentence of a second start. */
export type RunningInfo = z.infer<typeof runningSchema>;

export type StateFolder = {
  readonly path: string;
  readonly filesDir: string;
  readonly databasePath: string;
  readonly auditKey: string;
  readonly announce: (info: RunningInfo) => void;
  /** Releases the lock. */
  readonly close: () => void;
};

/**
 * Opens the folder for a server.
 *
 * The lock is a transaction held open on a small SQLite file: the system releases it with the process, so there is no
 * stale lock to judge. A file with a process id was rejected: ids are reused, and two starters can both find it stale.
 *
 * @throws Failure STATE_FOLDER, STATE_LOCKED, DISK_FULL.
 */
export function openStateFolder(path: string): StateFolder {
  prepare(path);
  const release = lock(path);
  const announced = join(path, 'server.json');
  return {
    path,
    filesDir: join(path, 'files'),
    databasePath: databasePath(path),
    auditKey: secretFile(join(path, 'audit-key')),
    announce: (info) => writeFileSync(announced, JSON.stringify(info), { mode: 0o600 }),
    close: () => {
      rmSync(announced, { force: true });
      release();
    },
  };
}

export function databasePath(stateDir: string): string {
  return join(stateDir, 'weir.sqlite');
}

/** The server that runs on the folder, as it announced itself. */
export function readRunning(path: string): RunningInfo | undefined {
  try {
    return runningSchema.parse(JSON.parse(readFileSync(join(path, 'server.json'), 'utf8')));
  } catch {
    // No server, or one that is just starting: both mean that nothing is known.
    return undefined;
  }
}

/** A random word of 32 bytes that lives in a file of its own, made at first use; refused when others can read it. */
export function secretFile(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
  else if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    throw new Failure('STATE_FOLDER', `key file ${path} can be read by others`, `Run: chmod 600 ${path}`);
  }
  return readFileSync(path, 'utf8').trim();
}

/** Turns an error of the file system or the database into a Failure with a sentence; gives anything else back. */
export function storageFailure(cause: unknown, path: string): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') {
    return new Failure('DISK_FULL', `disk of ${path} is full`, 'Free some space and start again.');
  }
  if (!/^(E[A-Z]+|SQLITE_[A-Z_]+)$/.test(code)) return cause;
  const detail = cause instanceof Error ? cause.message : code;
  return new Failure(
    'STATE_FOLDER',
    `state folder ${path} cannot be used: ${detail}`,
    'Choose another folder with --data DIR.',
  );
}

function prepare(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (process.platform !== 'win32') chmodSync(path, 0o700);
    mkdirSync(join(path, 'files'), { recursive: true, mode: 0o700 });
    const probe = join(path, '.probe');
    writeFileSync(probe, randomBytes(4096), { flush: true });
    rmSync(probe);
  } catch (cause) {
    throw storageFailure(cause, path);
  }
}

function lock(path: string): () => void {
  const database = new Database(join(path, 'server.lock'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch {
    database.close();
    const running = readRunning(path);
    const who = running === undefined ? '' : ` (process ${running.pid} at ${running.origin})`;
    throw new Failure(
      'STATE_LOCKED',
      `another Weir${who} uses the state folder ${path}`,
      'Stop it, or start with --data DIR --port N.',
    );
  }
  return () => database.close();
}
