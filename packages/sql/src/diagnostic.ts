// What the user is told about an expression: data with a span, never thrown.

import type { DiagnosticCode } from '@weir/shared/diagnostics';
import type { Span } from './parse/ast.ts';

/** A problem in one expression. `fix.replace` is the whole new text of the field. */
export type SqlDiagnostic = {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string | undefined;
  readonly span: Span;
  readonly fix?: { readonly title: string; readonly replace: string } | undefined;
};

/** What a reporter of problems takes: severity is `error` unless said otherwise. */
export type Problem = Omit<SqlDiagnostic, 'severity'> & { readonly severity?: 'warning' | undefined };

/** The problem as a diagnostic. */
export function diagnostic(problem: Problem): SqlDiagnostic {
  return { ...problem, severity: problem.severity ?? 'error' };
}

/** The text with one range replaced: what a `fix` carries. */
export function replacedText(source: string, span: Span, text: string): string {
  return source.slice(0, span.from) + text + source.slice(span.to);
}
