// Which state of a checkpoint a plan may take over: that of nodes which are what they were.
import { createHash } from 'node:crypto';
import type { Catalogue } from '@weir/engine/define-node';
import type { Plan, PlanStep } from '@weir/engine/plan/plan';
import type { JobSnapshot } from '@weir/engine/runtime/job-snapshot';
import { positionOnly } from '@weir/engine/runtime/source-runner';
import { splitPort } from '@weir/shared/graph';
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

export type RestorePoint = {
  readonly snapshot: JobSnapshot | undefined;
  readonly notices: readonly string[];
};

/**
 * The part of a checkpoint that fits the plan.
 *
 * Logs are read on from where they were whatever changed, because their events were promised to be counted once. Every
 * other source that changed begins anew, and so does what counted its rows.
 */
export function restorePoint(plan: Plan, catalogue: Catalogue, manifest: Manifest | undefined): RestorePoint {
  if (manifest === undefined) return { snapshot: undefined, notices: [] };
  const saved = manifest.snapshot;
  const notices: string[] = [];
  const sources: Record<string, JobSnapshot['sources'][string]> = {};
  const operators: Record<string, JobSnapshot['operators'][string]> = {};
  const begunAnew = new Set<string>();
  const isSame = (step: PlanStep): boolean =>
    !manifest.finished && manifest.fingerprints[step.nodeId] === fingerprintOf(step);
  for (const step of plan.steps) {
    const form = catalogue.get(step.type)?.embedded;
    const source = saved.sources[step.nodeId];
    const operator = saved.operators[step.nodeId];
    if (step.inputs.some((input) => begunAnew.has(splitPort(input.from).nodeId))) begunAnew.add(step.nodeId);
    if (form?.kind === 'source') {
      const same = isSame(step);
      if (source !== undefined && same) sources[step.nodeId] = source;
      else if (source !== undefined && readsLog(step, catalogue)) sources[step.nodeId] = positionOnly(source);
      else if (source !== undefined) begunAnew.add(step.nodeId);
      if (source !== undefined && !same && !manifest.finished && !readsLog(step, catalogue)) {
        notices.push(`source ${step.name} was changed and begins anew`);
      }
    } else if (operator !== undefined && !manifest.finished) {
      if (isSame(step) && !begunAnew.has(step.nodeId)) operators[step.nodeId] = operator;
      else
        notices.push(
          `state of ${step.name} was not kept: ${isSame(step) ? 'a source before it begins anew' : 'its settings or input columns were changed'}`,
        );
    }
  }
  for (const nodeId of Object.keys(manifest.finished ? {} : saved.operators)) {
    if (!plan.steps.some((step) => step.nodeId === nodeId))
      notices.push(`state of node ${nodeId} was dropped with the node`);
  }
  return { snapshot: { formatVersion: 1, sources, operators, sinks: saved.sinks }, notices };
}

/** True for sources whose driver reads a durable log of ours. */
export function readsLog(step: PlanStep, catalogue: Catalogue): boolean {
  const form = catalogue.get(step.type)?.embedded;
  const output = step.outputs['out'];
  if (form?.kind !== 'source' || output === undefined) return false;
  const { driver } = form.open({ config: step.config, output });
  return driver === 'door' || driver === 'stream';
}
