// The table of aggregates: for the checker, the printer, completion and the reference page.

import type { TypedAggregate } from '../check/typed.ts';
import { COUNT } from './count.ts';
import type { AggregateDefinition, SliceRule } from './definition.ts';
import { extremeAggregates } from './extremes.ts';
import { jsonAggregates } from './json.ts';
import { listAggregates } from './lists.ts';
import { PERCENTILE } from './percentile.ts';
import { refusedAggregate } from './refused.ts';
import { spreadAggregates } from './spread.ts';
import { totalAggregates } from './totals.ts';

/** Every aggregate, families together. */
export const AGGREGATES: readonly AggregateDefinition[] = [
  COUNT,
  ...totalAggregates,
  ...extremeAggregates,
  ...spreadAggregates,
  ...listAggregates,
  ...jsonAggregates,
  PERCENTILE,
];

const BY_NAME: ReadonlyMap<string, AggregateDefinition> = new Map(
  AGGREGATES.flatMap((definition) =>
    [definition.name, ...(definition.aliases ?? [])].map((name) => [name, definition] as const),
  ),
);

/** The aggregate of an upper-case name or alias. */
export function findAggregate(name: string): AggregateDefinition | undefined {
  return BY_NAME.get(name);
}

/** Every name under which an aggregate is called. */
export function aggregateNames(): readonly string[] {
  return [...BY_NAME.keys()];
}

/** True for the aggregates of Flink, built or not. */
export function isAggregateName(name: string): boolean {
  return BY_NAME.has(name) || refusedAggregate(name) !== undefined;
}

/** What a call is put together from: slices that windows share, or sessions that are merged. */
export type SharedBy = 'hopping' | 'cumulating' | 'session';

/** How a call fares in windows that are put together from parts. */
export function sliceRule(aggregate: TypedAggregate, sharedBy: SharedBy): SliceRule {
  const rule = findAggregate(aggregate.function)?.slices ?? { kind: 'same' };
  // Sessions are merged in order of arrival or not at all: only what has no merge is out.
  if (sharedBy === 'session') return rule.kind === 'refused' ? rule : { kind: 'same' };
  // Of DISTINCT, Flink merges COUNT only over the slices of HOP.
  if (
    sharedBy === 'cumulating' ||
    rule.kind !== 'same' ||
    !aggregate.distinct ||
    aggregate.function === 'COUNT'
  )
    return rule;
  return {
    kind: 'embedded',
    reason: `Flink cannot merge ${aggregate.function}(DISTINCT …) over the slices of a hopping window`,
  };
}
