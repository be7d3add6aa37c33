// What all parts of an import share: the text, the graph so far, tables and views, and what could not be said.

import type { Column, DataType } from '@weir/shared/data-type';
import type { JsonValue } from '@weir/shared/graph';
import { checkNode } from '@weir/sql/check/check-node';
import type { Typed } from '@weir/sql/check/typed';
import { diagnostic, type Problem, type SqlDiagnostic } from '@weir/sql/diagnostic';
import type { Ast } from '@weir/sql/parse/ast';
import { parseExpression } from '@weir/sql/parse/parse';
import type { AstQuery } from '@weir/sql/statements/ast-query';
import type { AstStatement } from '@weir/sql/statements/ast-statement';
import { GraphBuilder } from './graph-builder.ts';
import type { Relation } from './relation.ts';

const PROBLEMS_MAX = 200;

/** A table of the script. */
export type Table = AstStatement & { readonly kind: 'create table' };

/** What a name in FROM stands for. */
export type Named =
  | { readonly kind: 'relation'; readonly relation: Relation | undefined }
  | { readonly kind: 'table'; readonly table: Table };

/** Lives for one import. */
export class ImportContext {
  readonly source: string;
  readonly graph = new GraphBuilder();
  readonly problems: SqlDiagnostic[] = [];
  readonly names = new Map<string, Named>();
  readonly settings = new Map<string, string>();
  /** Columns of nodes that hold the moment of processing. */
  readonly processingTimes = new Set<string>();
  /** Imports a query: set by import-query.ts, so that the files need not import each other in a circle. */
  readonly query: (ctx: ImportContext, query: AstQuery) => Relation | undefined;

  constructor(source: string, query: (ctx: ImportContext, query: AstQuery) => Relation | undefined) {
    this.source = source;
    this.query = query;
  }

  /** Notes a problem. Gives `undefined`, so that rules can return it. */
  report(problem: Problem): undefined {
    const isKnown = this.problems.some(
      ({ span, message }) =>
        span.from === problem.span.from && span.to === problem.span.to && message === problem.message,
    );
    if (!isKnown && this.problems.length < PROBLEMS_MAX) this.problems.push(diagnostic(problem));
    return undefined;
  }

  /** Notes what no node can say. */
  unsupported(message: string, span: SqlDiagnostic['span'], hint?: string): undefined {
    return this.report({ code: 'SQL_UNSUPPORTED', message, hint, span });
  }

  /** The type of a resolved expression, or `undefined` with a report. */
  check(node: Ast, columns: readonly Column[]): Typed | undefined {
    const found: SqlDiagnostic[] = [];
    const typed = checkNode({ source: this.source, columns, diagnostics: found }, node);
    for (const problem of found) {
      // Quick fixes name places of the whole text; warnings come again from the planner, at the node.
      if (problem.severity === 'error') this.report({ ...problem, severity: undefined, fix: undefined });
    }
    return typed;
  }

  /** Adds a node with one input and one output. */
  step(type: string, name: string, config: Readonly<Record<string, JsonValue>>, input: Relation): string {
    return `${this.graph.add({ type, name, config, inputs: { in: [input.port] } })}.out`;
  }
}

const COMMON = parseExpression('CASE WHEN TRUE THEN a ELSE b END').expression;

/** True for PROCTIME(). */
export function isProcessingTime(node: Ast): boolean {
  return node.kind === 'call' && node.name === 'PROCTIME' && node.arguments.length === 0;
}

/** The type that values of both types take in a union or a comparison; `undefined` when there is none. */
export function commonType(a: DataType, b: DataType): DataType | undefined {
  if (COMMON === undefined) throw new Error('bug: no expression for a common type');
  const columns: readonly Column[] = [
    { name: 'a', type: a, nullable: true },
    { name: 'b', type: b, nullable: true },
  ];
  return checkNode({ source: '', columns, diagnostics: [] }, COMMON)?.type;
}
