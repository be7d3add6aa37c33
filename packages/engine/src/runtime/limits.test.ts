// Limits that a user can only meet with millions of rows, met with few.

import { catalogue } from '@weir/nodes/catalogue';
import type { Column } from '@weir/shared/data-type';
import { emptyGraph } from '@weir/shared/graph';
import { checkAggregate } from '@weir/sql/check/check';
import { compile } from '@weir/testkit/compile.node';
import { describe, expect, it } from 'vitest';
import type { AnyNodeDefinition, Catalogue } from '../define-node.ts';
import { compileValue } from '../embedded/compile.ts';
import { plan } from '../plan/plan.ts';
import { Batch } from './batch.ts';
import type { Operator } from './operator.ts';
import { windowOperator } from './window-operator.ts';
import type { WindowShape } from './window-shape.ts';

const COLUMNS: readonly Column[] = [
  { name: 'ts', type: { kind: 'TIMESTAMP', precision: 3 }, nullable: false },
  { name: 'k', type: { kind: 'INT' }, nullable: false },
];

/** A window operator over COLUMNS, with what it refused and how often it gave a sign of life. */
function windowOverTime(shape: WindowShape): {
  readonly operator: Operator;
  readonly rejected: string[];
  readonly signs: () => number;
} {
  const rejected: string[] = [];
  let signs = 0;
  const out = new Batch([...COLUMNS, ...COLUMNS].map((column, index) => ({ ...column, name: `c${index}` })));
  const operator = windowOperator(
    {
      config: {},
      inputs: { in: { columns: COLUMNS, eventTime: 'ts', changes: 'append' } },
      outputs: {},
      out: () => out,
      connected: () => false,
      late: () => undefined,
      reject: (code) => rejected.push(code),
      now: () => 0,
      progress: () => {
        signs += 1;
      },
      aggregate: (text) => {
        const checked = checkAggregate(text, COLUMNS);
        if (!checked.ok) throw new Error('unexpected');
        return checked.aggregate;
      },
      evaluate: () => () => null,
      compile: (code) => compileValue(code, compile),
      typeOf: () => ({ type: { kind: 'INT' }, nullable: false }),
    },
    { shape, keys: ['k'], aggregates: [], groupsMax: 2 },
  );
  return { operator, rejected, signs: () => signs };
}

describe('long work', () => {
  it('windows that fire all at once give a sign of life each, so that nobody takes the job for hung', () => {
    const { operator, signs } = windowOverTime({ sizeMs: 1000, slideMs: 10, offsetMs: 0 });
    const batch = new Batch(COLUMNS);
    batch.push([500, 1], 0);
    operator.process([batch], { watermarks: Float64Array.of(-1, 10_000), start: 0, end: 1 });
    expect(signs()).toBe(100);
  });
});

describe('STATE_LIMIT', () => {
  it('a row beyond the cap is refused and told, never silently dropped, and the others stay', () => {
    const { operator, rejected } = windowOverTime({ sizeMs: 1000, slideMs: 1000, offsetMs: 0 });
    const batch = new Batch(COLUMNS);
    for (let key = 0; key < 5; key += 1) batch.push([10, key], key);
    operator.process([batch], { watermarks: new Float64Array(6).fill(-1), start: 0, end: 5 });
    expect(rejected).toEqual(['STATE_LIMIT', 'STATE_LIMIT', 'STATE_LIMIT']);
    expect(operator.stateKeys()).toBe(2);
  });
});

describe('CHANGE_KIND', () => {
  it('C: a stream of changes is refused in words where rows can only be added', () => {
    const base = catalogue.get('http');
    const sink = catalogue.get('stream_sink');
    if (base === undefined || sink === undefined) throw new Error('unexpected');
    const changing: AnyNodeDefinition = {
      ...base,
      type: 'changing',
      infer: () => ({ outputs: { out: { columns: COLUMNS, changes: 'retract' } }, problems: [] }),
    };
    const both: Catalogue = new Map([
      ['changing', changing],
      ['stream_sink', sink],
    ]);
    const graph = {
      ...emptyGraph('t'),
      nodes: [
        { id: 'a', type: 'changing', name: 'a', config: {} },
        { id: 'b', type: 'stream_sink', name: 'b', config: { stream: 's' } },
      ],
      edges: [{ from: 'a.out', to: 'b.in' }],
    };
    expect(plan(graph, both).problems).toMatchObject([
      { code: 'CHANGE_KIND', nodeId: 'b', severity: 'error' },
    ]);
  });
});
