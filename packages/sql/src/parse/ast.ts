// The tree of an expression as it was written: names unresolved, types unknown, every node with its span.
// The parser makes it, the checker reads it; nothing else should.

import type { DataType } from '@weir/shared/data-type';
import type { AstQuery } from '../statements/ast-query.ts';

/** A character range in the text, `to` exclusive. */
export type Span = { readonly from: number; readonly to: number };

/** Units of time that EXTRACT, FLOOR … TO, TIMESTAMPADD and INTERVAL name. */
export const TIME_UNITS = [
  'MILLISECOND',
  'SECOND',
  'MINUTE',
  'HOUR',
  'DAY',
  'WEEK',
  'MONTH',
  'QUARTER',
  'YEAR',
  'DECADE',
  'CENTURY',
  'MILLENNIUM',
  'EPOCH',
  'DOW',
  'ISODOW',
  'DOY',
  'ISOYEAR',
  'MICROSECOND',
  'NANOSECOND',
] as const;

/** A unit of time. */
export type TimeUnit = (typeof TIME_UNITS)[number];

/** How a literal was written. `text` is the unescaped content. */
export type LiteralForm =
  | 'integer'
  | 'decimal'
  | 'double'
  | 'string'
  | 'boolean'
  | 'null'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'interval';

/** Operators with two operands. */
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '||'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'AND'
  | 'OR'
  | 'IS DISTINCT FROM'
  | 'IS NOT DISTINCT FROM'
  | 'OVERLAPS';

/** A literal; intervals carry their leading and trailing unit. */
export type AstLiteral = {
  readonly kind: 'literal';
  readonly form: LiteralForm;
  readonly text: string;
  readonly span: Span;
  readonly interval?: IntervalUnits | undefined;
};

/**
 * `DAY(3) TO SECOND`: the first and, when written, the last unit; `negative` for `INTERVAL -'5' DAY`; `digits` that the
 * first field may have, 2 unless written.
 */
export type IntervalUnits = {
  readonly from: TimeUnit;
  readonly to: TimeUnit | undefined;
  readonly negative: boolean;
  readonly digits: number;
};

/** What a JSON function does where there is nothing or something wrong; DEFAULT gives one of the call's last arguments. */
export type JsonBehavior =
  | 'NULL'
  | 'ERROR'
  | 'DEFAULT'
  | 'EMPTY ARRAY'
  | 'EMPTY OBJECT'
  | 'TRUE'
  | 'FALSE'
  | 'UNKNOWN';

/** The clauses of a JSON function, each as it was written or absent. */
export type JsonClauses = {
  readonly returning?: DataType | undefined;
  readonly wrapper?: 'WITHOUT' | 'CONDITIONAL' | 'UNCONDITIONAL' | undefined;
  readonly onEmpty?: JsonBehavior | undefined;
  readonly onError?: JsonBehavior | undefined;
  readonly onNull?: 'NULL' | 'ABSENT' | undefined;
};

/** What `IS [NOT]` asks for. */
export type IsTest =
  | 'NULL'
  | 'TRUE'
  | 'FALSE'
  | 'UNKNOWN'
  | 'JSON VALUE'
  | 'JSON SCALAR'
  | 'JSON ARRAY'
  | 'JSON OBJECT';

/**
 * A function or aggregate call. The special forms are calls too: EXTRACT and TRIM with a `unit` or `side`, the JSON
 * functions with clauses, `ARRAY[…]`, `MAP[…]` and rows under their names, `a[i]` as `[]`, `r.f` as `.` with a `field`.
 */
export type AstCall = {
  readonly kind: 'call';
  /** Upper case. */
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly Ast[];
  readonly unit?: TimeUnit | undefined;
  readonly side?: 'BOTH' | 'LEADING' | 'TRAILING' | undefined;
  readonly json?: JsonClauses | undefined;
  readonly field?: string | undefined;
  readonly star: boolean;
  readonly distinct: boolean;
  readonly filter?: Ast | undefined;
  /** `RESPECT NULLS` or `IGNORE NULLS` of ARRAY_AGG. */
  readonly nulls?: 'RESPECT' | 'IGNORE' | undefined;
  /** `NULL ON NULL` or `ABSENT ON NULL` of the JSON aggregates. */
  readonly onNull?: 'NULL' | 'ABSENT' | undefined;
  /** The second argument of PERCENTILE; `list` when it was written ARRAY[…]. */
  readonly percentages?: { readonly items: readonly Ast[]; readonly list: boolean } | undefined;
  readonly over?: AstOver | undefined;
  readonly span: Span;
};

/** One entry of ORDER BY. `nulls` only when it was written. */
export type OrderItem = {
  readonly expression: Ast;
  readonly descending: boolean;
  readonly nulls: 'FIRST' | 'LAST' | undefined;
};

/** An end of a frame; `offset` is the number of rows or the interval before or behind the current row. */
export type FrameBound =
  | { readonly kind: 'unbounded preceding' | 'current row' | 'unbounded following' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: Ast };

/** `ROWS BETWEEN … AND …`; without BETWEEN the end is the current row. */
export type Frame = {
  readonly unit: 'ROWS' | 'RANGE';
  readonly start: FrameBound;
  readonly end: FrameBound;
  readonly span: Span;
};

/** `OVER (w PARTITION BY … ORDER BY … ROWS …)`, or `OVER w`: every part may be absent. */
export type AstOver = {
  /** The window of the clause WINDOW that it builds on. */
  readonly base: { readonly name: string; readonly span: Span } | undefined;
  readonly keys: readonly Ast[];
  readonly order: readonly OrderItem[];
  readonly frame: Frame | undefined;
  readonly span: Span;
};

/** A query inside an expression: for its one value, for IN, or for EXISTS. Only statements have it. */
export type AstSubquery = {
  readonly kind: 'subquery';
  readonly form: 'scalar' | 'in' | 'exists';
  /** What stands before IN. */
  readonly operand: Ast | undefined;
  readonly negated: boolean;
  readonly query: AstQuery;
  readonly span: Span;
};

/** A node of the tree. */
export type Ast =
  | AstLiteral
  | AstCall
  | AstSubquery
  | { readonly kind: 'column'; readonly name: string; readonly quoted: boolean; readonly span: Span }
  | {
      readonly kind: 'unary';
      readonly operator: '-' | '+' | 'NOT';
      readonly operand: Ast;
      readonly span: Span;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly operatorSpan: Span;
      readonly left: Ast;
      readonly right: Ast;
      readonly span: Span;
    }
  | {
      readonly kind: 'is';
      readonly operand: Ast;
      readonly test: IsTest;
      readonly negated: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: 'between';
      readonly operand: Ast;
      readonly low: Ast;
      readonly high: Ast;
      readonly symmetric: boolean;
      readonly negated: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: 'in';
      readonly operand: Ast;
      readonly items: readonly Ast[];
      readonly negated: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: 'like';
      readonly operator: 'LIKE' | 'SIMILAR TO';
      readonly operand: Ast;
      readonly pattern: Ast;
      readonly escape: Ast | undefined;
      readonly negated: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: 'case';
      readonly operand: Ast | undefined;
      readonly branches: readonly { readonly when: Ast; readonly result: Ast }[];
      readonly otherwise: Ast | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'cast';
      readonly operand: Ast;
      readonly target: DataType;
      /** True for TRY_CAST: NULL instead of a row error. */
      readonly safe: boolean;
      readonly span: Span;
    };
