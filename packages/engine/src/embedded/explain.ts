// How a plan runs on the embedded engine, in words and numbers: which nodes are one function, where rows wait in batches, how
// many columns travel, where rows are kept and how far event time lags.
import { splitPort } from '@weir/shared/graph';
import type { ChangeKind } from '@weir/shared/stream-type';
import type { Catalogue } from '../define-node.ts';
import type { Plan } from '../plan/plan.ts';
import { watermarkLags } from '../runtime/watermarks.ts';
import { type Layout, type LayoutStep, layout } from './layout.ts';

/** One generated function: rows enter it in a batch and leave it in batches. */
export type ExplainedStage = {
  /** The output port whose rows enter, `node.port`; of a node that several edges enter, that node. */
  readonly from: string;
  /** Nodes that run inside, in order. */
  readonly nodes: readonly string[];
  /** Nodes that the rows go to: with state, sinks, or several inputs. */
  readonly into: readonly string[];
  /** Columns that anything reads, of all. */
  readonly columnsRead: number;
  readonly columns: number;
  readonly changes: ChangeKind;
};

/** A node that is no part of a stage: a source, a node with state, a sink. */
export type ExplainedNode = {
  readonly nodeId: string;
  readonly kind: 'source' | 'state' | 'sink';
  /** What rows of its output may do; undefined for sinks. */
  readonly changes: ChangeKind | undefined;
  /** Columns that identify a row of its output. */
  readonly key: readonly string[] | undefined;
  readonly eventTime: string | undefined;
  /** How far the watermark of its output stays behind the slowest source, milliseconds. */
  readonly watermarkLagMs: number;
};

export type ExplainedPlan = {
  readonly stages: readonly ExplainedStage[];
  readonly nodes: readonly ExplainedNode[];
};

/** Explains a plan as it runs when nobody looks at its rows. */
export function explainPlan(plan: Plan, catalogue: Catalogue): ExplainedPlan {
  const made = layout(plan, catalogue, { fused: true, taps: new Set(), sealed: false });
  const lags = watermarkLags(made.steps);
  return {
    stages: made.steps.flatMap((step) => stagesOf(made, step)),
    nodes: made.steps.flatMap((step) => nodeOf(step, lags[step.index])),
  };
}

function nodeOf(step: LayoutStep, lags: ReadonlyMap<string, number> | undefined): readonly ExplainedNode[] {
  const form = step.definition.embedded;
  if (form.kind === 'inline') return [];
  const out = step.step.outputs['out'];
  const own = form.kind === 'operator' ? (form.watermarkLagMs?.(step.step.config) ?? 0) : 0;
  return [
    {
      nodeId: step.step.nodeId,
      kind: form.kind === 'operator' ? 'state' : form.kind,
      changes: out?.changes,
      key: out?.key,
      eventTime: out?.eventTime,
      watermarkLagMs: own + Math.max(0, ...(lags?.values() ?? [])),
    },
  ];
}

/** The stages that begin at a step: one per output that is read, or the one behind its own inputs. */
function stagesOf(made: Layout, step: LayoutStep): readonly ExplainedStage[] {
  const { nodeId, outputs, inputs } = step.step;
  if (step.definition.embedded.kind === 'inline') {
    const type = inputs[0]?.type;
    if (step.channels.length === 0 || type === undefined) return [];
    const stage = { nodes: new Set<string>(), into: new Set<string>() };
    enter(made, step, stage);
    return [explained(made, { from: nodeId, port: inputs[0]?.from ?? '', type, ...stage })];
  }
  return Object.entries(outputs).flatMap(([port, type]) => {
    const from = `${nodeId}.${port}`;
    const stage = { nodes: new Set<string>(), into: new Set<string>() };
    deliver(made, from, stage);
    return stage.into.size === 0 ? [] : [explained(made, { from, port: from, type, ...stage })];
  });
}

type Growing = { readonly nodes: Set<string>; readonly into: Set<string> };

function deliver(made: Layout, port: string, stage: Growing): void {
  for (const consumer of made.consumers.get(port) ?? []) {
    const target = made.steps[consumer.step];
    if (target === undefined) continue;
    if (target.channels.length > 0) stage.into.add(target.step.nodeId);
    else enter(made, target, stage);
  }
}

function enter(made: Layout, step: LayoutStep, stage: Growing): void {
  stage.nodes.add(step.step.nodeId);
  for (const port of Object.keys(step.step.outputs)) deliver(made, `${step.step.nodeId}.${port}`, stage);
}

function explained(
  made: Layout,
  stage: Growing & {
    readonly from: string;
    readonly port: string;
    readonly type: LayoutStep['step']['inputs'][number]['type'];
  },
): ExplainedStage {
  return {
    from: stage.from,
    nodes: [...stage.nodes],
    into: [...stage.into],
    columnsRead: made.demand.get(stage.port)?.size ?? 0,
    columns: stage.type.columns.length,
    changes: stage.type.changes,
  };
}

/** The node of a stage's entry. */
export function entryNode(stage: ExplainedStage): string {
  return splitPort(stage.from).nodeId;
}
