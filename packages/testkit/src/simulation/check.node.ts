// The invariants of a world at its end, against the clients' journal and the oracle (guarantees.md 1.12).
//
// I1  every acknowledged event is in its log exactly once, and the output is what the oracle makes of the logs: so it is
//     in the output exactly once, or through exactly one window, pair or dead letter.
// I2  what was not acknowledged is there whole or not at all: the events of a request stand side by side.
// I3  nothing is in a log that no client sent; nothing in the output that the oracle does not derive.
// I4, I5  the lines of files are those of the oracle, in the order of the log where the pipeline keeps order.
// I6  counters of the last checkpoint: what came in is what went out, was filtered, late, or a dead letter.
// I7  watermarks of checkpoints never fall (watch.node.ts); late rows are those of the oracle, among the letters.
// I8  epochs and generations rise, nothing is visible that is not promised (watch.node.ts); what is fenced stays out.
// I9, I10  see restore.node.ts, on a sample.   I13  see world.node.ts.   I14  disk full: no loss, and it is over.
// I15, I22  dead letters are exactly those of the oracle, late rows included.
// I16  a key with another body was refused.   I19  damage: exact all the same, or said loudly.
// I20, I21  the oracle knows nothing of chunks, batches and checkpoints: equal output means independent of them.
// I23  clock faults, I24 crashes in recovery: worlds have them, the same must hold.   I29, I30  simulation.test.ts.

import { EPOCH_MS, type Journal } from './client.node.ts';
import type { SimGraph } from './graphs.node.ts';
import { expectedOutput, type Letter, type LoggedRecord, type Output } from './oracle.node.ts';
import { outputOf, recordsOf } from './results.node.ts';
import type { World } from './world.node.ts';

type Records = Readonly<Record<string, readonly LoggedRecord[]>>;

/** Throws with the name of the invariant that does not hold. */
export function checkWorld(world: World): void {
  const { graph } = world.options;
  const records = Object.fromEntries(graph.doors.map((door) => [door, recordsOf(world.platter, door)]));
  checkKeys(world.journal);
  if (world.loud !== undefined) return;
  // A log that rotted cannot be held against the oracle; what was made of it has no doubles all the same.
  if (world.flipped.some((path) => path.includes('/doors/'))) {
    checkNothingElse(world, outputOf(world.platter, graph));
    return;
  }
  for (const door of graph.doors) checkLog({ door, journal: world.journal, records: records[door] ?? [] });
  const output = outputOf(world.platter, graph);
  checkOutput(graph, output, expectedOutput(graph, records));
  checkCounters(world, records, output);
  if (world.flippedNewest && !world.watch.notices.some((notice) => notice.includes('damaged')))
    throw new Error('I19: the newest checkpoint was damaged and nobody said so');
}

function checkKeys(journal: Journal): void {
  if (journal.stolenKeys.some(({ answer }) => answer === 'accepted'))
    throw new Error('I16: a key that came with another body was accepted');
}

/** Rows that could not come from what was sent, or are there twice. */
function checkNothingElse(world: World, output: Output): void {
  const { graph } = world.options;
  const arrivalMs = EPOCH_MS + 86_400_000;
  const sent = Object.fromEntries(
    graph.doors.map((door) => [
      door,
      world.journal.requests
        .filter((request) => request.door === door)
        .flatMap(({ events }) => events.map(({ line }) => ({ line, arrivalMs }))),
    ]),
  );
  const possible = expectedOutput(graph, sent);
  for (const sink of graph.sinks) {
    // What a window counts depends on what is lost; all else is made of single events.
    if (sink === 'counts') continue;
    const lines = (output.files[sink] ?? []).map(UNORDERED[sink] ?? ((line) => line));
    const known = new Set(possible.files[sink]);
    const wrong = lines.find((line) => !known.has(line));
    if (wrong !== undefined) throw new Error(`I19: ${sink} has ${wrong}, made of damaged bytes`);
    if (new Set(lines).size !== lines.length) throw new Error(`I19: rows of ${sink} are there twice`);
  }
}

function checkLog(log: {
  readonly door: string;
  readonly journal: Journal;
  readonly records: readonly LoggedRecord[];
}): void {
  const { door, journal, records } = log;
  const places = new Map<string, number[]>();
  for (const [index, { line }] of records.entries()) places.set(line, [...(places.get(line) ?? []), index]);
  const requests = journal.requests.filter((request) => request.door === door);
  for (const { events, answer, key } of requests) {
    const found = events.map(({ line }) => places.get(line) ?? []);
    const what = `${answer} request ${key ?? 'without key'} of ${events[0]?.id}`;
    if (found.some((at) => at.length > 1)) throw new Error(`I1: ${what} is in the log more than once`);
    const first = found[0]?.[0];
    if (first === undefined && found.every((at) => at.length === 0)) {
      if (answer === 'acked') throw new Error(`I1: ${what} is lost`);
      continue;
    }
    if (found.some((at, index) => at[0] !== (first ?? -1) + index))
      throw new Error(`I2: ${what} is there in part`);
  }
  const sent = new Set(requests.flatMap(({ events }) => events.map(({ line }) => line)));
  const ghost = records.find(({ line }) => !sent.has(line));
  if (ghost !== undefined) throw new Error(`I3: ${ghost.line} was never sent`);
}

/** Files whose lines have no order of their own: compared as sets with counts. */
const UNORDERED: Readonly<Record<string, (line: string) => string>> = {
  counts: (line) => {
    const { window_start, k, n, total } = JSON.parse(line);
    return JSON.stringify({ startMs: Date.parse(`${window_start.replace(' ', 'T')}Z`), k, n, total });
  },
  pairs: (line) => {
    const { id, right_id } = JSON.parse(line);
    return JSON.stringify({ left: id, right: right_id });
  },
};

export function checkOutput(graph: SimGraph, output: Output, expected: Output): void {
  for (const sink of graph.sinks) {
    const normal = UNORDERED[sink];
    const lines = output.files[sink] ?? [];
    const wanted = expected.files[sink] ?? [];
    if (normal === undefined) compare(`I4, I5: ${sink}`, lines, wanted);
    else compare(`I4: ${sink}`, lines.map(normal).sort(), [...wanted].sort());
  }
  const text = (letter: Letter): string => `${letter.nodeId} ${letter.code} ${letter.text}`;
  compare('I15, I22: dead letters', output.letters.map(text).sort(), expected.letters.map(text).sort());
}

function compare(what: string, found: readonly string[], wanted: readonly string[]): void {
  const length = Math.max(found.length, wanted.length);
  for (let index = 0; index < length; index += 1)
    if (found[index] !== wanted[index])
      throw new Error(
        `${what}: ${found.length} found, ${wanted.length} wanted; at ${index} ${found[index]} instead of ${wanted[index]}`,
      );
}

function checkCounters(world: World, records: Records, output: Output): void {
  const { graph } = world.options;
  const counters = world.watch.manifests().at(-1)?.counters ?? {};
  const equal = (what: string, found: number | undefined, wanted: number): void => {
    if ((found ?? 0) !== wanted) throw new Error(`I6: ${what}: ${found} counted, ${wanted} in truth`);
  };
  for (const door of graph.doors) {
    const counted = counters[door];
    equal(
      `rows and letters of ${door}`,
      (counted?.rowsOut['out'] ?? 0) + (counted?.errors ?? 0),
      (records[door] ?? []).length,
    );
  }
  for (const { nodeId, inputs } of graph.plan.steps) {
    const counted = counters[nodeId];
    const above = inputs.reduce((sum, { from }) => {
      const [node = '', port = ''] = from.split('.');
      return sum + (counters[node]?.rowsOut[port] ?? 0);
    }, 0);
    equal(`rows into ${nodeId}`, counted?.rowsIn, above);
    if (graph.sinks.includes(nodeId))
      equal(`rows of ${nodeId}`, counted?.written, (output.files[nodeId] ?? []).length);
  }
  const late = output.letters.filter(({ code }) => code === 'LATE').length;
  if (graph.name === 'windows') {
    equal('late rows', counters['win']?.late, late);
    const inWindows = (output.files['counts'] ?? []).reduce((sum, line) => sum + JSON.parse(line).n, 0);
    equal('rows into windows', counters['win']?.rowsIn, inWindows + late);
  }
}
