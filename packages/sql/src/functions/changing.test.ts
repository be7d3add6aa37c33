// R8: functions whose value is another one each time say so, and give values of their types.

import { describe, expect, test } from 'vitest';
import { checkExpression } from '../check/check.ts';
import { toFlinkSql } from '../flink/to-flink.ts';
import { RowError } from '../row-error.ts';
import { compileRow } from '../testing/run-js.ts';

function value(text: string): unknown {
  const checked = checkExpression(text, []);
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  expect(checked.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toContain(
    'warning SQL_CHANGING',
  );
  return compileRow(checked.expression).run([]);
}

describe('R8', () => {
  test('clocks', () => {
    const before = Date.now();
    for (const text of [
      'NOW()',
      'CURRENT_TIMESTAMP',
      'LOCALTIMESTAMP',
      'PROCTIME()',
      'CURRENT_ROW_TIMESTAMP()',
    ]) {
      const now = value(text);
      expect(now, text).toBeGreaterThanOrEqual(before);
      expect(now, text).toBeLessThanOrEqual(Date.now());
    }
    expect([Math.floor(before / 86_400_000), Math.floor(Date.now() / 86_400_000)]).toContain(
      value('CURRENT_DATE'),
    );
    expect(Number(value('CURRENT_TIME')) % 1000).toBe(0);
    expect(value('UNIX_TIMESTAMP()')).toBeGreaterThanOrEqual(Math.floor(before / 1000));
  });

  test('random values', () => {
    const numbers = Array.from({ length: 200 }, () => Number(value('RAND()')));
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(numbers).size).toBeGreaterThan(190);
    const whole = new Set(Array.from({ length: 200 }, () => value('RAND_INTEGER(3)')));
    expect([...whole].sort()).toEqual([0, 1, 2]);
    expect(() => value('RAND_INTEGER(0)')).toThrow(RowError);
    expect(value('UUID()')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(value('UUID()')).not.toBe(value('UUID()'));
  });

  test('a column of the name wins, and Flink gets the word without parentheses', () => {
    const columns = [{ name: 'current_date', type: { kind: 'INT' }, nullable: false }] as const;
    expect(checkExpression('current_date', columns)).toMatchObject({ ok: true, type: { kind: 'INT' } });
    const checked = checkExpression('CURRENT_DATE', []);
    expect(checked.ok && toFlinkSql(checked.expression).text).toBe('CURRENT_DATE');
  });
});
