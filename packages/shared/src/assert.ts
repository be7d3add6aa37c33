// Checks for bugs of our own: they throw, they are never part of a user's error path.

/** Throws when an invariant of ours is broken. The message may be lazy so that a hot path pays nothing. */
export function assert(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new Error(`bug: ${typeof message === 'string' ? message : message()}`);
}

/** The value, or a thrown bug when it is absent. */
export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`bug: ${what} is missing`);
  return value;
}

/** Marks the end of a switch over a union: a new member becomes a type error there. */
export function unreachable(value: never): never {
  throw new Error(`bug: unexpected ${JSON.stringify(value)}`);
}
