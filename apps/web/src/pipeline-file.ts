// The pipeline as a file: JSON in a stable order, one node per group of lines, made for git and review.
import { type Graph, graphSchema } from '@weir/shared/graph';
import { GRAPH_FILE_BYTES_MAX } from '@weir/shared/limits';

/** Downloads the draft as `<name>.weir.json`. */
export function downloadPipeline(graph: Graph): void {
  const url = URL.createObjectURL(new Blob([pipelineText(graph)], { type: 'application/json' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `${graph.name.replace(/[^A-Za-z0-9._-]+/g, '-') || 'pipeline'}.weir.json`;
  anchor.click();
  URL.revokeObjectURL(url);
}

/** The text of a pipeline file: keys in a fixed order, records sorted by key. */
export function pipelineText(graph: Graph): string {
  const ordered = {
    ...(graph.$schema === undefined ? {} : { $schema: graph.$schema }),
    formatVersion: graph.formatVersion,
    name: graph.name,
    ...(graph.description === undefined ? {} : { description: graph.description }),
    nodes: graph.nodes.map(({ id, type, name, config }) => ({ id, type, name, config })),
    edges: [...graph.edges].sort((a, b) => compare(`${a.from} ${a.to}`, `${b.from} ${b.to}`)),
    tests: graph.tests,
    samples: sortedRecord(graph.samples),
    layout: sortedRecord(graph.layout),
    notes: [...graph.notes].sort((a, b) => compare(a.id, b.id)),
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

/** A pipeline file as people bring it: the graph, or in words why it is none. */
export function parsePipelineFile(
  text: string,
): { readonly ok: true; readonly graph: Graph } | { readonly ok: false; readonly message: string } {
  if (text.length > GRAPH_FILE_BYTES_MAX) return { ok: false, message: 'the file is larger than 5 MiB' };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return {
      ok: false,
      message: `the file is not JSON: ${error instanceof Error ? error.message : 'syntax error'}`,
    };
  }
  const parsed = graphSchema.safeParse(json);
  if (parsed.success) return { ok: true, graph: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  return { ok: false, message: `the file is not a pipeline${where}: ${issue?.message ?? 'unknown shape'}` };
}

function sortedRecord<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compare(a, b)));
}

// Not localeCompare: the order must not depend on the machine.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
