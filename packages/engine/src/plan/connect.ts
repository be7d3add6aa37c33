// May this wire be drawn? Answered while it is dragged, with the reason when not.
import { type Graph, splitPort } from '@weir/shared/graph';
import type { Catalogue } from '../define-node.ts';
import { plan } from './plan.ts';

export type Connectable =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string; readonly hint?: string | undefined };

/** Whether an edge between two ports would make sense: ports exist and are free, no circle, types fit. */
export function canConnect(graph: Graph, catalogue: Catalogue, from: string, to: string): Connectable {
  const source = splitPort(from);
  const target = splitPort(to);
  if (source.nodeId === target.nodeId) return no('a node cannot feed itself');
  if (graph.edges.some((edge) => edge.from === from && edge.to === to)) return no('this edge exists already');
  const node = graph.nodes.find((candidate) => candidate.id === target.nodeId);
  const port = catalogue.get(node?.type ?? '')?.inputs.find((candidate) => candidate.name === target.port);
  if (node === undefined || port === undefined) return no('there is no such input');
  if (port.many !== true && graph.edges.some((edge) => edge.to === to)) {
    return no(`input ${port.name} has its edge already`, 'Put a Union before it, or remove the other edge.');
  }
  if (reaches(graph, target.nodeId, source.nodeId)) return no('this would make a circle');
  const before = plan(graph, catalogue);
  const after = plan({ ...graph, edges: [...graph.edges, { from, to }] }, catalogue);
  const type = before.types.get(from);
  if (type === undefined) return { ok: true };
  const known = new Set(before.problems.map(key));
  // Only problems that the wire itself causes refuse it: an unset column or expression can be filled in afterwards.
  const refusal = after.problems.find(
    (problem) =>
      problem.severity === 'error' &&
      problem.nodeId === node.id &&
      problem.port !== undefined &&
      problem.code !== 'PORT_UNCONNECTED' &&
      !known.has(key(problem)),
  );
  return refusal === undefined ? { ok: true } : no(refusal.message, refusal.hint);
}

function no(reason: string, hint?: string): Connectable {
  return { ok: false, reason, hint };
}

function key(problem: {
  readonly code: string;
  readonly nodeId?: string | undefined;
  readonly port?: string | undefined;
  readonly message: string;
}): string {
  return `${problem.code} ${problem.nodeId} ${problem.port} ${problem.message}`;
}

function reaches(graph: Graph, from: string, to: string): boolean {
  const next = new Map<string, string[]>();
  for (const edge of graph.edges) {
    const id = splitPort(edge.from).nodeId;
    next.set(id, [...(next.get(id) ?? []), splitPort(edge.to).nodeId]);
  }
  const seen = new Set([from]);
  const queue = [from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === to) return true;
    for (const target of next.get(id) ?? []) {
      if (!seen.has(target)) {
        seen.add(target);
        queue.push(target);
      }
    }
  }
  return false;
}
