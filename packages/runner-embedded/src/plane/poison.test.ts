// Records that kill their worker: set aside as POISON, found by where workers died.
import { afterEach, expect, test } from 'vitest';
import { DOOR_TO_FILE } from '../testing/graphs.ts';
import { event, startOf } from '../testing/plane-fixture.ts';
import { type PlaneOptions, PlaneProcess, partsOf, temporaryPlane, until } from '../testing/plane-process.ts';
import { InHand, type LogPart, Suspects } from './suspects.ts';

const part = (from: number, to: number, record?: number): LogPart => ({ nodeId: 'door', from, to, record });

test('two deaths make what they have in common suspect, two at one record of it make it poison', () => {
  const suspects = new Suspects();
  expect(suspects.died(part(100, 500))).toBeUndefined();
  expect(suspects.caution).toEqual({ careful: [], poison: [] });
  expect(suspects.died(part(50, 300))).toBeUndefined();
  expect(suspects.caution.careful).toEqual([part(100, 300)]);
  expect(suspects.died(part(180, 200, 3))).toBeUndefined();
  expect(suspects.caution.poison).toEqual([]);
  expect(suspects.died(part(180, 200, 3))).toEqual(part(180, 200, 3));
  expect(suspects.caution.poison).toEqual([part(180, 200, 3)]);
});

test('deaths at places that have nothing in common, or at none, make nothing suspect', () => {
  const suspects = new Suspects();
  for (const at of [
    part(0, 100),
    part(100, 200),
    undefined,
    part(200, 300),
    { ...part(200, 300), nodeId: 'other' },
  ])
    suspects.died(at);
  suspects.died(part(180, 200, 3));
  suspects.died(part(180, 200, 4));
  expect(suspects.caution).toEqual({ careful: [], poison: [] });
});

test('what a worker has in hand is read after it; nothing when it is through', () => {
  const written = new InHand(['a', 'door']);
  const read = new InHand(['a', 'door'], written.memory);
  expect(read.read()).toBeUndefined();
  written.take(part(5, 9, 2));
  expect(read.read()).toEqual(part(5, 9, 2));
  written.done('a');
  expect(read.read()).toEqual(part(5, 9, 2));
  written.done('door');
  expect(read.read()).toBeUndefined();
});

let options: (PlaneOptions & { readonly remove: () => void }) | undefined;
let plane: PlaneProcess | undefined;
afterEach(async () => {
  await plane?.kill();
  options?.remove();
});

test('POISON: the job goes on without the record, which is a dead letter with its bytes, once; all others are there', {
  timeout: 60_000,
}, async () => {
  const made = await temporaryPlane();
  options = made;
  const start = async (): Promise<void> => {
    plane = await PlaneProcess.start({ ...made, env: { WEIR_FAULTS: JSON.stringify({ poison: 'kills' }) } });
    await plane.request('job.start', startOf(DOOR_TO_FILE));
  };
  await start();
  const post = async (ids: readonly string[]): Promise<void> => {
    const response = await fetch(`http://127.0.0.1:${made.doorPort}/in/draft/p/door`, {
      method: 'POST',
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      body: JSON.stringify(ids.map((id, second) => event(id, second))),
    });
    expect(response.status).toBe(202);
  };
  const ids = (): readonly string[] => partsOf(made, 'out').map((row) => (row as { id: string }).id);
  await post(['a', 'b']);
  await post(['c', 'kills', 'd']);
  await post(['e']);
  await until(() => ids().length === 5, 40_000);
  expect(ids()).toEqual(['a', 'b', 'c', 'd', 'e']);
  const letters = async (): Promise<readonly unknown[]> =>
    (await plane?.request('job.deadLetters', { jobKey: 'p.draft', limit: 10 }))?.letters ?? [];
  const poison = { nodeId: 'door', code: 'POISON', text: JSON.stringify(event('kills', 1)) };
  expect(await letters()).toMatchObject([poison]);
  const info = await plane?.request('job.get', { jobKey: 'p.draft' });
  expect(info).toMatchObject({
    status: 'running',
    notices: expect.arrayContaining([expect.stringContaining('POISON')]),
  });
  // Behind a checkpoint it is passed for good.
  await plane?.kill();
  await start();
  await post(['f']);
  await until(() => ids().length === 6);
  expect(await letters()).toMatchObject([poison]);
});
