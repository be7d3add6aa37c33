// A worker that ends by itself: started again from its checkpoint, and given up when it ends again and again.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { DOOR_TO_FILE } from '../testing/graphs.ts';
import { type PlaneOptions, PlaneProcess, rowsOf, temporaryPlane, until } from '../testing/plane-process.ts';

const START = {
  jobKey: 'p.draft',
  pipelineId: 'p',
  environment: 'draft',
  graph: DOOR_TO_FILE,
  graphHash: 'h',
  doors: [{ nodeId: 'door', token: 'token' }],
} as const;

let options: (PlaneOptions & { readonly remove: () => void }) | undefined;
let plane: PlaneProcess | undefined;
afterEach(async () => {
  await plane?.kill();
  options?.remove();
});

async function run(entry: number): Promise<{
  readonly plane: PlaneProcess;
  readonly post: (id: string) => Promise<number>;
  readonly dataDir: string;
}> {
  const made = await temporaryPlane();
  options = made;
  const started = await PlaneProcess.start({
    ...made,
    env: { WEIR_FAULTS: JSON.stringify({ crash: { nodeId: 'sink', entry } }) },
  });
  plane = started;
  await started.request('job.start', START);
  const post = async (id: string): Promise<number> => {
    const response = await fetch(`http://127.0.0.1:${made.doorPort}/in/draft/p/door`, {
      method: 'POST',
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      body: JSON.stringify({ id, value: 1, ts: '2026-01-01T00:00:00Z' }),
    });
    return response.status;
  };
  return { plane: started, post, dataDir: made.dataDir };
}

test('a worker that breaks is started again; the door stays open and no event is lost or doubled', async () => {
  const { plane: running, post, dataDir } = await run(2);
  const folder = join(dataDir, 'files', 'out');
  const ids = (): readonly unknown[] =>
    rowsOf(
      folder,
      readdirSync(folder).filter((name) => name.startsWith('part-')),
    ).map((row) => (row as { id: string }).id);
  expect(await post('a')).toBe(202);
  await until(() => ids().length === 1);
  expect(await post('b')).toBe(202);
  const info = await until(async () => {
    const got = await running.request('job.get', { jobKey: START.jobKey });
    return got.notices.length > 0 && got.status === 'running' ? got : undefined;
  });
  expect(info.notices[0]).toContain('fault: the node breaks');
  await until(() => ids().length === 2);
  expect(ids()).toEqual(['a', 'b']);
});

test('a worker that breaks at once every time is failed with the cause, and its checkpoint is kept', async () => {
  const { plane: running, post } = await run(1);
  // More records than may be taken for poison before it is given up.
  for (const id of ['a', 'a2', 'a3']) expect(await post(id)).toBe(202);
  const info = await until(async () => {
    const got = await running.request('job.get', { jobKey: START.jobKey });
    return got.status === 'failed' ? got : undefined;
  }, 40_000);
  expect(info.error).toMatchObject({
    code: 'JOB_CRASHED',
    message: expect.stringContaining('fault: the node breaks'),
  });
  expect(await post('b')).toBe(202);
});
