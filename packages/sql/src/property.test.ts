// Properties of the whole chain: parser, checker, both printers, against the interpreter and against random text.

import type { Value } from '@weir/shared/data-type';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkExpression } from './check.ts';
import { complete } from './complete.ts';
import { hover } from './hover.ts';
import { parseExpression } from './parse.ts';
import { RowError } from './row-error.ts';
import { arbitraryExpression, arbitraryRow, SCOPE } from './testing/arbitrary.ts';
import { interpret } from './testing/interpret.ts';
import { compileRow } from './testing/run-js.ts';
import { toFlinkSql } from './to-flink.ts';

function outcome(run: () => Value): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof RowError) return `row error ${error.code}`;
    throw error;
  }
}

const RUNS = 3000;

describe('random expressions', () => {
  test('X: generated JavaScript gives what the interpreter gives, and so does its condition form', () => {
    let checkedCount = 0;
    fc.assert(
      fc.property(
        arbitraryExpression,
        fc.array(arbitraryRow, { minLength: 3, maxLength: 3 }),
        (text, rows) => {
          const checked = checkExpression(text, SCOPE);
          if (!checked.ok) return;
          checkedCount += 1;
          const { expression } = checked;
          const value = compileRow(expression);
          const condition = checked.type.kind === 'BOOLEAN' ? compileRow(expression, 'condition') : undefined;
          for (const row of rows) {
            const expected = outcome(() => interpret(expression, row));
            const got = outcome(() => value.run(row));
            expect(got, `${text}\n${value.source}\n${String(row)}`).toBe(expected);
            if (got === null) expect(checked.nullable, `NULL from NOT NULL: ${text}`).toBe(true);
            if (typeof got === 'string' && got.startsWith('row error'))
              expect(value.fallible, text).toBe(true);
            else if (condition !== undefined) expect(condition.run(row), text).toBe(got === true);
          }
        },
      ),
      { numRuns: RUNS, seed: 20260101 },
    );
    expect(checkedCount).toBeGreaterThan(RUNS * 0.8);
  });

  test('R7: what is printed for Flink reads back to the same tree', () => {
    fc.assert(
      fc.property(arbitraryExpression, (text) => {
        const checked = checkExpression(text, SCOPE);
        if (!checked.ok) return;
        const printed = toFlinkSql(checked.expression).text;
        const again = checkExpression(printed, SCOPE);
        expect(again.ok, printed).toBe(true);
        // LIKE gains its explicit ESCAPE on the first print, so the second print is the fixed point.
        if (again.ok) expect(toFlinkSql(again.expression).text, text).toBe(printed);
        // IF is printed as CASE, whose declared nullability is finer.
        if (again.ok && !text.includes('LIKE') && !text.includes('IF('))
          expect(again.expression, printed).toEqual(checked.expression);
      }),
      { numRuns: 1000, seed: 20260102 },
    );
  });
});

describe('random text', () => {
  const pieces = fc.constantFrom(
    ..."a `b` 'c' ( ) , . + - * / % || = <> <= NOT AND OR IN LIKE BETWEEN CASE WHEN THEN ELSE END CAST( AS INT NULL IS 1 2.5 1E3".split(
      ' ',
    ),
    ...'INTERVAL EXTRACT( FROM TRIM( FLOOR( TO DAY POSITION( COUNT(*) FILTER (WHERE \' ` " /* -- 😀 == != &&'.split(
      ' ',
    ),
  );
  const noise = fc.oneof(
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(' ')),
    fc.string({ unit: 'binary', maxLength: 80 }),
  );

  test('parsing, checking, completion and hover never throw, and spans lie inside the text', () => {
    fc.assert(
      fc.property(noise, fc.nat(100), (text, offset) => {
        const { diagnostics, expression } = parseExpression(text);
        expect(expression === undefined).toBe(diagnostics.length > 0);
        checkExpression(text, SCOPE);
        for (const { span, message } of diagnostics) {
          expect(message).not.toBe('');
          expect(span.from >= 0 && span.from <= span.to && span.to <= text.length).toBe(true);
        }
        complete(text, Math.min(offset, text.length), SCOPE);
        hover(text, offset, SCOPE);
      }),
      { numRuns: 3000, seed: 20260103 },
    );
  });
});

describe('hostile text', () => {
  const marker = 'Xq7Zk9Wv3Tb5Rm1P';
  const hostile = fc.constantFrom(
    '`',
    "'",
    '${',
    '*/',
    '</script>',
    '\u2028',
    '\ud800',
    '\\',
    '"; process.exit()',
    '\n',
  );

  test('S27: no byte of a name or a literal reaches generated JavaScript', () => {
    fc.assert(
      fc.property(hostile, hostile, (left, right) => {
        const evil = `${left}${marker}${right}`;
        const columns = [{ name: evil, type: { kind: 'STRING' }, nullable: true }] as const;
        const name = `\`${evil.replaceAll('`', '``')}\``;
        const literal = `'${evil.replaceAll("'", "''")}'`;
        const text = `CASE WHEN ${name} = ${literal} OR ${name} LIKE ${literal} THEN REPLACE(${name}, ${literal}, 'z') ELSE ${literal} || ${name} END`;
        const checked = checkExpression(text, columns);
        expect(checked.ok, text).toBe(true);
        if (!checked.ok) return;
        const { source, run } = compileRow(checked.expression);
        expect(source).not.toContain(marker);
        expect(source).toMatch(/^[\x20-\x7e]*$/);
        expect(run([evil])).toBe('z');
        const again = checkExpression(toFlinkSql(checked.expression).text, columns);
        expect(again.ok && toFlinkSql(again.expression).text).toBe(toFlinkSql(checked.expression).text);
      }),
      { numRuns: 200, seed: 20260104 },
    );
  });
});
