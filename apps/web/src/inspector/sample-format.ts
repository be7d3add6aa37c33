// The format of a source's sample text: its `format` setting where it has one, else what the text looks like.
import type { GraphNode } from '@weir/shared/graph';

/** JSON lines or CSV. */
export function sampleFormat(node: GraphNode, text: string): 'json' | 'csv' {
  const setting = node.config.format;
  if (setting === 'csv') return 'csv';
  if (setting === 'json' || setting === 'ndjson') return 'json';
  return /^\s*[[{]/.test(text) ? 'json' : 'csv';
}
