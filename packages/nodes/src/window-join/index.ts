// Window join: rows of both sides that belong to the same window and have equal keys.
import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import {
  flinkJoin,
  JOIN_CONDITION_FIELDS,
  JOIN_INPUTS,
  JOIN_KEY_FIELDS,
  JOIN_PREFIX_FIELDS,
  joinedColumns,
  joinNeeds,
  joinProblems,
  joinScopes,
  joinTypeField,
  sidesOf,
} from '@weir/engine/join-node';
import { windowJoinOperator } from '@weir/engine/runtime/window-join';
import { sql, sqlId } from '@weir/shared/fragment';
import type { StreamType } from '@weir/shared/stream-type';
import { cases } from './cases.ts';

const JOIN_TYPES = ['inner', 'left', 'right', 'full', 'semi', 'anti'] as const;

export const windowJoin = defineNode({
  type: 'window_join',
  palette: {
    group: 'join',
    title: 'Window join',
    summary: 'Joins rows of the same window with equal keys.',
    icon: 'window-join',
    keywords: ['join', 'tumble', 'hop', 'same window', 'correlate'],
  },
  docs: `Joins two streams whose rows have windows, from a window aggregate or *Assign window*: rows match when window start, window end and
keys are equal. The result comes when the watermark reaches the last millisecond of the window, and never changes.

**Types.** *Left*, *right* and *full* also give rows without a partner, padded with NULL. *Semi* gives left rows that have a partner,
*anti* those that have none.

**Late rows**, whose window has fired, are counted and kept as dead letters (T18). **NULL** keys never match.

**State** is the rows of the windows that are open; at 5,000,000 rows further rows are errors (STATE_LIMIT).`,
  inputs: JOIN_INPUTS,
  outputs: [{ name: 'out', title: 'Pairs' }],
  fields: {
    type: joinTypeField(JOIN_TYPES),
    leftKeys: { ...JOIN_KEY_FIELDS.leftKeys, optional: true },
    rightKeys: { ...JOIN_KEY_FIELDS.rightKeys, optional: true },
    ...JOIN_CONDITION_FIELDS,
    ...JOIN_PREFIX_FIELDS,
  },
  meaning: (config) => `${config.type} on the window${config.leftKeys.map((key) => `, ${key}`).join('')}`,
  scopes: joinScopes,
  infer: ({ config, inputs }) => {
    const [left, right] = sidesOf(inputs);
    if (left === undefined || right === undefined) return { outputs: undefined, problems: [] };
    const type = typeOf(config.type);
    const columns = joinedColumns(left, right, { prefix: config.prefix, type });
    const problems = [
      ...windowProblems('left', left),
      ...windowProblems('right', right),
      ...joinProblems(config, left, right, columns),
    ];
    if (problems.length > 0) return { outputs: undefined, problems };
    // Where a left row may be missing, its window and time may be NULL.
    const timed =
      type === 'right' || type === 'full' ? {} : { window: left.window, eventTime: left.eventTime };
    const out: StreamType = { ...timed, columns, changes: 'append' };
    return { outputs: { out }, problems: [] };
  },
  eventTime: false,
  embedded: {
    kind: 'operator',
    create: (ctx) => windowJoinOperator(ctx, { ...ctx.config, type: typeOf(ctx.config.type) }),
    needs: (ctx) => joinNeeds({ ...ctx, more: windowsOf(ctx.inputs) }),
  },
  flink: (ctx) => {
    const [left, right] = sidesOf(ctx.inputs);
    if (left?.window === undefined || right?.window === undefined)
      return { kind: 'unsupported', reason: 'an input has no windows' };
    const equal = (a: string, b: string) => sql`l.${sqlId(a)} = r.${sqlId(b)}`;
    const windows = [equal(left.window.start, right.window.start), equal(left.window.end, right.window.end)];
    return flinkJoin(ctx, typeOf(ctx.config.type), windows);
  },
  cases,
});

function typeOf(text: string): (typeof JOIN_TYPES)[number] {
  return JOIN_TYPES.find((type) => type === text) ?? 'inner';
}

function windowProblems(port: string, type: StreamType): readonly NodeProblem[] {
  if (type.window !== undefined) return [];
  return [
    {
      code: 'WINDOW_MISSING',
      port,
      message: `rows of ${port} belong to no window`,
      hint: 'Put a window aggregate or Assign window before it, and keep its columns window_start and window_end.',
    },
  ];
}

function windowsOf(inputs: Readonly<Record<string, StreamType>>): {
  readonly left: readonly string[];
  readonly right: readonly string[];
} {
  const of = (type: StreamType | undefined): readonly string[] =>
    type?.window === undefined ? [] : [type.window.start, type.window.end];
  return { left: of(inputs['left']), right: of(inputs['right']) };
}
