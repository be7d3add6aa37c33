// Which state of a checkpoint a plan may take over: that of nodes which are what they were.
import type { Catalogue } from '@weir/engine/define-node';
import type { Plan } from '@weir/engine/plan/plan';
import type { JobSnapshot } from '@weir/engine/runtime/job-snapshot';
import { positionOnly } from '@weir/engine/runtime/source-snapshot';
import type { NodeCompatibility } from '@weir/shared/api';
import { compatibilityOf } from './compatibility.ts';
import type { Manifest } from './manifest.ts';

export type RestorePoint = {
  readonly snapshot: JobSnapshot | undefined;
  readonly notices: readonly string[];
};

/**
 * The part of a checkpoint that fits the plan.
 *
 * Logs are read on from where they were whatever changed, because their events were promised to be counted once. Every
 * other source that changed begins anew, and so does what counted its rows. After a finish everything has fired: only
 * the places in logs are left.
 */
export function restorePoint(plan: Plan, catalogue: Catalogue, manifest: Manifest | undefined): RestorePoint {
  if (manifest === undefined) return { snapshot: undefined, notices: [] };
  const saved = manifest.snapshot;
  const { finished } = manifest;
  const sources: Record<string, JobSnapshot['sources'][string]> = {};
  const operators: Record<string, JobSnapshot['operators'][string]> = {};
  const verdicts = compatibilityOf(plan, catalogue, finished ? { ...manifest, fingerprints: {} } : manifest);
  for (const { nodeId, verdict } of verdicts) {
    const source = saved.sources[nodeId];
    const operator = saved.operators[nodeId];
    if (source !== undefined && verdict === 'same') sources[nodeId] = source;
    if (source !== undefined && verdict === 'compatible') sources[nodeId] = positionOnly(source);
    if (operator !== undefined && verdict === 'same') operators[nodeId] = operator;
  }
  return {
    snapshot: { formatVersion: 1, sources, operators, sinks: saved.sinks },
    notices: finished ? [] : verdicts.flatMap((verdict) => noticeOf(verdict, saved)),
  };
}

function noticeOf(
  { nodeId, name, verdict, reason }: NodeCompatibility,
  saved: JobSnapshot,
): readonly string[] {
  const isSource = saved.sources[nodeId] !== undefined;
  if (verdict === 'incompatible')
    return [
      isSource ? `source ${name} was changed and begins anew` : `state of ${name} was not kept: ${reason}`,
    ];
  return verdict === 'dropped' && !isSource ? [`state of node ${nodeId} was dropped with the node`] : [];
}
