// Previous value: each row with values of the row before it (LAG).
import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import type { NamedExpression } from '@weir/engine/field';
import { previousValueOperator } from '@weir/engine/runtime/previous-value';
import { WINDOW_INPUTS } from '@weir/engine/window-node';
import type { Column } from '@weir/shared/data-type';
import { joinSql, sql, sqlId } from '@weir/shared/fragment';
import type { StreamType } from '@weir/shared/stream-type';
import { checkExpression } from '@weir/sql/check/check';
import { cases } from './cases.ts';

export const previousValue = defineNode({
  type: 'previous_value',
  palette: {
    group: 'window',
    title: 'Previous value',
    summary: 'Gives each row values of the row before it, for changes and differences.',
    icon: 'previous-value',
    keywords: ['lag', 'before', 'difference', 'delta', 'change', 'last'],
  },
  docs: `Every row leaves with its columns and, beside them, values of the n-th row before it: of the same key, in order of event time. Rows leave in
that order when the watermark reaches their time; those of one time in order of arrival. NULL values count as values, unlike in FIRST_VALUE.
Rows of one key and one time are peers, as in Flink: each gets the value of the n-th row before the last of them.

Where there is no such row the values are NULL or, if given, the default: a literal or an expression without columns.

**Late.** A row is late when the watermark has reached its time (T9). It leaves by \`late\` or is kept as a dead letter (T18).

**State.** The last values of each key seen, and the rows that wait; beyond 5,000,000 keys or 20,000,000 rows a row is an error (STATE_LIMIT).`,
  inputs: WINDOW_INPUTS,
  outputs: [
    { name: 'out', title: 'Rows with previous values' },
    { name: 'late', title: 'Late rows', side: true },
  ],
  fields: {
    keys: {
      kind: 'columns',
      title: 'Per',
      help: 'Rows of each key for themselves. Empty: all rows together.',
      input: 'in',
      default: [],
      optional: true,
    },
    columns: {
      kind: 'expressions',
      title: 'Values',
      help: 'Computed from the row before.',
      input: 'in',
      aggregate: false,
      default: [],
    },
    n: { kind: 'number', title: 'Rows back', default: 1, min: 1, max: 10_000, integer: true },
    default: {
      kind: 'expression',
      title: 'Otherwise',
      help: 'Where there is no such row. Empty: NULL.',
      input: 'nothing',
      placeholder: 'NULL',
      default: '',
      optional: true,
    },
  },
  scopes: () => ({ nothing: [] }),
  meaning: ({ columns, n, keys }) => {
    const names = columns.map(({ name }) => name).join(', ') || 'no values yet';
    return `${names} of ${n === 1 ? 'the row' : `${n} rows`} before${keys.length === 0 ? '' : ` per ${keys.join(', ')}`}`;
  },
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    if (input === undefined) return { outputs: undefined, problems: [] };
    const problem = problemOf(config, input);
    if (problem !== undefined) return { outputs: undefined, problems: [problem] };
    const added = config.columns.flatMap(({ name, expression }): readonly Column[] => {
      const checked = checkExpression(valueText(expression, config.default), input.columns);
      return checked.ok
        ? [{ name, type: checked.type, nullable: config.default === '' || checked.nullable }]
        : [];
    });
    const out: StreamType = { ...input, columns: [...input.columns, ...added] };
    return { outputs: { out, late: input }, problems: [] };
  },
  eventTime: true,
  embedded: {
    kind: 'operator',
    create: (ctx) => {
      const { keys, columns, n, default: otherwise } = ctx.config;
      return previousValueOperator(ctx, {
        keys,
        n,
        columns: columns.map(({ expression }) => ({
          expression: valueText(expression, otherwise),
          otherwise: otherwise === '' ? undefined : defaultText(expression, otherwise),
        })),
      });
    },
  },
  flink: ({ config, from, inputs, expression }) => {
    const table = from['in']?.[0];
    const input = inputs['in']?.[0];
    if (table === undefined || input?.eventTime === undefined)
      return { kind: 'unsupported', reason: 'the input is not connected or has no event time' };
    const per =
      config.keys.length === 0 ? sql`` : sql`PARTITION BY ${joinSql(config.keys.map(sqlId), ', ')} `;
    const made = config.columns.map((item) => {
      const lag = sql`LAG(${expression(item.expression, input.columns)}, ${config.n}) OVER w`;
      // LAG with a default is not used: Flink 2.3.0 gives -1 where the value of the row before is NULL.
      const value =
        config.default === ''
          ? lag
          : sql`CASE WHEN COUNT(*) OVER w > ${config.n} THEN ${lag} ELSE ${expression(config.default, [])} END`;
      return sql`${value} AS ${sqlId(item.name)}`;
    });
    const order = sql`${per}ORDER BY ${sqlId(input.eventTime)}`;
    return {
      kind: 'view',
      query: sql`SELECT *, ${joinSql(made, ', ')} FROM ${table} WINDOW w AS (${order})`,
    };
  },
  cases,
});

type Config = {
  readonly columns: readonly NamedExpression[];
  readonly default: string;
};

// Both have the type that the value and the default have in common, as the branches of a CASE do.
function valueText(expression: string, otherwise: string): string {
  return otherwise === '' ? expression : `CASE WHEN TRUE THEN (${expression}) ELSE (${otherwise}) END`;
}

function defaultText(expression: string, otherwise: string): string {
  return `CASE WHEN FALSE THEN (${expression}) ELSE (${otherwise}) END`;
}

function problemOf(config: Config, input: StreamType): NodeProblem | undefined {
  const names = [...input.columns.map(({ name }) => name), ...config.columns.map(({ name }) => name)];
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) {
    const message = `output column ${double} occurs twice`;
    return { code: 'COLUMN_DUPLICATE', field: 'columns', message, hint: 'Rename the value.' };
  }
  const [unfit] = config.columns.flatMap(({ expression, name }) => {
    const parts = [checkExpression(expression, input.columns), checkExpression(config.default, [])];
    const bothGood = config.default !== '' && parts.every(({ ok }) => ok);
    return bothGood && !checkExpression(valueText(expression, config.default), input.columns).ok
      ? [name]
      : [];
  });
  if (unfit === undefined) return undefined;
  const message = `the default ${config.default} has another type than ${unfit}`;
  return { code: 'SQL_TYPE', field: 'default', message, hint: 'Use a CAST, or a node for each type.' };
}
