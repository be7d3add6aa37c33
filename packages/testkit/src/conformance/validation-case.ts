// One golden of a statement that Flink refuses, or plans against expectation: refused here too, at the same place.

import type { SqlDiagnostic } from '@weir/sql/diagnostic';
import { checkQuery } from '@weir/sql/query/check-query';
import type { ValidationGolden, Verdict } from './golden.ts';
import { goldenTables } from './tables.ts';

/** Runs one golden. Rules of whole statements (`C.`) wait until these are built. */
export function runValidation(golden: ValidationGolden): Verdict {
  if (golden.rule.startsWith('C.')) return { kind: 'unsupported', why: 'whole statements are not built yet' };
  const checked = checkQuery(golden.sql, goldenTables(golden.tables));
  const problems = checked.diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = problems;
  if (golden.accepted === true) {
    if (first === undefined) return { kind: 'equal' };
    return { kind: 'different', ours: `${first.code} ${first.message}`, theirs: 'accepted', why: 'refused' };
  }
  if (first === undefined)
    return { kind: 'different', ours: 'accepted', theirs: golden.error, why: 'accepted' };
  const { position } = golden;
  if (position === null || position === undefined) return { kind: 'equal' };
  const ours = placeOf(golden.sql, first);
  const isSame =
    ours.line === position.line &&
    ours.column === position.column &&
    (position.endLine === undefined || ours.endLine === position.endLine) &&
    (position.endColumn === undefined || ours.endColumn === position.endColumn);
  if (isSame) return { kind: 'equal' };
  return { kind: 'different', ours: { ...ours, message: first.message }, theirs: position, why: 'place' };
}

type Place = {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
};

/** Lines and columns from 1, the end inclusive. At the end of the text Flink's parser names its last character. */
function placeOf(sql: string, { span }: SqlDiagnostic): Place {
  const isEnd = span.from >= sql.length;
  const from = isEnd ? Math.max(0, sql.length - 1) : span.from;
  const start = lineAndColumn(sql, from);
  const end = lineAndColumn(sql, Math.max(from, span.to - 1));
  return { ...start, endLine: end.line, endColumn: end.column };
}

function lineAndColumn(sql: string, offset: number): { readonly line: number; readonly column: number } {
  const before = sql.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - (before.lastIndexOf('\n') + 1) + 1 };
}
