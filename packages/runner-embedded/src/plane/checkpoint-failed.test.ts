// Checkpoints that cannot be written: tried again while the job goes on, which says so; nothing acknowledged is lost.
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DOOR_TO_FILE } from '../testing/graphs.ts';
import { event, PlaneFixture, startOf } from '../testing/plane-fixture.ts';
import { until } from '../testing/plane-process.ts';

const plane = new PlaneFixture();

/** The folder of checkpoints somewhere below a folder. */
function checkpointsBelow(folder: string): string {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name);
    const found = entry.name === 'checkpoints' ? path : checkpointsBelow(path);
    if (found !== '') return found;
  }
  return '';
}

test('CHECKPOINT_FAILED: the job is degraded, keeps what it has, and is well again by itself when the disk is', async () => {
  await plane.process.request('job.start', startOf(DOOR_TO_FILE));
  expect(await plane.post(event('a', 1))).toBe(202);
  await until(() => plane.written().length === 1);
  const folder = checkpointsBelow(plane.options.dataDir);
  renameSync(folder, `${folder}-away`);
  writeFileSync(folder, 'no folder');
  expect(await plane.post(event('b', 2))).toBe(202);
  const degraded = await until(async () => {
    const info = await plane.process.request('job.get', { jobKey: 'p.draft' });
    return info.degraded === undefined ? undefined : info;
  }, 30_000);
  expect(degraded).toMatchObject({
    status: 'running',
    degraded: { code: 'CHECKPOINT_FAILED', hint: expect.stringContaining('space') },
  });
  expect(await plane.post(event('c', 3))).toBe(202);
  expect(plane.written()).toHaveLength(1);
  rmSync(folder);
  renameSync(`${folder}-away`, folder);
  await until(() => plane.written().length === 3);
  expect(plane.written().map((row) => (row as { id: string }).id)).toEqual(['a', 'b', 'c']);
  const info = await until(async () => {
    const got = await plane.process.request('job.get', { jobKey: 'p.draft' });
    return got.degraded === undefined ? got : undefined;
  });
  expect(info.status).toBe('running');
});

test('CHECKPOINT_FAILED: a job that is stopped meanwhile ends in words, and goes on exactly when it is started again', async () => {
  await plane.process.request('job.start', startOf(DOOR_TO_FILE));
  expect(await plane.post(event('a', 1))).toBe(202);
  await until(() => plane.written().length === 1);
  const folder = checkpointsBelow(plane.options.dataDir);
  renameSync(folder, `${folder}-away`);
  writeFileSync(folder, 'no folder');
  expect(await plane.post(event('b', 2))).toBe(202);
  const stopped = await plane.process.request('job.stop', { jobKey: 'p.draft', mode: 'suspend' });
  expect(stopped).toMatchObject({ status: 'failed', error: { code: 'CHECKPOINT_FAILED' } });
  rmSync(folder);
  renameSync(`${folder}-away`, folder);
  await plane.process.request('job.start', startOf(DOOR_TO_FILE));
  await until(() => plane.written().length === 2);
  expect(plane.written().map((row) => (row as { id: string }).id)).toEqual(['a', 'b']);
});
