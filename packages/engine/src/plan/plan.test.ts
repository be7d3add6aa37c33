// Every problem that a pipeline can have: its code, its place, and what to do about it.
import { catalogue } from '@weir/nodes/catalogue';
import type { Diagnostic } from '@weir/shared/diagnostics';
import { emptyGraph, type Graph, graphSchema } from '@weir/shared/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canConnect } from './connect.ts';
import { plan } from './plan.ts';

type Node = Graph['nodes'][number];

const http = (config: Node['config'] = {}): Node => ({ id: 'src', type: 'http', name: 'orders', config });
const node = (id: string, type: string, config: Node['config'] = {}): Node => ({
  id,
  type,
  name: id,
  config,
});

function graph(nodes: Node[], edges: readonly string[]): Graph {
  return {
    ...emptyGraph('test'),
    nodes,
    edges: edges.map((text) => {
      const [from = '', to = ''] = text.split(' ');
      return { from, to };
    }),
  };
}

/** The first problem of a code, with what every problem must have. */
function problemOf(code: string, of: Graph): Diagnostic {
  const { problems } = plan(of, catalogue);
  const found = problems.find((problem) => problem.code === code);
  expect([code, problems.map((problem) => problem.code)]).toEqual([code, expect.arrayContaining([code])]);
  expect(found?.message).toMatch(/^[^A-Z]|^[A-Z_a-z]+ is /);
  expect(found?.hint).toMatch(/[.?]$/);
  return found ?? { code: 'GRAPH_EMPTY', severity: 'error', message: '' };
}

const filter = (where: string): Graph =>
  graph([http(), node('f', 'filter', { where }), node('out', 'blackhole')], ['src.out f.in', 'f.out out.in']);
const window = (config: Node['config']): Graph =>
  graph([http(), node('w', 'tumbling', config), node('out', 'blackhole')], ['src.out w.in', 'w.out out.in']);

describe('structure', () => {
  it('GRAPH_EMPTY: a pipeline without a source', () => {
    expect(problemOf('GRAPH_EMPTY', graph([], [])).severity).toBe('error');
  });

  it('GRAPH_CYCLE: names the nodes of the circle and not those below it', () => {
    const circle = graph(
      [http(), node('u', 'union'), node('f', 'filter', { where: 'TRUE' }), node('out', 'blackhole')],
      ['src.out u.in', 'u.out f.in', 'f.out u.in', 'f.out out.in'],
    );
    const nodes = plan(circle, catalogue)
      .problems.filter((problem) => problem.code === 'GRAPH_CYCLE')
      .map((problem) => problem.nodeId);
    expect(nodes).toEqual(['u', 'f']);
  });

  it('NODE_TYPE, NODE_ID, NODE_NAME', () => {
    expect(problemOf('NODE_TYPE', graph([node('x', 'teleport')], [])).nodeId).toBe('x');
    expect(problemOf('NODE_ID', graph([http(), http()], [])).nodeId).toBe('src');
    expect(
      problemOf('NODE_NAME', graph([http(), { ...node('b', 'blackhole'), name: 'orders' }], [])).severity,
    ).toBe('warning');
  });

  it('PORT_UNKNOWN: an edge to a port or node that does not exist', () => {
    problemOf('PORT_UNKNOWN', graph([http(), node('out', 'blackhole')], ['src.out out.left']));
    problemOf('PORT_UNKNOWN', graph([http(), node('out', 'blackhole')], ['src.sideways out.in']));
    problemOf('PORT_UNKNOWN', graph([http()], ['src.out nobody.in']));
  });

  it('PORT_UNCONNECTED, PORT_BUSY, OUTPUT_UNUSED', () => {
    expect(problemOf('PORT_UNCONNECTED', graph([http(), node('out', 'blackhole')], [])).port).toBe('in');
    problemOf(
      'PORT_BUSY',
      graph(
        [http(), { ...http(), id: 'b', name: 'b' }, node('out', 'blackhole')],
        ['src.out out.in', 'b.out out.in'],
      ),
    );
    expect(problemOf('OUTPUT_UNUSED', graph([http()], [])).severity).toBe('warning');
  });
});

describe('settings', () => {
  it('CONFIG_MISSING: a needed setting is not set', () => {
    expect(problemOf('CONFIG_MISSING', filter('')).field).toBe('where');
    expect(problemOf('CONFIG_MISSING', window({ aggregates: [{ name: 'n', expression: '' }] })).field).toBe(
      'aggregates.0.expression',
    );
  });

  it('CONFIG_VALUE: another shape, an unknown setting, a value out of range', () => {
    expect(problemOf('CONFIG_VALUE', graph([http({ schema: 5 })], []))).toMatchObject({
      field: 'schema',
      message: 'columns must be a list',
    });
    expect(problemOf('CONFIG_VALUE', graph([http({ colour: 'red' })], [])).field).toBe('colour');
    expect(problemOf('CONFIG_VALUE', graph([node('g', 'generator', { rate: -1 })], [])).field).toBe('rate');
    expect(
      problemOf(
        'CONFIG_VALUE',
        graph(
          [
            node('g', 'generator', {
              kind: 'schema',
              schema: [{ name: 'a', type: 'INT', values: '9..1' }],
              eventTime: '',
            }),
          ],
          [],
        ),
      ).field,
    ).toBe('schema.0.values');
  });

  it('SCHEMA_COLUMN, SCHEMA_EMPTY', () => {
    expect(
      problemOf('SCHEMA_COLUMN', graph([http({ schema: [{ name: 'a', type: 'WORD' }], eventTime: '' })], []))
        .field,
    ).toBe('schema.0.type');
    expect(
      problemOf(
        'SCHEMA_COLUMN',
        graph(
          [
            http({
              schema: [
                { name: 'a', type: 'INT' },
                { name: 'a', type: 'INT' },
              ],
              eventTime: '',
            }),
          ],
          [],
        ),
      ).field,
    ).toBe('schema.1.name');
    problemOf('SCHEMA_EMPTY', graph([http({ schema: [] })], []));
  });

  it.each(['/etc', 'examples/out', 'files', 'files/../x', 'files//x'])(
    'S25 PATH_ROOT: a sink writes below files only, not to %s',
    (path) => {
      problemOf('PATH_ROOT', graph([http(), node('out', 'file_sink', { path })], ['src.out out.in']));
    },
  );

  it.each(['/etc/passwd', 'orders.ndjson', 'files/../../x'])(
    'S25 PATH_ROOT: a source reads below files and examples only, not %s',
    (path) => {
      problemOf('PATH_ROOT', graph([node('src', 'file', { path })], []));
    },
  );
});

describe('event time', () => {
  it('EVENT_TIME_MISSING: a window over rows without event time', () => {
    const timeless = graph(
      [http({ eventTime: '' }), node('w', 'tumbling'), node('out', 'blackhole')],
      ['src.out w.in', 'w.out out.in'],
    );
    expect(problemOf('EVENT_TIME_MISSING', timeless)).toMatchObject({ nodeId: 'w', port: 'in' });
  });

  it('EVENT_TIME_TYPE: the column is missing or is no TIMESTAMP', () => {
    problemOf('EVENT_TIME_TYPE', graph([http({ eventTime: 'when' })], []));
    problemOf('EVENT_TIME_TYPE', graph([http({ eventTime: 'product' })], []));
  });

  it('an expression on the event-time column makes a plain value of it', () => {
    const through = (expression: string): string | undefined =>
      plan(
        graph([http(), node('p', 'project', { columns: [{ name: 't', expression }] })], ['src.out p.in']),
        catalogue,
      ).types.get('p.out')?.eventTime;
    expect(through('ts')).toBe('t');
    expect(through("ts + INTERVAL '1' SECOND")).toBeUndefined();
  });

  it('WINDOW_SIZE: sizes that are not positive, slides that do not divide', () => {
    expect(problemOf('WINDOW_SIZE', window({ size: '0 s' })).field).toBe('size');
    expect(problemOf('WINDOW_SIZE', window({ size: '10 s', offset: '10 s' })).field).toBe('offset');
    const hop = graph(
      [http(), node('w', 'hopping', { size: '10 s', slide: '3 s' }), node('out', 'blackhole')],
      ['src.out w.in', 'w.out out.in'],
    );
    expect(problemOf('WINDOW_SIZE', hop).field).toBe('slide');
  });

  it('GROUP_KEY, JOIN_KEY: maps are no keys, also inside an array', () => {
    const schema = [
      { name: 'ts', type: 'TIMESTAMP(3)' },
      { name: 'tags', type: 'ARRAY<MAP<STRING, INT>>' },
      { name: 'ids', type: 'ARRAY<INT>' },
    ];
    const grouped = (key: string): Graph =>
      graph(
        [http({ schema }), node('w', 'tumbling', { keys: [key] }), node('out', 'blackhole')],
        ['src.out w.in', 'w.out out.in'],
      );
    expect(problemOf('GROUP_KEY', grouped('tags')).field).toBe('keys.0');
    expect(plan(grouped('ids'), catalogue).problems.filter(({ code }) => code === 'GROUP_KEY')).toEqual([]);
  });
});

describe('joins and unions', () => {
  const join = (config: Node['config']): Graph =>
    graph(
      [
        http(),
        { ...http(), id: 'b', name: 'b' },
        node('j', 'interval_join', config),
        node('out', 'blackhole'),
      ],
      ['src.out j.left', 'b.out j.right', 'j.out out.in'],
    );

  it('JOIN_BOUNDS, JOIN_KEY', () => {
    problemOf('JOIN_BOUNDS', join({ leftKeys: ['id'], rightKeys: ['id'], lower: '5 s', upper: '1 s' }));
    problemOf('JOIN_KEY', join({ leftKeys: ['id'], rightKeys: ['amount'] }));
    problemOf('JOIN_KEY', join({ leftKeys: ['id', 'product'], rightKeys: ['id'] }));
  });

  it('COLUMN_DUPLICATE: two output columns of one name', () => {
    problemOf('COLUMN_DUPLICATE', join({ leftKeys: ['id'], rightKeys: ['id'], prefix: '' }));
    problemOf('COLUMN_DUPLICATE', window({ aggregates: [{ name: 'window_end', expression: 'COUNT(*)' }] }));
  });

  it('UNION_COLUMNS: inputs with other columns', () => {
    const union = graph(
      [
        http(),
        { ...http({ schema: [{ name: 'id', type: 'INT' }], eventTime: '' }), id: 'b', name: 'b' },
        node('u', 'union'),
      ],
      ['src.out u.in', 'b.out u.in'],
    );
    expect(problemOf('UNION_COLUMNS', union).nodeId).toBe('u');
  });
});

describe('expressions', () => {
  it('problems of SQL carry the field and the characters', () => {
    expect(problemOf('SQL_COLUMN', filter('amuont > 1'))).toMatchObject({
      nodeId: 'f',
      field: 'where',
      span: { from: 0, to: 6 },
      fix: { replace: 'amount > 1' },
    });
    expect(problemOf('SQL_TYPE', filter('amount + 1')).field).toBe('where');
    problemOf('SQL_SYNTAX', filter('amount >'));
    problemOf('SQL_FUNCTION', filter('TELEPORT(id)'));
    problemOf('SQL_AGGREGATE', filter('SUM(amount) > 1'));
  });

  it('a node below a faulty one gets no problems of its own making', () => {
    const below = graph(
      [
        http(),
        node('f', 'filter', { where: 'nope = 1' }),
        node('g', 'filter', { where: 'amount > 1' }),
        node('out', 'blackhole'),
      ],
      ['src.out f.in', 'f.out g.in', 'g.out out.in'],
    );
    expect(plan(below, catalogue).problems.map((problem) => problem.nodeId)).toEqual(['f']);
  });
});

describe('connecting', () => {
  it('refuses with the reason: itself, twice, a busy port, a circle, types', () => {
    const base = graph(
      [
        http(),
        node('f', 'filter', { where: 'TRUE' }),
        node('g', 'filter', { where: 'TRUE' }),
        node('w', 'tumbling'),
      ],
      ['src.out f.in', 'f.out g.in'],
    );
    const reason = (from: string, to: string): string => {
      const answer = canConnect(base, catalogue, from, to);
      return answer.ok ? 'ok' : answer.reason;
    };
    expect(reason('f.out', 'f.in')).toMatch(/itself/);
    expect(reason('src.out', 'f.in')).toMatch(/exists/);
    expect(reason('src.out', 'g.in')).toMatch(/has its edge/);
    expect(reason('g.out', 'f.in')).toMatch(/edge already|circle/);
    expect(reason('g.out', 'w.in')).toBe('ok');
    const timeless = graph([http({ eventTime: '' }), node('w', 'tumbling')], []);
    expect(canConnect(timeless, catalogue, 'src.out', 'w.in')).toMatchObject({ ok: false });
  });
});

describe('totality', () => {
  it('never throws, whatever the graph', () => {
    const types = [...catalogue.keys(), 'unknown'];
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const value = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('10 s', 'ts', 'COUNT(*)', 'files/x'),
      fc.array(fc.constantFrom('id', 'x'), { maxLength: 2 }),
    );
    const fields = [
      ...new Set([...catalogue.values()].flatMap((definition) => Object.keys(definition.fields))),
    ];
    const nodes = fc.array(
      fc.record({
        id,
        type: fc.constantFrom(...types),
        name: fc.string({ minLength: 1, maxLength: 5 }),
        config: fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 4 }),
      }),
      { maxLength: 5 },
    );
    const port = fc
      .tuple(id, fc.constantFrom('in', 'out', 'left', 'right', 'late'))
      .map(([one, name]) => `${one}.${name}`);
    fc.assert(
      fc.property(nodes, fc.array(fc.record({ from: port, to: port }), { maxLength: 6 }), (some, edges) => {
        const parsed = graphSchema.parse({ formatVersion: 1, name: 'x', nodes: some, edges });
        const result = plan(parsed, catalogue);
        expect(result.plan === undefined).toBe(
          result.problems.some((problem) => problem.severity === 'error'),
        );
      }),
      { numRuns: 1000 },
    );
  });
});
