// Count window: aggregates over a number of rows of each key.
import { aggregateNeeds, changingProblems, inferAggregates } from '@weir/engine/aggregate-node';
import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import type { NamedExpression } from '@weir/engine/field';
import { countWindowOperator } from '@weir/engine/runtime/count-window';
import { WINDOW_FIELDS, WINDOW_INPUTS, windowMeaning } from '@weir/engine/window-node';
import type { StreamType } from '@weir/shared/stream-type';
import { checkAggregate } from '@weir/sql/check/check';
import { cases } from './cases.ts';

export const countWindow = defineNode({
  type: 'count_window',
  palette: {
    group: 'window',
    title: 'Count window',
    summary: 'Aggregates per key over a number of rows: every 100 orders.',
    icon: 'count-window',
    keywords: ['every n rows', 'batch', 'last n', 'rows', 'aggregate'],
  },
  docs: `Gives a result with every *slide*-th row of a key, over its last *size* rows. With a slide as large as the size the windows follow one another;
with a smaller one they overlap, and the first results of a key are over fewer rows. The size must be a whole multiple of the slide.

Rows count in order of **arrival**; event time plays no part, and no row is late. Rows that do not fill a slide give no result, not at the end of
the input either. The event time of a result is that of the row that completes it.

**State.** Of windows that follow one another the aggregates of the open window, of overlapping ones the last *size* rows of each key seen; beyond
5,000,000 keys or 20,000,000 rows a row is an error (STATE_LIMIT).

Flink SQL has no count windows: the node runs on the embedded engine only.`,
  inputs: WINDOW_INPUTS,
  outputs: [{ name: 'out', title: 'Results' }],
  fields: {
    size: { kind: 'number', title: 'Rows', default: 100, min: 1, max: 1_000_000, integer: true },
    slide: {
      kind: 'number',
      title: 'Slide',
      help: 'A result so often. As many as the size: windows that follow one another.',
      unit: 'rows',
      default: 100,
      min: 1,
      max: 1_000_000,
      integer: true,
    },
    keys: { ...WINDOW_FIELDS.keys, help: 'Rows of each key are counted apart. Empty: all together.' },
    aggregates: WINDOW_FIELDS.aggregates,
  },
  meaning: (config) => windowMeaning(`Every ${config.slide} rows${lastOf(config)}`, config),
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    if (input === undefined) return { outputs: undefined, problems: [] };
    const found = problemsOf(config, input);
    if (found.length > 0) return { outputs: undefined, problems: found };
    const { eventTime } = input;
    const time = input.columns.filter(({ name }) => name === eventTime && !config.keys.includes(name));
    const { columns, problems } = inferAggregates(config, input, []);
    if (columns === undefined) return { outputs: undefined, problems };
    const taken = time.find(({ name }) => config.aggregates.some((item) => item.name === name));
    if (taken !== undefined) {
      const message = `output column ${taken.name} occurs twice`;
      const problem = {
        code: 'COLUMN_DUPLICATE',
        field: 'aggregates',
        message,
        hint: 'Rename the aggregate.',
      } as const;
      return { outputs: undefined, problems: [problem] };
    }
    return { outputs: { out: { columns: [...columns, ...time], eventTime, changes: 'append' } }, problems };
  },
  eventTime: false,
  embedded: {
    kind: 'operator',
    needs: ({ config, inputs }) => ({
      in: [...aggregateNeeds(config, inputs['in']), inputs['in']?.eventTime ?? ''],
    }),
    create: (ctx) => countWindowOperator(ctx, ctx.config),
  },
  flink: () => ({ kind: 'unsupported', reason: 'Flink SQL has no windows of a number of rows' }),
  cases,
});

type Config = {
  readonly size: number;
  readonly slide: number;
  readonly aggregates: readonly NamedExpression[];
};

function lastOf({ size, slide }: Config): string {
  return size === slide ? '' : ` over the last ${size}`;
}

function problemsOf({ size, slide, aggregates }: Config, input: StreamType): readonly NodeProblem[] {
  if (size % slide !== 0) {
    const message = `${size} rows are not a whole multiple of a slide of ${slide}`;
    return [{ code: 'WINDOW_SIZE', field: 'slide', message, hint: `Use a slide that divides ${size}.` }];
  }
  if (size === slide) return [];
  const changing = changingProblems(aggregates, input);
  if (changing.length > 0) return changing;
  return aggregates.flatMap(({ expression }, index): readonly NodeProblem[] => {
    const checked = checkAggregate(expression, input.columns);
    if (!checked.ok || checked.aggregate.function !== 'JSON_OBJECTAGG') return [];
    const field = `aggregates.${index}.expression`;
    const message =
      'JSON_OBJECTAGG cannot run in windows that overlap: a key that repeats could not be taken back';
    return [{ code: 'SQL_UNSUPPORTED', field, message, hint: 'Use a slide as large as the size.' }];
  });
}
