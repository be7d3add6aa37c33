// Pattern: finds rows of a key that follow one another in time and fulfil one condition each.
import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import { patternOperator } from '@weir/engine/runtime/pattern/pattern-operator';
import type { Column } from '@weir/shared/data-type';
import { parseDurationMs } from '@weir/shared/duration';
import { doubleName, type StreamType } from '@weir/shared/stream-type';
import { cases } from './cases.ts';
import { readPattern, skipOf } from './read-pattern.ts';

export const pattern = defineNode({
  type: 'pattern',
  palette: {
    group: 'transform',
    title: 'Pattern',
    summary: 'Finds rows that follow one another: rise then fall, three failures then a success.',
    icon: 'pattern',
    keywords: ['cep', 'match_recognize', 'sequence', 'followed by', 'fraud', 'complex event'],
  },
  docs: `Looks at the rows of each key in the order of event time and gives one row per match: the keys and the measures.

**Steps.** Variables one after another, \`A B+ C\`, without rows in between. Repetitions: \`?\`, \`*\`, \`+\`, \`{2}\`, \`{2,}\`, \`{2,3}\`; with a
\`?\` behind them they take as few rows as they can. A greedy step goes on as long as its condition holds: the step behind it begins only
with a row that the greedy one would not take.

**Conditions** say what a row of a step must be; a step without one takes any row. \`A.price\` is the last row of A so far, for A itself the
row in question; \`LAST(A.price, 1)\` the one before, \`FIRST(A.price)\` the first, \`AVG(A.price)\` and other aggregates all of them.
**Measures** see the whole match; \`MATCH_ROWTIME(ts)\` is its last event time and becomes the event time of the output.

**Within.** A match lasts less than this. **After a match** the search goes on behind its last row, at the row behind its first, or at the
first or last row of a step.

**Time.** Rows wait for the watermark; **late rows** leave by the \`late\` port. **State** holds open matches: at most 10,000 of a key and
5,000,000 rows in all; a row beyond is an error (STATE_LIMIT).`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [
    { name: 'out', title: 'Matches' },
    { name: 'late', title: 'Late rows', side: true },
  ],
  fields: {
    keys: {
      kind: 'columns',
      title: 'Rows of each',
      help: 'Empty: all rows are one sequence.',
      input: 'in',
      default: [],
      optional: true,
    },
    steps: { kind: 'text', title: 'Steps', placeholder: 'A B+ C', default: '' },
    define: {
      kind: 'expressions',
      title: 'Conditions',
      help: 'One per step, under its name: B.price > A.price.',
      input: 'in',
      aggregate: false,
      own: true,
      default: [],
      optional: true,
    },
    measures: {
      kind: 'expressions',
      title: 'Measures',
      help: 'Columns of a match: LAST(B.price), COUNT(B.id), MATCH_ROWTIME(ts).',
      input: 'in',
      aggregate: false,
      own: true,
      default: [],
    },
    within: {
      kind: 'duration',
      title: 'Within',
      help: 'Empty: however long it takes.',
      placeholder: 'any time',
      default: '',
      optional: true,
    },
    skip: {
      kind: 'choice',
      title: 'After a match go on',
      default: 'past_last_row',
      options: [
        { value: 'past_last_row', title: 'Behind its last row' },
        { value: 'next_row', title: 'At the row behind its first' },
        { value: 'to_first', title: 'At the first row of a step' },
        { value: 'to_last', title: 'At the last row of a step' },
      ],
    },
    skipTo: {
      kind: 'text',
      title: 'Step to go on at',
      default: '',
      when: { field: 'skip', is: ['to_first', 'to_last'] },
    },
  },
  meaning: (config) => (config.steps === '' ? 'no steps yet' : config.steps),
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    if (input === undefined) return { outputs: undefined, problems: [] };
    const read = readPattern(config, input);
    if ('problems' in read) return { outputs: undefined, problems: read.problems };
    const keys = config.keys.flatMap((key) => input.columns.find(({ name }) => name === key) ?? []);
    const measures = read.measures.map(({ name, expression }): Column => {
      const { type, nullable } = expression;
      return { name, type, nullable };
    });
    const columns = [...keys, ...measures];
    const double = doubleName(columns);
    if (double !== undefined) {
      const message = `output column ${double} occurs twice`;
      const problem: NodeProblem = {
        code: 'COLUMN_DUPLICATE',
        field: 'measures',
        message,
        hint: 'Rename the measure.',
      };
      return { outputs: undefined, problems: [problem] };
    }
    const eventTime = read.measures.find(({ expression }) => expression.isTime)?.name;
    const out: StreamType = { columns, eventTime, changes: 'append' };
    return { outputs: { out, late: input }, problems: [] };
  },
  eventTime: true,
  embedded: {
    kind: 'operator',
    create: (ctx) => {
      const input = ctx.inputs['in'];
      const read = input === undefined ? undefined : readPattern(ctx.config, input);
      if (read === undefined || 'problems' in read) throw new Error('bug: unchecked pattern');
      return patternOperator(ctx, {
        keys: ctx.config.keys,
        steps: read.steps,
        define: read.define,
        measures: read.measures.map(({ expression }) => expression),
        skip: skipOf(ctx.config, read.steps),
        withinMs: ctx.config.within === '' ? undefined : parseDurationMs(ctx.config.within),
      });
    },
  },
  flink: () => ({ kind: 'unsupported', reason: 'patterns are not printed for Flink yet' }),
  cases,
});
