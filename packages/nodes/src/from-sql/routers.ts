// Filters that split one stream: `p IS TRUE`, `p IS NOT TRUE AND q IS TRUE`, … become one Router.

import type { Ast } from '@weir/sql/parse/ast';
import { parseExpression } from '@weir/sql/parse/parse';
import { printExpression } from '@weir/sql/parse/print';
import { conjuncts } from './conjunctions.ts';
import { type DraftEdge, type DraftNode, nodeOf } from './tidy-graph.ts';

/** A filter as a decision: conditions that must not be TRUE, then one that must be, or none. */
type Branch = { readonly id: string; readonly not: readonly string[]; readonly is: string | undefined };

/** A router to draw: its id is that of the first filter, `ports` say where the rows of each filter come out. */
export type Routing = {
  readonly id: string;
  readonly routes: readonly { readonly name: string; readonly expression: string }[];
  readonly ports: ReadonlyMap<string, string>;
};

/** The routers that filters of the graph make. */
export function routings(nodes: readonly DraftNode[], edges: readonly DraftEdge[]): readonly Routing[] {
  const into = new Map(edges.map(({ from, to }) => [nodeOf(to), from]));
  const branches = new Map<string, Branch[]>();
  for (const { id, type, config } of nodes) {
    const from = into.get(id);
    const { where } = config;
    const branch = type === 'filter' && typeof where === 'string' ? branchOf(id, where) : undefined;
    if (from === undefined || branch === undefined) continue;
    branches.set(from, [...(branches.get(from) ?? []), branch]);
  }
  return [...branches.values()].flatMap((list) => routingOf(list) ?? []);
}

function branchOf(id: string, where: string): Branch | undefined {
  const { expression } = parseExpression(where);
  const parts = conjuncts(expression);
  const tests = parts.map(truth);
  const not = tests.flatMap((test) => (test !== undefined && !test.isTrue ? [test.text] : []));
  const is = tests.flatMap((test) => (test?.isTrue === true ? [test.text] : []));
  // One condition alone is kept for where it is TRUE, so it need not say so.
  if (expression !== undefined && not.length === 0 && is.length === 0)
    return { id, not: [], is: printExpression(expression) };
  const isDecision = tests.every((test) => test !== undefined) && is.length <= 1;
  return isDecision ? { id, not, is: is[0] } : undefined;
}

/** `p IS TRUE` or `p IS NOT TRUE`. */
function truth(node: Ast): { readonly text: string; readonly isTrue: boolean } | undefined {
  if (node.kind !== 'is' || node.test !== 'TRUE') return undefined;
  return { text: printExpression(node.operand), isTrue: !node.negated };
}

/** The branches as a chain of decisions, each after those that it rules out; `undefined` when they are none. */
function routingOf(branches: readonly Branch[]): Routing | undefined {
  for (const first of branches) {
    if (first.not.length > 0 || first.is === undefined) continue;
    const routing = chainFrom(first.id, first.is, branches);
    if (routing.ports.size > 1) return routing;
  }
  return undefined;
}

function chainFrom(id: string, is: string, branches: readonly Branch[]): Routing {
  const routes = [{ name: 'route_1', expression: is }];
  const ports = new Map([[id, 'route_1']]);
  const decided = [is];
  for (;;) {
    const next = branches.find((branch) => branch.is !== undefined && sameTexts(branch.not, decided));
    if (next?.is === undefined) break;
    const name = `route_${routes.length + 1}`;
    routes.push({ name, expression: next.is });
    ports.set(next.id, name);
    decided.push(next.is);
  }
  const rest = branches.find((branch) => branch.is === undefined && sameTexts(branch.not, decided));
  if (rest !== undefined) ports.set(rest.id, 'else');
  return { id, routes, ports };
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && b.every((text) => a.includes(text));
}
