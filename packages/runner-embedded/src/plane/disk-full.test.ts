// Slow (about 15 s): a disk that is really full, by a file system of a few megabytes that somebody else fills (I14).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DOOR_TO_FILE } from '../testing/graphs.ts';
import { event, startOf } from '../testing/plane-fixture.ts';
import { freePort, type PlaneOptions, PlaneProcess, partsOf, until } from '../testing/plane-process.ts';

const DISK_MEBIBYTES = 12;
const BALLAST_BYTES = 64 * 1024;

/** Mounts a small file system. Needs root: elsewhere the test is left out and says so, in CI it fails. */
function smallDisk(): { readonly folder: string; readonly remove: () => void } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'weir-full-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEBIBYTES}m`, 'tmpfs', folder]);
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    remove: () => {
      spawnSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Takes all the room there is. */
function fill(path: string): void {
  try {
    for (;;) writeFileSync(path, Buffer.alloc(BALLAST_BYTES), { flag: 'a' });
  } catch {
    // Full: that is what it is for.
  }
  try {
    for (;;) writeFileSync(path, Buffer.alloc(512), { flag: 'a' });
  } catch {
    // To the last sector.
  }
}

async function post(options: PlaneOptions, id: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${options.doorPort}/in/draft/p/door`, {
    method: 'POST',
    headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
    // Large enough that a few of them fill what room a file system keeps back.
    body: JSON.stringify({ ...event(id, 1), filler: 'x'.repeat(20_000) }),
  });
}

test('I14, DISK_FULL: no loss, doors refuse with Retry-After, the control plane is answered, and it is over by itself', {
  timeout: 120_000,
}, async ({ skip }) => {
  const disk = smallDisk();
  if (disk === undefined && process.env.WEIR_CI !== undefined)
    throw new Error('a small file system cannot be mounted: it is needed in CI');
  if (disk === undefined) return skip('no file system can be mounted');
  const options = { dataDir: disk.folder, doorPort: await freePort() };
  const plane = await PlaneProcess.start(options);
  try {
    await plane.request('job.start', startOf(DOOR_TO_FILE));
    const acked: string[] = [];
    const send = async (id: string): Promise<number> => {
      const response = await post(options, id);
      await response.text();
      if (response.status === 202) acked.push(id);
      else expect(response.headers.get('retry-after')).toBe('1');
      return response.status;
    };
    const ids = (): readonly string[] => partsOf(options, 'out').map((row) => (row as { id: string }).id);
    for (let index = 0; index < 5; index += 1) expect(await send(`before-${index}`)).toBe(202);
    await until(() => ids().length === 5);
    // The reserve is made a second after the start.
    await until(async () => (await plane.request('files.list', {})) !== undefined);
    await new Promise((resume) => setTimeout(resume, 2_500));
    const ballast = join(disk.folder, 'ballast');
    fill(ballast);
    const statuses: number[] = [];
    for (let index = 0; index < 10; index += 1) statuses.push(await send(`full-${index}`));
    expect(statuses).toContain(503);
    const info = await plane.request('job.get', { jobKey: 'p.draft' });
    expect(info.status).toBe('running');
    // What was acknowledged before the disk was full becomes visible: its checkpoint has the reserve.
    await until(() => acked.every((id) => ids().includes(id)), 20_000);
    expect(await send('still-full')).toBe(503);
    rmSync(ballast);
    await until(async () => (await send(`after-${acked.length}`)) === 202, 20_000);
    for (let index = 0; index < 5; index += 1) expect(await send(`well-${index}`)).toBe(202);
    await until(() => ids().length === acked.length, 20_000);
    expect([...ids()].sort()).toEqual([...acked].sort());
    expect((await plane.request('job.get', { jobKey: 'p.draft' })).degraded).toBeUndefined();
  } finally {
    await plane.kill();
    disk.remove();
  }
});
