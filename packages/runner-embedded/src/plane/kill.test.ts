// Slow (about 50 s, and as long for each further 20 kills): the promise of the door, kept while the process is killed again and again.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { EVENT_COLUMNS, graphOf } from '../testing/graphs.ts';
import {
  type PlaneOptions,
  PlaneProcess,
  pause,
  rowsOf,
  temporaryPlane,
  until,
} from '../testing/plane-process.ts';
import { randomFrom } from '../testing/random.ts';

const KILLS = Number(process.env.WEIR_KILLS ?? 20);
const EVENTS = 500 * KILLS;
const EVENTS_PER_REQUEST = 10;
const PRODUCERS = 4;
const LIFE_MS = { min: 150, max: 1_900 };

const GRAPH = graphOf({
  nodes: [
    ['door', 'http', { schema: EVENT_COLUMNS, eventTime: 'ts', watermarkDelay: '10 min' }],
    ['raw', 'file_sink', { path: 'files/raw' }],
    [
      'win',
      'tumbling',
      {
        size: '1 min',
        keys: [],
        aggregates: [
          { name: 'n', expression: 'COUNT(*)' },
          { name: 'total', expression: 'SUM(`value`)' },
        ],
      },
    ],
    ['counts', 'file_sink', { path: 'files/counts' }],
  ],
  edges: [
    ['door.out', 'raw.in'],
    ['door.out', 'win.in'],
    ['win.out', 'counts.in'],
  ],
});

const START = {
  jobKey: 'kill.production',
  pipelineId: 'kill',
  environment: 'production',
  graph: GRAPH,
  graphHash: 'h',
  doors: [{ nodeId: 'door', token: 'secret-token' }],
} as const;

/** What the producers know: the oracle. */
class Journal {
  readonly acknowledged = new Set<string>();
  /** Sent, never answered, and not sent again. */
  readonly abandoned = new Set<string>();
  /** Ids by the number of the first event of their request. */
  readonly requests = new Map<number, readonly string[]>();
  next = 0;
  limit = 0;
  finished = false;
}

const rawRow = z.object({ id: z.string(), value: z.number() });
const countRow = z.object({ n: z.number(), total: z.number() });

let plane: PlaneProcess | undefined;
afterEach(async () => plane?.kill());

test(`I1, I2: ${KILLS} kills while ${EVENTS} events are posted: each acknowledged event exactly once`, {
  timeout: 60_000 + KILLS * 6_000,
}, async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const options = await temporaryPlane();
  const journal = new Journal();
  const producers = Array.from({ length: PRODUCERS }, (_, index) =>
    produce(options, journal, { keyed: index % 2 === 0 }),
  );
  const seen = await killAgainAndAgain(options, journal, seed);
  journal.limit = EVENTS;
  await until(() => journal.next >= EVENTS, 60_000);
  journal.finished = true;
  await Promise.all(producers);
  const info = await plane?.request('job.stop', { jobKey: START.jobKey, mode: 'finish' });
  expect(info?.status).toBe('finished');
  await plane?.shutdown();
  check(options, journal, `seed ${seed}`);
  // I29: the run means something.
  expect(journal.acknowledged.size).toBeGreaterThan(EVENTS * 0.8);
  expect(seen.checkpoints).toBeGreaterThan(KILLS / 4);
  expect(seen.killsInFlight).toBeGreaterThan(KILLS / 4);
  process.stdout.write(
    `kill test: seed ${seed}, ${journal.acknowledged.size} acknowledged, ${journal.abandoned.size} abandoned, ${JSON.stringify(seen)}\n`,
  );
  options.remove();
});

async function killAgainAndAgain(
  options: PlaneOptions,
  journal: Journal,
  seed: number,
): Promise<{ readonly checkpoints: number; readonly killsInFlight: number }> {
  const random = randomFrom(seed);
  let checkpoints = 0;
  let killsInFlight = 0;
  plane = await PlaneProcess.start(options);
  await plane.request('job.start', START);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const lifeMs = LIFE_MS.min + random() * (LIFE_MS.max - LIFE_MS.min);
    const before = journal.next;
    const target = Math.ceil((kill * EVENTS) / (KILLS + 1));
    // Posted over the life, so that a kill meets any phase of a checkpoint; then a burst, so that it meets requests.
    for (let part = 1; part <= 12; part += 1) {
      journal.limit = before + ((target - before) * part) / 20;
      await pause(lifeMs / 12);
    }
    journal.limit = target;
    await pause(random() * 20);
    if (journal.acknowledged.size + journal.abandoned.size < journal.next) killsInFlight += 1;
    checkpoints += plane.events.filter(
      (event) => event.event === 'job.changed' && event.info.checkpoint !== undefined,
    ).length;
    // While nothing listens only what was not answered is sent again.
    journal.limit = journal.next;
    await plane.kill();
    plane = await PlaneProcess.start(options);
    const info = await plane.request('job.start', START);
    expect(info, `seed ${seed}, kill ${kill}`).toMatchObject({ status: 'running', notices: [] });
  }
  return { checkpoints, killsInFlight };
}

function check(options: PlaneOptions, journal: Journal, context: string): void {
  const rows = parts(options, 'raw').map((row) => rawRow.parse(row));
  const times = new Map<string, number>();
  for (const { id } of rows) times.set(id, (times.get(id) ?? 0) + 1);
  const wrong = [...journal.acknowledged].filter((id) => times.get(id) !== 1);
  expect(wrong, `${context}: acknowledged, not exactly once`).toEqual([]);
  const ghosts = [...times].filter(
    ([id, count]) => count !== 1 || !(journal.acknowledged.has(id) || journal.abandoned.has(id)),
  );
  expect(ghosts, `${context}: ghosts and doubles`).toEqual([]);
  // Never partially: the events of a request that was never answered are all there or none.
  for (const [first, ids] of journal.requests) {
    expect(new Set(ids.map((id) => times.has(id))).size, `${context}: request of ${first}`).toBe(1);
  }
  const counts = parts(options, 'counts').map((row) => countRow.parse(row));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  expect(sum(counts.map((row) => row.n)), context).toBe(rows.length);
  expect(sum(counts.map((row) => row.total)), context).toBe(sum(rows.map((row) => row.value)));
}

/** Posts requests one after the other; with a key, what was not answered is sent again until it is. */
async function produce(
  options: PlaneOptions,
  journal: Journal,
  how: { readonly keyed: boolean },
): Promise<void> {
  while (!journal.finished) {
    if (journal.next >= journal.limit) {
      await pause(5);
      continue;
    }
    const first = journal.next;
    journal.next += EVENTS_PER_REQUEST;
    const numbers = Array.from({ length: EVENTS_PER_REQUEST }, (_, index) => first + index);
    const ids = numbers.map((number) => `e-${number}`);
    journal.requests.set(first, ids);
    const body = JSON.stringify(numbers.map((value) => ({ id: `e-${value}`, value, ts: timeOf(value) })));
    const key = how.keyed ? `request-${first}` : undefined;
    let acknowledged = await post(options, body, key);
    while (!acknowledged && how.keyed) {
      await pause(20);
      acknowledged = await post(options, body, key);
    }
    for (const id of ids) (acknowledged ? journal.acknowledged : journal.abandoned).add(id);
    if (!acknowledged) await pause(20);
  }
}

function timeOf(number: number): string {
  return new Date(1_767_225_600_000 + number * 1000).toISOString();
}

async function post(options: PlaneOptions, body: string, key: string | undefined): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${options.doorPort}/in/production/kill/door`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer secret-token',
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body,
    });
    await response.text();
    return response.status === 202;
  } catch {
    // The process is dead, or died before it answered.
    return false;
  }
}

function parts(options: PlaneOptions, name: string): readonly unknown[] {
  const folder = join(options.dataDir, 'files', name);
  return rowsOf(
    folder,
    readdirSync(folder).filter((file) => file.startsWith('part-')),
  );
}
