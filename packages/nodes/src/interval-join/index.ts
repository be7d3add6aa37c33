// Interval join: pairs of rows with equal keys whose event times lie close together.

import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import { flinkInterval } from '@weir/engine/flink/table';
import {
  eventTimes,
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
import { intervalJoinOperator } from '@weir/engine/runtime/interval-join';
import { durationText, parseDurationMs } from '@weir/shared/duration';
import { sql, sqlId } from '@weir/shared/fragment';
import { cases } from './cases.ts';

const JOIN_TYPES = ['inner', 'left', 'right', 'full'] as const;

export const intervalJoin = defineNode({
  type: 'interval_join',
  palette: {
    group: 'join',
    title: 'Interval join',
    summary: 'Joins two streams on a key where event times are close.',
    icon: 'interval-join',
    key: 'j',
    keywords: ['join', 'correlate', 'match', 'between', 'enrich'],
  },
  docs: `Gives a row for each pair with equal keys where the left event time lies between the right one plus *from* and plus *to*, both
included. Keys that are NULL never match.

**State.** A row is kept until no row of the other side that is on time can match. **Late rows** still join what is kept (T8).

**Types.** *Left*, *right* and *full* also give rows that never had a partner, padded with NULL, when they leave the state. Rows are only
added: the result never changes.

**Columns**: those of left, then those of right; a right column whose name exists already gets the prefix. The event time is that of
left (none for *right* and *full*, where left may be missing); the watermark below the join is held back by the larger bound.`,
  inputs: JOIN_INPUTS,
  outputs: [{ name: 'out', title: 'Pairs' }],
  fields: {
    type: joinTypeField(JOIN_TYPES),
    ...JOIN_KEY_FIELDS,
    lower: {
      kind: 'duration',
      title: 'From',
      help: 'Left event time is at least right event time plus this.',
      negative: true,
      default: '-10 min',
    },
    upper: {
      kind: 'duration',
      title: 'To',
      help: 'Left event time is at most right event time plus this.',
      negative: true,
      default: '10 min',
    },
    ...JOIN_CONDITION_FIELDS,
    ...JOIN_PREFIX_FIELDS,
  },
  meaning: (config) => `${config.lower} to ${config.upper} on ${config.leftKeys.join(', ') || 'no key yet'}`,
  scopes: joinScopes,
  infer: ({ config, inputs }) => {
    const [left, right] = sidesOf(inputs);
    if (left === undefined || right === undefined) return { outputs: undefined, problems: [] };
    const type = typeOf(config.type);
    const columns = joinedColumns(left, right, { prefix: config.prefix, type });
    const problems = [...boundProblems(config), ...joinProblems(config, left, right, columns)];
    if (problems.length > 0) return { outputs: undefined, problems };
    const eventTime = type === 'inner' || type === 'left' ? left.eventTime : undefined;
    return { outputs: { out: { columns, eventTime, changes: 'append' } }, problems: [] };
  },
  eventTime: true,
  embedded: {
    kind: 'operator',
    create: (ctx) =>
      intervalJoinOperator(ctx, { ...ctx.config, ...boundsOf(ctx.config), type: typeOf(ctx.config.type) }),
    // A padded row leaves one millisecond after its last partner could have come.
    watermarkLagMs: (config) => {
      const { lowerMs, upperMs } = boundsOf(config);
      return Math.max(-lowerMs, upperMs, 0) + (typeOf(config.type) === 'inner' ? 0 : 1);
    },
    needs: (ctx) => joinNeeds({ ...ctx, more: eventTimes(ctx.inputs) }),
  },
  flink: (ctx) => {
    const [left, right] = sidesOf(ctx.inputs);
    if (left?.eventTime === undefined || right?.eventTime === undefined)
      return { kind: 'unsupported', reason: 'an input is not connected or has no event time' };
    const { lowerMs, upperMs } = boundsOf(ctx.config);
    const [l, r] = [sql`l.${sqlId(left.eventTime)}`, sql`r.${sqlId(right.eventTime)}`];
    const between = sql`${l} BETWEEN ${r} + ${flinkInterval(lowerMs)} AND ${r} + ${flinkInterval(upperMs)}`;
    return flinkJoin(ctx, typeOf(ctx.config.type), [between]);
  },
  cases,
});

type Bounds = { readonly lower: string; readonly upper: string };

function typeOf(text: string): (typeof JOIN_TYPES)[number] {
  return JOIN_TYPES.find((type) => type === text) ?? 'inner';
}

function boundsOf(config: Bounds): { readonly lowerMs: number; readonly upperMs: number } {
  return { lowerMs: parseDurationMs(config.lower) ?? 0, upperMs: parseDurationMs(config.upper) ?? 0 };
}

function boundProblems(config: Bounds): readonly NodeProblem[] {
  const { lowerMs, upperMs } = boundsOf(config);
  if (lowerMs <= upperMs) return [];
  return [
    {
      code: 'JOIN_BOUNDS',
      field: 'lower',
      message: `from ${durationText(lowerMs)} lies above to ${durationText(upperMs)}`,
      hint: 'Swap the bounds.',
    },
  ];
}
