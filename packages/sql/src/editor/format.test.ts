// The layout of expressions. That it never changes the meaning is tested on random ones in testkit.

import { describe, expect, test } from 'vitest';
import { formatExpression } from './format.ts';

describe('layout', () => {
  test.each([
    ["i>1and s  like'a%'", "i > 1 AND s LIKE 'a%'"],
    ["s not similar to'a%'", "s NOT SIMILAR TO 'a%'"],
    ['(t,t)overlaps (t ,t)', '(t, t) OVERLAPS (t, t)'],
    ['upper( s )', 'UPPER(s)'],
    ['- i+-1*( j -2 )', '-i + -1 * (j - 2)'],
    ['cast(s as decimal( 10,2 ))', 'CAST(s AS DECIMAL(10, 2))'],
    ["t + interval'1'day", "t + INTERVAL '1' DAY"],
    ['case when p then 1 else 2 end', 'CASE WHEN p THEN 1 ELSE 2 END'],
    ['i in(1,2)', 'i IN (1, 2)'],
    ['i /* why */ + 1 -- last', 'i /* why */ + 1 -- last'],
    ['`i`+ j', '`i` + j'],
    ['- - i', '- -i'],
    ['cast(array[i] as array < string >)', 'CAST(ARRAY[i] AS ARRAY<STRING>)'],
    ['cast(array[map[1,i]] as array<map<int,bigint>>)', 'CAST(ARRAY[MAP[1, i]] AS ARRAY<MAP<INT, BIGINT>>)'],
    [
      "json_value(s,'$.a' returning int default -1 on empty)",
      "JSON_VALUE(s, '$.a' RETURNING INT DEFAULT -1 ON EMPTY)",
    ],
  ])('%s', (text, expected) => {
    expect(formatExpression(text)).toBe(expected);
  });

  test('long expressions break before AND, OR, WHEN, ELSE and END', () => {
    const text =
      "i between 1 and 2147483 and s like 'something long enough' or u = 'another text that makes it long'";
    expect(formatExpression(text)).toBe(
      "i BETWEEN 1 AND 2147483\nAND s LIKE 'something long enough'\nOR u = 'another text that makes it long'",
    );
    const choice =
      "case when i > 100000 then 'a rather long text' when i > 50000 then 'another one' else 'neither' end";
    expect(formatExpression(choice)).toBe(
      "CASE\n  WHEN i > 100000 THEN 'a rather long text'\n  WHEN i > 50000 THEN 'another one'\n  ELSE 'neither'\nEND",
    );
  });

  test('text that does not parse stays as it is', () => {
    expect(formatExpression('i  +')).toBe('i  +');
  });
});
