// The pipelines that simulated worlds run, and what each promises about its output.
import { type Plan, plan as planGraph } from '@weir/engine/plan/plan';
import { catalogue } from '@weir/nodes/catalogue';
import { graphOf } from '@weir/runner-embedded/testing/graphs';

const COLUMNS = [
  { name: 'id', type: 'STRING' },
  { name: 'k', type: 'STRING' },
  { name: 'value', type: 'BIGINT' },
  { name: 'ts', type: 'TIMESTAMP(3)' },
];
export const DELAY_MS = 5_000;
export const WINDOW_MS = 10_000;
export const JOIN_BOUND_MS = 2_000;
const SOURCE = { schema: COLUMNS, eventTime: 'ts', watermarkDelay: '5 s' };

export type SimGraph = {
  readonly name: 'rows' | 'windows' | 'stream' | 'join';
  readonly plan: Plan;
  readonly doors: readonly string[];
  /** Folders of file sinks below `files`. */
  readonly sinks: readonly string[];
  /** How a world ends its job: what is kept in windows is given out, or nothing is kept. */
  readonly end: 'finish' | 'suspend';
};

function planned(part: Parameters<typeof graphOf>[0]): Plan {
  const { plan, problems } = planGraph(graphOf(part), catalogue);
  if (plan === undefined) throw new Error(`bug: ${JSON.stringify(problems)}`);
  return plan;
}

const ROWS: SimGraph = {
  name: 'rows',
  doors: ['door'],
  sinks: ['raw'],
  end: 'finish',
  plan: planned({
    nodes: [
      ['door', 'http', SOURCE],
      ['keep', 'filter', { where: '`value` >= 0' }],
      // Not computable for a value of 0: a dead letter of this node.
      ['calc', 'project', { columns: [{ name: 'q', expression: '1000 / `value`' }], keep: true }],
      ['raw', 'file_sink', { path: 'files/raw' }],
    ],
    edges: [
      ['door.out', 'keep.in'],
      ['keep.out', 'calc.in'],
      ['calc.out', 'raw.in'],
    ],
  }),
};

const WINDOWS: SimGraph = {
  name: 'windows',
  doors: ['door'],
  sinks: ['raw', 'counts'],
  end: 'finish',
  plan: planned({
    nodes: [
      ['door', 'http', SOURCE],
      ['keep', 'filter', { where: '`value` >= 0' }],
      ['raw', 'file_sink', { path: 'files/raw' }],
      [
        'win',
        'tumbling',
        {
          size: '10 s',
          keys: ['k'],
          aggregates: [
            { name: 'n', expression: 'COUNT(*)' },
            { name: 'total', expression: 'SUM(`value`)' },
          ],
        },
      ],
      ['counts', 'file_sink', { path: 'files/counts' }],
    ],
    edges: [
      ['door.out', 'keep.in'],
      ['keep.out', 'raw.in'],
      ['keep.out', 'win.in'],
      ['win.out', 'counts.in'],
    ],
  }),
};

const STREAM: SimGraph = {
  name: 'stream',
  doors: ['door'],
  sinks: ['raw', 'back'],
  end: 'suspend',
  plan: planned({
    nodes: [
      ['door', 'http', SOURCE],
      ['keep', 'filter', { where: '`value` >= 0' }],
      ['raw', 'file_sink', { path: 'files/raw' }],
      ['out', 'stream_sink', { stream: 'clean' }],
      ['in', 'stream', { stream: 'clean', ...SOURCE }],
      ['back', 'file_sink', { path: 'files/back' }],
    ],
    edges: [
      ['door.out', 'keep.in'],
      ['keep.out', 'raw.in'],
      ['keep.out', 'out.in'],
      ['in.out', 'back.in'],
    ],
  }),
};

const JOIN: SimGraph = {
  name: 'join',
  doors: ['left', 'right'],
  sinks: ['pairs'],
  end: 'finish',
  plan: planned({
    nodes: [
      ['left', 'http', SOURCE],
      ['right', 'http', SOURCE],
      [
        'join',
        'interval_join',
        { leftKeys: ['k'], rightKeys: ['k'], lower: '-2 s', upper: '2 s', prefix: 'right_' },
      ],
      ['pairs', 'file_sink', { path: 'files/pairs' }],
    ],
    edges: [
      ['left.out', 'join.left'],
      ['right.out', 'join.right'],
      ['join.out', 'pairs.in'],
    ],
  }),
};

export const GRAPHS: readonly SimGraph[] = [ROWS, WINDOWS, STREAM, JOIN];
