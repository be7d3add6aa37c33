// Queries over one table: what they give, and where what is wrong with them stands.

import type { Column } from '@weir/shared/data-type';
import { describe, expect, test } from 'vitest';
import { checkQuery } from './check-query.ts';

const CLICKS: readonly Column[] = [
  { name: 'id', type: { kind: 'INT' }, nullable: false },
  { name: 'k', type: { kind: 'STRING' }, nullable: true },
  { name: 'v', type: { kind: 'INT' }, nullable: true },
  { name: 'p', type: { kind: 'BOOLEAN' }, nullable: true },
];
const TABLES = new Map([['clicks', CLICKS]]);

describe('what a query gives', () => {
  test.each([
    ['SELECT * FROM clicks', ['id', 'k', 'v', 'p']],
    ['SELECT id, v * 2 AS twice FROM clicks WHERE p', ['id', 'twice']],
    ['SELECT c.id FROM clicks AS c;', ['id']],
    ['SELECT c.*, 1 AS x FROM clicks AS c', ['id', 'k', 'v', 'p', 'x']],
    ['SELECT * FROM clicks GROUP BY id, k, v, p', ['id', 'k', 'v', 'p']],
    ['SELECT k, COUNT(*) AS n, SUM(v) / COUNT(v) AS mean FROM clicks GROUP BY k', ['k', 'n', 'mean']],
    ['SELECT UPPER(k) AS u, MAX(v) AS most FROM clicks GROUP BY UPPER(k) HAVING MAX(v) > 3', ['u', 'most']],
    ['SELECT 1 AS first', ['first']],
    ['SELECT 1 AS `one`', ['one']],
    ['SELECT CURRENT_DATE AS today FROM clicks', ['today']],
  ])('%s', (text, names) => {
    const checked = checkQuery(text, TABLES);
    expect(checked.ok ? checked.columns.map(({ name }) => name) : checked.diagnostics).toEqual(names);
  });
});

describe('what is wrong is named with its place', () => {
  test.each([
    ['SELECT id FROM click', 'SQL_TABLE', 'click'],
    ['SELECT x.id FROM clicks AS c', 'SQL_COLUMN', 'x'],
    ['SELECT c.nope FROM clicks AS c', 'SQL_COLUMN', 'nope'],
    ['SELECT value FROM clicks', 'SQL_SYNTAX', 'value'],
    ['SELECT id AS select FROM clicks', 'SQL_SYNTAX', 'select'],
    ['SELECT id FROM clicks WHERE v', 'SQL_TYPE', 'v'],
    ['SELECT id FROM clicks WHERE SUM(v) > 1', 'SQL_AGGREGATE', 'SUM(v)'],
    ['SELECT k, v FROM clicks GROUP BY k', 'SQL_AGGREGATE', 'v'],
    ['SELECT SUM(SUM(v)) FROM clicks', 'SQL_AGGREGATE', 'SUM(SUM(v))'],
    ['SELECT SUM(v) FILTER (WHERE COUNT(*) > 1) FROM clicks', 'SQL_AGGREGATE', 'COUNT(*) > 1'],
    ['SELECT UPPER(k) OVER (ORDER BY id) FROM clicks', 'SQL_AGGREGATE', 'UPPER(k)'],
    ['SELECT SUM(v) OVER (PARTITION BY nope ORDER BY id) FROM clicks', 'SQL_COLUMN', 'nope'],
    ['SELECT SUM(v) OVER (PARTITION BY k ORDER BY id DESC) FROM clicks', 'SQL_UNSUPPORTED', 'OVER'],
    ['SELECT id FROM clicks LIMIT x', 'SQL_SYNTAX', 'x'],
    ['SELECT id FROM clicks ORDER BY id', 'SQL_UNSUPPORTED', 'ORDER'],
    ['SELECT id AS i FROM clicks ORDER BY i DESC NULLS LAST', 'SQL_UNSUPPORTED', 'ORDER'],
    ['SELECT id FROM clicks ORDER BY id, nope', 'SQL_COLUMN', 'nope'],
    ['SELECT id FROM clicks ORDER BY', 'SQL_SYNTAX', ''],
    ['SELECT x.* FROM clicks AS c', 'SQL_COLUMN', 'x'],
    ['SELECT * FROM clicks GROUP BY k', 'SQL_AGGREGATE', '*'],
    ['SELECT k, v, SUM(k) FROM clicks GROUP BY k', 'SQL_TYPE', 'SUM(k)'],
    ['SELECT UPPER(v) FROM clicks HAVING nope > 1', 'SQL_COLUMN', 'nope'],
    ['SELECT SUM(nope, 1) FROM clicks', 'SQL_COLUMN', 'nope'],
    ['SELECT nofunc(nope) FROM clicks', 'SQL_COLUMN', 'nope'],
    ['SELECT id.x FROM clicks', 'SQL_TYPE', 'id'],
    ['SELECT id FROM WHERE v = 1', 'SQL_SYNTAX', 'WHERE'],
    ['SELECT id WHERE v = 1', 'SQL_SYNTAX', 'WHERE'],
    ['SELECT FLOOR() FROM clicks', 'SQL_SYNTAX', ')'],
    ['SELECT FLOOR(v, 2) FROM clicks', 'SQL_SYNTAX', ','],
    ['SELECT SUBSTRING() FROM clicks', 'SQL_SYNTAX', ')'],
    ['SELECT TIMESTAMPADD(DAY, 1, p, 2) FROM clicks', 'SQL_SYNTAX', ','],
    ['SELECT COUNT(DISTINCT) FROM clicks', 'SQL_SYNTAX', ')'],
    ['SELECT CASE v END FROM clicks', 'SQL_SYNTAX', 'END'],
    ['SELECT CASE v WHEN p THEN 1 END FROM clicks', 'SQL_TYPE', 'CASE v WHEN p THEN 1 END'],
    ['SELECT JSON_OBJECT(v VALUE 2) FROM clicks', 'SQL_TYPE', 'JSON_OBJECT(v VALUE 2)'],
    ['SELECT CAST(v AS VARCHAR(x)) FROM clicks', 'SQL_SYNTAX', 'x'],
    ['SELECT CAST(v AS DECIMAL(5, -1)) FROM clicks', 'SQL_SYNTAX', '-'],
    ['SELECT SUM(v) FILTER FROM clicks', 'SQL_SYNTAX', 'FROM'],
    ['SELECT SUM(v) OVER w FROM clicks', 'SQL_SYNTAX', 'w'],
    ['SELEC id FROM clicks', 'SQL_SYNTAX', 'SELEC'],
  ])('%s', (text, code, marked) => {
    const checked = checkQuery(text, TABLES);
    const [first] = checked.diagnostics;
    expect(checked.ok).toBe(false);
    expect([first?.code, text.slice(first?.span.from, first?.span.to)]).toEqual([code, marked]);
  });

  test('a text that is too long is refused', () => {
    expect(checkQuery(`SELECT ${'1 + '.repeat(20_000)}1`, TABLES).diagnostics[0]?.code).toBe('SQL_LIMIT');
  });
});
