// Clients of a simulated world: they post requests, repeat what was not answered, and keep a journal of what they know.
import { DELAY_MS, type SimGraph } from './graphs.node.ts';
import type { Random } from './random.node.ts';

export const EPOCH_MS = 1_767_225_600_000;

/** One event as it was sent. */
export type SentEvent = { readonly id: string; readonly line: string };

/** One request: what was sent, and what the client was told about it. */
export type SentRequest = {
  readonly door: string;
  readonly events: readonly SentEvent[];
  readonly key: string | undefined;
  answer: 'acked' | 'unanswered';
};

/** What a door answers, or that the line broke. */
export type Answer = 'accepted' | 'conflict' | 'refused' | 'gone';

export type ClientWorld = {
  readonly random: Random;
  readonly sleep: (ms: number) => Promise<void>;
  readonly post: (door: string, body: string, key: string | undefined) => Promise<Answer>;
  readonly journal: Journal;
};

export class Journal {
  readonly requests: SentRequest[] = [];
  /** Bodies that came with a key that another body had: each must have been refused. */
  readonly stolenKeys: { readonly answer: Answer }[] = [];
  repeated = 0;
  refused = 0;
}

const EVENTS_MAX = 4;

/** Posts requests one after the other. */
export async function client(
  world: ClientWorld,
  options: {
    readonly graph: SimGraph;
    readonly door: string;
    readonly name: string;
    readonly requests: number;
  },
): Promise<void> {
  const { random, journal } = world;
  let timeMs = EPOCH_MS;
  for (let number = 0; number < options.requests; number += 1) {
    timeMs += random.whole(0, 1500);
    const events = Array.from({ length: random.whole(1, EVENTS_MAX) }, (_, index) =>
      eventOf(`${options.name}-${number}-${index}`, timeMs, random, options.graph),
    );
    // What goes into a join must come in its order: a repetition later than others would be late.
    const keyed = options.graph.name === 'join' || random.chance(0.6);
    const request: SentRequest = {
      door: options.door,
      events,
      key: keyed ? `${options.name}-${number}` : undefined,
      answer: 'unanswered',
    };
    journal.requests.push(request);
    await send(world, request);
    if (random.chance(0.1)) await sendAgain(world, request);
    await world.sleep(random.chance(0.1) ? random.whole(0, 1500) : random.whole(0, 150));
  }
}

/** With a key until it is accepted, without once. */
async function send(world: ClientWorld, request: SentRequest): Promise<void> {
  for (;;) {
    const answer = await world.post(request.door, bodyOf(request.events), request.key);
    if (answer === 'accepted') request.answer = 'acked';
    if (answer === 'conflict') throw new Error(`request ${request.key} was refused as another one`);
    if (answer === 'refused') world.journal.refused += 1;
    if (answer === 'accepted' || (request.key === undefined && answer === 'gone')) return;
    await world.sleep(world.random.whole(20, 300));
  }
}

/** A client that missed the answer sends the same again; a broken one sends something else under the same key. */
async function sendAgain(world: ClientWorld, request: SentRequest): Promise<void> {
  if (request.key === undefined || request.answer !== 'acked') return;
  world.journal.repeated += 1;
  if (world.random.chance(0.7)) await world.post(request.door, bodyOf(request.events), request.key);
  else {
    const body = '{"id":"thief","k":"a","value":1,"ts":"2026-01-01 00:00:00.000"}\n';
    world.journal.stolenKeys.push({ answer: await world.post(request.door, body, request.key) });
  }
}

function bodyOf(events: readonly SentEvent[]): string {
  return events.map(({ line }) => `${line}\n`).join('');
}

function eventOf(id: string, timeMs: number, random: Random, graph: SimGraph): SentEvent {
  const isJoin = graph.name === 'join';
  if (!isJoin && random.chance(0.04)) return { id, line: `no event ${id}` };
  const disorderMs = random.whole(0, DELAY_MS - 1);
  // Some come so late that their window may have fired.
  const lateMs = !isJoin && random.chance(0.05) ? random.whole(0, 40_000) : 0;
  const farMs = !isJoin && random.chance(0.02) ? 365 * 86_400_000 : 0;
  const ts = new Date(timeMs - disorderMs - lateMs + farMs).toISOString().replace('T', ' ').slice(0, 23);
  const value = random.whole(isJoin ? 1 : -2, 20);
  const k = random.pick(['a', 'b', 'c', 'd']);
  const time = !isJoin && random.chance(0.02) ? 'null' : `"${ts}"`;
  return { id, line: `{"id":"${id}","k":"${k}","value":${value},"ts":${time}}` };
}
