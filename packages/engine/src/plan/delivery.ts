// What is promised of a row on its way from a source to a sink: the weaker of the two decides (guarantees 1.2, 1.3).

import { splitPort } from '@weir/shared/graph';
import type { Catalogue, SinkDelivery, SourceDelivery } from '../define-node.ts';
import type { Plan, PlanStep } from './plan.ts';

/** From the strongest to the weakest. */
export const GUARANTEES = [
  'exactly-once',
  'effectively-once',
  'at-least-once',
  'at-most-once',
  'none',
] as const;
export type Guarantee = (typeof GUARANTEES)[number];

/** A source and a sink that its rows, or what is made of them, can reach. */
export type PathDelivery = {
  readonly source: string;
  readonly sink: string;
  readonly sourceDelivery: SourceDelivery;
  readonly sinkDelivery: SinkDelivery;
  readonly guarantee: Guarantee;
};

const OF_SOURCE: Readonly<Record<SourceDelivery, Guarantee>> = {
  replayable: 'exactly-once',
  acknowledged: 'exactly-once',
  ephemeral: 'at-most-once',
  preview: 'none',
};
const OF_SINK: Readonly<Record<SinkDelivery, Guarantee>> = {
  transactional: 'exactly-once',
  idempotent: 'effectively-once',
  append: 'at-least-once',
  live: 'at-most-once',
};

/** The weakest of some guarantees; the strongest there is when there are none. */
export function weakest(guarantees: readonly Guarantee[]): Guarantee {
  const rank = Math.max(0, ...guarantees.map((guarantee) => GUARANTEES.indexOf(guarantee)));
  return GUARANTEES[rank] ?? 'none';
}

/** Every pair of a source and a sink that are connected, sinks in plan order, then sources. */
export function pathDeliveries(plan: Plan, catalogue: Catalogue): readonly PathDelivery[] {
  const above = new Map<string, ReadonlySet<string>>();
  const sources = new Map<string, SourceDelivery>();
  const found: PathDelivery[] = [];
  for (const step of plan.steps) {
    const { nodeId, inputs } = step;
    const delivery = sourceDeliveryOf(step, catalogue);
    if (delivery !== undefined) sources.set(nodeId, delivery);
    const own = delivery === undefined ? [] : [nodeId];
    const reached = new Set([
      ...own,
      ...inputs.flatMap(({ from }) => [...(above.get(splitPort(from).nodeId) ?? [])]),
    ]);
    above.set(nodeId, reached);
    const form = catalogue.get(step.type)?.embedded;
    if (form?.kind !== 'sink') continue;
    const sinkDelivery = form.delivery;
    for (const [source, sourceDelivery] of sources) {
      if (!reached.has(source)) continue;
      const guarantee = weakest([OF_SOURCE[sourceDelivery], OF_SINK[sinkDelivery]]);
      found.push({ source, sink: nodeId, sourceDelivery, sinkDelivery, guarantee });
    }
  }
  return found;
}

function sourceDeliveryOf(step: PlanStep, catalogue: Catalogue): SourceDelivery | undefined {
  const form = catalogue.get(step.type)?.embedded;
  const output = step.outputs['out'];
  return form?.kind === 'source' && output !== undefined
    ? form.open({ config: step.config, output }).delivery
    : undefined;
}
