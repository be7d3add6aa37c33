// The draft graph and the only way to change it: commands, each one undo step.
import { applyEdit } from '@weir/shared/apply-edit';
import type { EditOp } from '@weir/shared/edits';
import type { Graph } from '@weir/shared/graph';
import { toast } from '../ui/toast.tsx';
import { type GraphIndex, indexGraph } from './graph-index.ts';
import { EMPTY_HISTORY, type History, pushStep } from './history.ts';
import type { GetState, SetState } from './types.ts';

export type CommandOptions = {
  /** What the step did, for undo messages: `move 3 nodes`. */
  readonly title: string;
  /** Steps with this key merge while typing. */
  readonly mergeKey?: string | undefined;
};

export type GraphSlice = {
  readonly pipelineId: string;
  readonly graph: Graph;
  readonly index: GraphIndex;
  readonly history: History;
  /** Applies a command, remembers it for undo and hands it to autosave. False when it does not fit. */
  readonly run: (ops: readonly EditOp[], options: CommandOptions) => boolean;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Puts in a graph that came from the server; not a command, so history stays. */
  readonly replaceGraph: (graph: Graph) => void;
};

export type GraphHooks = {
  /** A command was applied: keep it and send it. */
  readonly onCommand: (ops: readonly EditOp[], mergeKey: string | undefined) => void;
  readonly onGraph: (graph: Graph, before: Graph) => void;
  readonly nowMs: () => number;
};

/** The slice over a first graph. */
export function graphSlice(
  set: SetState,
  get: GetState,
  first: { readonly pipelineId: string; readonly graph: Graph },
  hooks: GraphHooks,
): GraphSlice {
  const put = (graph: Graph, history: History): void => {
    const before = get();
    if (graph === before.graph) return;
    set({ graph, history, index: indexGraph(graph, before) });
    hooks.onGraph(graph, before.graph);
  };
  const apply = (ops: readonly EditOp[]): ReturnType<typeof applyEdit> => {
    const applied = applyEdit(get().graph, ops);
    if (!applied.ok) toast(`Not done: ${applied.message}`, { tone: 'warn' });
    return applied;
  };
  return {
    pipelineId: first.pipelineId,
    graph: first.graph,
    index: indexGraph(first.graph),
    history: EMPTY_HISTORY,
    run: (ops, options) => {
      if (ops.length === 0) return false;
      const applied = apply(ops);
      if (!applied.ok) return false;
      const step = { ...options, ops, inverse: applied.inverse, atMs: hooks.nowMs() };
      put(applied.graph, pushStep(get().history, step));
      hooks.onCommand(ops, options.mergeKey);
      return true;
    },
    undo: () => {
      const { history } = get();
      const step = history.undo.at(-1);
      if (step === undefined) return;
      const rest = history.undo.slice(0, -1);
      const applied = apply(step.inverse);
      // A step that no longer fits (somebody removed its node) is dropped, or undo would be stuck on it.
      if (!applied.ok) return set({ history: { ...history, undo: rest } });
      put(applied.graph, { undo: rest, redo: [...history.redo, step] });
      hooks.onCommand(step.inverse, undefined);
      get().announce(`Undone: ${step.title}`);
    },
    redo: () => {
      const { history } = get();
      const step = history.redo.at(-1);
      if (step === undefined) return;
      const rest = history.redo.slice(0, -1);
      const applied = apply(step.ops);
      if (!applied.ok) return set({ history: { ...history, redo: rest } });
      put(applied.graph, { undo: [...history.undo, { ...step, mergeKey: undefined }], redo: rest });
      hooks.onCommand(step.ops, undefined);
      get().announce(`Done again: ${step.title}`);
    },
    replaceGraph: (graph) => put(graph, get().history),
  };
}
