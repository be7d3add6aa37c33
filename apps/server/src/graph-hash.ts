// The hash of what a graph means: two graphs with one hash run the same.
import { createHash } from 'node:crypto';
import type { Graph } from '@weir/shared/graph';

/**
 * SHA-256, in hex, over node ids, types and settings, edges and tests.
 *
 * Names, layout, notes, samples and the order of nodes and edges are left out: changing them changes no output row.
 */
export function graphHash(graph: Graph): string {
  const meaning = {
    nodes: graph.nodes.map(({ id, type, config }) => ({ id, type, config })).sort(by((node) => node.id)),
    edges: graph.edges.map(({ from, to }) => ({ from, to })).sort(by((edge) => `${edge.from} ${edge.to}`)),
    tests: graph.tests,
  };
  return createHash('sha256').update(canonicalJson(meaning)).digest('hex');
}

type JsonLike =
  | null
  | undefined
  | boolean
  | number
  | string
  | readonly JsonLike[]
  | { readonly [key: string]: JsonLike };

/** JSON with the keys of every object in code unit order; absent members are left out. */
export function canonicalJson(value: JsonLike): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const present = Object.entries(value).filter(([, item]) => item !== undefined);
  const entries = present.sort(by(([key]) => key));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

// Not localeCompare: the order must not depend on the machine's language.
function by<T>(key: (item: T) => string): (left: T, right: T) => number {
  return (left, right) => {
    const [a, b] = [key(left), key(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  };
}
