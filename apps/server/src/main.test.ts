import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyAudit } from './audit/audit-log.ts';
import { openDatabase } from './db/client.ts';
import { audit, drafts } from './db/schema.ts';
import { databasePath, secretFile } from './state-folder.ts';

let folder = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-main-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // Not SIGKILL: that would leave the data plane behind, as it should.
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

type Run = {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
};

function start(...args: readonly string[]): Run {
  const flags = ['--disallow-code-generation-from-strings', '--disable-proto=delete'];
  const child = spawn(process.execPath, [
    ...flags,
    join(import.meta.dirname, 'main.ts'),
    '--no-open',
    '--data',
    join(folder, 'data'),
    ...args,
  ]);
  children.push(child);
  let text = '';
  child.stdout.on('data', (bytes) => {
    text += String(bytes);
  });
  child.stderr.on('data', (bytes) => {
    text += String(bytes);
  });
  return { child, output: () => text, exited: new Promise((resolve) => child.once('exit', resolve)) };
}

async function link(run: Run): Promise<URL> {
  for (;;) {
    const found = /http:\/\/\S+/.exec(run.output())?.[0];
    if (run.output().includes('Sign in') && found !== undefined) return new URL(found);
    await Promise.race([new Promise((resolve) => run.child.stdout?.once('data', resolve)), run.exited]);
    if (run.child.exitCode !== null) throw new Error(run.output());
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

test('S2: the server runs under the flag that forbids code from strings, and ends cleanly on Ctrl+C', async () => {
  const run = start('--port', String(await freePort()));
  const url = await link(run);
  expect(url.hostname).toBe('127.0.0.1');
  expect(await (await fetch(new URL('/health', url))).json()).toMatchObject({ status: 'ok' });
  run.child.kill('SIGINT');
  expect(await run.exited).toBe(0);
});

test('a second start on the state folder ends with STATE_LOCKED in a sentence', async () => {
  const first = start('--port', String(await freePort()));
  await link(first);
  const second = start('--port', String(await freePort()));
  expect(await second.exited).toBe(75);
  expect(second.output()).toMatch(
    /^weir: another Weir \(process \d+ at http:\/\/127\.0\.0\.1:\d+\) uses the state folder/,
  );
  expect(second.output()).not.toContain('    at ');
});

test('PORT_IN_USE: a port in use ends with a sentence, whether it is the designer or the doors', async () => {
  const taken = createServer();
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => {
      const address = taken.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  const designer = start('--port', String(port));
  expect(await designer.exited).toBe(69);
  expect(designer.output()).toContain(`weir: port ${port} is used by another program`);
  const doors = start('--port', String(await freePort()), '--door-port', String(port));
  expect(await doors.exited).toBe(69);
  expect(doors.output()).toContain(`weir: door port ${port} is used by another program`);
  taken.close();
});

test('a state folder that cannot be made ends with a sentence', async () => {
  writeFileSync(join(folder, 'file'), '');
  const run = start('--data', join(folder, 'file', 'data'));
  expect(await run.exited).toBe(73);
  expect(run.output()).toMatch(/^weir: state folder .* cannot be used/);
});

test('I26: after kill -9 every acknowledged edit is there, each with one entry in a trail that verifies', async () => {
  const port = String(await freePort());
  const first = start('--port', port);
  const url = await link(first);
  const call = await signedIn(url);
  const { id: pipelineId } = await call('pipelines.create', { name: 'Kill' });
  let acknowledged = 0;
  const editing = (async () => {
    for (let seq = 0; ; seq += 1) {
      const edit = { id: `kill-edit-${seq}`, baseSeq: seq, ops: [{ op: 'setName', name: `Name ${seq}` }] };
      const saved = await call('drafts.edit', { pipelineId, edit });
      acknowledged = saved.seq;
      if (acknowledged === 60) first.child.kill('SIGKILL');
    }
  })();
  await expect(editing).rejects.toThrow();
  await first.exited;

  const { db, close } = openDatabase(databasePath(join(folder, 'data')));
  const key = secretFile(join(folder, 'data', 'audit-key'));
  const verdict = verifyAudit({ db, key, stateDir: join(folder, 'data') });
  const draft = db.select({ seq: drafts.seq }).from(drafts).get();
  const entries = db
    .select({ seq: audit.seq })
    .from(audit)
    .where(eq(audit.action, 'draft.edit'))
    .all().length;
  close();
  expect(verdict).toMatchObject({ ok: true });
  expect(draft?.seq).toBeGreaterThanOrEqual(acknowledged);
  expect(entries).toBe(draft?.seq);

  // A server that starts again finds what the killed one left, its data plane included, and ends both.
  const second = start('--port', port);
  await link(second);
});

async function signedIn(url: URL) {
  const headers = { origin: url.origin, 'x-weir': '1', 'content-type': 'application/json' };
  const token = url.hash.slice('#t='.length);
  const response = await fetch(new URL('/api/session', url), {
    method: 'POST',
    headers,
    body: JSON.stringify({ token }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  return async (name: string, input: object) => {
    const answer = await fetch(new URL(`/trpc/${name}`, url), {
      method: 'POST',
      headers: { ...headers, cookie },
      body: JSON.stringify(input),
    });
    return JSON.parse(await answer.text()).result.data;
  };
}
