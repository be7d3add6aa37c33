// Collects nodes and edges. The same node over the same inputs is one node with several consumers.

import { emptyGraph, type Graph, type JsonValue, splitPort } from '@weir/shared/graph';
import { GRAPH_NODES_MAX, NODE_ID_CHARS_MAX } from '@weir/shared/limits';
import { routings } from './routers.ts';
import { fused, nodeOf, reaching } from './tidy-graph.ts';

/** A node to add: its type, what it is called unless something better turns up, settings, and where its inputs come from. */
export type NewNode = {
  readonly type: string;
  readonly name: string;
  readonly config: Readonly<Record<string, JsonValue>>;
  /** Ports such as `n1.out` by input port. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
};

type Placed = {
  readonly id: string;
  readonly type: string;
  name: string;
  readonly config: Record<string, JsonValue>;
  readonly depth: number;
};

const COLUMN_WIDTH = 280;
const ROW_HEIGHT = 130;

/** Lives for one import. */
export class GraphBuilder {
  readonly #nodes: Placed[] = [];
  readonly #edges: { readonly from: string; readonly to: string }[] = [];
  readonly #known = new Map<string, string>();
  readonly #ids = new Set<string>();
  readonly #names = new Set<string>();
  readonly #depths = new Map<string, number>();
  readonly #sinks = new Set<string>();
  readonly #named = new Set<string>();

  /** True when no further node fits into a pipeline. */
  get isFull(): boolean {
    return this.#nodes.length >= GRAPH_NODES_MAX;
  }

  get nodeCount(): number {
    return this.#nodes.length;
  }

  /** Adds the node, or finds the one that does the same; gives its id. */
  add(node: NewNode): string {
    const shape = JSON.stringify([node.type, node.config, node.inputs]);
    const known = this.#known.get(shape);
    if (known !== undefined) return known;
    const id = this.addAnother(node);
    this.#known.set(shape, id);
    return id;
  }

  /** Adds the node even when one does the same. */
  addAnother({ type, name, config, inputs }: NewNode): string {
    const id = this.#freeId(name);
    let depth = 0;
    for (const port of Object.values(inputs).flat()) {
      depth = Math.max(depth, (this.#depths.get(splitPort(port).nodeId) ?? 0) + 1);
    }
    this.#depths.set(id, depth);
    this.#nodes.push({ id, type, name: this.#freeName(name), config: { ...config }, depth });
    for (const [port, from] of Object.entries(inputs)) {
      for (const source of from) this.#edges.push({ from: source, to: `${id}.${port}` });
    }
    return id;
  }

  /** Calls a node after the view it makes. */
  rename(id: string, name: string): void {
    const node = this.#nodes.find((known) => known.id === id);
    if (node === undefined) return;
    node.name = this.#freeName(name);
    this.#named.add(id);
  }

  /** Marks a node as the end of the script's work: what leads to none of these is not drawn. */
  sink(node: NewNode): void {
    this.#sinks.add(this.addAnother(node));
  }

  /** The pipeline, laid out from left to right. */
  graph(name: string): Graph {
    const wanted = reaching(this.#nodes, this.#edges, this.#sinks);
    let nodes = this.#nodes.filter(({ id }) => wanted.has(id));
    let edges = this.#edges.filter(({ from, to }) => wanted.has(nodeOf(from)) && wanted.has(nodeOf(to)));
    for (const second of [...nodes]) {
      const into = edges.find(({ to }) => nodeOf(to) === second.id);
      const first = nodes.find(({ id }) => into !== undefined && id === nodeOf(into.from));
      if (second.type !== 'project' || first?.type !== 'project' || into === undefined) continue;
      if (edges.filter(({ from }) => nodeOf(from) === first.id).length > 1) continue;
      const config = fused(first.config, nodes.find(({ id }) => id === second.id)?.config ?? {});
      if (config === undefined) continue;
      nodes = nodes.flatMap((node) =>
        node === first
          ? []
          : node.id === second.id
            ? [{ ...node, config, name: this.#named.has(first.id) ? first.name : node.name }]
            : [node],
      );
      edges = edges.flatMap((edge) =>
        edge === into ? [] : nodeOf(edge.to) === first.id ? [{ from: edge.from, to: into.to }] : [edge],
      );
    }
    for (const { id, routes, ports } of routings(nodes, edges)) {
      const router = {
        type: 'router',
        name: this.#freeName('Router'),
        config: { routes: [...routes], mode: 'first' },
      };
      nodes = nodes.flatMap((node) =>
        node.id === id ? [{ ...node, ...router }] : ports.has(node.id) ? [] : [node],
      );
      edges = edges.flatMap(({ from, to }) => {
        if (ports.has(nodeOf(to))) return nodeOf(to) === id ? [{ from, to }] : [];
        const port = ports.get(nodeOf(from));
        return [{ from: port === undefined ? from : `${id}.${port}`, to }];
      });
    }
    const rows = new Map<number, number>();
    const layout: Record<string, { x: number; y: number }> = {};
    for (const { id, depth } of nodes) {
      const row = rows.get(depth) ?? 0;
      rows.set(depth, row + 1);
      layout[id] = { x: depth * COLUMN_WIDTH, y: row * ROW_HEIGHT };
    }
    const drawn = nodes.map(({ id, type, name: title, config }) => ({ id, type, name: title, config }));
    return { ...emptyGraph(name), nodes: drawn, edges, layout };
  }

  #freeId(name: string): string {
    const word = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '')
      .slice(0, NODE_ID_CHARS_MAX - 8);
    return free(word === '' ? 'node' : word, this.#ids, (base, count) => `${base}_${count}`);
  }

  #freeName(name: string): string {
    return free(name.slice(0, 100), this.#names, (base, count) => `${base} ${count}`);
  }
}

function free(base: string, taken: Set<string>, next: (base: string, count: number) => string): string {
  let candidate = base;
  for (let count = 2; taken.has(candidate); count += 1) candidate = next(base, count);
  taken.add(candidate);
  return candidate;
}
