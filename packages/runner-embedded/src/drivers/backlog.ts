// Rows that a sink has taken and that wait in memory while the disk has no room for them.

/** What a job does not work on while it is full: rows wait in the logs then, not on the heap. */
export interface Backlog {
  /** Something could not be written for want of room. */
  readonly isFull: boolean;
  /** Writes out what waits. False when there is still no room; other failures are thrown. */
  readonly flush: () => boolean;
}
