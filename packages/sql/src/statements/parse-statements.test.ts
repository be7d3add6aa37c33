// Scripts: what each statement says, where what is wrong stands, and that no text breaks the parser.

import { describe, expect, test } from 'vitest';
import { printExpression } from '../parse/print.ts';
import type { AstFrom } from './ast-query.ts';
import { parsePattern } from './parse-match.ts';
import { parseStatements, SCRIPT_STATEMENTS_MAX } from './parse-statements.ts';

function only(text: string) {
  const { statements, diagnostics } = parseStatements(text);
  expect(diagnostics).toEqual([]);
  expect(statements.length).toBe(1);
  return statements[0];
}

function selectOf(text: string) {
  const statement = only(text);
  const body = statement?.kind === 'query' ? statement.query.body : undefined;
  if (body?.kind !== 'select') throw new Error('no select');
  return body;
}

function fromOf(text: string): AstFrom {
  const { from } = selectOf(text);
  if (from === undefined) throw new Error('no from');
  return from;
}

describe('tables', () => {
  const table = only(`CREATE TEMPORARY TABLE IF NOT EXISTS db.t (
    id INT NOT NULL COMMENT 'the id', \`a b\` ROW<x INT, y STRING>, v AS id * 2,
    arrived TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL, ts TIMESTAMP(3),
    WATERMARK FOR ts AS ts - INTERVAL '4' SECONDS, CONSTRAINT pk PRIMARY KEY (id) NOT ENFORCED
  ) COMMENT 'all' PARTITIONED BY (id) WITH ('connector' = 'filesystem', 'path' = 'x;y')`);

  test('columns, computed and metadata ones, watermark, key, partitions and options are read', () => {
    expect(table).toMatchObject({
      kind: 'create table',
      name: { name: 'db.t' },
      columns: [
        { kind: 'stored', name: { name: 'id' }, element: { type: { kind: 'INT' }, nullable: false } },
        { kind: 'stored', name: { name: 'a b' }, element: { type: { kind: 'ROW' }, nullable: true } },
        { kind: 'computed', name: { name: 'v' } },
        { kind: 'metadata', key: 'timestamp', virtual: true },
        { kind: 'stored', name: { name: 'ts' } },
      ],
      watermark: { column: { name: 'ts' }, expression: { kind: 'binary' } },
      primaryKey: [{ name: 'id' }],
      partitionedBy: [{ name: 'id' }],
      options: [
        { key: 'connector', value: 'filesystem' },
        { key: 'path', value: 'x;y' },
      ],
    });
  });

  test('LIKE and AS SELECT are read', () => {
    expect(
      only("CREATE TABLE a (WATERMARK FOR t AS t) WITH ('k' = 'v') LIKE b (EXCLUDING ALL)"),
    ).toMatchObject({
      like: { name: 'b' },
    });
    expect(only('CREATE TABLE a AS SELECT 1')).toMatchObject({ query: { body: { kind: 'select' } } });
  });
});

describe('scripts', () => {
  test('a statement set holds plain inserts; settings and others are named', () => {
    const { statements, diagnostics } = parseStatements(`
      SET 'pipeline.name' = 'x'; SET a.b=c d;
      CREATE VIEW v (a) AS SELECT 1;
      EXECUTE STATEMENT SET BEGIN
        INSERT INTO s SELECT * FROM v; INSERT INTO s (a, b) SELECT 1, 2;
      END;
      USE CATALOG c; CREATE FUNCTION f AS 'x'; -- end`);
    expect(diagnostics).toEqual([]);
    expect(statements.map(({ kind }) => kind)).toEqual(
      'set,set,create view,insert,insert,other,other'.split(','),
    );
    expect(statements[1]).toMatchObject({ option: { key: 'a.b', value: 'c d' } });
    expect(statements[4]).toMatchObject({ columns: [{ name: 'a' }, { name: 'b' }] });
    expect(statements[5]).toMatchObject({ words: 'USE CATALOG' });
  });

  test('a mistake in one statement does not keep the others from being read', () => {
    const text = 'SELECT FROM a; SELECT b FROM c; SELECT (d; SELECT e FROM f';
    const { statements, diagnostics } = parseStatements(text);
    expect(statements.length).toBe(2);
    expect(diagnostics.map(({ span }) => text.slice(span.from, span.to))).toEqual(['FROM', '(']);
  });
});

describe('queries', () => {
  test('set operations bind as in Calcite, ORDER BY and LIMIT belong to the whole', () => {
    const statement = only(
      'SELECT a FROM t UNION ALL SELECT b FROM u INTERSECT VALUES (1), (2) ORDER BY a DESC LIMIT 3',
    );
    expect(statement).toMatchObject({
      query: {
        body: {
          operator: 'UNION',
          all: true,
          right: { operator: 'INTERSECT', all: false, right: { kind: 'values' } },
        },
        orderBy: { items: [{ descending: true }] },
        limit: { value: 3 },
      },
    });
  });

  test('WITH, sub-queries and queries inside expressions are read', () => {
    const body = selectOf(
      'WITH w (x) AS (SELECT 1) SELECT (SELECT 2), a IN (SELECT b FROM c) FROM w WHERE NOT EXISTS (SELECT * FROM d)',
    );
    expect(body.items).toMatchObject([{ expression: { form: 'scalar' } }, { expression: { form: 'in' } }]);
    expect(body.where).toMatchObject({ operand: { kind: 'subquery', form: 'exists' } });
  });

  test('groupings are read', () => {
    expect(
      selectOf(
        'SELECT 1 FROM t GROUP BY a, GROUPING SETS ((b, c), d, ()), ROLLUP (e, f), CUBE (g)',
      ).groupBy?.items.map((item) =>
        item.kind === 'key' ? 'key' : [item.kind, ...item.items.map((set) => set.length)],
      ),
    ).toEqual(['key', ['sets', 2, 1, 0], ['rollup', 1, 1], ['cube', 1]]);
  });

  test('joins of every kind lean to the left', () => {
    const from = fromOf(`SELECT 1 FROM a NATURAL JOIN b LEFT OUTER JOIN c USING (k) CROSS JOIN d
      JOIN e FOR SYSTEM_TIME AS OF a.ts AS x ON a.k = x.k, f`);
    const kinds: string[] = [];
    for (let at = from; at.kind === 'join'; at = at.left) kinds.push(at.join);
    expect(kinds).toEqual(['comma', 'inner', 'cross', 'left', 'inner']);
    expect(from).toMatchObject({ left: { right: { kind: 'table', name: 'e', alias: { name: 'x' } } } });
  });

  test('functions of tables take tables, descriptors, intervals and names', () => {
    expect(
      fromOf(`SELECT 1 FROM TABLE(SESSION(DATA => TABLE t PARTITION BY (a, b), TIMECOL => DESCRIPTOR(ts),
        GAP => INTERVAL '5' MINUTES)) AS w`),
    ).toMatchObject({
      kind: 'function',
      name: 'SESSION',
      alias: { name: 'w' },
      arguments: [
        { kind: 'table', name: 'DATA', keys: [{ name: 'a' }, { name: 'b' }] },
        { kind: 'descriptor', columns: [{ name: 'ts' }] },
        { kind: 'expression', expression: { interval: { from: 'MINUTE' } } },
      ],
    });
    expect(fromOf('SELECT 1 FROM t CROSS JOIN UNNEST(t.a) WITH ORDINALITY AS x (b, i)')).toMatchObject({
      right: { kind: 'unnest', ordinality: true, alias: { columns: [{ name: 'b' }, { name: 'i' }] } },
    });
  });

  test('hints stand behind SELECT and behind tables', () => {
    expect(
      selectOf("SELECT /*+ STATE_TTL('a' = '1 h', 'b' = '2 h') */ 1 FROM t /*+ OPTIONS('k'='v') */ AS a"),
    ).toMatchObject({
      hints: [{ name: 'STATE_TTL', options: [{ key: 'a', value: '1 h' }, { key: 'b' }] }],
      from: { hints: [{}] },
    });
  });

  test('windows with names and frames are read', () => {
    const body = selectOf(`SELECT SUM(a) OVER w, MAX(a) OVER (w ROWS 3 PRECEDING) FROM t
      WINDOW w AS (PARTITION BY k ORDER BY ts RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW)`);
    expect(body.windows).toMatchObject([{ name: 'w', window: { keys: [{}], frame: { unit: 'RANGE' } } }]);
    expect(body.items.map((item) => (item.kind === 'star' ? '' : printExpression(item.expression)))).toEqual([
      'SUM(a) OVER w',
      'MAX(a) OVER (w ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)',
    ]);
  });

  test('MATCH_RECOGNIZE is read with pattern, measures, skip and bounds', () => {
    expect(
      fromOf(`SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES A.x AS a, LAST(B.x) AS b
        ONE ROW PER MATCH AFTER MATCH SKIP TO FIRST B PATTERN (A B{2,}? (C | D)* ) WITHIN INTERVAL '1' HOUR
        DEFINE A AS A.x > 1, B AS B.x < LAST(B.x, 1)) AS m`),
    ).toMatchObject({
      kind: 'match',
      alias: { name: 'm' },
      match: {
        measures: [{ name: 'a' }, { name: 'b' }],
        after: { kind: 'to first', variable: 'B' },
        pattern: {
          items: [
            { kind: 'variable', name: 'A' },
            { kind: 'repeated', min: 2, max: undefined, reluctant: true },
            { kind: 'repeated', min: 0, item: { kind: 'alternatives' } },
          ],
        },
        define: [{ name: 'A' }, { name: 'B' }],
      },
    });
  });
});

describe('what is wrong is said where it is wrong', () => {
  test.each([
    ['CREATE TABLE t (a INTT)', 'INTT'],
    ['CREATE TABLE t (a INT, )', ')'],
    ['CREATE TABLE t (a INT PRIMARY KEY ENFORCED)', 'ENFORCED'],
    ["CREATE TABLE t (a INT) WITH ('k' 'v')", "'v'"],
    ['INSERT s SELECT 1', 's'],
    ['INSERT OVERWRITE s SELECT 1', 'OVERWRITE'],
    ['SELECT a FROM t JOIN', ''],
    ['SELECT a FROM t GROUP a', 'a'],
    ['SELECT a FROM (SELECT b', '('],
    ['SELECT a FROM t LIMIT x', 'x'],
    ['SELECT a FROM t x y', 'y'],
    ['SELECT SUM(a) OVER (ROWS 1) FROM t', ')'],
    ['SELECT 1 FROM t MATCH_RECOGNIZE (PATTERN (A ++) DEFINE A AS TRUE)', '+'],
    ['SELECT 1 FROM t MATCH_RECOGNIZE (PATTERN (A{3,2}) DEFINE A AS TRUE)', '{3,2}'],
    ["SELECT 1 FROM t /*+ OPTIONS('k' = */", "/*+ OPTIONS('k' = */"],
    ['HELLO WORLD', 'HELLO'],
    ['WITH w AS SELECT 1 SELECT 2', 'SELECT'],
  ])('%s', (text, marked) => {
    const [first] = parseStatements(text).diagnostics;
    expect(first === undefined ? 'accepted' : text.slice(first.span.from, first.span.to)).toBe(marked);
  });
});

describe('no text throws, hangs or exhausts the stack', () => {
  const deep = 50_000;
  test.each([
    ['parentheses', `SELECT ${'('.repeat(deep)}`],
    ['sub-queries', 'SELECT * FROM ('.repeat(deep)],
    ['queries in expressions', 'SELECT a IN ('.repeat(deep)],
    ['EXISTS', 'SELECT EXISTS ('.repeat(deep)],
    ['joins', `SELECT 1 FROM a${' JOIN a'.repeat(deep)}`],
    ['commas', `SELECT 1 FROM a${', a'.repeat(deep)}`],
    ['unions', `SELECT 1${' UNION SELECT 1'.repeat(deep)}`],
    ['intersections', `SELECT 1${' INTERSECT SELECT 1'.repeat(deep)}`],
    ['sums', `SELECT 1${'+1'.repeat(deep)}`],
    ['types', `CREATE TABLE t (a ${'ARRAY<'.repeat(deep)}`],
    ['patterns', `SELECT 1 FROM t MATCH_RECOGNIZE (PATTERN (${'('.repeat(deep)}`],
    ['variables', `SELECT 1 FROM t MATCH_RECOGNIZE (PATTERN (${'A '.repeat(deep)}`],
    ['hints', `SELECT ${"/*+ A('b'='c') */ ".repeat(deep)} 1`],
    ['open comments', '/* '.repeat(deep)],
    ['open quotes', "SELECT '".repeat(deep)],
    ['semicolons', ';'.repeat(deep)],
    ['statements', 'SELECT 1;'.repeat(SCRIPT_STATEMENTS_MAX + 10)],
    ['mistakes', 'SELECT ( ; '.repeat(deep)],
    ['WITH', `WITH ${'a AS (SELECT 1), '.repeat(deep)}`],
    ['too long', ' '.repeat(1_048_577)],
    ['other characters', '\u0000\uD800💥§'.repeat(deep)],
  ])('%s', (_, text) => {
    const { diagnostics } = parseStatements(text);
    expect(diagnostics.length).toBeLessThanOrEqual(200);
  });

  test('pieces of statements in any order end', () => {
    const words =
      "CREATE TABLE VIEW ( ) , ; a b.c 'x' `y` 1 SELECT FROM WHERE GROUP BY JOIN ON UNION ALL AS WITH INSERT INTO VALUES UNNEST TABLE TUMBLE DESCRIPTOR OVER PARTITION ORDER ROWS BETWEEN AND MATCH_RECOGNIZE PATTERN DEFINE { } ? | + * IN EXISTS NOT CASE WHEN END /*+ */ => . [ ] < > SET EXECUTE STATEMENT BEGIN WATERMARK FOR INTERVAL LATERAL".split(
        ' ',
      );
    let seed = 20_261_125;
    const random = (): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return seed / 2 ** 32;
    };
    for (let run = 0; run < 3000; run += 1) {
      const length = 1 + Math.floor(random() * 40);
      const text = Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(' ');
      expect(() => parseStatements(text), `seed ${seed}: ${text}`).not.toThrow();
      expect(() => parsePattern(text), text).not.toThrow();
    }
  });
});
