// Walks over expressions without knowing their kinds: the expressions below one, and whether two are written alike.

import type { Ast, AstCall } from '../parse/ast.ts';

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
  return astShape(a) === astShape(b);
}

const PLACE: ReadonlySet<string> = new Set(['span', 'nameSpan', 'operatorSpan', 'quoted']);

/** A text that is the same for expressions that are the same but for where they stand: to look them up by. */
export function astShape(node: Ast): string {
  return JSON.stringify(node, (name, part: unknown) => (PLACE.has(name) ? undefined : part));
}

/**
 * The expression with parts replaced, from the outside in.
 *
 * @param replace  The part to put in place of a node, which is then not looked into; `undefined` to keep the node and go on below it.
 */
export function mapAst(node: Ast, replace: (node: Ast) => Ast | undefined): Ast {
  const found = replace(node);
  if (found !== undefined) return found;
  const inner = (part: Ast): Ast => mapAst(part, replace);
  const maybe = (part: Ast | undefined): Ast | undefined => (part === undefined ? undefined : inner(part));
  switch (node.kind) {
    case 'literal':
    case 'column':
      return node;
    case 'unary':
    case 'is':
    case 'cast':
      return { ...node, operand: inner(node.operand) };
    case 'binary':
      return { ...node, left: inner(node.left), right: inner(node.right) };
    case 'between':
      return { ...node, operand: inner(node.operand), low: inner(node.low), high: inner(node.high) };
    case 'in':
      return { ...node, operand: inner(node.operand), items: node.items.map(inner) };
    case 'like':
      return {
        ...node,
        operand: inner(node.operand),
        pattern: inner(node.pattern),
        escape: maybe(node.escape),
      };
    case 'case': {
      const branches = node.branches.map(({ when, result }) => ({
        when: inner(when),
        result: inner(result),
      }));
      return { ...node, operand: maybe(node.operand), branches, otherwise: maybe(node.otherwise) };
    }
    case 'call':
      return mapCall(node, inner);
    case 'subquery':
      return { ...node, operand: maybe(node.operand) };
  }
}

function mapCall(node: AstCall, inner: (part: Ast) => Ast): AstCall {
  const { percentages, over } = node;
  return {
    ...node,
    arguments: node.arguments.map(inner),
    filter: node.filter === undefined ? undefined : inner(node.filter),
    percentages:
      percentages === undefined ? undefined : { ...percentages, items: percentages.items.map(inner) },
    over:
      over === undefined
        ? undefined
        : {
            ...over,
            keys: over.keys.map(inner),
            order: over.order.map((item) => ({ ...item, expression: inner(item.expression) })),
          },
  };
}
