// An expression of a node's configuration, checked and compiled for the fused function.
import type { DataType } from '@weir/shared/data-type';
import type { Js } from '@weir/shared/fragment';

/** Code that gives a carrier value; `fallible` code may throw a RowError. */
export type CompiledExpression = {
  readonly code: Js;
  readonly fallible: boolean;
  readonly type: DataType;
  readonly nullable: boolean;
};
