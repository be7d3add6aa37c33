// Pattern: rows of a key that follow one another in time and fulfil a row of conditions (MATCH_RECOGNIZE).
//
// Rows wait until the watermark reaches them and are then taken in the order of time, ties in the order of arrival.

import type { Value } from '@weir/shared/data-type';
import type { RowErrorCode } from '@weir/shared/diagnostics';
import type { Json } from '@weir/shared/graph';
import { placeOf, placesOf } from '@weir/shared/stream-type';
import type { MatchStep } from '@weir/sql/match/match-steps';
import type { RowExpression } from '@weir/sql/match/row-expression';
import { RowError } from '@weir/sql/row-error';
import { Batch } from '../batch.ts';
import { Heap } from '../heap.ts';
import { KeyTable } from '../key-table.ts';
import { type Operator, type OperatorContext, sequenceOf, type WatermarkClock } from '../operator.ts';
import { MIN_WATERMARK } from '../time.ts';
import { Timers } from '../timers.ts';
import { Matcher, type MatchPath, type MatchRow, type MatchRules, type Skip } from './matcher.ts';
import { loadPattern, savePattern } from './pattern-snapshot.ts';
import { type RowEvaluator, rowEvaluator } from './row-values.ts';

/** Rows that wait for the watermark. */
export const PATTERN_WAITING_MAX = 5_000_000;
/** Rows that partial matches of all keys hold, each counted as often as it is held. */
export const PATTERN_HELD_MAX = 5_000_000;
/** Partial matches of one key. */
export const PATTERN_PARTIALS_MAX = 10_000;

/** What a pattern is made of. */
export type PatternSettings = {
  readonly keys: readonly string[];
  readonly steps: readonly MatchStep[];
  /** Conditions by variable; a step without one takes any row. */
  readonly define: ReadonlyMap<string, RowExpression>;
  readonly measures: readonly RowExpression[];
  readonly skip: Skip;
  readonly withinMs: number | undefined;
  readonly waitingMax?: number | undefined;
  readonly heldMax?: number | undefined;
  readonly partialsMax?: number | undefined;
};

/** A row that waits, with the slot of its key. */
export type WaitingRow = MatchRow & { readonly slot: number };

/** Makes the operator. Input port `in`; output `out`: keys, measures. */
export function patternOperator<C>(ctx: OperatorContext<C>, settings: PatternSettings): Operator {
  const operator = new Pattern(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => operator.nextFire(),
    stateKeys: () => operator.keys.size,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class Pattern<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #settings: PatternSettings;
  readonly #places: readonly number[];
  readonly #timeColumn: number;
  readonly #rules: MatchRules;
  readonly #measures: readonly RowEvaluator[];
  readonly #table: KeyTable;
  readonly #waiting = new Heap<WaitingRow>(
    (a, b) => a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.id < b.id),
  );
  /** When partial matches of a key have lasted too long, by slot. */
  readonly #ends = new Timers();
  readonly #scratch: Batch;
  readonly keys = new Map<number, Matcher>();
  /** Rows of each key that wait, by slot: a key without any and without matches is forgotten. */
  readonly #waitingOf = new Map<number, number>();
  #held = 0;
  #arrivals = 0;
  #taken = 0;

  constructor(ctx: OperatorContext<C>, settings: PatternSettings) {
    this.#ctx = ctx;
    this.#settings = settings;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: pattern without an input');
    this.#places = placesOf(input.columns, settings.keys);
    this.#timeColumn = placeOf(input.columns, input.eventTime);
    this.#table = new KeyTable(settings.keys.length, { reusesSlots: true });
    this.#scratch = new Batch(input.columns);
    const stepOf = (variable: string): number =>
      settings.steps.findIndex((step) => step.variable === variable);
    const conditions = settings.steps.map(({ variable }) => {
      const condition = settings.define.get(variable);
      return condition === undefined ? undefined : rowEvaluator(ctx, condition, stepOf);
    });
    this.#measures = settings.measures.map((measure) => rowEvaluator(ctx, measure, stepOf));
    const holds: MatchRules['holds'] = (step, path, row) => {
      const condition = conditions[step];
      return (
        condition === undefined ||
        condition({ step, row, before: path, length: (path?.length ?? 0) + 1 }) === true
      );
    };
    this.#rules = { steps: settings.steps, skip: settings.skip, withinMs: settings.withinMs, holds };
  }

  process(inputs: readonly Batch[], clock: WatermarkClock): void {
    const [batch] = inputs;
    const times = batch?.stores[this.#timeColumn]?.floats;
    for (let row = 0; batch !== undefined && times !== undefined && row < batch.length; row += 1) {
      const watermark = clock.watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK;
      this.#advance(watermark, clock);
      this.#arrive(batch, row, times[row] ?? 0, watermark);
    }
    this.#advance(clock.watermarks[clock.end] ?? MIN_WATERMARK, clock);
  }

  #arrive(batch: Batch, row: number, timeMs: number, watermark: number): void {
    const max = this.#settings.waitingMax ?? PATTERN_WAITING_MAX;
    if (timeMs <= watermark) this.#ctx.late(batch, row);
    else if (this.#waiting.all().length >= max) {
      this.#ctx.reject('STATE_LIMIT', `${max} rows wait for the watermark already`, batch, row);
    } else {
      const slot = this.#table.slotOfRow(batch, row, this.#places);
      this.#arrivals += 1;
      this.#wait({ id: this.#arrivals, timeMs, values: batch.row(row), slot });
    }
  }

  #wait(row: WaitingRow): void {
    this.#waiting.push(row);
    this.#waitingOf.set(row.slot, (this.#waitingOf.get(row.slot) ?? 0) + 1);
  }

  #advance(watermark: number, clock: WatermarkClock): void {
    for (;;) {
      const next = this.#waiting.first();
      if (next === undefined || next.timeMs > watermark) break;
      this.#waiting.pop();
      this.#waitingOf.set(next.slot, (this.#waitingOf.get(next.slot) ?? 1) - 1);
      this.#take(next, clock);
      this.#forget(next.slot);
    }
    for (;;) {
      const due = this.#ends.next();
      const slot = this.#ends.take(watermark);
      if (slot < 0 || due === undefined) return;
      const matcher = this.keys.get(slot);
      if (matcher === undefined) continue;
      this.#change(slot, matcher, () => matcher.advance(watermark), due, clock);
      this.#forget(slot);
    }
  }

  #take({ timeMs, values, slot }: WaitingRow, clock: WatermarkClock): void {
    const matcher = this.keys.get(slot) ?? new Matcher(this.#rules);
    this.keys.set(slot, matcher);
    // Ids follow the order of time, which is not that of arrival.
    this.#taken += 1;
    const row: MatchRow = { id: this.#taken, timeMs, values };
    this.#change(slot, matcher, () => matcher.advance(timeMs), timeMs, clock);
    const { partials, completed } = matcher;
    try {
      this.#change(slot, matcher, () => this.#limited(matcher, row), timeMs, clock);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      matcher.partials = partials;
      matcher.completed = completed;
      this.#reject(error.code, error.message, row);
      return;
    }
    const { withinMs } = this.#settings;
    if (withinMs !== undefined && matcher.partials.some(({ start }) => start === row))
      this.#ends.add(timeMs + withinMs, slot);
  }

  /** Takes the row unless the key, or all together, would hold too much. */
  #limited(matcher: Matcher, row: MatchRow): readonly MatchPath[] {
    const before = matcher.weight;
    const settled = matcher.take(row);
    const partialsMax = this.#settings.partialsMax ?? PATTERN_PARTIALS_MAX;
    const heldMax = this.#settings.heldMax ?? PATTERN_HELD_MAX;
    if (matcher.partials.length > partialsMax) {
      throw new RowError('STATE_LIMIT', `the key has more than ${partialsMax} partial matches`);
    }
    if (this.#held - before + matcher.weight > heldMax) {
      throw new RowError('STATE_LIMIT', `partial matches hold more than ${heldMax} rows`);
    }
    return settled;
  }

  /** Runs a step of a matcher, keeps the books and lets its matches out. */
  #change(
    slot: number,
    matcher: Matcher,
    step: () => readonly MatchPath[],
    dueMs: number,
    clock: WatermarkClock,
  ): void {
    const before = matcher.weight;
    const settled = step();
    this.#held += matcher.weight - before;
    for (const path of settled) this.#emit(slot, path, dueMs, clock);
  }

  #forget(slot: number): void {
    if (this.keys.get(slot)?.isEmpty === false || (this.#waitingOf.get(slot) ?? 0) > 0) return;
    this.keys.delete(slot);
    if (this.#waitingOf.delete(slot)) this.#table.remove(slot);
  }

  #emit(slot: number, path: MatchPath, dueMs: number, clock: WatermarkClock): void {
    let values: Value[];
    try {
      values = this.#measures.map((measure) => measure(path));
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      this.#reject(error.code, error.message, path.row);
      return;
    }
    this.#ctx.out('out').push([...this.#table.keyOf(slot), ...values], sequenceOf(dueMs, clock));
  }

  #reject(code: RowErrorCode, message: string, { values }: MatchRow): void {
    this.#scratch.clear();
    this.#scratch.push(values, 0);
    this.#ctx.reject(code, message, this.#scratch, 0);
  }

  nextFire(): number | undefined {
    const [row, end] = [this.#waiting.first()?.timeMs, this.#ends.next()];
    return row === undefined || end === undefined ? (row ?? end) : Math.min(row, end);
  }

  snapshot(): Json {
    const waiting = [...this.#waiting.all()].sort((a, b) => a.timeMs - b.timeMs || a.id - b.id);
    return savePattern({
      taken: this.#taken,
      waiting,
      keys: this.keys,
      keyOf: (slot) => this.#table.keyOf(slot),
    });
  }

  restore(state: Json): void {
    const slotOf = (key: readonly Value[]): number => this.#table.slotOf(key);
    const saved = loadPattern(state, slotOf, () => new Matcher(this.#rules));
    this.#taken = saved.taken;
    for (const row of saved.waiting) {
      this.#arrivals += 1;
      this.#wait({ ...row, id: this.#arrivals });
    }
    const { withinMs } = this.#settings;
    for (const [slot, matcher] of saved.keys) {
      this.keys.set(slot, matcher);
      if (!this.#waitingOf.has(slot)) this.#waitingOf.set(slot, 0);
      this.#held += matcher.weight;
      if (withinMs === undefined) continue;
      for (const start of new Set(matcher.partials.map((partial) => partial.start.timeMs)))
        this.#ends.add(start + withinMs, slot);
    }
  }
}
