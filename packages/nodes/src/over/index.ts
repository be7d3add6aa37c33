// Over aggregate: each row with aggregates over the rows of its key before it (OVER).
import { aggregateNeeds, changingProblems } from '@weir/engine/aggregate-node';
import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import type { NamedExpression } from '@weir/engine/field';
import { flinkInterval } from '@weir/engine/flink/table';
import { type Frame, overOperator } from '@weir/engine/runtime/over';
import { WINDOW_INPUTS } from '@weir/engine/window-node';
import type { Column } from '@weir/shared/data-type';
import { parseDurationMs } from '@weir/shared/duration';
import { joinSql, type Sql, sql, sqlId } from '@weir/shared/fragment';
import type { StreamType } from '@weir/shared/stream-type';
import { checkAggregate } from '@weir/sql/check/check';
import { cases } from './cases.ts';

export const over = defineNode({
  type: 'over',
  palette: {
    group: 'window',
    title: 'Over aggregate',
    summary: 'Gives each row aggregates over the rows before it: the last 10, or the last hour.',
    icon: 'over',
    keywords: ['over', 'rolling', 'moving average', 'sliding', 'partition by', 'row_number', 'running total'],
  },
  docs: `Every row leaves with its columns and, beside them, aggregates over a frame of rows of the same key: itself and the rows before it in order of
event time. Rows leave in that order, when the watermark reaches their time; those of one time in order of arrival.

**Frame.** *Last rows*: the row and so many before it. *Last time*: all rows of the span up to the row, those of exactly its time included,
whether they come before or after it. *Everything*: all rows before it; then only the state of the aggregates is kept.

**Late.** With a bounded frame a row is late only when a row of its key at its time or later has left; one behind the watermark leaves with the
next watermark. With everything before, a row is late when the watermark has reached its time (T9). Late rows leave by \`late\` or are kept as dead letters.

**State.** The rows of the frames: of *last time* until one and a half spans after the last row of a key, of *last rows* for each key seen. Beyond
20,000,000 rows or 5,000,000 keys a row is an error (STATE_LIMIT). Sums and counts cost the same however long the frame is; LISTAGG and ARRAY_AGG cost what they hold.

**NULL** keys are one key. FIRST_VALUE and LAST_VALUE go by event time and leave NULL out. COUNT(*) over everything is the number of the row.`,
  inputs: WINDOW_INPUTS,
  outputs: [
    { name: 'out', title: 'Rows with aggregates' },
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
    frame: {
      kind: 'choice',
      title: 'Frame',
      default: 'rows',
      options: [
        { value: 'rows', title: 'Last rows' },
        { value: 'range', title: 'Last time' },
      ],
    },
    unbounded: {
      kind: 'boolean',
      title: 'Everything before',
      help: 'The frame begins with the first row of the key.',
      default: false,
    },
    rows: {
      kind: 'number',
      title: 'Rows before',
      help: 'So many rows before the row itself.',
      default: 9,
      min: 0,
      max: 1_000_000,
      integer: true,
      when: { field: 'frame', is: ['rows'] },
    },
    range: {
      kind: 'duration',
      title: 'Time before',
      default: '1 h',
      when: { field: 'frame', is: ['range'] },
      optional: true,
    },
    aggregates: {
      kind: 'expressions',
      title: 'Aggregates',
      help: 'AVG(x), COUNT(*), MAX(x), COUNT(DISTINCT x), FIRST_VALUE(x) and more.',
      input: 'in',
      aggregate: true,
      default: [{ name: 'rows', expression: 'COUNT(*)' }],
    },
  },
  meaning: (config) => {
    const span = config.frame === 'rows' ? `last ${config.rows} rows` : `last ${config.range}`;
    const per = config.keys.length === 0 ? '' : ` per ${config.keys.join(', ')}`;
    return `Over ${config.unbounded ? 'everything before' : span}${per}`;
  },
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    if (input === undefined) return { outputs: undefined, problems: [] };
    const problems = problemsOf(config, input);
    if (problems.some(({ severity }) => severity === undefined)) return { outputs: undefined, problems };
    const added = config.aggregates.flatMap(({ name, expression }): readonly Column[] => {
      const checked = checkAggregate(expression, input.columns);
      return checked.ok ? [{ name, type: checked.aggregate.type, nullable: checked.aggregate.nullable }] : [];
    });
    const out: StreamType = { ...input, columns: [...input.columns, ...added] };
    return { outputs: { out, late: input }, problems };
  },
  eventTime: true,
  embedded: {
    kind: 'operator',
    needs: ({ config, inputs, wanted }) => ({
      in: [...aggregateNeeds(config, inputs['in']), inputs['in']?.eventTime ?? '', ...wanted('out')],
    }),
    create: (ctx) =>
      overOperator(ctx, {
        keys: ctx.config.keys,
        aggregates: ctx.config.aggregates,
        frame: frameOf(ctx.config),
      }),
  },
  flink: ({ config, from, inputs, expression }) => {
    const table = from['in']?.[0];
    const input = inputs['in']?.[0];
    if (table === undefined || input?.eventTime === undefined)
      return { kind: 'unsupported', reason: 'the input is not connected or has no event time' };
    const [problem] = problemsOf(config, input);
    if (problem !== undefined) return { kind: 'unsupported', reason: problem.message };
    const per =
      config.keys.length === 0 ? sql`` : sql`PARTITION BY ${joinSql(config.keys.map(sqlId), ', ')} `;
    const made = config.aggregates.map(
      (item) => sql`${expression(item.expression, input.columns)} OVER w AS ${sqlId(item.name)}`,
    );
    const order = sql`ORDER BY ${sqlId(input.eventTime)} ${frameSql(frameOf(config))}`;
    return {
      kind: 'view',
      query: sql`SELECT *, ${joinSql(made, ', ')} FROM ${table} WINDOW w AS (${per}${order})`,
    };
  },
  cases,
});

type Config = {
  readonly keys: readonly string[];
  readonly frame: string;
  readonly unbounded: boolean;
  readonly rows: number;
  readonly range: string;
  readonly aggregates: readonly NamedExpression[];
};

function frameOf({ frame, unbounded, rows, range }: Config): Frame {
  if (frame === 'rows') return { kind: 'rows', rows: unbounded ? undefined : rows };
  return { kind: 'range', rangeMs: unbounded ? undefined : (parseDurationMs(range) ?? 0) };
}

function frameSql(frame: Frame): Sql {
  const start = (bound: Sql | undefined): Sql => (bound === undefined ? sql`UNBOUNDED` : bound);
  if (frame.kind === 'rows')
    return sql`ROWS BETWEEN ${start(frame.rows === undefined ? undefined : sql`${frame.rows}`)} PRECEDING AND CURRENT ROW`;
  const range = frame.rangeMs === undefined ? undefined : flinkInterval(frame.rangeMs);
  return sql`RANGE BETWEEN ${start(range)} PRECEDING AND CURRENT ROW`;
}

/** What cannot run, and as warnings what only the embedded engine runs. */
function problemsOf(config: Config, input: StreamType): readonly NodeProblem[] {
  const isRange = config.frame === 'range' && !config.unbounded;
  if (isRange && !((parseDurationMs(config.range) ?? 0) > 0)) {
    const message = `the span ${config.range === '' ? 'of the frame is missing' : `${config.range} is not positive`}`;
    return [{ code: 'WINDOW_SIZE', field: 'range', message, hint: 'Use a duration such as 1 h.' }];
  }
  const names = [...input.columns.map(({ name }) => name), ...config.aggregates.map(({ name }) => name)];
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) {
    const message = `output column ${double} occurs twice`;
    return [{ code: 'COLUMN_DUPLICATE', field: 'aggregates', message, hint: 'Rename the aggregate.' }];
  }
  const changing = config.unbounded ? [] : changingProblems(config.aggregates, input);
  if (changing.length > 0) return changing;
  return config.aggregates.flatMap(({ expression }, index): readonly NodeProblem[] => {
    const checked = checkAggregate(expression, input.columns);
    if (!checked.ok) return [];
    const { function: name, filter } = checked.aggregate;
    const field = `aggregates.${index}.expression`;
    if (name === 'JSON_OBJECTAGG') {
      const message = `${name} cannot run over a frame: a key that repeats could not be taken back`;
      return [{ code: 'SQL_UNSUPPORTED', field, message, hint: 'Use a window.' }];
    }
    const embedded = (reason: string): readonly NodeProblem[] => [
      {
        code: 'SQL_PORTABLE',
        severity: 'warning',
        field,
        message: `runs on the embedded engine only: ${reason}`,
      },
    ];
    if (name === 'JSON_ARRAYAGG') return embedded('Flink has no JSON aggregate in OVER');
    return filter === undefined ? [] : embedded('FILTER in OVER is not proved on Flink');
  });
}
