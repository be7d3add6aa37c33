// What nodes that rank rows have in common: settings, output columns, the Flink query.
import { joinSql, type Sql, sql, sqlId } from '@weir/shared/fragment';
import type { ChangeKind, StreamType } from '@weir/shared/stream-type';
import type { FlinkContext, FlinkForm, Inference } from './define-node.ts';
import type { Field, OrderColumn } from './field.ts';

/** Settings of a ranking. */
export const RANK_FIELDS = {
  keys: {
    kind: 'columns',
    title: 'Per',
    help: 'One ranking for each. Empty: one over all rows.',
    input: 'in',
    default: [],
    optional: true,
  },
  order: { kind: 'order', title: 'Ordered by', input: 'in', default: [] },
  n: { kind: 'number', title: 'Rows kept', default: 10, min: 1, max: 10_000, integer: true },
  rank: {
    kind: 'text',
    title: 'Rank column',
    help: 'Empty: no rank in the output, and far fewer changes.',
    placeholder: 'no rank',
    default: '',
    optional: true,
  },
} as const satisfies Readonly<Record<string, Field>>;

/** The part of a configuration that this module reads. */
export type RankConfig = {
  readonly keys: readonly string[];
  readonly order: readonly OrderColumn[];
  readonly n: number;
  readonly rank: string;
};

/** Output: the columns of the input and the rank. */
export function inferRanked(
  config: RankConfig,
  input: StreamType | undefined,
  changes: ChangeKind,
): Inference {
  if (input === undefined) return { outputs: undefined, problems: [] };
  if (input.columns.some((column) => column.name === config.rank)) {
    return {
      outputs: undefined,
      problems: [
        {
          code: 'COLUMN_DUPLICATE',
          field: 'rank',
          message: `the input has a column ${config.rank} already`,
          hint: 'Give the rank another name.',
        },
      ],
    };
  }
  const rank = { name: config.rank, type: { kind: 'BIGINT' }, nullable: false } as const;
  const columns = config.rank === '' ? input.columns : [...input.columns, rank];
  const key = config.rank === '' ? input.key : [...config.keys, config.rank];
  const { window, eventTime } = input;
  const timed = changes === 'append' ? { window, eventTime } : {};
  return { outputs: { out: { ...timed, columns, key, changes } }, problems: [] };
}

/** ROW_NUMBER over the partition, filtered. */
export function flinkTopN(ctx: FlinkContext<RankConfig>, partition: readonly string[]): FlinkForm {
  const table = ctx.from['in']?.[0];
  const input = ctx.inputs['in']?.[0];
  if (table === undefined || input === undefined)
    return { kind: 'unsupported', reason: 'the input is not connected' };
  const { order, n, rank } = ctx.config;
  const number = sqlId(rank === '' ? 'weir_row' : rank);
  const by = order.map(
    ({ column, descending }) => sql`${sqlId(column)} ${descending ? sql`DESC` : sql`ASC`}`,
  );
  const per = partition.length === 0 ? sql`` : sql`PARTITION BY ${joinSql(partition.map(sqlId), ', ')} `;
  const over: Sql = sql`ROW_NUMBER() OVER (${per}ORDER BY ${joinSql(by, ', ')}) AS ${number}`;
  const columns =
    rank === ''
      ? joinSql(
          input.columns.map((column) => sqlId(column.name)),
          ', ',
        )
      : sql`*`;
  return {
    kind: 'view',
    query: sql`SELECT ${columns} FROM (SELECT *, ${over} FROM ${table}) WHERE ${number} <= ${n}`,
  };
}
