// The tree of an expression as it was written: names unresolved, types unknown, every node with its span.
// The parser makes it, the checker reads it; nothing else should.

import type { DataType } from '@weir/shared/data-type';

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

/** `OVER (PARTITION BY … ORDER BY …)`; what else stands inside is not kept. */
export type AstOver = { readonly keys: readonly Ast[]; readonly order: readonly Ast[]; readonly span: Span };

/** A node of the tree. */
export type Ast =
  | AstLiteral
  | AstCall
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
