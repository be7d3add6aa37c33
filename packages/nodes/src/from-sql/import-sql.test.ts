// What statements become: the nodes that a person would have drawn, and a problem for everything that no node says.

import { plan } from '@weir/engine/plan/plan';
import { type Graph, graphSchema } from '@weir/shared/graph';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import { importSql } from './import-sql.ts';

const TABLES = `
CREATE TABLE clicks (id INT, k STRING, v INT, ts TIMESTAMP(3), tags ARRAY<STRING>, WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
  WITH ('connector' = 'filesystem', 'path' = 'files/clicks.ndjson', 'format' = 'json');
CREATE TABLE views (id BIGINT, k STRING, w INT, vt TIMESTAMP(3), WATERMARK FOR vt AS vt)
  WITH ('connector' = 'filesystem', 'path' = 'files/views.ndjson', 'format' = 'json');
CREATE TABLE rates (cur STRING, rate DECIMAL(10, 4), ts TIMESTAMP(3), WATERMARK FOR ts AS ts, PRIMARY KEY (cur) NOT ENFORCED)
  WITH ('connector' = 'filesystem', 'path' = 'files/rates.ndjson', 'format' = 'debezium-json');
CREATE TABLE other (id INT, v INT) WITH ('connector' = 'jdbc', 'url' = 'x');
CREATE TABLE sink (id INT, v BIGINT) WITH ('connector' = 'blackhole');
`;

/** Imports statements behind the tables. */
function imported(sql: string): {
  readonly graph: Graph;
  readonly problems: readonly (readonly [string, string])[];
} {
  const text = TABLES + sql;
  const { graph, problems } = importSql(text);
  return {
    graph,
    problems: problems
      .filter(({ severity }) => severity === 'error')
      .map(({ code, span }) => [code, text.slice(span.from, span.to)] as const),
  };
}

/** The types of the nodes between sources and the shown result, in the order in which they were drawn. */
function drawn(sql: string): readonly string[] {
  const { graph, problems } = imported(sql);
  expect(problems).toEqual([]);
  expect(() => graphSchema.parse(graph)).not.toThrow();
  expect(plan(graph, catalogue).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return graph.nodes
    .map(({ type }) => type)
    .filter((type) => !['file', 'live_table', 'blackhole'].includes(type));
}

function configOf(sql: string, type: string): Graph['nodes'][number]['config'] | undefined {
  return imported(sql).graph.nodes.find((node) => node.type === type)?.config;
}

const TUMBLE = "TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '10' SECOND))";
const BOTH = 'clicks AS a JOIN views AS b ON a.k = b.k';

describe('statements become the nodes that a person would have drawn', () => {
  test.each([
    [
      'columns as they are need no node but the one that orders them',
      'SELECT k, id FROM clicks',
      ['project'],
    ],
    ['a star is nothing', 'SELECT * FROM clicks', []],
    ['formulas are one Project', 'SELECT id, v * 2 AS w FROM clicks WHERE v > 1', ['filter', 'project']],
    [
      'sub-queries of columns vanish',
      'SELECT id FROM (SELECT id, v FROM clicks) WHERE v > 1',
      ['filter', 'project'],
    ],
    [
      'a window aggregate',
      `SELECT window_start, window_end, window_time, k, COUNT(*) AS n FROM ${TUMBLE} GROUP BY window_start, window_end, window_time, k`,
      ['tumbling'],
    ],
    [
      'HAVING is a Filter behind it',
      `SELECT k, COUNT(*) AS n FROM ${TUMBLE} GROUP BY k, window_start, window_end HAVING COUNT(*) > 1`,
      ['tumbling', 'filter', 'project'],
    ],
    [
      'a condition on the input stands before the window',
      `SELECT COUNT(*) AS n FROM ${TUMBLE} WHERE v > 1 GROUP BY window_start, window_end`,
      ['filter', 'tumbling', 'project'],
    ],
    [
      'a condition on the window stands behind it',
      `SELECT COUNT(*) AS n FROM ${TUMBLE} WHERE window_start > ts GROUP BY window_start, window_end`,
      ['assign_window', 'filter', 'window_aggregate', 'project'],
    ],
    ['windows alone assign', `SELECT * FROM ${TUMBLE}`, ['assign_window']],
    [
      'half a window is no window',
      `SELECT window_start, COUNT(*) AS n FROM ${TUMBLE} GROUP BY window_start`,
      ['assign_window', 'group_aggregate'],
    ],
    [
      'the older form of windows',
      "SELECT k, COUNT(*) AS n, SESSION_END(ts, INTERVAL '5' SECOND) AS e FROM clicks GROUP BY k, SESSION(ts, INTERVAL '5' SECOND)",
      ['session', 'project'],
    ],
    ['a running aggregate', 'SELECT k, SUM(v) AS s FROM clicks GROUP BY k', ['group_aggregate']],
    [
      'formulas around aggregates come after, those of keys before',
      'SELECT UPPER(k) AS u, SUM(v) / COUNT(v) AS m FROM clicks GROUP BY UPPER(k)',
      ['project', 'group_aggregate', 'project'],
    ],
    ['DISTINCT groups by all columns', 'SELECT DISTINCT k FROM clicks', ['group_aggregate']],
    [
      'sets of keys are one aggregate each',
      'SELECT k, id, COUNT(*) AS n FROM clicks GROUP BY GROUPING SETS ((k), (id))',
      ['group_aggregate', 'project', 'group_aggregate', 'project', 'union'],
    ],
    ['equal keys are a regular join', `SELECT a.id, b.w FROM ${BOTH}`, ['join', 'project']],
    [
      'bounds of event time make it an interval join',
      `SELECT a.id, b.w FROM ${BOTH} AND a.ts BETWEEN b.vt - INTERVAL '1' MINUTE AND b.vt`,
      ['interval_join', 'project'],
    ],
    ['one bound does not', `SELECT a.id, b.w FROM ${BOTH} AND a.ts > b.vt`, ['join', 'project']],
    [
      'conditions in WHERE count',
      "SELECT a.id FROM clicks AS a, views AS b WHERE a.k = b.k AND a.ts >= b.vt AND a.ts < b.vt + INTERVAL '1' HOUR AND a.v > 1",
      ['filter', 'interval_join', 'project'],
    ],
    [
      'keys of other types are cast, formulas computed',
      'SELECT a.k FROM clicks AS a JOIN views AS b ON a.id + 1 = b.id',
      ['project', 'join', 'project'],
    ],
    [
      'equal windows are a window join',
      `WITH w AS (SELECT k, window_start AS s, window_end AS e, COUNT(*) AS n FROM ${TUMBLE} GROUP BY k, window_start, window_end)
      SELECT x.k, x.n, y.n AS m FROM w AS x JOIN w AS y ON x.s = y.s AND x.e = y.e AND x.k = y.k`,
      ['tumbling', 'window_join', 'project'],
    ],
    [
      'versions',
      'SELECT c.id, r.rate FROM clicks AS c LEFT JOIN rates FOR SYSTEM_TIME AS OF c.ts AS r ON c.k = r.cur',
      ['temporal_join', 'project'],
    ],
    [
      'the moment of processing looks up',
      'SELECT c.id, w.w FROM (SELECT *, PROCTIME() AS p FROM clicks) AS c JOIN views FOR SYSTEM_TIME AS OF c.p AS w ON c.k = w.k',
      ['project', 'lookup_join', 'project'],
    ],
    [
      'EXISTS is a semi join',
      'SELECT id FROM clicks AS c WHERE EXISTS (SELECT * FROM views AS w WHERE w.k = c.k AND w.w > 1)',
      ['filter', 'join', 'project'],
    ],
    [
      'NOT IN is an anti join',
      'SELECT id FROM clicks WHERE k NOT IN (SELECT k FROM views)',
      ['join', 'project'],
    ],
    [
      'one value is a join with one row',
      'SELECT id FROM clicks WHERE v > (SELECT AVG(w) FROM views)',
      ['group_aggregate', 'join', 'filter', 'project'],
    ],
    [
      'one value per row outside is a join with an aggregate',
      'SELECT id FROM clicks AS c WHERE v = (SELECT MAX(w.w) FROM views AS w WHERE w.k = c.k)',
      ['group_aggregate', 'join', 'filter', 'project'],
    ],
    [
      'the first row of a key, with its number',
      'SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts) AS n FROM clicks) WHERE n = 1',
      ['deduplicate', 'project'],
    ],
    [
      'the same without its number deduplicates',
      'SELECT id, k FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts) AS n FROM clicks) WHERE n = 1',
      ['deduplicate', 'project'],
    ],
    [
      'the best rows of a key',
      'SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC) AS n FROM clicks) WHERE n <= 3',
      ['top_n'],
    ],
    [
      'the best rows of a window',
      `SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY v) AS n FROM ${TUMBLE}) WHERE 3 >= n`,
      ['assign_window', 'window_top_n'],
    ],
    [
      'a number without limit runs',
      'SELECT id, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts) AS n FROM clicks',
      ['over', 'project'],
    ],
    ['ORDER BY and LIMIT are the best rows', 'SELECT * FROM clicks ORDER BY v DESC LIMIT 3', ['top_n']],
    ['the order of event time sorts', 'SELECT * FROM clicks ORDER BY ts, id', ['sort']],
    [
      'OVER',
      'SELECT *, SUM(v) OVER w AS s FROM clicks WINDOW w AS (PARTITION BY k ORDER BY ts ROWS 2 PRECEDING)',
      ['over'],
    ],
    [
      'LAG',
      'SELECT *, v - LAG(v) OVER (PARTITION BY k ORDER BY ts) AS d FROM clicks',
      ['previous_value', 'project'],
    ],
    ['UNNEST', 'SELECT id, t FROM clicks CROSS JOIN UNNEST(tags) AS x (t)', ['unnest', 'project']],
    [
      'the watermark',
      'SELECT id FROM clicks WHERE ts <= CURRENT_WATERMARK(ts)',
      ['current_watermark', 'filter', 'project'],
    ],
    [
      'UNION ALL of many is one node',
      'SELECT k FROM clicks UNION ALL SELECT k FROM views UNION ALL SELECT cur FROM rates',
      ['project', 'project', 'project', 'union'],
    ],
    [
      'EXCEPT counts both sides',
      'SELECT k FROM clicks EXCEPT SELECT k FROM views',
      ['project', 'project', 'union', 'group_aggregate', 'filter', 'project'],
    ],
    [
      'a pattern',
      'SELECT * FROM clicks MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.id AS a, B.v AS b AFTER MATCH SKIP PAST LAST ROW PATTERN (A B) DEFINE B AS B.v > A.v)',
      ['pattern'],
    ],
  ])('%s', (_, sql, types) => {
    expect(drawn(sql)).toEqual(types);
  });

  test('a view is drawn once, whoever reads it, and gives its name to the node', () => {
    const sql = `CREATE VIEW big AS SELECT id, v * 2 AS w FROM clicks; INSERT INTO sink SELECT id, w FROM big; SELECT w FROM big;`;
    const { graph } = imported(sql);
    expect(graph.nodes.filter(({ name }) => name === 'big').length).toBe(1);
    expect(drawn(sql)).toEqual(['project', 'project', 'project']);
  });

  test('what nobody reads is not drawn once something is written', () => {
    expect(
      drawn('CREATE VIEW lost AS SELECT v + 1 AS w FROM clicks; INSERT INTO sink SELECT id, w FROM views'),
    ).toEqual(['project']);
  });

  test('a sink gets its columns by position, under its names and types', () => {
    expect(configOf('INSERT INTO sink SELECT v, id FROM clicks', 'project')).toEqual({
      columns: [
        { name: 'id', expression: 'v' },
        { name: 'v', expression: 'CAST(id AS BIGINT)' },
      ],
      keep: false,
    });
  });

  test('decisions that rule one another out are one Router, however they are ordered', () => {
    const { graph } = imported(`
      INSERT INTO sink SELECT id, w FROM views WHERE (w > 1) IS NOT TRUE AND (k = 'a') IS NOT TRUE;
      INSERT INTO sink SELECT id, w FROM views WHERE (k = 'a') IS TRUE AND (w > 1) IS NOT TRUE;
      INSERT INTO sink SELECT id, w FROM views WHERE w > 1;`);
    const router = graph.nodes.find(({ type }) => type === 'router');
    expect(router?.config).toEqual({
      routes: [
        { name: 'route_1', expression: 'w > 1' },
        { name: 'route_2', expression: "k = 'a'" },
      ],
      mode: 'first',
    });
    expect(
      graph.edges
        .map(({ from }) => from)
        .filter((from) => from.startsWith(`${router?.id}.`))
        .sort(),
    ).toEqual(['else', 'route_1', 'route_2'].map((port) => `${router?.id}.${port}`));
  });

  test('computed columns, event time, idle time and hints reach the source', () => {
    const { graph } = imported(`SET 'table.exec.source.idle-timeout' = '30 s';
      CREATE TABLE t (s STRING, ts AS TO_TIMESTAMP(s), WATERMARK FOR ts AS ts - INTERVAL '1' MINUTE)
        WITH ('connector' = 'filesystem', 'path' = 'files/a', 'format' = 'json');
      SELECT ts FROM t /*+ OPTIONS('path' = 'files/b') */`);
    expect(graph.nodes[0]?.config).toMatchObject({
      path: 'files/b',
      computed: [{ name: 'ts', expression: 'TO_TIMESTAMP(s)' }],
      eventTime: 'ts',
      watermarkDelay: '1 min',
      idleTimeout: '30 s',
    });
  });

  test('how long state is kept comes from hints and settings', () => {
    const sql = `SET 'table.exec.state.ttl' = '1 d'; SELECT /*+ STATE_TTL('a' = '2 h') */ a.id FROM ${BOTH}`;
    expect(configOf(sql, 'join')).toMatchObject({ leftTtl: '2 h', rightTtl: '1 d' });
  });
});
