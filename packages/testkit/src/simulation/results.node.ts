// What a world has left: the records of its logs in order, the lines of its files, its dead letters.
import { DeadLetterList } from '@weir/runner-embedded/drivers/dead-letter-list';
import { eachRecord, readFrame } from '@weir/runner-embedded/log/frame';
import { jobFolder } from '@weir/runner-embedded/plane/job-folders';
import { deadLetterFolder } from '@weir/runner-embedded/plane/recovery';
import type { SimGraph } from './graphs.node.ts';
import { simMachine } from './machine.node.ts';
import type { LoggedRecord, Output } from './oracle.node.ts';
import type { Platter } from './platter.node.ts';
import { Random } from './random.node.ts';
import { Scheduler } from './scheduler.node.ts';
import { doorKey, FOLDERS, JOB_KEY } from './sim-plane.node.ts';

const LETTERS_MAX = 10_000;
const PART = /part-\d+\.ndjson$/;

/** Every record of a door since the world began, also of segments that were released. */
export function recordsOf(platter: Platter, door: string): readonly LoggedRecord[] {
  const folder = `${FOLDERS.doors}/${encodeURIComponent(doorKey(door))}/`;
  const segments = new Map([...platter.archive].filter(([path]) => path.startsWith(folder)));
  for (const path of platter.paths())
    if (path.startsWith(folder) && path.endsWith('.log'))
      segments.set(path, platter.file(path)?.bytes ?? Buffer.alloc(0));
  const records: LoggedRecord[] = [];
  for (const [, bytes] of [...segments].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (let at = 0; at < bytes.length; ) {
      const frame = readFrame(bytes, at, bytes.length);
      if (frame === undefined) break;
      eachRecord(bytes, frame, (from, to) =>
        records.push({ line: bytes.subarray(from, to).toString(), arrivalMs: frame.arrivalMs }),
      );
      at = frame.end;
    }
  }
  return records;
}

/** What is visible of the output. */
export function outputOf(platter: Platter, graph: SimGraph): Output {
  const files = Object.fromEntries(
    graph.sinks.map((sink) => [sink, linesIn(platter, `${FOLDERS.files}/${sink}/`)]),
  );
  const { disk } = idleMachine(platter);
  const { letters } = new DeadLetterList(disk, deadLetterFolder(jobFolder(FOLDERS, JOB_KEY))).read({
    nodeId: undefined,
    limit: LETTERS_MAX,
  });
  return {
    files,
    letters: letters
      .map((letter) => ({ nodeId: letter.nodeId, code: letter.code, text: letter.text ?? '' }))
      .reverse(),
  };
}

function linesIn(platter: Platter, folder: string): readonly string[] {
  return platter
    .paths()
    .filter(
      (path) =>
        path.startsWith(folder) &&
        PART.test(path.slice(folder.length)) &&
        !path.slice(folder.length).startsWith('.'),
    )
    .flatMap((path) => (platter.file(path)?.bytes.toString() ?? '').split('\n').slice(0, -1));
}

/** A machine on which nothing ever breaks and no time goes by. */
export function idleMachine(platter: Platter) {
  return simMachine({
    life: { gone: false, pausedUntilMs: 0 },
    scheduler: new Scheduler(),
    platter,
    random: new Random(1),
    epochMs: () => 0,
    latencyMs: () => 0,
    effectOf: () => ({ kind: 'none' }),
    crash: () => undefined,
  });
}
