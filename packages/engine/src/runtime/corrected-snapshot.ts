// The state of corrected windows as JSON and back. Groups without a row are left out, so that equal states are equal.
import type { Json } from '@weir/shared/graph';
import { z } from 'zod';
import type { CorrectedWindow } from './corrected-windows.ts';
import { loadField } from './group-fields.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  arrivals: z.number(),
  windows: z.array(
    z.strictObject({
      start: z.number(),
      end: z.number(),
      groups: z.array(
        z.strictObject({
          key: z.array(savedValueSchema),
          fields: z.array(savedValueSchema),
          /** The results that were shown last; absent when none are. */
          shown: z.array(savedValueSchema).optional(),
          /** Rows since the last early result. */
          rows: z.number(),
        }),
      ),
      /** Groups that have changed since the last early result, in order of change. */
      changed: z.array(z.number()),
    }),
  ),
});

/** What the operator keeps. */
export type SavedCorrected = {
  readonly watermark: number;
  readonly arrivals: number;
  readonly windows: readonly CorrectedWindow[];
};

/** The state as JSON. */
export function saveWindows({ watermark, arrivals, windows }: SavedCorrected): Json {
  const saved = [...windows].sort((a, b) => a.end - b.end).map(saveWindow);
  return { schema: 1, watermark, arrivals, windows: saved.filter(({ groups }) => groups.length > 0) };
}

function saveWindow({ start, end, table, shown, rows, changed }: CorrectedWindow): {
  readonly start: number;
  readonly end: number;
  readonly groups: Json[];
  readonly changed: number[];
} {
  const groups: Json[] = [];
  const places = new Map<number, number>();
  for (let slot = 0; slot < table.size; slot += 1) {
    if (table.unfilled.has(slot)) continue;
    places.set(slot, groups.length);
    const results = shown[slot];
    groups.push({
      key: table.keyOf(slot).map(saveValue),
      fields: table.fields.map((field) => saveValue(field[slot] ?? null)),
      ...(results === undefined ? {} : { shown: results.map(saveValue) }),
      rows: rows[slot] ?? 0,
    });
  }
  return { start, end, groups, changed: [...changed].flatMap((slot) => places.get(slot) ?? []) };
}

/** The state of a snapshot; `make` gives an empty window. */
export function loadWindows(
  state: Json,
  make: (window: { readonly start: number; readonly end: number }) => CorrectedWindow,
): SavedCorrected {
  const { watermark, arrivals, windows } = snapshotSchema.parse(state);
  const loaded = windows.map((saved) => {
    const window = make(saved);
    for (const one of saved.groups) {
      const slot = window.table.slotOfAll(one.key.map(loadValue));
      one.fields.forEach((value, at) => {
        loadField(window.table.fields[at], slot, loadValue(value));
      });
      window.shown[slot] = one.shown?.map(loadValue);
      window.rows[slot] = one.rows;
    }
    for (const slot of saved.changed) window.changed.add(slot);
    return window;
  });
  return { watermark, arrivals, windows: loaded };
}
