import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../db/client.ts';
import { createAuditLog, verifyAudit } from './audit-log.ts';

const ENTRIES = 6;
let stateDir = '';
let path = '';
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'weir-audit-'));
  path = join(stateDir, 'weir.sqlite');
  const { db, close } = openDatabase(path);
  const audit = createAuditLog({ db, key: 'key', stateDir, now: () => 1_000 });
  for (let index = 1; index <= ENTRIES; index += 1) {
    audit.transact((_tx, record) =>
      record({ actor: 'owner', action: 'draft.edit', pipelineId: 'p', detail: `edit ${index}` }),
    );
  }
  close();
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

function verify(key = 'key') {
  const { db, close } = openDatabase(path);
  const verdict = verifyAudit({ db, key, stateDir });
  close();
  return verdict;
}

// What an attacker with the file can do and the application cannot: the triggers go first.
function tamper(statement: string): void {
  const sqlite = new Database(path);
  sqlite.exec('DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete;');
  sqlite.exec(statement);
  sqlite.close();
}

test('I26: an untouched trail verifies', () => {
  expect(verify()).toMatchObject({ ok: true, entries: ENTRIES });
});

test.each([
  ['a changed entry', `UPDATE audit SET detail = 'other' WHERE seq = 3`, 3],
  ['a changed actor', `UPDATE audit SET actor = 'nobody' WHERE seq = 1`, 1],
  ['a dropped entry', 'DELETE FROM audit WHERE seq = 2', 2],
  ['a cut-off end', 'DELETE FROM audit WHERE seq > 5', 6],
  ['an emptied trail', 'DELETE FROM audit', 1],
  [
    'swapped entries',
    'UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 99',
    2,
  ],
])('%s is found at its entry', (_what, statement, seq) => {
  tamper(statement);
  expect(verify()).toMatchObject({ ok: false, seq });
});

test('a trail written with another key does not verify', () => {
  expect(verify('other')).toMatchObject({ ok: false, seq: 1 });
});

test('the database refuses to change or delete an entry', () => {
  const sqlite = new Database(path);
  expect(() => sqlite.exec(`UPDATE audit SET detail = 'x' WHERE seq = 1`)).toThrow('append-only');
  expect(() => sqlite.exec('DELETE FROM audit WHERE seq = 1')).toThrow('append-only');
  sqlite.close();
});

test('an entry goes with its change: neither is there when the change fails', () => {
  const { db, close } = openDatabase(path);
  const audit = createAuditLog({ db, key: 'key', stateDir, now: () => 1_000 });
  expect(() =>
    audit.transact((_tx, record) => {
      record({ actor: 'owner', action: 'draft.edit', detail: 'never' });
      throw new Error('the change failed');
    }),
  ).toThrow('the change failed');
  expect(audit.list({ limit: 10 })).toHaveLength(ENTRIES);
  close();
  expect(verify()).toMatchObject({ ok: true, entries: ENTRIES });
});
