// The groups of a window that slides over panes: what one pane adds or takes away costs the groups of that pane, and a
// result costs the same however many panes the window has.
//
// What can be taken back exactly (counts, sums of exact types, distinct counts) is one running state per key. What cannot
// (MIN, MAX, FIRST_VALUE, sums of floating-point numbers, which would drift) uses two stacks: older panes hold their group
// together with all newer ones up to a boundary, newer panes are added up beyond it; when the window has left the
// boundary behind, it moves to the newest pane and the older side is computed anew, once per window length. A result is
// then one older group and one newer. What keeps all its values (LISTAGG, ARRAY_AGG) is put together for each result.
// Rejected: merging all panes at each firing (32 s instead of 0.6 s for 1 h every second), a tree per key (logarithmic,
// and three times the memory).
import type { Value } from '@weir/shared/data-type';
import type { Accumulator } from './accumulators/accumulator.ts';
import type { GroupCode } from './group-code.ts';
import { clearGroup, type FieldArray, type Fields, newFields } from './group-fields.ts';
import { GroupTable } from './group-table.ts';
import type { Pane, PaneGroup } from './pane.ts';

/** An accumulator and its fields. */
type Part = { readonly one: Accumulator; readonly from: number; readonly to: number };

/** Slots of groups that have gone, which are kept before the table is written anew. */
const GONE_SLOTS_MIN = 64;

/** The groups of the window. */
export class SlidingGroups {
  readonly #code: GroupCode;
  readonly #keyColumns: number;
  readonly #parts: readonly Part[];
  readonly #running: readonly Part[];
  readonly #stacks: readonly Part[];
  /** True when the groups of a key are linked from pane to pane. */
  readonly #links: boolean;
  readonly #scratch: FieldArray[];
  /** Running states, and of stacks the newer side. */
  #table: GroupTable;
  /** Panes that have a group of the key, by slot; 0 when the key has gone. */
  #panes: number[] = [];
  #oldest: (PaneGroup | undefined)[] = [];
  #newest: (PaneGroup | undefined)[] = [];
  #gone = 0;
  /** Slots whose stacks are out of date because a row came to a pane that was part already. */
  readonly #stale = new Set<number>();
  /** Panes that start before it are the older side. */
  boundary = Number.NEGATIVE_INFINITY;

  constructor(code: GroupCode, keyColumns: number) {
    this.#code = code;
    this.#keyColumns = keyColumns;
    this.#parts = code.accumulators.map((one, index) => {
      const from = code.places[index] ?? 0;
      return { one, from, to: from + one.fields.length };
    });
    this.#running = this.#parts.filter(({ one }) => one.unmerge !== undefined);
    this.#stacks = this.#parts.filter(({ one }) => one.unmerge === undefined && one.folds !== true);
    this.#links = this.#running.length < this.#parts.length;
    this.#scratch = newFields(code.kinds, 1);
    this.#table = new GroupTable(keyColumns, code.kinds);
  }

  /** Keys in the window. */
  get size(): number {
    return this.#table.size - this.#gone;
  }

  /** Makes a pane part of the window. Panes come in ascending order. */
  add(pane: Pane): void {
    pane.isPart = true;
    for (let slot = 0; slot < pane.table.size; slot += 1)
      if (!pane.table.unfilled.has(slot)) this.#enter(pane, slot);
  }

  /** Takes the oldest pane out. */
  remove(pane: Pane): void {
    for (let slot = 0; slot < pane.table.size; slot += 1)
      if (!pane.table.unfilled.has(slot)) this.#leave(pane, slot);
    if (this.#gone > GONE_SLOTS_MIN + this.size) this.#compact();
  }

  /** To call before rows change a group of a pane that is part; `entered` puts it back. */
  leaves(pane: Pane, slot: number): void {
    const own = this.#table.slotOfGroup(pane.table, slot);
    for (const { one } of this.#running) one.unmerge?.(this.#table.fields, own, pane.table.fields, slot);
  }

  /** To call when a group of a pane that is part has changed; `isNew` when the group was not there before. */
  entered(pane: Pane, slot: number, { isNew }: { readonly isNew: boolean }): void {
    const own = isNew ? this.#enter(pane, slot) : this.#table.slotOfGroup(pane.table, slot);
    if (!isNew)
      for (const { one } of this.#running) one.merge?.(this.#table.fields, own, pane.table.fields, slot);
    if (this.#stacks.length > 0) this.#stale.add(own);
  }

  #enter(pane: Pane, slot: number): number {
    const own = this.#table.slotOfGroup(pane.table, slot);
    const panes = this.#panes[own] ?? 0;
    this.#panes[own] = panes + 1;
    for (const { one } of this.#running) one.merge?.(this.#table.fields, own, pane.table.fields, slot);
    if (!this.#links) return own;
    const before = this.#before(own, pane);
    const group: PaneGroup = pane.groups[slot] ?? { pane, slot, next: undefined };
    group.next = before === undefined ? this.#oldest[own] : before.next;
    pane.groups[slot] = group;
    if (before === undefined) this.#oldest[own] = group;
    else before.next = group;
    if (group.next === undefined) {
      this.#newest[own] = group;
      for (const { one } of this.#stacks) mergeGroup(one, this.#table.fields, own, pane.table.fields, slot);
    }
    return own;
  }

  /** The last group of a key in panes before this one: the newest, except when a row came late. */
  #before(own: number, pane: Pane): PaneGroup | undefined {
    const newest = this.#newest[own];
    if (newest === undefined || newest.pane.start < pane.start) return newest;
    let before: PaneGroup | undefined;
    for (let group = this.#oldest[own]; group !== undefined; group = group.next) {
      if (group.pane.start > pane.start) break;
      before = group;
    }
    return before;
  }

  #leave(pane: Pane, slot: number): void {
    const own = this.#table.slotOfGroup(pane.table, slot);
    const panes = (this.#panes[own] ?? 0) - 1;
    this.#panes[own] = panes;
    if (this.#links) this.#oldest[own] = this.#oldest[own]?.next;
    if (panes > 0) {
      for (const { one } of this.#running) one.unmerge?.(this.#table.fields, own, pane.table.fields, slot);
      return;
    }
    this.#table.remove(own);
    this.#newest[own] = undefined;
    clearGroup(this.#table.fields, 0, this.#code.kinds.length, own);
    this.#gone += 1;
  }

  #compact(): void {
    const before = this.#table;
    const [panes, oldest, newest] = [this.#panes, this.#oldest, this.#newest];
    this.#table = new GroupTable(this.#keyColumns, this.#code.kinds);
    [this.#panes, this.#oldest, this.#newest] = [[], [], []];
    this.#gone = 0;
    for (let slot = 0; slot < before.size; slot += 1) {
      if ((panes[slot] ?? 0) === 0) continue;
      const own = this.#table.slotOfGroup(before, slot);
      for (let at = 0; at < this.#code.kinds.length; at += 1)
        copyField(this.#table.fields, at, own, before.fields, slot);
      this.#panes[own] = panes[slot] ?? 0;
      this.#oldest[own] = oldest[slot];
      this.#newest[own] = newest[slot];
    }
  }

  /**
   * Brings the stacks up to date for a window that fires. To call before results are read.
   *
   * @param panes  The panes of the window, in any order.
   */
  settle(window: { readonly start: number; readonly end: number }, panes: () => readonly Pane[]): void {
    if (this.#stacks.length === 0) return;
    if (window.start >= this.boundary) {
      this.#turn(window.end, panes());
    } else for (const own of this.#stale) this.#restack(own);
    this.#stale.clear();
  }

  /** Moves the boundary: all panes become the older side, newest first, as a group needs the finished one behind it. */
  #turn(boundary: number, panes: readonly Pane[]): void {
    this.boundary = boundary;
    for (const { from, to } of this.#stacks)
      for (let at = from; at < to; at += 1) clearField(this.#table.fields[at]);
    for (const pane of [...panes].sort((a, b) => b.start - a.start)) {
      const { groups, suffix, table } = pane;
      this.#makeRoom(pane, table.size - 1);
      for (const { from, to } of this.#stacks)
        for (let at = from; at < to; at += 1)
          for (let slot = 0; slot < table.size; slot += 1) copyField(suffix, at, slot, table.fields, slot);
      for (let slot = 0; slot < table.size; slot += 1) {
        const next = groups[slot]?.next;
        if (next !== undefined)
          for (const { one } of this.#stacks) mergeGroup(one, suffix, slot, next.pane.suffix, next.slot);
      }
    }
  }

  #makeRoom(pane: Pane, slot: number): void {
    if (slot < pane.suffixRoom) return;
    pane.suffixRoom = Math.max(pane.table.size, 2 * pane.suffixRoom);
    for (const { one, from } of this.#stacks)
      for (const [offset, kind] of one.fields.entries()) {
        const before = pane.suffix[from + offset] ?? [];
        const field = kind === 'number' ? new Float64Array(pane.suffixRoom) : emptyValues(pane.suffixRoom);
        for (let at = 0; at < before.length; at += 1) copyField([field], 0, at, [before], at);
        pane.suffix[from + offset] = field;
      }
  }

  /** Computes both sides of a key anew. */
  #restack(own: number): void {
    const older: PaneGroup[] = [];
    for (const { from, to } of this.#stacks) clearGroup(this.#table.fields, from, to, own);
    for (let group = this.#oldest[own]; group !== undefined; group = group.next) {
      if (group.pane.start < this.boundary) older.push(group);
      else
        for (const { one } of this.#stacks)
          mergeGroup(one, this.#table.fields, own, group.pane.table.fields, group.slot);
    }
    for (let at = older.length - 1; at >= 0; at -= 1) {
      const [group, next] = [older[at], older[at + 1]];
      if (group === undefined) continue;
      const { pane, slot } = group;
      this.#makeRoom(pane, slot);
      const { suffix } = pane;
      for (const { one, from, to } of this.#stacks) {
        clearGroup(suffix, from, to, slot);
        mergeGroup(one, suffix, slot, pane.table.fields, slot);
        if (next !== undefined) mergeGroup(one, suffix, slot, next.pane.suffix, next.slot);
      }
    }
  }

  /** Calls back with each slot that has a key in the window, in the order in which the keys came in. */
  forEach(visit: (slot: number) => void): void {
    for (let own = 0; own < this.#table.size; own += 1) if ((this.#panes[own] ?? 0) > 0) visit(own);
  }

  /** Appends the key of a slot. */
  writeKey(slot: number, row: Value[]): void {
    for (const column of this.#table.keys) row.push(column[slot] ?? null);
  }

  /** The result of an accumulator, by its place in the code. */
  result(index: number, slot: number): Value {
    const part = this.#parts[index];
    if (part === undefined) throw new Error('bug: no such accumulator');
    const { one } = part;
    if (one.unmerge !== undefined) return one.result(this.#table.fields, slot);
    const oldest = this.#oldest[slot];
    if (one.folds !== true && (oldest === undefined || oldest.pane.start >= this.boundary))
      return one.result(this.#table.fields, slot);
    if (one.mergedResult !== undefined && oldest !== undefined)
      return one.mergedResult(oldest.pane.suffix, oldest.slot, this.#table.fields, slot);
    clearGroup(this.#scratch, part.from, part.to, 0);
    if (one.folds === true)
      for (let group = oldest; group !== undefined; group = group.next)
        mergeGroup(one, this.#scratch, 0, group.pane.table.fields, group.slot);
    else if (oldest !== undefined) {
      mergeGroup(one, this.#scratch, 0, oldest.pane.suffix, oldest.slot);
      mergeGroup(one, this.#scratch, 0, this.#table.fields, slot);
    }
    return one.result(this.#scratch, 0);
  }

  /** The keys in the window in the order of their results, by key column. */
  keyColumns(): readonly (readonly Value[])[] {
    return this.#table.keys.map((column) => column.filter((_, slot) => (this.#panes[slot] ?? 0) > 0));
  }

  /** Gives the keys their order back, before panes are added: what a restored window needs beside its panes. */
  restore(keys: readonly (readonly Value[])[], boundary: number): void {
    for (const key of keys) this.#table.slotOfAll(key);
    this.boundary = boundary;
  }

  /** Computes all stacks, after the panes of a restored window were added. */
  restored(): void {
    if (this.#stacks.length === 0) return;
    this.forEach((own) => {
      this.#restack(own);
    });
  }
}

function mergeGroup(one: Accumulator, into: Fields, to: number, other: Fields, from: number): void {
  if (one.merge === undefined) throw new Error('bug: an aggregate without merge in overlapping windows');
  one.merge(into, to, other, from);
}

function clearField(field: FieldArray | undefined): void {
  if (field instanceof Float64Array) field.fill(0);
  else field?.fill(null);
}

function emptyValues(length: number): Value[] {
  return Array.from({ length }, () => null);
}

function copyField(into: Fields, at: number, to: number, other: Fields, from: number): void {
  const [target, source] = [into[at], other[at]];
  if (target instanceof Float64Array && source instanceof Float64Array) target[to] = source[from] ?? 0;
  else if (target !== undefined && !(target instanceof Float64Array)) target[to] = source?.[from] ?? null;
}
