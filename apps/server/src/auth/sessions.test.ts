import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAuditLog } from '../audit/audit-log.ts';
import { openDatabase } from '../db/client.ts';
import { createSessions, type Sessions } from './sessions.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let stateDir = '';
let nowMs = 0;
let sessions: Sessions;
let close = (): void => {};

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'weir-sessions-'));
  nowMs = 1_000_000_000;
  const opened = openDatabase(join(stateDir, 'weir.sqlite'));
  close = opened.close;
  const now = () => nowMs;
  const audit = createAuditLog({ db: opened.db, key: 'key', stateDir, now });
  sessions = createSessions({ db: opened.db, audit, stateDir, now });
});
afterEach(() => {
  close();
  rmSync(stateDir, { recursive: true, force: true });
});

test('S6: a link signs in once', () => {
  const token = sessions.issueLink();
  expect(sessions.find(sessions.open(token))).toMatchObject({ user: 'owner' });
  expect(() => sessions.open(token)).toThrow(expect.objectContaining({ code: 'UNAUTHORIZED' }));
});

test('S6: a link dies after 15 minutes', () => {
  const token = sessions.issueLink();
  nowMs += 15 * MINUTE + 1;
  expect(() => sessions.open(token)).toThrow(expect.objectContaining({ code: 'UNAUTHORIZED' }));
});

test.each(['', 'x', '0', 'null', 'undefined', '[]', '{}', "' OR 1=1 --"])('S6: %j opens nothing', (token) => {
  sessions.issueLink();
  expect(() => sessions.open(token)).toThrow(expect.objectContaining({ code: 'UNAUTHORIZED' }));
  expect(sessions.find(token)).toBeUndefined();
});

test('a session dies after 8 hours without use and after 7 days with use', () => {
  const idle = sessions.open(sessions.issueLink());
  nowMs += 8 * HOUR + 1;
  expect(sessions.find(idle)).toBeUndefined();

  const busy = sessions.open(sessions.issueLink());
  for (let hours = 0; hours < 7 * 24; hours += 4) {
    expect(sessions.find(busy)).toBeDefined();
    nowMs += 4 * HOUR;
  }
  nowMs += 1;
  expect(sessions.find(busy)).toBeUndefined();
});

test('S11: after sign-out the cookie opens nothing, and whoever watches is told', () => {
  const cookie = sessions.open(sessions.issueLink());
  const session = sessions.find(cookie);
  const ended: string[] = [];
  sessions.onEnd((hash) => ended.push(hash));
  if (session !== undefined) sessions.end(session);
  expect(sessions.find(cookie)).toBeUndefined();
  expect(ended).toEqual([session?.hash]);
});

test('the newest token lies in a private file until it is used; the database holds hashes only', () => {
  const token = sessions.issueLink();
  const file = join(stateDir, 'setup-token');
  expect(readFileSync(file, 'utf8').trim()).toBe(token);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const cookie = sessions.open(token);
  expect(existsSync(file)).toBe(false);
  close();
  const database = readFileSync(join(stateDir, 'weir.sqlite')).toString('latin1');
  expect(database).not.toContain(token);
  expect(database).not.toContain(cookie);
});

test('guessing is stopped after 20 tries in a minute', () => {
  const token = sessions.issueLink();
  for (let tries = 0; tries < 20; tries += 1) expect(() => sessions.open('guess')).toThrow('sign-in link');
  expect(() => sessions.open(token)).toThrow('too many');
  nowMs += MINUTE;
  expect(sessions.find(sessions.open(token))).toBeDefined();
});
