// Connecting by keyboard (`C`): an output port of the node, then a target among all ports, refusals with their reason.

import { splitPort } from '@weir/shared/graph';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { canConnect, catalogue, definitionOf, outputsOf } from '../engine.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import type { DesignerStore } from '../store/types.ts';
import { Tile } from '../ui/icon.tsx';
import { CARD_HEIGHT } from './geometry.ts';
import { Picker, type PickerOption } from './picker.tsx';
import { streamText } from './stream-text.ts';

/** Shown while the store has a node to connect from. */
export function ConnectPicker(): ReactNode {
  const nodeId = useDesigner((state) => state.connectFrom);
  return nodeId === undefined ? null : <Steps key={nodeId} nodeId={nodeId} />;
}

function Steps({ nodeId }: { readonly nodeId: string }): ReactNode {
  const store = useDesignerStore();
  const ports = useMemo(() => portOptions(store, nodeId), [store, nodeId]);
  const [picked, setPicked] = useState<string>();
  const port = picked ?? (ports.length === 1 ? ports[0]?.id : undefined);
  const targets = useMemo(() => (port === undefined ? [] : targetOptions(store, port)), [store, port]);
  const close = useCallback(() => {
    store.getState().openConnect(undefined);
    store.getState().hands?.focus();
  }, [store]);
  const connect = (target: string): void => {
    if (port === undefined) return;
    const outward = isOutput(store, port);
    const edge = outward ? { from: port, to: target } : { from: target, to: port };
    if (store.getState().run([{ op: 'addEdge', edge }], { title: 'connect' })) {
      store.getState().announce(`Connected ${portName(store, edge.from)} to ${portName(store, edge.to)}`);
    }
    close();
  };
  const at = placeOf(store, nodeId);
  return port === undefined ? (
    <Picker
      key="port"
      label="Connect: pick a port"
      placeholder="From which port?"
      options={ports}
      at={at}
      empty="This node has no ports."
      onPick={setPicked}
      onClose={close}
    />
  ) : (
    <Picker
      key={port}
      label={`Connect ${portName(store, port)}: pick a target`}
      placeholder={`${portName(store, port)} to…`}
      options={targets}
      at={at}
      empty="There is no port to connect to."
      onPick={connect}
      onClose={close}
    />
  );
}

function portOptions(store: DesignerStore, nodeId: string): readonly PickerOption[] {
  const state = store.getState();
  const definition = definitionOf(state.index.nodes.get(nodeId));
  const option = (
    port: { readonly name: string; readonly title: string },
    kind: 'source' | 'target',
  ): PickerOption => ({
    id: `${nodeId}.${port.name}`,
    title: `${kind === 'source' ? 'Output' : 'Input'} ${port.name}`,
    summary: streamText(state, `${nodeId}.${port.name}`, kind),
  });
  const outputs = outputsOf(state.index.nodes.get(nodeId)).map((port) => option(port, 'source'));
  const free = (definition?.inputs ?? []).filter(
    (port) => port.many === true || !state.index.connected.has(`${nodeId}.${port.name}`),
  );
  return [...outputs, ...free.map((port) => option(port, 'target'))];
}

// Ports that accept come first; the others stay in the list with the reason, so that nothing is a riddle.
function targetOptions(store: DesignerStore, port: string): readonly PickerOption[] {
  const { graph } = store.getState();
  const outward = isOutput(store, port);
  const options = graph.nodes
    .filter((node) => node.id !== splitPort(port).nodeId)
    .flatMap((node) => {
      const definition = definitionOf(node);
      const ports = (outward ? definition?.inputs : outputsOf(node)) ?? [];
      return ports.map((candidate): PickerOption => {
        const reference = `${node.id}.${candidate.name}`;
        const verdict = outward
          ? canConnect(graph, catalogue, port, reference)
          : canConnect(graph, catalogue, reference, port);
        return {
          id: reference,
          title: `${node.name}.${candidate.name}`,
          words: definition?.palette.title,
          lead: (
            <Tile
              group={definition?.palette.group ?? 'transform'}
              icon={definition?.palette.icon ?? 'node'}
              small
            />
          ),
          summary: candidate.title,
          refused: verdict.ok ? undefined : verdict.reason,
        };
      });
    });
  return [
    ...options.filter((option) => option.refused === undefined),
    ...options.filter((option) => option.refused !== undefined),
  ];
}

function isOutput(store: DesignerStore, reference: string): boolean {
  const { nodeId, port } = splitPort(reference);
  return outputsOf(store.getState().index.nodes.get(nodeId)).some((candidate) => candidate.name === port);
}

function portName(store: DesignerStore, reference: string): string {
  const { nodeId, port } = splitPort(reference);
  return `${store.getState().index.nodes.get(nodeId)?.name ?? nodeId}.${port}`;
}

function placeOf(store: DesignerStore, nodeId: string): { readonly x: number; readonly y: number } {
  const { graph, hands } = store.getState();
  const at = graph.layout[nodeId] ?? { x: 0, y: 0 };
  return hands?.toScreen({ x: at.x, y: at.y + CARD_HEIGHT + 10 }) ?? { x: 200, y: 200 };
}
