// Worked examples of the router.
import type { NodeCase } from '@weir/engine/define-node';

const ports = {
  in: {
    schema: [
      ['id', 'INT'],
      ['v', 'INT'],
    ],
  },
} as const;
const routes = [
  { name: 'high', expression: 'v > 10' },
  { name: 'odd', expression: 'MOD(v, 2) = 1' },
];
const rows = [12, 11, 3, 2, null].map((v, id) => ({ id, v }));
const input = { ports, rows: rows.map((row) => ['in', row] as const) };
const only = (...ids: readonly number[]) => rows.filter(({ id }) => ids.includes(id));

export const cases: readonly NodeCase[] = [
  {
    title: 'first: the first route whose condition is TRUE takes the row, NULL and FALSE go to else',
    rules: ['C.router'],
    config: { routes, mode: 'first' },
    input,
    output: { high: only(0, 1), odd: only(2), else: only(3, 4) },
  },
  {
    title: 'all: every route whose condition is TRUE gets the row',
    rules: ['C.router'],
    config: { routes, mode: 'all' },
    input,
    output: { high: only(0, 1), odd: only(1, 2), else: only(3, 4) },
  },
  {
    title: 'a row for which a condition cannot be computed is one dead letter and goes nowhere',
    rules: ['C.router', 'R1'],
    config: { routes: [{ name: 'big', expression: '100 / v > 20' }, ...routes], mode: 'first' },
    input: {
      ports,
      rows: [
        ['in', { id: 1, v: 0 }],
        ['in', { id: 2, v: 4 }],
        ['in', { id: 3, v: 50 }],
      ],
    },
    output: { big: [{ id: 2, v: 4 }], high: [{ id: 3, v: 50 }], odd: [], else: [] },
    errors: ['DIVISION_BY_ZERO'],
  },
];
