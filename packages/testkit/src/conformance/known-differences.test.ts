// Every difference that the conformance test excuses is explained, and told to whoever writes such an expression.

import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Column } from '@weir/shared/data-type';
import { checkExpression } from '@weir/sql/check/check';
import { expect, test } from 'vitest';
import { compile } from '../compile.node.ts';
import type { ExpressionGolden } from './golden.ts';
import { goldenType } from './golden-values.ts';
import { KNOWN_IDS } from './known-differences.ts';
import { familyOf, runLines } from './run-folder.ts';

/** Each id of the table in docs/semantics.md with its last cell. */
function told(): ReadonlyMap<string, string> {
  const page = readFileSync(new URL('../../../../docs/semantics.md', import.meta.url), 'utf8');
  const table = page.slice(page.indexOf('### Known differences of expressions'));
  const rows = table.matchAll(/^\| `([a-z0-9-]+)` \|.*\| ([^|]+) \|$/gm);
  return new Map([...rows].map(([, id = '', cell = '']) => [id, cell]));
}

test('docs/semantics.md lists exactly the known differences', () => {
  expect([...told().keys()].sort()).toEqual([...KNOWN_IDS].sort());
});

function hasWarning(golden: ExpressionGolden): boolean {
  const columns = Object.entries(golden.inputs).map(([name, input]): Column => {
    const element = goldenType(input.type);
    if (element === undefined) throw new Error(`the type ${input.type} cannot be read`);
    return { name, ...element };
  });
  return checkExpression(golden.expr, columns).diagnostics.some(({ code }) => code === 'SQL_PORTABLE');
}

test('what differs without odd data is marked SQL_PORTABLE, as the table says', () => {
  const folder = new URL('../../testdata/expressions/', import.meta.url);
  const marks = told();
  const silent = new Set<string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz'))) {
    const text = gunzipSync(readFileSync(new URL(file, folder))).toString('utf8');
    for (const { golden, verdict } of runLines(familyOf(file), text, { compile, lines: () => [] })) {
      if (verdict.kind !== 'known' || golden.form !== 'expression') continue;
      const isMarked = marks.get(verdict.known)?.includes('SQL_PORTABLE') === true;
      if (isMarked && !hasWarning(golden.line)) silent.add(`${verdict.known}: ${golden.line.expr}`);
    }
  }
  expect([...silent]).toEqual([]);
});
