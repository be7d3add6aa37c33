// The state of a pattern as JSON: rows once, matches as lists of steps and numbers of rows.

import type { Value } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { z } from 'zod';
import { loadValue, savedValueSchema, saveValue } from '../snapshot-values.ts';
import type { Matcher, MatchPath, MatchRow } from './matcher.ts';
import type { WaitingRow } from './pattern-operator.ts';

const rowSchema = z.strictObject({ id: z.number(), time: z.number(), values: z.array(savedValueSchema) });
/** Step and number of the row, in the order of time. */
const pathSchema = z.array(z.tuple([z.number(), z.number()]));

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  taken: z.number(),
  waiting: z.array(
    z.strictObject({ key: z.array(savedValueSchema), time: z.number(), values: z.array(savedValueSchema) }),
  ),
  keys: z.array(
    z.strictObject({
      key: z.array(savedValueSchema),
      rows: z.array(rowSchema),
      partials: z.array(z.strictObject({ step: z.number(), count: z.number(), path: pathSchema })),
      completed: z.array(pathSchema),
    }),
  ),
});

/** What is kept. */
export type PatternState = {
  readonly taken: number;
  readonly waiting: readonly WaitingRow[];
  readonly keys: ReadonlyMap<number, Matcher>;
};

/** The state as JSON; keys in the order of their first row that is held. */
export function savePattern(
  state: PatternState & { readonly keyOf: (slot: number) => readonly Value[] },
): Json {
  const keys = [...state.keys].map(([slot, matcher]) => {
    const rows = new Map<number, MatchRow>();
    const partials = matcher.partials.map(({ step, count, path }) => ({
      step,
      count,
      path: savePath(path, rows),
    }));
    const completed = matcher.completed.map(({ path }) => savePath(path, rows));
    const saved = [...rows.values()].sort((a, b) => a.id - b.id);
    return {
      key: state.keyOf(slot).map(saveValue),
      rows: saved.map(({ id, timeMs, values }) => ({ id, time: timeMs, values: values.map(saveValue) })),
      partials,
      completed,
    };
  });
  keys.sort((a, b) => (a.rows[0]?.id ?? 0) - (b.rows[0]?.id ?? 0));
  const waiting = state.waiting.map(({ slot, timeMs, values }) => ({
    key: state.keyOf(slot).map(saveValue),
    time: timeMs,
    values: values.map(saveValue),
  }));
  return { schema: 1, taken: state.taken, waiting, keys };
}

function savePath(path: MatchPath, rows: Map<number, MatchRow>): [number, number][] {
  const saved: [number, number][] = [];
  for (let at: MatchPath | undefined = path; at !== undefined; at = at.before) {
    rows.set(at.row.id, at.row);
    saved.push([at.step, at.row.id]);
  }
  return saved.reverse();
}

/** The state of its JSON. */
export function loadPattern(
  json: Json,
  slotOf: (key: readonly Value[]) => number,
  matcher: () => Matcher,
): PatternState {
  const saved = snapshotSchema.parse(json);
  const waiting = saved.waiting.map(
    ({ key, time, values }, index): WaitingRow => ({
      id: index,
      timeMs: time,
      values: values.map(loadValue),
      slot: slotOf(key.map(loadValue)),
    }),
  );
  const keys = new Map<number, Matcher>();
  for (const { key, rows, partials, completed } of saved.keys) {
    const known = new Map(
      rows.map(({ id, time, values }) => [id, { id, timeMs: time, values: values.map(loadValue) }] as const),
    );
    const own = matcher();
    own.partials = partials.map(({ step, count, path }) => ({ step, count, ...loadPath(path, known) }));
    own.completed = completed.map((path) => loadPath(path, known));
    keys.set(slotOf(key.map(loadValue)), own);
  }
  return { taken: saved.taken, waiting, keys };
}

function loadPath(
  saved: readonly (readonly [number, number])[],
  rows: ReadonlyMap<number, MatchRow>,
): { readonly start: MatchRow; readonly path: MatchPath } {
  let path: MatchPath | undefined;
  let start: MatchRow | undefined;
  for (const [step, id] of saved) {
    const row = rows.get(id);
    if (row === undefined) throw new Error('bug: a match of a snapshot names a row that is not there');
    start ??= row;
    path = { step, row, before: path, length: (path?.length ?? 0) + 1 };
  }
  if (path === undefined || start === undefined) throw new Error('bug: a match of a snapshot is empty');
  return { start, path };
}
