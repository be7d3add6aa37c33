// The pipeline as a file: JSON in a stable order, one node per group of lines, made for git and review.
import type { Graph } from '@weir/shared/graph';
import type { DesignerStore } from '../store/types.ts';

/** Downloads the draft as `<name>.weir.json`. */
export function exportPipeline(store: DesignerStore): void {
  const { graph } = store.getState();
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

function sortedRecord<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compare(a, b)));
}

// Not localeCompare: the order must not depend on the machine.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
