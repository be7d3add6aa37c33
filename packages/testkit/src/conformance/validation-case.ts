// One golden of a statement that Flink refuses, or plans against expectation: refused here too, at the same place.

import { plan } from '@weir/engine/plan/plan';
import { catalogue } from '@weir/nodes/catalogue';
import { importSql } from '@weir/nodes/from-sql/import-sql';
import type { SqlDiagnostic } from '@weir/sql/diagnostic';
import { checkQuery } from '@weir/sql/query/check-query';
import type { ValidationGolden, Verdict } from './golden.ts';
import { goldenTables, tableStatements } from './tables.ts';

/** Runs one golden. Rules of whole statements (`C.`) are put to the importer and the planner. */
export function runValidation(golden: ValidationGolden): Verdict {
  if (golden.rule.startsWith('C.')) return runStatement(golden);
  const checked = checkQuery(golden.sql, goldenTables(golden.tables));
  const problems = checked.diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = problems;
  if (golden.accepted === true) {
    if (first === undefined) return { kind: 'equal' };
    return { kind: 'different', ours: `${first.code} ${first.message}`, theirs: 'accepted', why: 'refused' };
  }
  if (first === undefined)
    return { kind: 'different', ours: 'accepted', theirs: golden.error, why: 'accepted' };
  return compared(golden, first);
}

/** Refused: at the same place, where Flink names one. */
function compared(golden: ValidationGolden, first: SqlDiagnostic): Verdict {
  const { position } = golden;
  // Line 0 is how Flink says that it does not know.
  if (position === null || position === undefined || position.line === 0) return { kind: 'equal' };
  const ours = placeOf(golden.sql, first);
  const isSame =
    ours.line === position.line &&
    ours.column === position.column &&
    (position.endLine === undefined || ours.endLine === position.endLine) &&
    (position.endColumn === undefined || ours.endColumn === position.endColumn);
  if (isSame) return { kind: 'equal' };
  return { kind: 'different', ours: { ...ours, message: first.message }, theirs: position, why: 'place' };
}

/** A statement over tables of the goldens. Flink plans it or refuses it; so do the importer and the planner. */
function runStatement(golden: ValidationGolden): Verdict {
  const before = `${tableStatements(golden.tables)}\n`;
  const { graph, problems } = importSql(before + golden.sql);
  const found = problems.find(({ severity }) => severity === 'error');
  const shift = before.length;
  const first =
    found === undefined
      ? undefined
      : { ...found, span: { from: found.span.from - shift, to: found.span.to - shift } };
  const planned =
    first === undefined
      ? plan(graph, catalogue).problems.find(({ severity }) => severity === 'error')
      : undefined;
  const ours = first ?? planned;
  if (golden.accepted === true) {
    if (ours === undefined) return { kind: 'equal' };
    if (ours.code === 'SQL_UNSUPPORTED') return { kind: 'unsupported', why: ours.message };
    return { kind: 'different', ours: `${ours.code} ${ours.message}`, theirs: 'accepted', why: 'refused' };
  }
  if (ours === undefined)
    return { kind: 'different', ours: 'accepted', theirs: golden.error, why: 'accepted' };
  return first === undefined ? { kind: 'equal' } : compared(golden, first);
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
