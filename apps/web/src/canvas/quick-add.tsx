// Quick-add: a type-ahead list of nodes at the pointer, filtered to what accepts the wire it was opened with.
import { type ReactNode, useCallback, useMemo } from 'react';
import { type AnyNodeDefinition, catalogue, definitions } from '../engine.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import type { DesignerStore } from '../store/types.ts';
import type { QuickAdd as QuickAddRequest } from '../store/view-slice.ts';
import { Tile } from '../ui/icon.tsx';
import { mainOutput, wouldAccept } from './graph-edits.ts';
import { insertNode } from './insert-node.ts';
import { Picker, type PickerOption } from './picker.tsx';

/** Shown while the store has a quick-add request. */
export function QuickAdd(): ReactNode {
  const request = useDesigner((state) => state.quickAdd);
  return request === undefined ? null : <QuickAddPicker request={request} />;
}

function QuickAddPicker({ request }: { readonly request: QuickAddRequest }): ReactNode {
  const store = useDesignerStore();
  const options = useMemo(() => candidates(store, request).map(toOption), [store, request]);
  const close = useCallback(() => {
    store.getState().openQuickAdd(undefined);
    store.getState().hands?.focus();
  }, [store]);
  const pick = (type: string): void => {
    const definition = catalogue.get(type);
    store.getState().openQuickAdd(undefined);
    if (definition !== undefined) insertNode(store, definition, request);
    store.getState().hands?.focus();
  };
  return (
    <Picker
      label={request.splice === undefined ? 'Add a node' : 'Insert a node into the edge'}
      placeholder={request.wire === undefined ? 'Add a node' : 'Nodes that accept this wire'}
      options={options}
      at={request.screen}
      empty="No node accepts this wire."
      onPick={pick}
      onClose={close}
    />
  );
}

function candidates(store: DesignerStore, request: QuickAddRequest): readonly AnyNodeDefinition[] {
  const { graph, index } = store.getState();
  const all = definitions();
  const { wire, splice } = request;
  if (wire !== undefined)
    return all.filter((definition) => wouldAccept(graph, definition, wire.port, wire.kind));
  if (splice !== undefined) {
    return all.filter(
      (definition) => definition.outputs.length > 0 && wouldAccept(graph, definition, splice.from, 'source'),
    );
  }
  const after = request.after === undefined ? undefined : index.nodes.get(request.after);
  const port = after === undefined ? undefined : mainOutput(after);
  if (port === undefined) return all;
  // What can follow the node comes first; sources stay at hand below.
  const follows = all.filter(
    (definition) => definition.inputs.length > 0 && wouldAccept(graph, definition, port, 'source'),
  );
  return [...follows, ...all.filter((definition) => !follows.includes(definition))];
}

function toOption(definition: AnyNodeDefinition): PickerOption {
  const { palette } = definition;
  return {
    id: definition.type,
    title: palette.title,
    summary: palette.summary,
    words: `${definition.type} ${palette.group} ${(palette.keywords ?? []).join(' ')}`,
    lead: <Tile group={palette.group} icon={palette.icon} small />,
  };
}
