// The database of the control plane: one SQLite file, every commit on disk before it is acknowledged.
import { chmodSync } from 'node:fs';
import { Failure } from '@weir/shared/diagnostics';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { MIGRATIONS } from './migrations.ts';
import * as schema from './schema.ts';

/** Queries and transactions. Both are synchronous: a transaction cannot be left open over an await. */
export type Db = ReturnType<typeof connect>;
export type Transaction = Parameters<Parameters<Db['transaction']>[0]>[0];

export type OpenDatabase = { readonly db: Db; readonly close: () => void };

// A second process (`weir link`) writes for a millisecond; waiting this long means something is stuck.
const BUSY_TIMEOUT_MS = 5_000;

/** Opens the database and brings it to the newest schema. */
export function openDatabase(path: string): OpenDatabase {
  const sqlite = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  // Not `sqlite.pragma`: it makes row objects with `Function`, which this process refuses (S2). Drizzle asks for arrays.
  sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
  migrate(sqlite);
  return { db: connect(sqlite), close: () => sqlite.close() };
}

function connect(sqlite: Database.Database) {
  return drizzle(sqlite, { schema });
}

function migrate(sqlite: Database.Database): void {
  const apply = sqlite.transaction(() => {
    const applied = Number(sqlite.prepare<[], [number]>('PRAGMA user_version').raw().get()?.[0]);
    if (applied > MIGRATIONS.length) {
      throw new Failure(
        'STATE_FOLDER',
        'the state folder was written by a newer Weir',
        'Update Weir, or choose another folder with --data DIR.',
      );
    }
    for (const migration of MIGRATIONS.slice(applied)) sqlite.exec(migration);
    sqlite.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
  apply.immediate();
}
