import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { type FakePlane, startFakePlane } from '../testing/fake-plane.ts';
import { createPlaneClient, type PlaneClient } from './client.ts';

const DOOR_PORT = 7999;
let folder = '';
let socketPath = '';
let launched: FakePlane[] = [];
let client: PlaneClient;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-plane-'));
  socketPath = join(folder, 'plane.sock');
  launched = [];
  client = createPlaneClient({
    socketPath,
    build: 'new',
    doorPort: DOOR_PORT,
    launch: async () => {
      launched.push(await startFakePlane(socketPath, 'new', DOOR_PORT));
      return { pid: 1, exited: new Promise(() => {}) };
    },
    log: silentLog,
  });
});
afterEach(async () => {
  await client.close({ stop: false });
  for (const plane of launched) await plane.close();
  rmSync(folder, { recursive: true, force: true });
});

const nextUp = () => new Promise<void>((resolve) => client.on('up', resolve));

test('without a data plane one is launched', async () => {
  const up = nextUp();
  await client.start();
  await up;
  expect(launched).toHaveLength(1);
  expect(await client.request('door.info', { doorKey: 'p.draft.n' })).toEqual({ accepted: 7 });
});

test('a data plane that runs is adopted, and ending without stop leaves it alone', async () => {
  const running = await startFakePlane(socketPath, 'new', DOOR_PORT);
  await client.start();
  await client.close({ stop: false });
  expect(launched).toEqual([]);
  expect(running.requests.map((request) => request.method)).toEqual(['hello']);
  await running.close();
});

test.each([
  ['another build', 'old', DOOR_PORT],
  ['another door port', 'new', DOOR_PORT + 1],
])('a data plane of %s is stopped and replaced', async (_what, build, doorPort) => {
  const old = await startFakePlane(socketPath, build, doorPort);
  // The process of the data plane ends after it has answered; so does its listening.
  const ended = old.asked('shutdown').then(() => old.close());
  const up = nextUp();
  await client.start();
  await ended;
  await up;
  expect(launched).toHaveLength(1);
});

test('a data plane that dies is started again; a request meanwhile fails and does not hang', async () => {
  await client.start();
  if (!client.isUp()) await nextUp();
  const down = new Promise<void>((resolve) => client.on('down', resolve));
  const up = nextUp();
  await launched[0]?.close();
  await down;
  await expect(client.request('job.list', {})).rejects.toMatchObject({ code: 'PLANE_DOWN' });
  await up;
  expect(launched).toHaveLength(2);
  expect(await client.request('job.list', {})).toEqual([]);
});

test('ending with stop asks the data plane to shut down first', async () => {
  await client.start();
  if (!client.isUp()) await nextUp();
  await client.close({ stop: true });
  expect(launched[0]?.requests.at(-1)?.method).toBe('shutdown');
});
