// The plan of the draft: problems and stream types, recomputed after each edit that can change them.
import type { Diagnostic } from '@weir/shared/diagnostics';
import type { Graph } from '@weir/shared/graph';
import type { StreamType } from '@weir/shared/stream-type';
import { catalogue, type PlanResult, plan } from '../engine.ts';
import type { GetState, SetState } from './types.ts';

export type PlanSlice = {
  readonly problems: readonly Diagnostic[];
  readonly problemsByNode: ReadonlyMap<string, readonly Diagnostic[]>;
  /** Stream types by output port, `node.port`. */
  readonly types: ReadonlyMap<string, StreamType>;
  readonly plan: PlanResult['plan'];
  /** Plans now if the graph changed since the last plan. */
  readonly replan: () => void;
};

export function planSlice(set: SetState, get: GetState): PlanSlice {
  let planned: Graph | undefined;
  return {
    problems: [],
    problemsByNode: new Map(),
    types: new Map(),
    plan: undefined,
    replan: () => {
      const { graph, problemsByNode } = get();
      if (planned !== undefined && planned.nodes === graph.nodes && planned.edges === graph.edges) return;
      planned = graph;
      const result = plan(graph, catalogue);
      // What stops the plan comes first; within a kind the order of the nodes stays.
      const problems = [...result.problems].sort((a, b) => Number(isError(b)) - Number(isError(a)));
      set({
        problems,
        problemsByNode: groupByNode(problems, problemsByNode),
        types: result.types,
        plan: result.plan,
      });
    },
  };
}

/** True for a problem that stops the plan. */
export function isError(problem: Diagnostic): boolean {
  return problem.severity === 'error';
}

// Lists of nodes whose problems did not change keep their identity, so that their cards do not render again.
function groupByNode(
  problems: readonly Diagnostic[],
  before: ReadonlyMap<string, readonly Diagnostic[]>,
): ReadonlyMap<string, readonly Diagnostic[]> {
  const groups = new Map<string, Diagnostic[]>();
  for (const problem of problems) {
    if (problem.nodeId === undefined) continue;
    const group = groups.get(problem.nodeId);
    if (group === undefined) groups.set(problem.nodeId, [problem]);
    else group.push(problem);
  }
  return new Map(
    [...groups].map(([id, group]) => {
      const old = before.get(id);
      return [id, old !== undefined && JSON.stringify(old) === JSON.stringify(group) ? old : group];
    }),
  );
}
