// What changed between two graphs, by meaning, and what happens to the state of each node.
import type { DiffEntry } from '@weir/shared/api';
import type { Graph, GraphNode, Json } from '@weir/shared/graph';
import { canonicalJson } from '../../graph-hash.ts';

type Named<T> = { readonly id: string; readonly title: string; readonly value: T };

/** Entries of nodes, then edges, then tests; inside each removed, changed, added, in the order of the graphs. */
export function diffGraphs(
  before: Graph,
  after: Graph,
  keepsState: (node: GraphNode) => boolean,
): readonly DiffEntry[] {
  return [
    ...compare('node', nodesOf(before), nodesOf(after), {
      fields: nodeFields,
      state: (left, right) => stateOf(left, right, keepsState),
    }),
    ...compare('edge', edgesOf(before), edgesOf(after), { fields: () => [] }),
    ...compare('test', testsOf(before), testsOf(after), { fields: objectFields }),
  ];
}

function compare<T>(
  what: DiffEntry['what'],
  before: readonly Named<T>[],
  after: readonly Named<T>[],
  ask: {
    readonly fields: (left: T, right: T) => DiffEntry['fields'];
    readonly state?: (left: T | undefined, right: T | undefined) => DiffEntry['state'];
  },
): readonly DiffEntry[] {
  const left = new Map(before.map((item) => [item.id, item]));
  const right = new Map(after.map((item) => [item.id, item]));
  const entry = (kind: DiffEntry['kind'], item: Named<T>, fields: DiffEntry['fields']): DiffEntry => {
    const state = ask.state?.(left.get(item.id)?.value, right.get(item.id)?.value);
    return { kind, what, id: item.id, title: item.title, fields, ...(state === undefined ? {} : { state }) };
  };
  const removed = before.filter((item) => !right.has(item.id)).map((item) => entry('removed', item, []));
  const added = after.filter((item) => !left.has(item.id)).map((item) => entry('added', item, []));
  const changed = after.flatMap((item) => {
    const earlier = left.get(item.id);
    const fields = earlier === undefined ? [] : ask.fields(earlier.value, item.value);
    return fields.length === 0 ? [] : [entry('changed', item, fields)];
  });
  return [...removed, ...changed, ...added];
}

function nodesOf(graph: Graph): readonly Named<GraphNode>[] {
  return graph.nodes.map((node) => ({ id: node.id, title: node.name, value: node }));
}

function edgesOf(graph: Graph): readonly Named<Json>[] {
  const names = new Map(graph.nodes.map((node) => [node.id, node.name]));
  const end = (reference: string): string => {
    const [id = '', port = ''] = reference.split('.');
    return `${names.get(id) ?? id} (${port})`;
  };
  return graph.edges.map(({ from, to }) => ({
    id: `${from}>${to}`,
    title: `${end(from)} to ${end(to)}`,
    value: null,
  }));
}

function testsOf(graph: Graph): readonly Named<Graph['tests'][number]>[] {
  return graph.tests.map((test) => ({ id: test.name, title: test.name, value: test }));
}

function nodeFields(before: GraphNode, after: GraphNode): DiffEntry['fields'] {
  const own = objectFields({ name: before.name, type: before.type }, { name: after.name, type: after.type });
  return [...own, ...objectFields(before.config, after.config)];
}

function objectFields(before: object, after: object): DiffEntry['fields'] {
  const left = new Map<string, Json>(Object.entries(before));
  const right = new Map<string, Json>(Object.entries(after));
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((field) => {
    const [from, to] = [shown(left.get(field)), shown(right.get(field))];
    return from === to ? [] : [{ field, before: from, after: to }];
  });
}

function shown(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : canonicalJson(value);
}

// The data plane keeps the state of a node when id, type and settings are the same; a new name changes nothing.
function stateOf(
  before: GraphNode | undefined,
  after: GraphNode | undefined,
  keepsState: (node: GraphNode) => boolean,
): DiffEntry['state'] {
  if (before === undefined) return after !== undefined && keepsState(after) ? 'new' : undefined;
  if (!keepsState(before)) return after !== undefined && keepsState(after) ? 'new' : undefined;
  if (after === undefined) return 'discarded';
  const same = before.type === after.type && canonicalJson(before.config) === canonicalJson(after.config);
  return same ? 'kept' : 'discarded';
}
