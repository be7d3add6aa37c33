// The graph as React Flow wants it: fixed sizes and handles known before mount, objects kept while nothing changed.

import type { EditOp } from '@weir/shared/edits';
import type { Graph, GraphEdge, GraphNode, GraphNote } from '@weir/shared/graph';
import type { Edge, EdgeChange, Node, NodeChange } from '@xyflow/react';
import { applyNodeChanges } from '@xyflow/react';
import { CARD_HEIGHT, CARD_WIDTH, cardHandles } from '../canvas/geometry.ts';
import { outputsOf } from '../engine.ts';
import { edgeId } from './graph-index.ts';
import { noteFlowId, noteIdOf } from './selection-slice.ts';
import type { GetState, SetState } from './types.ts';

export type CardNode = Node<Record<string, never>, 'card'>;
export type NoteNode = Node<Record<string, never>, 'note'>;
export type FlowNode = CardNode | NoteNode;
export type FlowEdge = Edge<{ readonly side: boolean }, 'wire'>;

export type FlowSlice = {
  readonly flowNodes: FlowNode[];
  readonly flowEdges: FlowEdge[];
  /** Brings both lists up to date with graph and selection. */
  readonly reconcileFlow: () => void;
  /** Changes that React Flow reports: places while dragging, selection, measured sizes. */
  readonly onFlowChanges: (changes: readonly NodeChange<FlowNode>[]) => void;
  /** An edge loses its selection when something else is clicked. A marquee selects nodes only. */
  readonly onFlowEdgeChanges: (changes: readonly EdgeChange<FlowEdge>[]) => void;
  /** Commits the places of nodes that were dragged. */
  readonly commitMoves: () => void;
};

export function flowSlice(set: SetState, get: GetState): FlowSlice {
  return {
    flowNodes: [],
    flowEdges: [],
    reconcileFlow: () => {
      const { graph, selected, selectedEdges, flowNodes, flowEdges } = get();
      const before = new Map(flowNodes.map((node) => [node.id, node]));
      const nodes = [
        ...graph.notes.map((note) => noteNode(note, selected, before.get(noteFlowId(note.id)))),
        ...graph.nodes.map((node) => cardNode(node, graph, selected, before.get(node.id))),
      ];
      const edgesBefore = new Map(flowEdges.map((edge) => [edge.id, edge]));
      const edges = graph.edges.map((edge) =>
        flowEdge(edge, get().index.nodes, selectedEdges, edgesBefore.get(edgeId(edge))),
      );
      set({ flowNodes: keepList(flowNodes, nodes), flowEdges: keepList(flowEdges, edges) });
    },
    onFlowChanges: (changes) => {
      const selects = changes.filter((change) => change.type === 'select');
      const rest = changes.filter((change) => change.type === 'position' || change.type === 'dimensions');
      if (rest.length > 0) set({ flowNodes: applyNodeChanges([...rest], get().flowNodes) });
      if (selects.length > 0) {
        const next = new Set(get().selected);
        for (const change of selects) {
          if (change.selected) next.add(change.id);
          else next.delete(change.id);
        }
        get().select(next, { edges: get().selectedEdges });
      }
    },
    onFlowEdgeChanges: (changes) => {
      const gone = new Set(
        changes.flatMap((change) => (change.type === 'select' && !change.selected ? [change.id] : [])),
      );
      const { selected, selectedEdges, select } = get();
      if (gone.size > 0) select(selected, { edges: [...selectedEdges].filter((id) => !gone.has(id)) });
    },
    commitMoves: () => {
      const { flowNodes, graph, run } = get();
      const ops = flowNodes.flatMap((node) => moveOps(node, graph));
      if (ops.length > 0) run(ops, { title: ops.length === 1 ? 'move a node' : `move ${ops.length} nodes` });
    },
  };
}

function moveOps(node: FlowNode, graph: Graph): readonly EditOp[] {
  const x = Math.round(node.position.x);
  const y = Math.round(node.position.y);
  const noteId = noteIdOf(node.id);
  if (noteId === undefined) {
    const at = graph.layout[node.id];
    return at !== undefined && at.x === x && at.y === y ? [] : [{ op: 'moveNode', id: node.id, x, y }];
  }
  const note = graph.notes.find((other) => other.id === noteId);
  if (note === undefined || (note.x === x && note.y === y)) return [];
  const { id: _, ...body } = note;
  return [{ op: 'setNote', id: noteId, note: { ...body, x, y } }];
}

function cardNode(
  node: GraphNode,
  graph: Graph,
  selected: ReadonlySet<string>,
  before: FlowNode | undefined,
): FlowNode {
  const at = graph.layout[node.id] ?? { x: 0, y: 0 };
  const isSelected = selected.has(node.id);
  if (
    before !== undefined &&
    before.position.x === at.x &&
    before.position.y === at.y &&
    before.selected === isSelected
  )
    return before;
  if (before !== undefined) return { ...before, position: { x: at.x, y: at.y }, selected: isSelected };
  return {
    id: node.id,
    type: 'card',
    data: {},
    position: { x: at.x, y: at.y },
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
    measured: { width: CARD_WIDTH, height: CARD_HEIGHT },
    handles: cardHandles(node),
    selected: isSelected,
  };
}

function noteNode(note: GraphNote, selected: ReadonlySet<string>, before: FlowNode | undefined): FlowNode {
  const id = noteFlowId(note.id);
  const isSelected = selected.has(id);
  const kept =
    before !== undefined &&
    before.position.x === note.x &&
    before.position.y === note.y &&
    before.width === note.width &&
    before.height === note.height;
  if (kept && before.selected === isSelected) return before;
  return {
    id,
    type: 'note',
    data: {},
    position: { x: note.x, y: note.y },
    width: note.width,
    height: note.height,
    measured: { width: note.width, height: note.height },
    zIndex: -1,
    selected: isSelected,
  };
}

function flowEdge(
  edge: GraphEdge,
  nodes: ReadonlyMap<string, GraphNode>,
  selected: ReadonlySet<string>,
  before: FlowEdge | undefined,
): FlowEdge {
  const id = edgeId(edge);
  const isSelected = selected.has(id);
  if (before !== undefined && before.selected === isSelected) return before;
  const [source = '', sourceHandle = ''] = edge.from.split('.');
  const [target = '', targetHandle = ''] = edge.to.split('.');
  const side = outputsOf(nodes.get(source)).find((port) => port.name === sourceHandle)?.side === true;
  return {
    id,
    type: 'wire',
    source,
    sourceHandle,
    target,
    targetHandle,
    selected: isSelected,
    data: { side },
  };
}

function keepList<T>(before: T[], next: T[]): T[] {
  return before.length === next.length && next.every((item, i) => item === before[i]) ? before : next;
}
