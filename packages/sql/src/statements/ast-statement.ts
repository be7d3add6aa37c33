// The trees of statements: tables, views, inserts and settings of a script of Flink SQL.

import type { ElementType } from '@weir/shared/data-type';
import type { Ast, Span } from '../parse/ast.ts';
import type { AstQuery, Name } from './ast-query.ts';

/** A column of CREATE TABLE: stored, computed from others, or taken from what the connector knows of a row. */
export type TableColumn = { readonly name: Name; readonly span: Span } & (
  | { readonly kind: 'stored'; readonly element: ElementType }
  | { readonly kind: 'computed'; readonly expression: Ast }
  | {
      readonly kind: 'metadata';
      readonly element: ElementType;
      readonly key: string | undefined;
      readonly virtual: boolean;
    }
);

/** `WATERMARK FOR column AS expression`. */
export type Watermark = { readonly column: Name; readonly expression: Ast; readonly span: Span };

/** An option of WITH or a setting of SET. */
export type Option = { readonly key: string; readonly value: string; readonly span: Span };

/** One statement. */
export type AstStatement = { readonly span: Span } & (
  | {
      readonly kind: 'create table';
      readonly name: Name;
      readonly columns: readonly TableColumn[];
      readonly watermark: Watermark | undefined;
      readonly primaryKey: readonly Name[];
      readonly partitionedBy: readonly Name[];
      readonly options: readonly Option[];
      /** `LIKE other`. */
      readonly like: Name | undefined;
      /** `AS SELECT …`. */
      readonly query: AstQuery | undefined;
    }
  | {
      readonly kind: 'create view';
      readonly name: Name;
      readonly columns: readonly Name[];
      readonly query: AstQuery;
    }
  | {
      readonly kind: 'insert';
      readonly table: Name;
      readonly columns: readonly Name[];
      readonly query: AstQuery;
    }
  | { readonly kind: 'query'; readonly query: AstQuery }
  | { readonly kind: 'set'; readonly option: Option | undefined }
  /** A statement that is no part of a pipeline, by its first words in upper case. */
  | { readonly kind: 'other'; readonly words: string }
);
