// The matches of one key: an automaton that takes rows in the order of time, as Flink's does.
//
// A partial match is a step, how often it was taken, and the rows so far. Each row goes to every partial match and may
// begin a new one; rows of a match follow one another without a gap, so a partial match that cannot take a row ends. All
// beginnings run at once; a finished match waits until no earlier beginning is still open, and then takes away what the
// strategy of skipping forbids. The rows of partial matches are lists that share their beginnings.

import type { Value } from '@weir/shared/data-type';
import type { MatchStep } from '@weir/sql/match/match-steps';

/** A row of the input. `id` grows in the order of time. */
export type MatchRow = { readonly id: number; readonly timeMs: number; readonly values: readonly Value[] };

/** Rows that were taken, the last one first; `step` is the index of the step that took the row. */
export type MatchPath = {
  readonly step: number;
  readonly row: MatchRow;
  readonly before: MatchPath | undefined;
  readonly length: number;
};

/** Where the search goes on after a match; `step` is the index of the variable to skip to. */
export type Skip =
  | { readonly kind: 'next row' | 'past last row' }
  | { readonly kind: 'to first' | 'to last'; readonly step: number };

/** A match that is not complete: `count` rows of step `step` are taken. */
export type PartialMatch = {
  readonly start: MatchRow;
  readonly path: MatchPath;
  readonly step: number;
  readonly count: number;
};

/** A complete match that waits. */
export type Complete = { readonly start: MatchRow; readonly path: MatchPath };

/** What a matcher follows. */
export type MatchRules = {
  readonly steps: readonly MatchStep[];
  readonly skip: Skip;
  /** A match lasts less than this; `undefined` for any time. */
  readonly withinMs: number | undefined;
  /** Whether a row may be taken as a step after these rows. May throw a RowError. */
  readonly holds: (step: number, path: MatchPath | undefined, row: MatchRow) => boolean;
};

type State = { readonly step: number; readonly count: number };

/** The state of one key. */
export class Matcher {
  readonly #rules: MatchRules;
  /** In the order of their beginnings. */
  partials: readonly PartialMatch[] = [];
  completed: readonly Complete[] = [];

  constructor(rules: MatchRules) {
    this.#rules = rules;
  }

  /** Rows that all lists hold, each counted as often as it is held. */
  get weight(): number {
    let rows = 0;
    for (const { path } of this.partials) rows += path.length;
    for (const { path } of this.completed) rows += path.length;
    return rows;
  }

  get isEmpty(): boolean {
    return this.partials.length === 0 && this.completed.length === 0;
  }

  /** Ends what has lasted too long at a time; gives the matches that nothing earlier holds back any more. */
  advance(timeMs: number): readonly MatchPath[] {
    const { withinMs } = this.#rules;
    if (withinMs === undefined) return [];
    const open = this.partials.filter(({ start }) => timeMs - start.timeMs < withinMs);
    if (open.length === this.partials.length) return [];
    this.partials = open;
    return this.#free();
  }

  /** Takes the next row; gives the matches that are settled with it. When it throws nothing has changed. */
  take(row: MatchRow): readonly MatchPath[] {
    const partials: PartialMatch[] = [];
    const done: Complete[] = [];
    for (const { start, path, step, count } of this.partials) {
      this.#next(start, path, { step, count }, row, partials, done);
    }
    this.#next(row, undefined, { step: 0, count: 0 }, row, partials, done);
    this.partials = partials;
    this.completed = [...this.completed, ...done].sort((a, b) => a.start.id - b.start.id);
    return this.#free();
  }

  /** All ways on from a state with a row: it is taken by the step, or by a later one where the step has enough. */
  #next(
    start: MatchRow,
    path: MatchPath | undefined,
    from: State,
    row: MatchRow,
    partials: PartialMatch[],
    done: Complete[],
  ): void {
    let { step, count } = from;
    for (let rule = this.#rules.steps[step]; rule !== undefined; rule = this.#rules.steps[step]) {
      if (count === 0 && this.#isHeldBack(step, path, row)) return;
      if (count < rule.max && this.#rules.holds(step, path, row)) {
        const taken = { step, row, before: path, length: (path?.length ?? 0) + 1 };
        const next = count + 1 < rule.max ? { step, count: count + 1 } : { step: step + 1, count: 0 };
        if (this.#mayEnd(next, taken, row)) done.push({ start, path: taken });
        if (next.step < this.#rules.steps.length) partials.push({ start, path: taken, ...next });
      }
      if (count < rule.min) return;
      step += 1;
      count = 0;
    }
  }

  /** Behind a greedy step the next one begins only with a row that the greedy one would not take. */
  #isHeldBack(step: number, path: MatchPath | undefined, row: MatchRow): boolean {
    return this.#rules.steps[step - 1]?.greedy === true && this.#rules.holds(step - 1, path, row);
  }

  /** True when no further row is needed. */
  #mayEnd(from: State, path: MatchPath, row: MatchRow): boolean {
    let { step, count } = from;
    for (let rule = this.#rules.steps[step]; rule !== undefined; rule = this.#rules.steps[step]) {
      if (count < rule.min || (count === 0 && this.#isHeldBack(step, path, row))) return false;
      step += 1;
      count = 0;
    }
    return true;
  }

  /** Settles complete matches whose beginning is not later than that of any partial one, the earliest first. */
  #free(): readonly MatchPath[] {
    const settled: MatchPath[] = [];
    for (let first = this.completed[0]; first !== undefined; first = this.completed[0]) {
      const open = this.partials[0];
      if (open !== undefined && open.start.id < first.start.id) break;
      const limit = this.#skipTo(first);
      this.completed = this.completed.slice(1).filter(({ start }) => start.id >= limit);
      this.partials = this.partials.filter(({ start }) => start.id >= limit);
      settled.push(first.path);
    }
    return settled;
  }

  /** The smallest id with which a match may begin from now on. */
  #skipTo({ start, path }: Complete): number {
    const { skip } = this.#rules;
    if (skip.kind === 'next row') return start.id + 1;
    if (!('step' in skip)) return path.row.id + 1;
    let found: number | undefined;
    for (let at: MatchPath | undefined = path; at !== undefined; at = at.before) {
      if (at.step !== skip.step) continue;
      found = at.row.id;
      if (skip.kind === 'to last') break;
    }
    // A match without the variable, or one that begins with it, would be found again for ever: the next row is next.
    return found === undefined || found === start.id ? start.id + 1 : found;
  }
}
