// A pane: the groups of one slice of event time, shared by all windows that overlap there.
import type { GroupCode } from './group-code.ts';
import type { FieldArray } from './group-fields.ts';
import { GroupTable } from './group-table.ts';

/** A group of a pane, and the next newer pane's group of the same key. */
export type PaneGroup = { readonly pane: Pane; readonly slot: number; next: PaneGroup | undefined };

/** A slice of event time. */
export class Pane {
  start: number;
  readonly table: GroupTable;
  /** True once the groups are part of the windows that fire next. */
  isPart = false;
  /** By slot, where groups are linked. */
  readonly groups: (PaneGroup | undefined)[] = [];
  /** By slot: the group with all newer ones of its key up to the last turn of `SlidingGroups`. */
  readonly suffix: FieldArray[] = [];
  /** Slots that `suffix` has room for. */
  suffixRoom = 0;

  /** @param slots Groups to have room for at first, a power of two. */
  constructor(start: number, code: GroupCode, keyColumns: number, slots?: number) {
    this.start = start;
    this.table = new GroupTable(keyColumns, code.kinds, { slots });
  }

  /** Makes an empty pane of another start of this one, which is no part of any window any more. */
  reuse(start: number): void {
    this.start = start;
    this.isPart = false;
    this.table.clear();
    for (const group of this.groups) if (group !== undefined) group.next = undefined;
  }
}
