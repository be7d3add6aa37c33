// Aggregates that Flink cannot merge over slices: marked, not printed; one that nobody can merge: refused.

import { flinkStatements } from '@weir/engine/flink/statements';
import { plan } from '@weir/engine/plan/plan';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import { expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';

function graphWith(type: 'hopping' | 'tumbling', expression: string): Graph {
  const schema = [
    { name: 'ts', type: 'TIMESTAMP(3)' },
    { name: 's', type: 'STRING' },
    { name: 'v', type: 'INT' },
  ];
  const source = { schema, eventTime: 'ts', watermarkDelay: '0 s', idleTimeout: '' };
  const window = {
    size: '20 s',
    ...(type === 'hopping' ? { slide: '10 s' } : {}),
    offset: '',
    keys: [],
    aggregates: [{ name: 'a', expression }],
  };
  return {
    ...emptyGraph('t'),
    nodes: [
      { id: 'src', type: 'http', name: 'src', config: source },
      { id: 'w', type, name: 'w', config: window },
      { id: 'out', type: 'blackhole', name: 'out', config: {} },
    ],
    edges: [
      { from: 'src.out', to: 'w.in' },
      { from: 'w.out', to: 'out.in' },
    ],
  };
}

const problems = (type: 'hopping' | 'tumbling', expression: string): readonly string[] =>
  plan(graphWith(type, expression), catalogue).problems.map(({ severity, code }) => `${severity} ${code}`);

test.each([
  'SUM(DISTINCT v)',
  'FIRST_VALUE(v)',
  'LAST_VALUE(v)',
  'LISTAGG(s)',
  'ARRAY_AGG(v)',
  'JSON_ARRAYAGG(v)',
])('C.window: %s in a hopping window is SQL_PORTABLE and has no Flink form', (expression) => {
  expect(problems('hopping', expression)).toEqual(['warning SQL_PORTABLE']);
  const statement = flinkStatements(graphWith('hopping', expression), catalogue).find(
    ({ nodeId }) => nodeId === 'w',
  );
  expect(statement).toMatchObject({ text: '', note: expect.stringContaining('embedded engine only') });
});

test.each([
  'COUNT(DISTINCT v)',
  'SUM(v)',
  'MAX(DISTINCT v)',
  'STDDEV_POP(v)',
  'COLLECT(s)',
  'PERCENTILE(v, 0.5)',
])('C.window: %s means the same in a hopping window on both runners', (expression) => {
  expect(problems('hopping', expression)).toEqual([]);
});

test('X3.11: JSON_OBJECTAGG is refused in a hopping window, tumbling windows take everything', () => {
  expect(problems('hopping', 'JSON_OBJECTAGG(s VALUE v)')).toContain('error SQL_UNSUPPORTED');
  for (const expression of ['JSON_OBJECTAGG(s VALUE v)', 'SUM(DISTINCT v)', 'LISTAGG(s)', 'FIRST_VALUE(v)'])
    expect(problems('tumbling', expression)).toEqual([]);
  const [, window] = flinkStatements(graphWith('tumbling', "LISTAGG(DISTINCT s, '; ')"), catalogue);
  expect(window?.text).toContain("LISTAGG(DISTINCT `s`, '; ') AS `a`");
});
