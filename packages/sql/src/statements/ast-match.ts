// The tree of MATCH_RECOGNIZE as it was written.

import type { Ast, OrderItem, Span } from '../parse/ast.ts';

/** A pattern of rows. `max` is `undefined` where nothing bounds it. */
export type RowPattern =
  | { readonly kind: 'variable'; readonly name: string; readonly span: Span }
  | { readonly kind: 'sequence' | 'alternatives'; readonly items: readonly RowPattern[]; readonly span: Span }
  | {
      readonly kind: 'repeated';
      readonly item: RowPattern;
      readonly min: number;
      readonly max: number | undefined;
      readonly reluctant: boolean;
      readonly span: Span;
    };

/** Where the search goes on after a match. */
export type AfterMatch =
  | { readonly kind: 'next row' | 'past last row' }
  | { readonly kind: 'to first' | 'to last'; readonly variable: string; readonly span: Span };

/** An expression under a name. */
export type NamedAst = { readonly name: string; readonly expression: Ast; readonly span: Span };

/** `MATCH_RECOGNIZE ( … )`. */
export type AstMatch = {
  readonly keys: readonly Ast[];
  readonly order: readonly OrderItem[];
  readonly measures: readonly NamedAst[];
  readonly rows: 'one' | 'all';
  readonly after: AfterMatch | undefined;
  readonly pattern: RowPattern | undefined;
  /** The text of the pattern without its parentheses. */
  readonly patternSpan: Span;
  readonly within: Ast | undefined;
  readonly define: readonly NamedAst[];
  readonly span: Span;
};
