// What flows through a port, in a few words: `3 cols, key user_id, event time ts`.

import { splitPort } from '@weir/shared/graph';
import { plural } from '../format.ts';
import type { DesignerState } from '../store/types.ts';

/** The stream type of an output port, or of what an input port gets. */
export function streamText(state: DesignerState, reference: string, kind: 'source' | 'target'): string {
  const source = kind === 'source' ? reference : incoming(state, reference);
  if (source === undefined) return 'not connected';
  const type = state.types.get(source);
  if (type === undefined) return 'type not known yet';
  const parts = [plural(type.columns.length, 'col')];
  if (type.key !== undefined && type.key.length > 0) parts.push(`key ${type.key.join(', ')}`);
  if (type.eventTime !== undefined) parts.push(`event time ${type.eventTime}`);
  return parts.join(', ');
}

function incoming(state: DesignerState, reference: string): string | undefined {
  const edges = state.index.into.get(splitPort(reference).nodeId) ?? [];
  return edges.find((edge) => edge.to === reference)?.from;
}
