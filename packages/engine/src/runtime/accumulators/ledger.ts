// How much the groups of an operator keep, and the caps: LISTAGG, DISTINCT and the like grow with their rows.
import type { Value } from '@weir/shared/data-type';
import { AGGREGATE_GROUP_UNITS_MAX, AGGREGATE_UNITS_MAX } from '@weir/shared/limits';
import { RowError } from '@weir/sql/row-error';
import { type Fields, numberAt, setNumber } from '../group-fields.ts';

/** Shared by the accumulators of one operator. A unit is a value, and 32 characters or bytes of it more. */
export type Ledger = {
  /** Units that all groups keep. */
  kept: number;
  /** Number of the row that is being added, counted over the life of the operator: the order of arrival. */
  arrivals: number;
  readonly groupMax: number;
  readonly totalMax: number;
};

/** An empty ledger. */
export function newLedger(caps: { readonly groupMax?: number; readonly totalMax?: number } = {}): Ledger {
  const { groupMax = AGGREGATE_GROUP_UNITS_MAX, totalMax = AGGREGATE_UNITS_MAX } = caps;
  return { kept: 0, arrivals: 0, groupMax, totalMax };
}

/** Units that a value takes. */
export function unitsOf(value: Value): number {
  if (typeof value === 'string') return 1 + (value.length >> 5);
  if (value === null || typeof value !== 'object') return 1;
  if (value instanceof Uint8Array) return 1 + (value.length >> 5);
  let units = 1;
  for (const item of value instanceof Map ? [...value.keys(), ...value.values()] : value.values())
    units += unitsOf(item);
  return units;
}

/** Ends the row when the group, or all groups together, would keep more than the caps (STATE_LIMIT). */
export function requireRoom(
  ledger: Ledger,
  fields: Fields,
  weightAt: number,
  slot: number,
  units: number,
): void {
  if (numberAt(fields, weightAt, slot) + units > ledger.groupMax)
    throw new RowError('STATE_LIMIT', `the group keeps ${ledger.groupMax} values of one aggregate already`);
  if (ledger.kept + units > ledger.totalMax)
    throw new RowError('STATE_LIMIT', `the groups keep ${ledger.totalMax} values already`);
}

/** Notes units that a group keeps from now on, or gives back when negative. */
export function keepUnits(
  ledger: Ledger,
  fields: Fields,
  weightAt: number,
  slot: number,
  units: number,
): void {
  ledger.kept += units;
  addUnits(fields, weightAt, slot, units);
}

/** The same for a group that is put together for one result and not kept. */
export function addUnits(fields: Fields, weightAt: number, slot: number, units: number): void {
  setNumber(fields, weightAt, slot, numberAt(fields, weightAt, slot) + units);
}
