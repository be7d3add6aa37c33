// The tree of a query as it was written: SELECT over one table.

import type { Ast, Span } from '../parse/ast.ts';

/** One entry of the SELECT list. */
export type SelectItem =
  | {
      readonly kind: 'star';
      /** `c` of `c.*`. */
      readonly table: { readonly name: string; readonly span: Span } | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'expression';
      readonly expression: Ast;
      readonly alias: string | undefined;
      readonly span: Span;
    };

/** A table by its name, with the name under which the query knows it. */
export type AstTable = { readonly name: string; readonly alias: string; readonly span: Span };

/** `SELECT … FROM … WHERE … GROUP BY … HAVING … ORDER BY …`. */
export type AstSelect = {
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: AstTable | undefined;
  readonly where: Ast | undefined;
  readonly groupBy: readonly Ast[] | undefined;
  readonly having: Ast | undefined;
  /** Its names are checked; a query with it is not built. */
  readonly orderBy: { readonly keys: readonly Ast[]; readonly span: Span } | undefined;
};
