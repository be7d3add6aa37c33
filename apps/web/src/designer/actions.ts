// What commands on the selection do: each composes operations and runs them as one undo step.
import type { EditOp } from '@weir/shared/edits';
import { layoutOps } from '../canvas/auto-layout.ts';
import { copyText, pasteOps } from '../canvas/clipboard.ts';
import { freePlace, freshId, healOps, placeAfter, removeOps } from '../canvas/graph-edits.ts';
import { plural } from '../format.ts';
import { edgeId } from '../store/graph-index.ts';
import { noteFlowId, noteIdOf } from '../store/selection-slice.ts';
import type { DesignerStore } from '../store/types.ts';
import { toast } from '../ui/toast.tsx';

/** Opens quick-add after the selected node, or in the middle of the view. */
export function addAtCursor(store: DesignerStore): void {
  const { hands, cursor, index, graph, openQuickAdd, selected } = store.getState();
  if (hands === undefined) return;
  const after =
    cursor !== undefined && index.nodes.has(cursor) && (selected.size === 0 || selected.has(cursor))
      ? cursor
      : undefined;
  const at = after === undefined ? hands.centre() : placeAfter(graph, after);
  openQuickAdd({
    at: after === undefined ? { x: at.x - 108, y: at.y - 42 } : at,
    screen: hands.toScreen(at),
    after,
  });
}

/** Opens the list of ports and targets. */
export function startConnect(store: DesignerStore, nodeId: string | undefined): void {
  if (nodeId !== undefined) store.getState().openConnect(nodeId);
}

/** Puts an empty note into the middle of the view and lets it be typed into. */
export function addNote(store: DesignerStore): void {
  const { graph, hands, run, select, setRenaming } = store.getState();
  const centre = hands?.centre() ?? { x: 0, y: 0 };
  const id = freshId(graph, 'note', Math.random);
  // Notes lie behind cards: a new one goes where no card covers it.
  const at = freePlace(graph, { x: Math.round(centre.x - 104), y: Math.round(centre.y - 40) });
  const note = { text: '', x: at.x, y: at.y, width: 208, height: 80 };
  if (!run([{ op: 'setNote', id, note }], { title: 'add a note' })) return;
  select([noteFlowId(id)]);
  setRenaming(noteFlowId(id));
}

/** Deletes what is selected and offers to take it back. */
export function deleteSelection(store: DesignerStore): void {
  const state = store.getState();
  const what = selection(store);
  const ops = removeOps(state.graph, what);
  const text = [
    what.nodes.length > 0 ? plural(what.nodes.length, 'node') : '',
    what.edges.length > 0 ? plural(what.edges.length, 'edge') : '',
    what.notes.length > 0 ? plural(what.notes.length, 'note') : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
  if (!state.run(ops, { title: `delete ${text}` })) return;
  state.select([]);
  state.announce(`Deleted ${text}`);
  toast(`Deleted ${text}`, { action: { title: 'Undo', run: () => store.getState().undo() } });
}

/** Deletes one node and joins its neighbours where types fit. */
export function healSelection(store: DesignerStore): void {
  const state = store.getState();
  const [nodeId] = selection(store).nodes;
  if (nodeId === undefined) return;
  const name = state.index.nodes.get(nodeId)?.name ?? nodeId;
  const ops = healOps(state.graph, nodeId);
  if (!state.run(ops, { title: `delete ${name}` })) return;
  state.select([]);
  const healed = plural(ops.length - 1, 'edge');
  state.announce(`Deleted ${name}, ${healed} healed`);
  toast(`Deleted ${name}, ${healed} healed`, {
    action: { title: 'Undo', run: () => store.getState().undo() },
  });
}

/** Puts the selection on the system clipboard. */
export async function copySelection(store: DesignerStore): Promise<void> {
  const text = selectionText(store);
  if (text === undefined) return;
  try {
    await navigator.clipboard.writeText(text);
    store.getState().announce('Copied');
  } catch {
    toast('The browser did not allow copying; use Ctrl C on the canvas', { tone: 'warn' });
  }
}

/** Copies, then deletes. */
export async function cutSelection(store: DesignerStore): Promise<void> {
  await copySelection(store);
  deleteSelection(store);
}

/** The selection as clipboard text, when it holds a node or a note. */
export function selectionText(store: DesignerStore): string | undefined {
  const { nodes, notes } = selection(store);
  if (nodes.length + notes.length === 0) return undefined;
  return copyText(store.getState().graph, { nodes: new Set(nodes), notes: new Set(notes) });
}

/** Pastes clipboard text into the middle of the view, or beside the original for a duplicate. */
export function pasteText(store: DesignerStore, text: string, title = 'paste'): boolean {
  const state = store.getState();
  const centre = state.hands?.centre() ?? { x: 0, y: 0 };
  const at =
    title === 'paste'
      ? { x: Math.round(centre.x - 108), y: Math.round(centre.y - 42) }
      : duplicatePlace(store);
  const pasted = pasteOps(state.graph, text, at, Math.random);
  if (pasted === undefined) return false;
  const count = plural(pasted.nodes.length + pasted.notes.length, 'thing');
  if (!state.run(pasted.ops, { title: `${title} ${count}` })) return false;
  state.select([...pasted.nodes, ...pasted.notes.map(noteFlowId)]);
  state.announce(`${title === 'paste' ? 'Pasted' : 'Duplicated'} ${count}`);
  return true;
}

/** Copies the selection beside itself. */
export function duplicateSelection(store: DesignerStore): void {
  const text = selectionText(store);
  if (text !== undefined) pasteText(store, text, 'duplicate');
}

/** Selects all nodes and notes. */
export function selectAll(store: DesignerStore): void {
  const { graph, select } = store.getState();
  select([...graph.nodes.map((node) => node.id), ...graph.notes.map((note) => noteFlowId(note.id))]);
}

/** Lays out the selection, or everything, as one undo step. */
export async function layoutGraph(store: DesignerStore): Promise<void> {
  const { graph } = store.getState();
  const ops: readonly EditOp[] = await layoutOps(graph, new Set(selection(store).nodes));
  const state = store.getState();
  if (state.graph.nodes !== graph.nodes || ops.length === 0) return;
  if (state.run(ops, { title: 'lay out' })) {
    state.announce('Laid out');
    requestAnimationFrame(() => store.getState().hands?.fit());
  }
}

function selection(store: DesignerStore) {
  const { selected, selectedEdges, graph } = store.getState();
  const ids = [...selected];
  return {
    nodes: ids.filter((id) => noteIdOf(id) === undefined),
    notes: ids.flatMap((id) => noteIdOf(id) ?? []),
    edges: graph.edges.filter((edge) => selectedEdges.has(edgeId(edge))),
  };
}

function duplicatePlace(store: DesignerStore): { readonly x: number; readonly y: number } {
  const { graph } = store.getState();
  const { nodes, notes } = selection(store);
  const places = [
    ...nodes.flatMap((id) => graph.layout[id] ?? []),
    ...graph.notes.filter((note) => notes.includes(note.id)),
  ];
  return {
    x: Math.min(...places.map((place) => place.x)) + 32,
    y: Math.min(...places.map((place) => place.y)) + 108,
  };
}
