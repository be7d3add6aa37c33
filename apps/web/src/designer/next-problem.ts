// F8: the next problem in the order of the list, shown at its node and field.
import type { Diagnostic } from '@weir/shared/diagnostics';
import { usePanels } from '../store/panels-store.ts';
import type { DesignerStore } from '../store/types.ts';

let last = -1;

/** Goes to the problem after the one shown last. */
export function nextProblem(store: DesignerStore): void {
  const { problems, announce } = store.getState();
  if (problems.length === 0) announce('No problems');
  last = (last + 1) % Math.max(1, problems.length);
  const problem = problems[last];
  if (problem !== undefined) showProblem(store, problem);
}

/** Selects the node of a problem, opens its settings and focuses the field, with the characters selected. */
export function showProblem(store: DesignerStore, problem: Diagnostic): void {
  const state = store.getState();
  last = state.problems.indexOf(problem);
  state.announce(`Problem ${last + 1} of ${state.problems.length}: ${problem.message}`);
  if (problem.nodeId === undefined || !state.index.nodes.has(problem.nodeId)) return;
  state.select([problem.nodeId]);
  state.hands?.show([problem.nodeId]);
  usePanels.getState().set({ inspectorOpen: true, inspectorTab: 'config' });
  state.requestFocus({ nodeId: problem.nodeId, field: problem.field, span: problem.span });
}
