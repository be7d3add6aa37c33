// What is selected, and the keyboard's place on the canvas. Ids of nodes, notes (`note:id`) and edges (`from>to`).
import type { GetState, SetState } from './types.ts';

export type SelectionSlice = {
  readonly selected: ReadonlySet<string>;
  readonly selectedEdges: ReadonlySet<string>;
  /** The node the keyboard stands on; it follows the pointer's selection. */
  readonly cursor: string | undefined;
  readonly select: (
    ids: Iterable<string>,
    options?: { readonly edges?: Iterable<string> | undefined },
  ) => void;
  readonly toggleSelected: (id: string) => void;
  /** Drops ids that no longer exist. */
  readonly pruneSelection: () => void;
};

/** The id of a note's element on the canvas. */
export function noteFlowId(id: string): string {
  return `note:${id}`;
}

/** The note behind an id of the canvas, if it is one. */
export function noteIdOf(flowId: string): string | undefined {
  return flowId.startsWith('note:') ? flowId.slice(5) : undefined;
}

/** The one selected node, when exactly one thing is selected. */
export function soleNode(state: SelectionSlice): string | undefined {
  if (state.selected.size !== 1 || state.selectedEdges.size > 0) return undefined;
  const [id] = state.selected;
  return id === undefined || noteIdOf(id) !== undefined ? undefined : id;
}

export function selectionSlice(set: SetState, get: GetState): SelectionSlice {
  const put = (selected: ReadonlySet<string>, selectedEdges: ReadonlySet<string>): void => {
    const before = get();
    if (same(before.selected, selected) && same(before.selectedEdges, selectedEdges)) return;
    const nodes = [...selected].filter((id) => noteIdOf(id) === undefined);
    const cursor =
      before.cursor !== undefined && selected.has(before.cursor)
        ? before.cursor
        : (nodes.at(-1) ?? before.cursor);
    set({ selected, selectedEdges, cursor });
    get().reconcileFlow();
  };
  return {
    selected: new Set(),
    selectedEdges: new Set(),
    cursor: undefined,
    select: (ids, options = {}) => put(new Set(ids), new Set(options.edges ?? [])),
    toggleSelected: (id) => {
      const next = new Set(get().selected);
      if (!next.delete(id)) next.add(id);
      put(next, get().selectedEdges);
    },
    pruneSelection: () => {
      const { selected, selectedEdges, index, graph, cursor } = get();
      const notes = new Set(graph.notes.map((note) => noteFlowId(note.id)));
      const edges = new Set(graph.edges.map((edge) => `${edge.from}>${edge.to}`));
      if (cursor !== undefined && !index.nodes.has(cursor)) set({ cursor: undefined });
      put(
        keep(selected, (id) => index.nodes.has(id) || notes.has(id)),
        keep(selectedEdges, (id) => edges.has(id)),
      );
    },
  };
}

function keep(ids: ReadonlySet<string>, test: (id: string) => boolean): ReadonlySet<string> {
  return new Set([...ids].filter(test));
}

function same(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id));
}
