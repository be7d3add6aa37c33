// Walks over expressions without knowing their kinds: the expressions below one, and whether two are written alike.

import type { Ast } from '../parse/ast.ts';

/** The expressions directly below an expression, in the order of the text. */
export function astChildren(node: Ast): readonly Ast[] {
  return Object.entries(node).flatMap(([name, part]) => (name === 'span' ? [] : expressionsIn(part)));
}

function expressionsIn(part: unknown): readonly Ast[] {
  if (Array.isArray(part)) return part.flatMap(expressionsIn);
  if (typeof part !== 'object' || part === null) return [];
  if (isAst(part)) return [part];
  return Object.values(part).flatMap(expressionsIn);
}

const KINDS: ReadonlySet<unknown> = new Set<Ast['kind']>([
  'literal',
  'call',
  'column',
  'unary',
  'binary',
  'is',
  'between',
  'in',
  'like',
  'case',
  'cast',
  'subquery',
]);

function isAst(part: object): part is Ast {
  return 'kind' in part && 'span' in part && KINDS.has(part.kind);
}

/** True when both are the same but for where they stand and whether names are in back-ticks. */
export function sameAst(a: Ast, b: Ast): boolean {
  return shape(a) === shape(b);
}

const PLACE: ReadonlySet<string> = new Set(['span', 'nameSpan', 'operatorSpan', 'quoted']);

function shape(node: Ast): string {
  return JSON.stringify(node, (name, part: unknown) => (PLACE.has(name) ? undefined : part));
}
