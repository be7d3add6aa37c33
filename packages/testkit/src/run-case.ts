// Runs a worked case of a node: builds the smallest pipeline around it and gives what came out.
import type { Catalogue, NodeCase } from '@weir/engine/define-node';
import type { Host } from '@weir/engine/host';
import { plan } from '@weir/engine/plan/plan';
import { runBounded } from '@weir/engine/preview';
import { memoryHost } from '@weir/engine/runtime/memory-host';
import type { JsonRow } from '@weir/shared/api';
import { emptyGraph, type Graph, type Json } from '@weir/shared/graph';

export type CaseResult = {
  readonly output: Readonly<Record<string, readonly JsonRow[]>>;
  /** Of the ports that give a stream of changes. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
  readonly late: number;
  readonly errors: readonly string[];
  /** Problems of the pipeline; a good case has none. */
  readonly problems: readonly string[];
};

/** Runs one case of a node type. */
export function runCase(
  type: string,
  one: NodeCase,
  catalogue: Catalogue,
  compile: Host['compile'],
): CaseResult {
  const { graph, texts } = caseGraph(type, one);
  const planned = plan(graph, catalogue);
  const problems = planned.problems
    .filter((problem) => problem.severity === 'error')
    .map((problem) => `${problem.nodeId} ${problem.field ?? ''} ${problem.message}`);
  if (planned.plan === undefined) return { output: {}, kinds: {}, late: 0, errors: [], problems };
  const host = memoryHost({ compile, now: () => 1_767_607_200_000, monotonicMs: () => 0, texts });
  const node = runBounded({ plan: planned.plan, catalogue, host, rowsMax: 10_000 }).nodes['node'];
  const output = Object.fromEntries(
    Object.entries(node?.ports ?? {}).map(([port, { rows }]) => [port, rows]),
  );
  const kinds = Object.fromEntries(
    Object.entries(node?.ports ?? {}).flatMap(([port, found]) =>
      found.kinds === undefined ? [] : [[port, found.kinds]],
    ),
  );
  return {
    output,
    kinds,
    late: node?.late ?? 0,
    errors: (node?.errors ?? []).map((error) => error.code),
    problems,
  };
}

/** A pipeline with the node under test named `node`. Several ports share one source, so that arrival order is the case's. */
function caseGraph(
  type: string,
  one: NodeCase,
): { readonly graph: Graph; readonly texts: Readonly<Record<string, string>> } {
  const node = {
    id: 'node',
    type,
    name: 'node',
    config: { ...one.config } as Graph['nodes'][number]['config'],
  };
  if (one.input === undefined)
    return { graph: { ...emptyGraph('case'), nodes: [node] }, texts: { node: one.text ?? '' } };
  const { ports, rows } = one.input;
  const nodes: Graph['nodes'] = [node];
  const edges: Graph['edges'] = [];
  const names = Object.keys(ports);
  const columns = names.flatMap((port) =>
    (ports[port]?.schema ?? []).map(([name, columnType]) => ({ name: `${port}_${name}`, type: columnType })),
  );
  const timed = names.some((port) => ports[port]?.eventTime !== undefined);
  const changes = rows.some(([, , taken]) => taken === '-');
  nodes.push({
    id: 'rows',
    type: 'http',
    name: 'rows',
    config: {
      format: changes ? 'debezium-json' : 'json',
      schema: [
        { name: 'port', type: 'STRING' },
        ...(timed ? [{ name: 'event_time', type: 'TIMESTAMP(3)' }] : []),
        ...columns,
      ],
      eventTime: timed ? 'event_time' : '',
      watermarkDelay: ports[names[0] ?? '']?.delay ?? '0 s',
      idleTimeout: '',
    },
  });
  for (const port of names) {
    const { schema = [], eventTime } = ports[port] ?? {};
    const made = schema.map(([name]) => ({
      name,
      expression: name === eventTime ? 'event_time' : `\`${port}_${name}\``,
    }));
    nodes.push({
      id: `only_${port}`,
      type: 'filter',
      name: `only ${port}`,
      config: { where: `port = '${port}'` },
    });
    nodes.push({
      id: `as_${port}`,
      type: 'project',
      name: `as ${port}`,
      config: { columns: made, keep: false },
    });
    const windows = ports[port]?.window;
    if (windows !== undefined) {
      const config = { window: 'tumbling', size: windows, slide: '', offset: '' };
      nodes.push({ id: `windows_${port}`, type: 'assign_window', name: `windows ${port}`, config });
    }
    const last = windows === undefined ? `as_${port}` : `windows_${port}`;
    edges.push(
      { from: 'rows.out', to: `only_${port}.in` },
      { from: `only_${port}.out`, to: `as_${port}.in` },
    );
    if (windows !== undefined) edges.push({ from: `as_${port}.out`, to: `${last}.in` });
    edges.push({ from: `${last}.out`, to: `node.${port}` });
  }
  const text = rows
    .map(([port, row, taken]) => {
      const made = sourceRow(port, row, ports[port]?.eventTime);
      const back = taken === '-';
      const line = changes ? { op: back ? 'd' : 'c', [back ? 'before' : 'after']: made } : made;
      return `${JSON.stringify(line)}\n`;
    })
    .join('');
  return { graph: { ...emptyGraph('case'), nodes, edges }, texts: { rows: text } };
}

function sourceRow(
  port: string,
  row: Readonly<Record<string, Json>>,
  eventTime: string | undefined,
): Record<string, Json> {
  const out: Record<string, Json> = { port };
  for (const [name, value] of Object.entries(row)) {
    if (name === eventTime) out['event_time'] = value;
    else out[`${port}_${name}`] = value;
  }
  return out;
}
