// Expressions over the rows of a match: `A.price`, `LAST(B.price, 1)`, `AVG(A.price)`, `MATCH_ROWTIME(ts)`.
//
// What looks at rows becomes a column of a made-up row, so that the rest is an ordinary expression over that row: it is
// checked, typed and compiled like any other.

import type { Column } from '@weir/shared/data-type';
import { isAggregateName } from '../aggregates/index.ts';
import { checkAggregateNode } from '../check/check-aggregate.ts';
import { checkNode } from '../check/check-node.ts';
import { diagnostic, type Problem, type SqlDiagnostic } from '../diagnostic.ts';
import type { Ast, AstCall } from '../parse/ast.ts';
import { parseExpression } from '../parse/parse.ts';
import { printExpression } from '../parse/print.ts';
import { mapAst } from '../query/ast-walk.ts';

/** What a column of the made-up row is. Without a variable all rows of the match are meant. */
export type RowReference =
  /** A value of one row: the n-th from the end or the beginning, by an expression over the input. */
  | {
      readonly kind: 'row';
      readonly variable: string | undefined;
      readonly from: 'first' | 'last';
      readonly offset: number;
      readonly text: string;
    }
  /** An aggregate call over the rows. */
  | { readonly kind: 'aggregate'; readonly variable: string | undefined; readonly text: string }
  /** The event time of the last row. */
  | { readonly kind: 'time' };

/** An expression over the made-up row. */
export type RowExpression = {
  readonly text: string;
  readonly references: readonly RowReference[];
  /** One column for each reference. */
  readonly columns: readonly Column[];
  readonly type: Column['type'];
  readonly nullable: boolean;
  /** True when it is nothing but MATCH_ROWTIME. */
  readonly isTime: boolean;
};

/** What such an expression may name. */
export type RowScope = {
  readonly variables: ReadonlySet<string>;
  readonly columns: readonly Column[];
  readonly eventTime: string | undefined;
};

/** The expression, or what is wrong with it. */
export type RowExpressionResult =
  | { readonly ok: true; readonly expression: RowExpression }
  | { readonly ok: false; readonly diagnostics: readonly SqlDiagnostic[] };

/** Reads an expression of DEFINE or MEASURES. */
export function rowExpression(text: string, scope: RowScope): RowExpressionResult {
  const parsed = parseExpression(text);
  if (parsed.expression === undefined) return { ok: false, diagnostics: parsed.diagnostics };
  return rowExpressionOf(parsed.expression, scope, text);
}

/** The same for a tree; `source` is the text that its spans are places of. */
export function rowExpressionOf(node: Ast, scope: RowScope, source: string): RowExpressionResult {
  const reader = new RowReader(scope, source);
  const rewritten = mapAst(node, (part) => reader.replace(part));
  if (reader.problems.length > 0) return { ok: false, diagnostics: reader.problems };
  const diagnostics: SqlDiagnostic[] = [];
  const typed = checkNode({ source, columns: reader.columns, diagnostics }, rewritten);
  if (typed === undefined) return { ok: false, diagnostics };
  const { references, columns } = reader;
  const isTime = rewritten.kind === 'column' && references.length === 1 && references[0]?.kind === 'time';
  const { type, nullable } = typed;
  return {
    ok: true,
    expression: { text: printExpression(rewritten), references, columns, type, nullable, isTime },
  };
}

const REFUSED: ReadonlyMap<string, string> = new Map([
  ['PREV', 'PREV cannot run, on Flink neither'],
  ['NEXT', 'NEXT cannot run, on Flink neither'],
  ['CLASSIFIER', 'CLASSIFIER is not built yet'],
  ['MATCH_NUMBER', 'MATCH_NUMBER is not built yet'],
  ['MATCH_PROCTIME', 'the time of processing cannot be repeated'],
]);

class RowReader {
  readonly references: RowReference[] = [];
  readonly columns: Column[] = [];
  readonly problems: SqlDiagnostic[] = [];
  readonly #scope: RowScope;
  readonly #source: string;

  constructor(scope: RowScope, source: string) {
    this.#scope = scope;
    this.#source = source;
  }

  /** The column that a part becomes; `undefined` to look below it. */
  replace(part: Ast): Ast | undefined {
    if (part.kind === 'column')
      return this.#isKnown(part.name) ? this.#row(part, part, 'last', 0) : undefined;
    if (part.kind !== 'call') return undefined;
    if (part.name === 'MATCH_ROWTIME') return this.#time(part);
    const refused = REFUSED.get(part.name);
    if (refused !== undefined) return this.#refuse(refused, part);
    if (part.name === 'LAST' || part.name === 'FIRST') return this.#edge(part);
    if (isAggregateName(part.name)) return this.#aggregate(part);
    return this.#variableOf(part) === undefined ? undefined : this.#row(part, part, 'last', 0);
  }

  #isKnown(name: string): boolean {
    return this.#scope.columns.some((column) => column.name === name);
  }

  /** The variable of `A.price`. */
  #variableOf(part: Ast): string | undefined {
    if (part.kind !== 'call' || part.name !== '.') return undefined;
    const [operand] = part.arguments;
    const name = operand?.kind === 'column' ? operand.name : undefined;
    return name !== undefined && this.#scope.variables.has(name) ? name : undefined;
  }

  #edge(call: AstCall): Ast {
    const [value, count, more] = call.arguments;
    const isCount = count?.kind === 'literal' && count.form === 'integer' && count.text.length < 6;
    if (value === undefined || more !== undefined || (count !== undefined && !isCount)) {
      return this.#refuse(`${call.name} takes a value and a fixed number of rows`, call, 'SQL_ARGUMENTS');
    }
    const offset = count?.kind === 'literal' ? Number(count.text) : 0;
    return this.#row(value, call, call.name === 'LAST' ? 'last' : 'first', offset);
  }

  #row(value: Ast, place: Ast, from: 'first' | 'last', offset: number): Ast {
    const plain = this.#withoutVariable(value);
    if (plain === undefined) return place;
    const typed = checkNode(
      { source: this.#source, columns: this.#scope.columns, diagnostics: this.problems },
      plain.node,
    );
    if (typed === undefined) return place;
    const text = printExpression(plain.node);
    const reference = { kind: 'row', variable: plain.variable, from, offset, text } as const;
    return this.#column(reference, typed.type, true, place);
  }

  #aggregate(call: AstCall): Ast {
    const plain = this.#withoutVariable(call);
    if (plain === undefined || plain.node.kind !== 'call') return call;
    const context = { source: this.#source, columns: this.#scope.columns, diagnostics: this.problems };
    const typed = checkAggregateNode(context, plain.node, { grouped: false });
    if (typed === undefined) return call;
    const reference = {
      kind: 'aggregate',
      variable: plain.variable,
      text: printExpression(plain.node),
    } as const;
    return this.#column(reference, typed.type, typed.nullable, call);
  }

  #time(call: AstCall): Ast {
    const column = this.#scope.columns.find(({ name }) => name === this.#scope.eventTime);
    const [argument] = call.arguments;
    const isOwn = argument === undefined || (argument.kind === 'column' && argument.name === column?.name);
    if (column === undefined || !isOwn)
      return this.#refuse('MATCH_ROWTIME takes the event time', call, 'SQL_ARGUMENTS');
    return this.#column({ kind: 'time' }, column.type, false, call);
  }

  /** The expression over one row, and the variable whose rows are meant: one at most. */
  #withoutVariable(value: Ast): { readonly node: Ast; readonly variable: string | undefined } | undefined {
    const used = new Set<string | undefined>();
    const node = mapAst(value, (part) => {
      const variable = this.#variableOf(part);
      if (variable !== undefined && part.kind === 'call') {
        used.add(variable);
        return { kind: 'column', name: part.field ?? '', quoted: true, span: part.nameSpan };
      }
      if (part.kind === 'column' && this.#isKnown(part.name)) used.add(undefined);
      return undefined;
    });
    if (used.size <= 1) return { node, variable: [...used][0] };
    this.#refuse('one call looks at rows of one variable', value);
    return undefined;
  }

  #column(reference: RowReference, type: Column['type'], nullable: boolean, place: Ast): Ast {
    const shape = JSON.stringify(reference);
    const known = this.references.findIndex((other) => JSON.stringify(other) === shape);
    const at = known < 0 ? this.references.length : known;
    const name = `r${at}`;
    if (known < 0) {
      this.references.push(reference);
      this.columns.push({ name, type, nullable });
    }
    return { kind: 'column', name, quoted: true, span: place.span };
  }

  #refuse(message: string, part: Ast, code: Problem['code'] = 'SQL_UNSUPPORTED'): Ast {
    this.problems.push(diagnostic({ code, message, span: part.span }));
    return part;
  }
}
