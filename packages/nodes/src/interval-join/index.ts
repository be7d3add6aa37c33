// Interval join: pairs of rows with equal keys whose event times lie close together.

import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import { flinkInterval } from '@weir/engine/flink/table';
import { intervalJoinOperator } from '@weir/engine/runtime/interval-join';
import { type Column, sameType, typeText } from '@weir/shared/data-type';
import { durationText, parseDurationMs } from '@weir/shared/duration';
import { joinSql, sql, sqlId } from '@weir/shared/fragment';
import type { StreamType } from '@weir/shared/stream-type';
import { holdsMap } from '@weir/sql/check/types-nested';
import { cases } from './cases.ts';

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

**Columns**: those of left, then those of right; a right column whose name exists already gets the prefix. The event time is that of
left; the watermark below the join is held back by the larger bound.`,
  inputs: [
    { name: 'left', title: 'Left rows' },
    { name: 'right', title: 'Right rows' },
  ],
  outputs: [{ name: 'out', title: 'Pairs' }],
  fields: {
    leftKeys: { kind: 'columns', title: 'Left key', input: 'left', default: [] },
    rightKeys: {
      kind: 'columns',
      title: 'Right key',
      help: 'As many columns as on the left, of the same types.',
      input: 'right',
      default: [],
    },
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
    prefix: {
      kind: 'text',
      title: 'Prefix of right columns',
      help: 'For right columns whose name exists on the left.',
      default: 'right_',
      optional: true,
      section: 'Columns',
    },
  },
  meaning: (config) => `${config.lower} to ${config.upper} on ${config.leftKeys.join(', ') || 'no key yet'}`,
  infer: ({ config, inputs }) => {
    const left = inputs['left']?.[0];
    const right = inputs['right']?.[0];
    if (left === undefined || right === undefined) return { outputs: undefined, problems: [] };
    const problems = [...boundProblems(config), ...keyProblems(config, left, right)];
    if (problems.length > 0) return { outputs: undefined, problems };
    const columns = joinedColumns(left, right, config.prefix);
    const double = columns.find(
      (column, index) => columns.findIndex((other) => other.name === column.name) !== index,
    );
    if (double !== undefined) {
      return {
        outputs: undefined,
        problems: [
          {
            code: 'COLUMN_DUPLICATE',
            field: 'prefix',
            message: `output column ${double.name} occurs twice`,
            hint: 'Choose another prefix.',
          },
        ],
      };
    }
    return { outputs: { out: { columns, eventTime: left.eventTime, changes: 'append' } }, problems: [] };
  },
  eventTime: true,
  embedded: {
    kind: 'operator',
    create: (ctx) => intervalJoinOperator(ctx, { ...ctx.config, ...boundsOf(ctx.config) }),
    watermarkLagMs: (config) => {
      const { lowerMs, upperMs } = boundsOf(config);
      return Math.max(-lowerMs, upperMs, 0);
    },
  },
  flink: ({ config, from, inputs }) => {
    const [leftTable, rightTable] = [from['left']?.[0], from['right']?.[0]];
    const [left, right] = [inputs['left']?.[0], inputs['right']?.[0]];
    if (
      leftTable === undefined ||
      rightTable === undefined ||
      left?.eventTime === undefined ||
      right?.eventTime === undefined
    ) {
      return { kind: 'unsupported', reason: 'an input is not connected or has no event time' };
    }
    const names = joinedColumns(left, right, config.prefix);
    const items = names.map((column, index) => {
      const source =
        index < left.columns.length
          ? sql`l.${sqlId(column.name)}`
          : sql`r.${sqlId(right.columns[index - left.columns.length]?.name ?? '')}`;
      return sql`${source} AS ${sqlId(column.name)}`;
    });
    const keys = config.leftKeys.map(
      (key, index) => sql`l.${sqlId(key)} = r.${sqlId(config.rightKeys[index] ?? '')}`,
    );
    const { lowerMs, upperMs } = boundsOf(config);
    const [l, r] = [sql`l.${sqlId(left.eventTime)}`, sql`r.${sqlId(right.eventTime)}`];
    const between = sql`${l} BETWEEN ${r} + ${flinkInterval(lowerMs)} AND ${r} + ${flinkInterval(upperMs)}`;
    return {
      kind: 'view',
      query: sql`SELECT ${joinSql(items, ', ')}\nFROM ${leftTable} AS l JOIN ${rightTable} AS r\nON ${joinSql([...keys, between], ' AND ')}`,
    };
  },
  cases,
});

type Config = {
  readonly leftKeys: readonly string[];
  readonly rightKeys: readonly string[];
  readonly lower: string;
  readonly upper: string;
};

function boundsOf(config: Config): { readonly lowerMs: number; readonly upperMs: number } {
  return { lowerMs: parseDurationMs(config.lower) ?? 0, upperMs: parseDurationMs(config.upper) ?? 0 };
}

function boundProblems(config: Config): readonly NodeProblem[] {
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

function keyProblems(config: Config, left: StreamType, right: StreamType): readonly NodeProblem[] {
  if (config.leftKeys.length !== config.rightKeys.length) {
    return [
      {
        code: 'JOIN_KEY',
        field: 'rightKeys',
        message: `left has ${config.leftKeys.length} key columns and right ${config.rightKeys.length}`,
        hint: 'Choose as many on both sides.',
      },
    ];
  }
  return config.leftKeys.flatMap((name, index): NodeProblem[] => {
    const other = config.rightKeys[index];
    const a = left.columns.find((column) => column.name === name);
    const b = right.columns.find((column) => column.name === other);
    if (a === undefined || b === undefined) return [];
    if (holdsMap(a.type)) {
      return [
        {
          code: 'JOIN_KEY',
          field: `leftKeys.${index}`,
          message: `key ${name} is ${typeText(a.type)}, whose entries have no order to compare by`,
          hint: 'Join on one of its entries, made in a Project before the join.',
        },
      ];
    }
    if (sameType(a.type, b.type)) return [];
    return [
      {
        code: 'JOIN_KEY',
        field: `rightKeys.${index}`,
        message: `key ${name} is ${typeText(a.type)}, ${b.name} is ${typeText(b.type)}`,
        hint: 'Cast one of them with a Project before the join.',
      },
    ];
  });
}

function joinedColumns(left: StreamType, right: StreamType, prefix: string): readonly Column[] {
  const taken = new Set(left.columns.map((column) => column.name));
  return [
    ...left.columns,
    ...right.columns.map((column) =>
      taken.has(column.name) ? { ...column, name: prefix + column.name } : column,
    ),
  ];
}
