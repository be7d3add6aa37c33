import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

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

test('a port in use ends with a sentence, whether it is the designer or the doors', async () => {
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
