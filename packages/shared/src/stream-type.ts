// What an edge carries: columns, event time, key and change kind.
import type { Column } from './data-type.ts';

/** How rows on an edge may change what was said before. The first slice runs `append` only. */
export type ChangeKind = 'append' | 'retract' | 'upsert';

/** The type of a stream: the planner infers one for each output port. */
export type StreamType = {
  readonly columns: readonly Column[];
  /** Name of the event-time column, a TIMESTAMP or TIMESTAMP_LTZ of at most 3 fraction digits. */
  readonly eventTime?: string | undefined;
  /** Columns that identify a row, when the producer knows them. */
  readonly key?: readonly string[] | undefined;
  readonly changes: ChangeKind;
};
