// What of a script no node says is a problem with its place; and no script throws, hangs or grows without bound.

import { describe, expect, test } from 'vitest';
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

/** The errors of statements behind the tables: code and marked text. */
function problemsOf(sql: string): readonly (readonly [string, string])[] {
  const text = TABLES + sql;
  return importSql(text)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ code, span }) => [code, text.slice(span.from, span.to)] as const);
}

describe('what no node says is a problem with its place', () => {
  test.each([
    ['SELECT nope FROM clicks', 'SQL_COLUMN', 'nope'],
    ['SELECT x.id FROM clicks', 'SQL_COLUMN', 'x'],
    ['SELECT k FROM clicks AS a JOIN views AS b ON a.k = b.k', 'SQL_COLUMN', 'k'],
    ['SELECT a.id FROM clicks AS a JOIN views AS b ON a.k = b.k WHERE k > 1', 'SQL_COLUMN', 'k'],
    ['SELECT id FROM nope', 'SQL_TABLE', 'nope'],
    ['SELECT id FROM other', 'SQL_UNSUPPORTED', "'connector' = 'jdbc'"],
    ['SELECT id + k FROM clicks', 'SQL_TYPE', 'id + k'],
    ['SELECT id, v FROM clicks GROUP BY id', 'SQL_AGGREGATE', 'v'],
    ['SELECT id FROM clicks ORDER BY v', 'SQL_UNSUPPORTED', 'ORDER'],
    ['SELECT id FROM clicks ORDER BY ts DESC', 'SQL_UNSUPPORTED', 'ORDER'],
    ['SELECT RANK() OVER (PARTITION BY k ORDER BY v) AS r FROM clicks', 'SQL_UNSUPPORTED', 'RANK'],
    ['SELECT SUM(v) OVER (PARTITION BY k ORDER BY v) AS s FROM clicks', 'SQL_UNSUPPORTED', 'v'],
    [
      'SELECT id FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY v) AS n FROM clicks) WHERE n > 2',
      'SQL_UNSUPPORTED',
      'n > 2',
    ],
    ["SELECT * FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(v), INTERVAL '1' DAY))", 'EVENT_TIME_MISSING', 'v'],
    [
      "SELECT * FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' MONTH))",
      'SQL_TYPE',
      "TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' MONTH)",
    ],
    ['SELECT id FROM clicks UNION ALL SELECT k FROM views', 'UNION_COLUMNS', 'id'],
    ['SELECT id, v FROM clicks UNION ALL SELECT w FROM views', 'UNION_COLUMNS', 'w'],
    ['SELECT a.id FROM clicks AS a JOIN clicks AS a ON TRUE', 'SQL_TABLE', 'clicks AS a'],
    ['SELECT a.id FROM clicks AS a JOIN views AS b', 'SQL_SYNTAX', 'JOIN'],
    [
      'SELECT c.id FROM clicks AS c JOIN views FOR SYSTEM_TIME AS OF c.ts AS r ON c.k = r.k',
      'JOIN_KEY',
      'JOIN',
    ],
    [
      'SELECT id FROM clicks AS c WHERE v > (SELECT MAX(w) FROM views WHERE w < c.v)',
      'SQL_UNSUPPORTED',
      'w < c.v',
    ],
    [
      'SELECT id FROM clicks WHERE k IN (SELECT k FROM views) OR v > 1',
      'SQL_UNSUPPORTED',
      'k IN (SELECT k FROM views)',
    ],
    ['SELECT 1', 'SQL_UNSUPPORTED', 'SELECT 1'],
    ['VALUES (1)', 'SQL_UNSUPPORTED', 'VALUES (1)'],
    ['INSERT INTO nope SELECT id FROM clicks', 'SQL_TABLE', 'nope'],
    ['INSERT INTO sink SELECT id FROM clicks', 'SQL_COLUMN', 'sink'],
    ['INSERT INTO sink (id, x) SELECT id, v FROM clicks', 'SQL_COLUMN', 'x'],
    ['INSERT INTO other SELECT id, v FROM clicks', 'SQL_UNSUPPORTED', "'connector' = 'jdbc'"],
    [
      "SET 'table.local-time-zone' = 'Asia/Tokyo'",
      'SQL_UNSUPPORTED',
      "'table.local-time-zone' = 'Asia/Tokyo'",
    ],
    ['DROP TABLE clicks', 'SQL_UNSUPPORTED', 'DROP TABLE clicks'],
    [
      'SELECT * FROM clicks MATCH_RECOGNIZE (ORDER BY ts MEASURES A.id AS a PATTERN (A | B) DEFINE A AS TRUE)',
      'SQL_UNSUPPORTED',
      'A | B',
    ],
    [
      'SELECT * FROM clicks MATCH_RECOGNIZE (ORDER BY ts MEASURES A.id AS a PATTERN (A B+) DEFINE A AS TRUE)',
      'SQL_UNSUPPORTED',
      'B+',
    ],
    [
      'SELECT * FROM clicks MATCH_RECOGNIZE (ORDER BY v MEASURES A.id AS a PATTERN (A) DEFINE A AS TRUE)',
      'SQL_UNSUPPORTED',
      'v',
    ],
    [
      "CREATE TABLE m (a INT METADATA) WITH ('connector' = 'filesystem'); SELECT a FROM m",
      'SQL_UNSUPPORTED',
      'a',
    ],
    [
      "CREATE TABLE m (a TIMESTAMP(3), WATERMARK FOR a AS a + INTERVAL '1' DAY) WITH ('connector' = 'filesystem', 'path' = 'x', 'format' = 'json'); SELECT a FROM m",
      'SQL_UNSUPPORTED',
      "a + INTERVAL '1' DAY",
    ],
    [
      "SELECT GROUPING_ID(k) FROM clicks GROUP BY CUBE (k, id, v, ts, k || 'a', k || 'b', k || 'c')",
      'SQL_LIMIT',
      'GROUP',
    ],
  ])('%s', (sql, code, marked) => {
    expect(problemsOf(sql)[0]).toEqual([code, marked]);
  });
});

describe('no script throws, hangs or grows without bound', () => {
  test.each([
    [
      'views on views',
      Array.from(
        { length: 300 },
        (_, i) => `CREATE VIEW v${i} AS SELECT id + 1 AS id FROM ${i === 0 ? 'clicks' : `v${i - 1}`}`,
      ).join(';'),
    ],
    [
      'views that double their columns',
      Array.from(
        { length: 30 },
        (_, i) =>
          `CREATE VIEW v${i} AS SELECT a.*, b.* FROM ${i === 0 ? 'clicks' : `v${i - 1}`} AS a JOIN ${i === 0 ? 'clicks' : `v${i - 1}`} AS b ON TRUE`,
      ).join(';'),
    ],
    ['formulas that double', `SELECT ${'('.repeat(40)}v${' + v)'.repeat(40)} AS x FROM clicks`],
    [
      'many joins',
      `SELECT 1 AS one FROM clicks AS t0 ${Array.from({ length: 60 }, (_, i) => `JOIN clicks AS t${i + 1} ON t${i}.id = t${i + 1}.id`).join(' ')}`,
    ],
    ['many unions', Array.from({ length: 400 }, () => 'SELECT id FROM clicks').join(' UNION ALL ')],
  ])('%s', (_, sql) => {
    expect(() => importSql(`${TABLES}${sql}`)).not.toThrow();
  });

  test('pieces of statements in any order', () => {
    const words =
      "SELECT * FROM clicks AS a views WHERE GROUP BY k v id ts COUNT(*) SUM(v) OVER (ORDER BY ts) ROW_NUMBER() JOIN ON a.k = b.k LEFT UNION ALL EXCEPT ( ) , AND > 1 IN EXISTS window_start window_end TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' DAY)) UNNEST(tags) HAVING DISTINCT LIMIT 3 MATCH_RECOGNIZE FOR SYSTEM_TIME AS OF INSERT INTO sink".split(
        ' ',
      );
    let seed = 20_261_125;
    const random = (): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return seed / 2 ** 32;
    };
    for (let run = 0; run < 1500; run += 1) {
      const text = Array.from(
        { length: 2 + Math.floor(random() * 20) },
        () => words[Math.floor(random() * words.length)],
      );
      const sql = `${TABLES}SELECT ${text.join(' ')}`;
      expect(() => importSql(sql), `seed ${seed}: ${text.join(' ')}`).not.toThrow();
    }
  });
});
