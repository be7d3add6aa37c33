// Join: rows of two streams with equal keys, over everything that came so far.
import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import {
  flinkJoin,
  JOIN_CONDITION_FIELDS,
  JOIN_INPUTS,
  JOIN_KEY_FIELDS,
  JOIN_PREFIX_FIELDS,
  type JoinType,
  joinedColumns,
  joinNeeds,
  joinProblems,
  joinScopes,
  joinTypeField,
  sidesOf,
} from '@weir/engine/join-node';
import { regularJoinOperator } from '@weir/engine/runtime/regular-join';
import { parseDurationMs } from '@weir/shared/duration';
import type { StreamType } from '@weir/shared/stream-type';
import { cases } from './cases.ts';

const JOIN_TYPES = ['inner', 'left', 'right', 'full', 'semi', 'anti'] as const;

export const join = defineNode({
  type: 'join',
  palette: {
    group: 'join',
    title: 'Join',
    summary: 'Joins two streams on a key, over all rows so far.',
    icon: 'join',
    keywords: ['regular join', 'inner', 'left', 'outer', 'full', 'semi', 'anti', 'exists', 'combine'],
  },
  docs: `Gives a row for each pair with equal keys, whichever side comes first. Event time plays no part, and the result has none: where
times are close, use *Interval join*, which forgets old rows.

**Types.** *Left*, *right* and *full* also give rows without a partner, padded with NULL, and take them back when a partner comes (the
result is a stream of changes). *Semi* gives the left rows that have a partner, *anti* those that have none.

**Changes.** Both inputs may be streams of changes; what they take back is taken back from the result. An inner join of rows that are only
added gives rows that are only added.

**NULL** keys never match. **State** holds all rows of both sides; *keep left* and *keep right* forget a row so long after it came (in
processing time, so a replay may give another result: T14). At 20,000,000 rows further rows are errors (STATE_LIMIT).`,
  inputs: JOIN_INPUTS,
  outputs: [{ name: 'out', title: 'Pairs' }],
  fields: {
    type: joinTypeField(JOIN_TYPES),
    ...JOIN_KEY_FIELDS,
    leftKeys: { ...JOIN_KEY_FIELDS.leftKeys, optional: true },
    rightKeys: { ...JOIN_KEY_FIELDS.rightKeys, optional: true },
    ...JOIN_CONDITION_FIELDS,
    leftTtl: {
      kind: 'duration',
      title: 'Keep left for',
      section: 'State',
      help: 'Empty: for ever.',
      placeholder: 'for ever',
      default: '',
      optional: true,
    },
    rightTtl: {
      kind: 'duration',
      title: 'Keep right for',
      section: 'State',
      help: 'Empty: for ever.',
      placeholder: 'for ever',
      default: '',
      optional: true,
    },
    ...JOIN_PREFIX_FIELDS,
  },
  meaning: (config) => `${config.type} on ${config.leftKeys.join(', ') || 'every pair'}`,
  scopes: joinScopes,
  infer: ({ config, inputs }) => {
    const [left, right] = sidesOf(inputs);
    if (left === undefined || right === undefined) return { outputs: undefined, problems: [] };
    const type = typeOf(config.type);
    const columns = joinedColumns(left, right, { prefix: config.prefix, type });
    const problems: readonly NodeProblem[] = [
      ...joinProblems(config, left, right, columns),
      ...emptyProblems(config),
    ];
    if (problems.some(({ severity }) => severity !== 'warning')) return { outputs: undefined, problems };
    const out: StreamType = { columns, key: keyOf(type, left), changes: changesOf(type, left, right) };
    return { outputs: { out }, problems };
  },
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'operator',
    create: (ctx) =>
      regularJoinOperator(ctx, {
        ...ctx.config,
        type: typeOf(ctx.config.type),
        leftTtlMs: ttlMs(ctx.config.leftTtl),
        rightTtlMs: ttlMs(ctx.config.rightTtl),
      }),
    needs: joinNeeds,
  },
  flink: (ctx) => flinkJoin(ctx, typeOf(ctx.config.type)),
  cases,
});

function typeOf(text: string): JoinType {
  return JOIN_TYPES.find((type) => type === text) ?? 'inner';
}

function ttlMs(text: string): number | undefined {
  return text === '' ? undefined : parseDurationMs(text);
}

/** Rows can be taken back when an input takes them back, or when a row may come out before its partner. */
function changesOf(type: JoinType, left: StreamType, right: StreamType): StreamType['changes'] {
  const isPlain = type === 'inner' && left.changes === 'append' && right.changes === 'append';
  const isPlainSemi = type === 'semi' && left.changes === 'append' && right.changes === 'append';
  return isPlain || isPlainSemi ? 'append' : 'retract';
}

function keyOf(type: JoinType, left: StreamType): StreamType['key'] {
  return type === 'semi' || type === 'anti' ? left.key : undefined;
}

function emptyProblems(config: {
  readonly leftKeys: readonly string[];
  readonly condition: string;
}): readonly NodeProblem[] {
  if (config.leftKeys.length > 0 || config.condition.trim() !== '') return [];
  return [
    {
      code: 'JOIN_KEY',
      severity: 'warning',
      field: 'leftKeys',
      message: 'without keys and condition every left row meets every right row',
      hint: 'Choose the key columns.',
    },
  ];
}
