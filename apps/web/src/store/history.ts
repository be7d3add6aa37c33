// Undo and redo as two stacks of operation lists. One command is one step; quick repeats on one field merge.
import type { EditOp } from '@weir/shared/edits';

/** A step that can be undone. */
export type Step = {
  readonly title: string;
  readonly ops: readonly EditOp[];
  readonly inverse: readonly EditOp[];
  /** Steps with the same key merge while they follow each other within `MERGE_MS`. */
  readonly mergeKey?: string | undefined;
  readonly atMs: number;
};

export type History = { readonly undo: readonly Step[]; readonly redo: readonly Step[] };

export const EMPTY_HISTORY: History = { undo: [], redo: [] };

// Typing pauses of this length start a new step.
const MERGE_MS = 1200;
// Steps are small lists on ids; a thousand are a few hundred kilobytes.
const STEPS_MAX = 1000;

/** The history after a new step; what could be redone is gone. */
export function pushStep(history: History, step: Step): History {
  const last = history.undo.at(-1);
  if (
    last !== undefined &&
    step.mergeKey !== undefined &&
    last.mergeKey === step.mergeKey &&
    step.atMs - last.atMs < MERGE_MS
  ) {
    const merged: Step = {
      ...step,
      ops: [...last.ops, ...step.ops],
      inverse: [...step.inverse, ...last.inverse],
    };
    return { undo: [...history.undo.slice(0, -1), collapse(merged)], redo: [] };
  }
  return { undo: [...history.undo.slice(-(STEPS_MAX - 1)), step], redo: [] };
}

// Settings of one node typed letter by letter: only the last value and the first inverse count.
function collapse(step: Step): Step {
  const [first] = step.ops;
  const same = step.ops.every(
    (op) => op.op === 'setConfig' && first?.op === 'setConfig' && op.id === first.id,
  );
  return same ? { ...step, ops: step.ops.slice(-1), inverse: step.inverse.slice(-1) } : step;
}
