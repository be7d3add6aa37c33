// Session windows: rows of a key that follow one another within a gap (T7).
//
// A row is the session [time, time + gap); sessions of a key that touch are merged, exactly a gap apart included. A session
// gives its result when the watermark reaches its last millisecond. A row is late only when the session that it would
// become part of has fired; as sessions that are open have not, it is late when it touches none and its own end has
// passed. Each session has one timer, which moves to the end of the session when it goes off too early.

import type { Json } from '@weir/shared/graph';
import { placeOf, placesOf } from '@weir/shared/stream-type';
import { z } from 'zod';
import type { Ledger } from './accumulators/ledger.ts';
import type { Batch } from './batch.ts';
import { FieldSlots } from './field-slots.ts';
import { unitsOf } from './group-code.ts';
import { loadField } from './group-fields.ts';
import { Heap } from './heap.ts';
import { KeyTable } from './key-table.ts';
import {
  type Operator,
  type OperatorContext,
  rejectFailed,
  sequenceOf,
  type WatermarkClock,
} from './operator.ts';
import { loadValue, savedValueSchema, saveValue } from './snapshot-values.ts';
import { MIN_WATERMARK } from './time.ts';
import { resultsOf, type WindowAggregates, type WindowCode, windowCode } from './window-code.ts';
import { WINDOW_GROUPS_MAX } from './window-operator.ts';

/** What session windows are made of. */
export type SessionSettings = WindowAggregates & {
  readonly gapMs: number;
  readonly keys: readonly string[];
  /** Cap of open sessions; the default is WINDOW_GROUPS_MAX. */
  readonly sessionsMax?: number | undefined;
};

/** An open session. */
type Session = {
  readonly key: number;
  /** Order of beginning: of sessions that end together the one that began first gives its result first. */
  readonly order: number;
  readonly slot: number;
  start: number;
  end: number;
  isOpen: boolean;
};

type Timer = { readonly end: number; readonly session: Session };

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  watermark: z.number(),
  arrivals: z.number(),
  /** Open sessions in order of beginning. */
  sessions: z.array(
    z.strictObject({
      key: z.array(savedValueSchema),
      start: z.number(),
      end: z.number(),
      fields: z.array(savedValueSchema),
    }),
  ),
});

/** Makes the operator. Input port `in`, output `out`: window_start, window_end, window_time, keys, aggregates. */
export function sessionOperator<C>(ctx: OperatorContext<C>, settings: SessionSettings): Operator {
  const operator = new SessionOperator(ctx, settings);
  return {
    process: (inputs, clock) => operator.process(inputs, clock),
    nextFire: () => operator.nextFire(),
    stateKeys: () => operator.sessions,
    snapshot: () => operator.snapshot(),
    restore: (state) => operator.restore(state),
  };
}

class SessionOperator<C> {
  readonly #ctx: OperatorContext<C>;
  readonly #gapMs: number;
  readonly #sessionsMax: number;
  readonly #keyColumns: readonly number[];
  readonly #timeColumn: number;
  readonly #code: WindowCode;
  readonly #ledger: Ledger;
  readonly #table: KeyTable;
  readonly #slots: FieldSlots;
  /** Open sessions of each key, by slot of the key: ascending, none touches another. */
  readonly #byKey: (Session[] | undefined)[] = [];
  readonly #timers = new Heap<Timer>(
    (a, b) => a.end < b.end || (a.end === b.end && a.session.order < b.session.order),
  );
  readonly #out: Batch;
  #order = 0;
  #watermark = MIN_WATERMARK;
  sessions = 0;

  constructor(ctx: OperatorContext<C>, settings: SessionSettings) {
    this.#ctx = ctx;
    this.#gapMs = settings.gapMs;
    this.#sessionsMax = settings.sessionsMax ?? WINDOW_GROUPS_MAX;
    const input = ctx.inputs['in'];
    if (input === undefined) throw new Error('bug: session without an input');
    this.#keyColumns = placesOf(input.columns, settings.keys);
    this.#timeColumn = placeOf(input.columns, input.eventTime);
    this.#code = windowCode(ctx, settings, { merges: true });
    this.#ledger = this.#code.ledger;
    this.#table = new KeyTable(settings.keys.length, { reusesSlots: true });
    this.#slots = new FieldSlots(this.#code.kinds);
    this.#out = ctx.out('out');
  }

  process(inputs: readonly Batch[], clock: WatermarkClock): void {
    const [batch] = inputs;
    const { watermarks } = clock;
    const times = batch?.stores[this.#timeColumn]?.floats;
    for (let row = 0; batch !== undefined && times !== undefined && row < batch.length; row += 1) {
      this.#advance(watermarks[batch.sequence[row] ?? 0] ?? MIN_WATERMARK, clock);
      this.#take(batch, row, times[row] ?? 0);
    }
    this.#advance(watermarks[clock.end] ?? MIN_WATERMARK, clock);
  }

  #advance(watermark: number, clock: WatermarkClock): void {
    this.#watermark = watermark;
    for (;;) {
      const timer = this.#timers.first();
      if (timer === undefined || timer.end - 1 > watermark) return;
      this.#dropStaleTimers();
      const due = this.#timers.first();
      if (due === undefined || due.end - 1 > watermark) return;
      this.#timers.pop();
      this.#fire(due.session, sequenceOf(due.end - 1, clock));
      this.#ctx.progress();
    }
  }

  #take(batch: Batch, row: number, time: number): void {
    const key = this.#table.slotOfRow(batch, row, this.#keyColumns);
    const list = this.#byKey[key] ?? [];
    const end = time + this.#gapMs;
    const from = firstThatEndsAt(list, time);
    let to = from;
    while ((list[to]?.start ?? Number.POSITIVE_INFINITY) <= end) to += 1;
    const isRefused = from === to && this.#refuses(batch, row, end);
    if (!isRefused) this.#put(key, list, { batch, row, time, from, to });
    if (list.length === 0) this.#table.remove(key);
  }

  /** True for a row that touches no open session and may not begin one. */
  #refuses(batch: Batch, row: number, end: number): boolean {
    if (end - 1 <= this.#watermark) {
      this.#ctx.late(batch, row);
      return true;
    }
    if (this.sessions < this.#sessionsMax) return false;
    this.#ctx.reject('STATE_LIMIT', `the windows keep ${this.#sessionsMax} sessions already`, batch, row);
    return true;
  }

  /** Adds a row to the sessions that it touches, `from` to `to` of the list, which become one. */
  #put(
    key: number,
    list: Session[],
    at: {
      readonly batch: Batch;
      readonly row: number;
      readonly time: number;
      readonly from: number;
      readonly to: number;
    },
  ): void {
    const touched = list[at.from];
    const isNew = at.from === at.to || touched === undefined;
    const slot = isNew ? this.#slots.take() : touched.slot;
    if (!this.#add(slot, at.batch, at.row)) {
      if (isNew) this.#slots.free(slot);
      return;
    }
    const end = at.time + this.#gapMs;
    if (isNew) {
      const session = this.#begin(key, slot, at.time, end);
      list.splice(at.from, 0, session);
      this.#byKey[key] = list;
      return;
    }
    touched.start = Math.min(touched.start, at.time);
    touched.end = Math.max(touched.end, end);
    for (const other of list.splice(at.from + 1, at.to - at.from - 1)) this.#merge(touched, other);
  }

  #begin(key: number, slot: number, start: number, end: number): Session {
    this.#order += 1;
    const session: Session = { key, order: this.#order, slot, start, end, isOpen: true };
    this.#timers.push({ end, session });
    this.sessions += 1;
    return session;
  }

  /** Adds a row to a group or takes it back; false when it was refused. */
  #add(slot: number, batch: Batch, row: number): boolean {
    this.#ledger.arrivals += 1;
    try {
      this.#code.take(this.#slots.fields, slot, batch, row);
      return true;
    } catch (error) {
      rejectFailed(this.#ctx, error, batch, row);
      return false;
    }
  }

  #merge(into: Session, other: Session): void {
    const { fields } = this.#slots;
    const units = unitsOf(this.#code, fields, into.slot) + unitsOf(this.#code, fields, other.slot);
    for (const one of this.#code.accumulators) {
      if (one.merge === undefined) throw new Error('bug: an aggregate without merge in sessions');
      one.merge(fields, into.slot, fields, other.slot);
    }
    this.#ledger.kept += unitsOf(this.#code, fields, into.slot) - units;
    into.end = Math.max(into.end, other.end);
    other.isOpen = false;
    this.#slots.free(other.slot);
    this.sessions -= 1;
  }

  #fire(session: Session, sequence: number): void {
    const { start, end, slot, key } = session;
    const results = resultsOf(this.#code, this.#slots.fields, slot);
    if (results !== undefined)
      this.#out.push([start, end, end - 1, ...this.#table.keyOf(key), ...results], sequence);
    session.isOpen = false;
    this.sessions -= 1;
    this.#ledger.kept -= unitsOf(this.#code, this.#slots.fields, slot);
    this.#slots.free(slot);
    const list = this.#byKey[key] ?? [];
    list.splice(list.indexOf(session), 1);
    if (list.length > 0) return;
    this.#byKey[key] = undefined;
    this.#table.remove(key);
  }

  /** The first timer says the truth afterwards: a session may have grown or gone since its timer was set. */
  #dropStaleTimers(): void {
    for (;;) {
      const timer = this.#timers.first();
      if (timer === undefined || (timer.session.isOpen && timer.session.end === timer.end)) return;
      this.#timers.pop();
      if (timer.session.isOpen) this.#timers.push({ end: timer.session.end, session: timer.session });
    }
  }

  /** Units that a group keeps. */
  nextFire(): number | undefined {
    this.#dropStaleTimers();
    const timer = this.#timers.first();
    return timer === undefined ? undefined : timer.end - 1;
  }

  snapshot(): Json {
    const sessions = this.#byKey
      .flatMap((list) => list ?? [])
      .sort((a, b) => a.order - b.order)
      .map(({ key, slot, start, end }) => ({
        key: this.#table.keyOf(key).map(saveValue),
        start,
        end,
        fields: this.#slots.fields.map((field) => saveValue(field[slot] ?? null)),
      }));
    return { schema: 1, watermark: this.#watermark, arrivals: this.#ledger.arrivals, sessions };
  }

  restore(state: Json): void {
    const saved = snapshotSchema.parse(state);
    this.#watermark = saved.watermark;
    this.#ledger.arrivals = saved.arrivals;
    for (const one of saved.sessions) {
      const key = this.#table.slotOf(one.key.map(loadValue));
      const slot = this.#slots.take();
      one.fields.forEach((value, at) => {
        loadField(this.#slots.fields[at], slot, loadValue(value));
      });
      this.#ledger.kept += unitsOf(this.#code, this.#slots.fields, slot);
      const list = this.#byKey[key] ?? [];
      list.push(this.#begin(key, slot, one.start, one.end));
      this.#byKey[key] = list;
    }
    for (const list of this.#byKey) list?.sort((a, b) => a.start - b.start);
  }
}

/** The first session of a list that ends at a time or later; the length of the list when there is none. */
function firstThatEndsAt(list: readonly Session[], time: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.end ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
