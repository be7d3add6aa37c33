// Intervals of SQL as milliseconds.

import type { Ast, Span } from '@weir/sql/parse/ast';
import { literalMeaning } from '@weir/sql/parse/literals';
import type { ImportContext } from './import-context.ts';

/** Milliseconds of an interval of days or smaller units, with its sign; `undefined` for anything else. */
export function intervalMs(node: Ast | undefined): number | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'unary' && node.operator !== 'NOT') {
    const ms = intervalMs(node.operand);
    return ms === undefined || node.operator === '+' ? ms : -ms;
  }
  if (node.kind !== 'literal' || node.form !== 'interval') return undefined;
  const meaning = literalMeaning(node);
  return meaning.ok && meaning.type.kind === 'INTERVAL_DAY' ? Number(meaning.value) : undefined;
}

/** The same where an interval must stand; reports otherwise. */
export function requireInterval(
  ctx: ImportContext,
  node: Ast,
  place: string,
  span: Span = node.span,
): number | undefined {
  const ms = intervalMs(node);
  if (ms !== undefined) return ms;
  const meaning = node.kind === 'literal' ? literalMeaning(node) : undefined;
  const message =
    meaning?.ok === false ? meaning.message : `${place} is a fixed interval of days or smaller units`;
  return ctx.report({ code: 'SQL_TYPE', message, hint: "Write INTERVAL '10' SECOND.", span });
}
