// Runs the tests that live with a pipeline: input rows per source, expected rows per node, compared as multisets.

import type { Graph, GraphTest, Json } from '@weir/shared/graph';
import { parseDataType } from '@weir/shared/parse-data-type';
import { formatValue, parseValue } from '@weir/sql/values';
import type { Catalogue } from './define-node.ts';
import type { Host } from './host.ts';
import { plan } from './plan/plan.ts';
import { type PreviewPort, runBounded } from './preview.ts';
import { memoryHost } from './runtime/memory-host.ts';

const ROWS_MAX = 100_000;

export type TestResult = { readonly name: string; readonly passed: boolean; readonly detail: string };

/** Runs every test of a graph. A graph with problems fails them all, with the first problem as the reason. */
export function runTests(
  graph: Graph,
  catalogue: Catalogue,
  compile: Host['compile'],
): readonly TestResult[] {
  const planned = plan(graph, catalogue);
  return graph.tests.map((test): TestResult => {
    if (planned.plan === undefined) {
      const first = planned.problems.find((problem) => problem.severity === 'error');
      return { name: test.name, passed: false, detail: first?.message ?? 'the pipeline cannot be planned' };
    }
    const texts = Object.fromEntries(
      Object.entries(test.inputs).map(([id, rows]) => [
        id,
        rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
      ]),
    );
    const host = memoryHost({ compile, now: () => 0, monotonicMs: () => 0, texts });
    // The rows of a test are JSON whatever the source reads in production.
    const steps = planned.plan.steps.map((step) =>
      'format' in step.config ? { ...step, config: { ...step.config, format: 'json' } } : step,
    );
    const { nodes } = runBounded({ plan: { ...planned.plan, steps }, catalogue, host, rowsMax: ROWS_MAX });
    return compare(test, (nodeId) => portOf(graph, nodes, nodeId));
  });
}

/** The port that a test looks at: the output of a node, or for a sink what enters it. */
function portOf(
  graph: Graph,
  nodes: ReturnType<typeof runBounded>['nodes'],
  nodeId: string,
): PreviewPort | undefined {
  const own = nodes[nodeId]?.ports['out'];
  if (own !== undefined) return own;
  const from = graph.edges.find((edge) => edge.to.startsWith(`${nodeId}.`))?.from.split('.') ?? [];
  return nodes[from[0] ?? '']?.ports[from[1] ?? ''];
}

function compare(test: GraphTest, portOfNode: (nodeId: string) => PreviewPort | undefined): TestResult {
  for (const [nodeId, expected] of Object.entries(test.expected)) {
    const port = portOfNode(nodeId);
    if (port === undefined)
      return { name: test.name, passed: false, detail: `node ${nodeId} does not exist or puts out nothing` };
    const missing = expected.map((row) => canonical(row, port));
    const extra: string[] = [];
    for (const row of port.rows.map((one) => canonical(one, port))) {
      const at = missing.indexOf(row);
      if (at >= 0) missing.splice(at, 1);
      else extra.push(row);
    }
    if (missing.length === 0 && extra.length === 0) continue;
    const parts = [
      missing.length > 0 ? `missing ${missing[0]}` : '',
      extra.length > 0 ? `unexpected ${extra[0]}` : '',
    ].filter((part) => part !== '');
    return { name: test.name, passed: false, detail: `node ${nodeId}: ${parts.join('; ')}` };
  }
  return { name: test.name, passed: true, detail: 'all rows as expected' };
}

/** A row as text, keys in order, each value as its column's type writes it: 12.5 and "12.50" of a DECIMAL are one. */
function canonical(row: Readonly<Record<string, Json>>, port: PreviewPort): string {
  const entries = Object.entries(row).map(([name, value]): [string, Json] => {
    const type = parseDataType(port.columns.find((column) => column.name === name)?.type ?? '');
    if (value === null || typeof value === 'object' || type === undefined) return [name, value];
    const parsed = parseValue(String(value), type);
    return [name, parsed === undefined ? value : formatValue(parsed, type)];
  });
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
}
