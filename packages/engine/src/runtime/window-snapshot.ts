// The state of a window operator as JSON and back. Groups without a row are left out, so that equal states are equal.
import type { Value } from '@weir/shared/data-type';
import type { Json } from '@weir/shared/graph';
import { z } from 'zod';
import type { GroupCode } from './group-code.ts';
import { type FieldArray, loadField } from './group-fields.ts';
import type { GroupTable } from './group-table.ts';
import { Pane } from './pane.ts';
import type { SlidingGroups, StackState } from './sliding-groups.ts';
import { loadValue, type SavedValue, savedValueSchema, saveValue } from './snapshot-values.ts';

const slotsSchema = z.array(z.array(savedValueSchema));
const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  /** Rows added so far, where the order of arrival is kept; absent in snapshots of before. */
  arrivals: z.number().optional(),
  panes: z.array(z.strictObject({ start: z.number(), keys: slotsSchema, fields: slotsSchema })),
  /** Keys of overlapping windows in the order of their results, by key column; absent in snapshots of before. */
  order: slotsSchema.optional(),
  /** Where the stacks stand; absent when there are none. */
  stacks: z
    .strictObject({
      boundary: z.number(),
      recentFrom: z.number(),
      recentMs: z.number(),
      neededMs: z.number(),
      end: z.number(),
    })
    .optional(),
});

/** What a window operator keeps. */
export type SavedWindows = {
  readonly watermark: number;
  readonly arrivals: number;
  readonly panes: readonly Pane[];
};

/** The state as JSON. */
export function savePanes(state: SavedWindows & { readonly sliding: SlidingGroups | undefined }): Json {
  const { watermark, arrivals, sliding } = state;
  const panes = state.panes
    .filter(({ table }) => table.size > table.unfilled.size)
    .sort((a, b) => a.start - b.start)
    .map(({ start, table }) => ({
      start,
      keys: table.keys.map((column) => savedSlots(table, column)),
      fields: table.fields.map((field) => savedSlots(table, field)),
    }));
  const base = { schema: 1, watermark, arrivals, panes };
  if (sliding === undefined) return base;
  const { stacks } = sliding;
  const order = sliding.keyColumns().map((column) => column.map(saveValue));
  return { ...base, order, ...(stacks === undefined ? {} : { stacks }) };
}

/** The values of the slots that have a row. */
function savedSlots(
  { size, unfilled }: GroupTable,
  values: FieldArray | readonly Value[],
): readonly SavedValue[] {
  return [...values.slice(0, size)].filter((_, slot) => !unfilled.has(slot)).map(saveValue);
}

/** The state of a snapshot; `order` are the keys of overlapping windows, panes ascend. */
export function loadPanes(
  state: Json,
  code: GroupCode,
  keyColumns: number,
): SavedWindows & { readonly order: readonly (readonly Value[])[]; readonly stacks: StackState | undefined } {
  const saved = snapshotSchema.parse(state);
  const panes = saved.panes.map((one) => {
    const pane = new Pane(one.start, code, keyColumns);
    const size = one.fields[0]?.length ?? one.keys[0]?.length ?? 0;
    for (let slot = 0; slot < size; slot += 1) {
      pane.table.slotOfAll(one.keys.map((column) => loadValue(column[slot] ?? null)));
      one.fields.forEach((field, index) => {
        loadField(pane.table.fields[index], slot, loadValue(field[slot] ?? null));
      });
    }
    return pane;
  });
  const columns = saved.order ?? [];
  const order = (columns[0] ?? []).map((_, slot) => columns.map((column) => loadValue(column[slot] ?? null)));
  return {
    watermark: saved.watermark,
    arrivals: saved.arrivals ?? 0,
    panes,
    order,
    stacks: saved.stacks,
  };
}
