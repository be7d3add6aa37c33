// Differences that stay, by their ids in docs/semantics.md. A case counts as known only where the folded table is equal, or where Flink's
// own answer depends on its buffers.

import { type Graph, splitPort } from '@weir/shared/graph';
import { type Comparison, compareRun, isFinallyEqual } from './compare.ts';
import type { OperatorCase } from './golden-case.ts';
import type { GraphRun } from './run-graph.ts';

/** The id under which a difference is known; `undefined` when it is not. */
export function knownDifference(
  one: OperatorCase,
  graph: Graph,
  run: GraphRun,
  how: Comparison,
): string | undefined {
  if (isMonotone(graph) && isFinallyEqual(one, run, how)) {
    return 'monotone-input';
  }
  if (isUnreadNull(one, run, how)) {
    return 'lag-default';
  }
  const inputs = graph.edges.filter(({ to }) =>
    graph.nodes.some(({ id, type }) => type === 'union' && id === splitPort(to).nodeId),
  );
  if (inputs.length > 1 && run.late > 0 && one.output === undefined) {
    return 'several-inputs-late';
  }
  return undefined;
}

const GROWING = /\b(?:MIN|MAX)\(/;

/** LAG with a default that is not NULL is declared NOT NULL in Flink, which then reads a value that is NULL as -1. */
function isUnreadNull(one: OperatorCase, run: GraphRun, how: Comparison): boolean {
  if (!/\bLAG\([^()]*,[^()]*,[^()]*\)/.test(one.sql)) return false;
  const declared = (one.columns ?? []).map(([, type]) => type.endsWith('NOT NULL'));
  const changes = run.changes.map(({ kind, row }) => ({
    kind,
    row: row.map((value, at) => (value === null && declared[at] === true ? -1 : value)),
  }));
  return compareRun(one, { ...run, changes }, how) === undefined;
}

/** A Top-N or an extreme value over the result of a running aggregate. */
function isMonotone(graph: Graph): boolean {
  return graph.nodes.some(({ id, type, config }) => {
    const looks = type === 'top_n' || (type === 'group_aggregate' && GROWING.test(JSON.stringify(config)));
    return looks && hasAggregateBefore(graph, id);
  });
}

function hasAggregateBefore(graph: Graph, id: string): boolean {
  return graph.edges.some(({ from, to }) => {
    if (splitPort(to).nodeId !== id) return false;
    const before = graph.nodes.find((node) => node.id === splitPort(from).nodeId);
    if (before === undefined) return false;
    return (
      before.type === 'group_aggregate' ||
      ((before.type === 'project' || before.type === 'filter') && hasAggregateBefore(graph, before.id))
    );
  });
}
