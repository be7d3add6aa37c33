// What an edge carries: columns, event time, key and change kind.
import type { Column } from './data-type.ts';

/**
 * How rows on an edge may change what was said before: `append` only adds rows; `retract` also takes rows back, each
 * with all its values, so that an update is the old row taken back and the new one added.
 */
export type ChangeKind = 'append' | 'retract';

/** The type of a stream: the planner infers one for each output port. */
export type StreamType = {
  readonly columns: readonly Column[];
  /** Name of the event-time column, a TIMESTAMP or TIMESTAMP_LTZ of at most 3 fraction digits. */
  readonly eventTime?: string | undefined;
  /** Columns that identify a row, when the producer knows them. */
  readonly key?: readonly string[] | undefined;
  /**
   * Columns with start and end of the window that a row belongs to, below a node that gives rows windows; `time` is the
   * column with the event time that the row had before.
   */
  readonly window?:
    | { readonly start: string; readonly end: string; readonly time?: string | undefined }
    | undefined;
  readonly changes: ChangeKind;
};

/** Place of the column of a name; -1 when there is none. */
export function placeOf(columns: readonly Column[], name: string | undefined): number {
  return columns.findIndex((column) => column.name === name);
}

/** Places of columns by name; -1 for each that there is not. */
export function placesOf(columns: readonly Column[], names: readonly string[]): number[] {
  return names.map((name) => placeOf(columns, name));
}

/** The first name that an earlier column has already; undefined when all differ. */
export function doubleName(columns: readonly Column[]): string | undefined {
  const taken = new Set<string>();
  return columns.find(({ name }) => taken.size === taken.add(name).size)?.name;
}
