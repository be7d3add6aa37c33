// Slow (about 45 s): the real process on the real disk, whose system calls fail as strace says.
//
// strace is attached to the running data plane for a while and makes calls of a kind fail: `1+3` the first and each third after. What happens to the
// job is its own affair: it may be degraded, or start again; what was acknowledged is in the output exactly once.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { DOOR_TO_FILE } from '../testing/graphs.ts';
import { event, startOf } from '../testing/plane-fixture.ts';
import {
  type PlaneOptions,
  PlaneProcess,
  partsOf,
  pause,
  temporaryPlane,
  until,
} from '../testing/plane-process.ts';

const FAULTS = [
  // Door log, files of the sink, dead letters, checkpoints: each syncs by fdatasync.
  ['fdatasync', 'EIO', '2+3'],
  // Folders.
  ['fsync', 'EIO', '1+2'],
  // Files of the sink and checkpoints get their names.
  ['rename', 'EIO', '1+2'],
  // All content.
  ['pwrite64,pwritev', 'EIO', '1+3'],
  ['pwrite64,pwritev', 'ENOSPC', '2+2'],
] as const;
const FAULTY_MS = 3_000;

const works = spawnSync('strace', ['-qq', '-e', 'trace=none', 'true']).status === 0;
if (!works && process.env.WEIR_CI !== undefined)
  throw new Error('strace does not work here: it is needed in CI');
if (!works) process.stdout.write('system calls: strace does not work here, the tests are left out\n');

let options: (PlaneOptions & { readonly remove: () => void }) | undefined;
let plane: PlaneProcess | undefined;
let strace: ChildProcess | undefined;
afterEach(async () => {
  strace?.kill('SIGTERM');
  await plane?.kill();
  options?.remove();
});

test.skipIf(!works).each(FAULTS)(
  'I1: %s fails with %s (calls %s): what was acknowledged is there exactly once, now and after a kill',
  { timeout: 120_000 },
  async (calls, error, when) => {
    const made = await temporaryPlane();
    options = made;
    plane = await PlaneProcess.start(made);
    await plane.request('job.start', startOf(DOOR_TO_FILE));
    const acked: string[] = [];
    let sent = 0;
    const send = async (): Promise<boolean> => {
      sent += 1;
      const isAcked = await post(made, `e-${sent}`);
      if (isAcked) acked.push(`e-${sent}`);
      return isAcked;
    };
    for (let index = 0; index < 3; index += 1) expect(await send()).toBe(true);
    const seen = attach(plane.pid, { calls, error, when });
    await seen.attached;
    const untilMs = performance.now() + FAULTY_MS;
    while (performance.now() < untilMs) {
      await send().catch(() => undefined);
      await pause(30);
    }
    seen.end();
    // I29: the fault has happened.
    expect(await seen.injected, 'calls that failed').toBeGreaterThan(0);
    await running(made);
    await until(() => send(), 20_000);
    await check(made, acked, sent);
    await plane.kill();
    plane = await PlaneProcess.start(made);
    await running(made);
    await until(() => send(), 20_000);
    await check(made, acked, sent);
  },
);

/** Waits for the output: each acknowledged event once, the others at most once. */
async function check(made: PlaneOptions, acked: readonly string[], sent: number): Promise<void> {
  const ids = (): readonly string[] => partsOf(made, 'out').map((row) => (row as { id: string }).id);
  await until(() => acked.every((id) => ids().includes(id)), 20_000);
  const found = ids();
  expect(new Set(found).size).toBe(found.length);
  expect(found.length).toBeLessThanOrEqual(sent);
}

/** The job runs, started again by hand when it has given up. */
async function running(made: PlaneOptions): Promise<void> {
  await until(async () => {
    if (plane?.isGone === true) plane = await PlaneProcess.start(made);
    const info = await plane?.request('job.get', { jobKey: 'p.draft' });
    if (info?.status === 'failed' || info?.status === 'stopped')
      await plane?.request('job.start', startOf(DOOR_TO_FILE));
    return info?.status === 'running';
  }, 30_000);
}

async function post(made: PlaneOptions, id: string): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${made.doorPort}/in/draft/p/door`, {
    method: 'POST',
    headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
    body: JSON.stringify(event(id, 1)),
  });
  await response.text();
  return response.status === 202;
}

function attach(
  pid: number,
  fault: { readonly calls: string; readonly error: string; readonly when: string },
): { readonly attached: Promise<void>; readonly injected: Promise<number>; readonly end: () => void } {
  const child = spawn('strace', [
    '-f',
    '-p',
    String(pid),
    '-e',
    `trace=${fault.calls}`,
    '-e',
    `inject=${fault.calls}:error=${fault.error}:when=${fault.when}`,
  ]);
  strace = child;
  let said = '';
  const attached = new Promise<void>((resolve) => {
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      if (said.includes('attached')) resolve();
    });
  });
  const injected = new Promise<number>((resolve) => {
    child.once('exit', () => resolve(said.split('(INJECTED)').length - 1));
  });
  return { attached, injected, end: () => child.kill('SIGTERM') };
}
