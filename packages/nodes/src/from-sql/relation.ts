// What a query is while it is being imported: the output of a node, and under which names the query knows its columns.

import type { Column } from '@weir/shared/data-type';
import type { Ast, Span } from '@weir/sql/parse/ast';

/** A column of a query: its name there, and the column of the node that it is. */
export type Field = { readonly name: string; readonly column: string };

/** Columns that say to which window a row belongs. */
export type WindowColumns = {
  readonly start: string;
  readonly end: string;
  readonly time: string | undefined;
};

/** The shape of a window function, durations in milliseconds. */
export type WindowShape =
  | { readonly kind: 'tumbling'; readonly sizeMs: number; readonly offsetMs: number }
  | {
      readonly kind: 'hopping' | 'cumulating';
      readonly sizeMs: number;
      readonly slideMs: number;
      readonly offsetMs: number;
    }
  | { readonly kind: 'session'; readonly gapMs: number; readonly keys: readonly string[] };

/** An order of rows by columns. */
export type Order = readonly { readonly column: string; readonly descending: boolean }[];

/**
 * A node that is not drawn yet, because what stands around it decides which one it is: a window function becomes an
 * aggregate or a node that only assigns windows, a row number becomes a Top-N, a deduplication or a running number.
 */
export type Pending =
  | {
      readonly kind: 'window';
      readonly input: Relation;
      readonly shape: WindowShape;
      /** The call of the window function. */
      readonly span: Span;
    }
  | {
      readonly kind: 'rank';
      readonly input: Relation;
      readonly keys: readonly string[];
      readonly order: Order;
      /** The column that holds the number. */
      readonly rank: string;
      /** The largest number that is wanted. */
      readonly limit: number | undefined;
      /** Where to say that nothing limits the number. */
      readonly call: Ast;
    };

/** The result of a query or a part of it. */
export type Relation = {
  /** The output, such as `n1.out`; of something pending that of its input. */
  readonly port: string;
  /** All columns of the output. */
  readonly columns: readonly Column[];
  readonly fields: readonly Field[];
  readonly eventTime: string | undefined;
  readonly window: WindowColumns | undefined;
  /** True when rows may be taken back. */
  readonly changes: boolean;
  /** Columns that name a row of which newer versions follow. */
  readonly key?: readonly string[] | undefined;
  readonly pending: Pending | undefined;
};

/** A relation whose fields are the columns of its node, as a new node gives them. */
export function plainRelation(
  relation: Omit<Relation, 'fields' | 'window' | 'pending'> & { readonly window?: WindowColumns | undefined },
): Relation {
  const fields = relation.columns.map(({ name }) => ({ name, column: name }));
  return { ...relation, window: relation.window, fields, pending: undefined };
}

/** A name that none of the columns has. */
export function freeColumn(base: string, taken: readonly { readonly name: string }[]): string {
  const names = new Set(taken.map(({ name }) => name));
  let candidate = base;
  for (let count = 2; names.has(candidate); count += 1) candidate = `${base}_${count}`;
  return candidate;
}

/** A name that a list with commas can hold. */
export function listedName(name: string): string {
  const plain = name.replaceAll(/[\s,`]+/g, '_');
  return plain === '' ? 'column' : plain;
}

/** The column of a relation by its name in the node. */
export function columnOf(relation: Relation, name: string): Column | undefined {
  return relation.columns.find((column) => column.name === name);
}
