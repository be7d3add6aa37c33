// What becomes of the state of each node when a job goes on with another graph: said before, and done so at the start.
import { createHash } from 'node:crypto';
import type { Catalogue } from '@weir/engine/define-node';
import type { Plan, PlanStep } from '@weir/engine/plan/plan';
import type { NodeCompatibility } from '@weir/shared/api';
import { splitPort } from '@weir/shared/graph';
import { z } from 'zod';
import { startsAnew } from '../drivers/log-source.ts';
import { logStartSchema } from '../log/find-position.ts';
import type { Manifest } from './manifest.ts';

/** What must be equal for the state of a node to be kept: type, settings, types of inputs and outputs. */
export function fingerprintOf(step: PlanStep): string {
  const { type, config, inputs, outputs } = step;
  const what = {
    type,
    config,
    inputs: inputs.map((input) => [input.port, input.type]),
    outputs: inputs.length === 0 ? outputs : [],
  };
  return createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 32);
}

export function fingerprints(plan: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries(plan.steps.map((step) => [step.nodeId, fingerprintOf(step)]));
}

/** The verdict on every node that a checkpoint has something of; node ids tie them, names and places do not matter. */
export function compatibilityOf(
  plan: Plan,
  catalogue: Catalogue,
  manifest: Manifest,
): readonly NodeCompatibility[] {
  const { sources, operators } = manifest.snapshot;
  const begunAnew = new Set<string>();
  const found: NodeCompatibility[] = [];
  for (const step of plan.steps) {
    const { nodeId, name } = step;
    const above = step.inputs.map((input) => splitPort(input.from).nodeId).find((id) => begunAnew.has(id));
    if (above !== undefined) begunAnew.add(nodeId);
    const isSame = manifest.fingerprints[nodeId] === fingerprintOf(step);
    if (sources[nodeId] !== undefined) {
      const goesOn = readsLog(step, catalogue) && !beginsElsewhere(step, catalogue, manifest);
      const verdict = isSame ? 'same' : goesOn ? 'compatible' : 'incompatible';
      if (verdict === 'incompatible') begunAnew.add(nodeId);
      found.push({ nodeId, name, verdict, reason: SOURCE_REASONS[verdict] });
    } else if (operators[nodeId] !== undefined) {
      const reason = !isSame
        ? 'its settings or input columns were changed'
        : above === undefined
          ? undefined
          : 'a source before it begins anew';
      found.push({ nodeId, name, verdict: reason === undefined ? 'same' : 'incompatible', reason });
    }
  }
  for (const nodeId of [...Object.keys(sources), ...Object.keys(operators)]) {
    if (!plan.steps.some((step) => step.nodeId === nodeId))
      found.push({
        nodeId,
        name: nodeId,
        verdict: 'dropped',
        reason: 'the node is not in the graph any more',
      });
  }
  return found;
}

const startOptions = z.object({ start: logStartSchema.optional() });

const SOURCE_REASONS = {
  same: undefined,
  compatible: 'it was changed: it goes on where it was, event time begins anew',
  incompatible: 'it was changed and begins anew',
} as const;

/** True for a stream that is to be read again from somewhere else than it once was. */
function beginsElsewhere(step: PlanStep, catalogue: Catalogue, manifest: Manifest): boolean {
  const saved = manifest.snapshot.sources[step.nodeId];
  const position =
    typeof saved === 'object' && saved !== null && 'position' in saved ? saved['position'] : undefined;
  const form = catalogue.get(step.type)?.embedded;
  const output = step.outputs['out'];
  if (form?.kind !== 'source' || output === undefined || position === undefined) return false;
  const options = startOptions.safeParse(form.open({ config: step.config, output }).options).data;
  return startsAnew(position, options?.start);
}

/** True for sources whose driver reads a durable log of ours. */
export function readsLog(step: PlanStep, catalogue: Catalogue): boolean {
  const form = catalogue.get(step.type)?.embedded;
  const output = step.outputs['out'];
  if (form?.kind !== 'source' || output === undefined) return false;
  const { driver } = form.open({ config: step.config, output });
  return driver === 'door' || driver === 'stream';
}
