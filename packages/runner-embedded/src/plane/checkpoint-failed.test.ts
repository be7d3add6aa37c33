// Checkpoints that cannot be written: tried again, then the job stops with the reason and nothing acknowledged is lost.
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

test('CHECKPOINT_FAILED: the job fails in words, and goes on exactly when there is room again', async () => {
  await plane.process.request('job.start', startOf(DOOR_TO_FILE));
  expect(await plane.post(event('a', 1))).toBe(202);
  await until(() => plane.written().length === 1);
  const folder = checkpointsBelow(plane.options.dataDir);
  renameSync(folder, `${folder}-away`);
  writeFileSync(folder, 'no folder');
  expect(await plane.post(event('b', 2))).toBe(202);
  const failed = await until(async () => {
    const info = await plane.process.request('job.get', { jobKey: 'p.draft' });
    return info.status === 'failed' ? info : undefined;
  }, 30_000);
  expect(failed.error).toMatchObject({ code: 'CHECKPOINT_FAILED', hint: expect.stringContaining('space') });
  rmSync(folder);
  renameSync(`${folder}-away`, folder);
  await plane.process.request('job.start', startOf(DOOR_TO_FILE));
  await until(() => plane.written().length === 2);
  expect(plane.written().map((row) => (row as { id: string }).id)).toEqual(['a', 'b']);
});
