// The tree of a query as it was written: names unresolved, every part with its span.

import type { Ast, AstOver, OrderItem, Span } from '../parse/ast.ts';
import type { AstMatch } from './ast-match.ts';

/** A name where it stands; names with dots keep them. */
export type Name = { readonly name: string; readonly span: Span };

/** One entry of the SELECT list. */
export type SelectItem =
  | {
      readonly kind: 'star';
      /** `c` of `c.*`. */
      readonly table: Name | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'expression';
      readonly expression: Ast;
      readonly alias: string | undefined;
      readonly span: Span;
    };

/** A hint such as `STATE_TTL('a' = '1 h')`; an option without a value has `undefined`. */
export type Hint = {
  readonly name: string;
  readonly options: readonly { readonly key: string; readonly value: string | undefined }[];
  readonly span: Span;
};

/** `AS x (a, b)`; the columns only when they are named. */
export type Alias = { readonly name: string; readonly columns: readonly Name[]; readonly span: Span };

/** An argument of a function in FROM, with its name where `name =>` stands before it. */
export type TableArgument = { readonly name: string | undefined; readonly span: Span } & (
  | { readonly kind: 'table'; readonly table: AstFrom; readonly keys: readonly Ast[] }
  | { readonly kind: 'descriptor'; readonly columns: readonly Name[] }
  | { readonly kind: 'expression'; readonly expression: Ast }
);

/** A join; `comma` is the list of FROM. */
export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'cross' | 'comma';

/** What a query reads. */
export type AstFrom =
  | {
      readonly kind: 'table';
      readonly name: string;
      readonly alias: Alias | undefined;
      readonly hints: readonly Hint[];
      /** `FOR SYSTEM_TIME AS OF …`. */
      readonly asOf: Ast | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'query';
      readonly query: AstQuery;
      readonly alias: Alias | undefined;
      readonly lateral: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: 'function';
      /** Upper case. */
      readonly name: string;
      readonly nameSpan: Span;
      /** The call without TABLE( ) around it. */
      readonly callSpan: Span;
      readonly arguments: readonly TableArgument[];
      readonly lateral: boolean;
      readonly alias: Alias | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'unnest';
      readonly expression: Ast;
      readonly ordinality: boolean;
      readonly alias: Alias | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'match';
      readonly input: AstFrom;
      readonly match: AstMatch;
      readonly alias: Alias | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'join';
      readonly join: JoinKind;
      readonly natural: boolean;
      readonly left: AstFrom;
      readonly right: AstFrom;
      readonly on: Ast | undefined;
      readonly using: readonly Name[] | undefined;
      /** The words of the join. */
      readonly span: Span;
    };

/** One entry of GROUP BY. `()` is a set of no keys. */
export type GroupItem =
  | { readonly kind: 'key'; readonly expression: Ast }
  | {
      readonly kind: 'sets' | 'rollup' | 'cube';
      readonly items: readonly (readonly Ast[])[];
      readonly span: Span;
    };

/** `SELECT … FROM … WHERE … GROUP BY … HAVING … WINDOW …`. */
export type AstSelect = {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly hints: readonly Hint[];
  readonly items: readonly SelectItem[];
  readonly from: AstFrom | undefined;
  readonly where: Ast | undefined;
  readonly groupBy: { readonly items: readonly GroupItem[]; readonly span: Span } | undefined;
  readonly having: Ast | undefined;
  readonly windows: readonly (Name & { readonly window: AstOver })[];
  readonly qualify: Ast | undefined;
  readonly span: Span;
};

/** What a query is before ORDER BY. */
export type AstBody =
  | AstSelect
  | { readonly kind: 'values'; readonly rows: readonly (readonly Ast[])[]; readonly span: Span }
  | { readonly kind: 'query'; readonly query: AstQuery; readonly span: Span }
  | {
      readonly kind: 'set';
      readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT';
      readonly all: boolean;
      readonly left: AstBody;
      readonly right: AstBody;
      /** The word of the operator. */
      readonly span: Span;
    };

/** A query of WITH. */
export type AstCommon = {
  readonly name: Name;
  readonly columns: readonly Name[];
  readonly query: AstQuery;
};

/** A number of rows with its place. */
export type Count = { readonly value: number; readonly span: Span };

/** A whole query. */
export type AstQuery = {
  readonly with: readonly AstCommon[];
  readonly body: AstBody;
  readonly orderBy: { readonly items: readonly OrderItem[]; readonly span: Span } | undefined;
  readonly limit: Count | undefined;
  readonly offset: Count | undefined;
  readonly span: Span;
};
