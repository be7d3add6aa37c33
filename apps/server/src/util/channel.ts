// Turns callbacks into an async iterable for subscriptions, with a bound on what waits.

export type Channel<T> = {
  readonly push: (value: T) => void;
  readonly end: () => void;
  readonly fail: (cause: Error) => void;
  /** Ends when `end` was called, or the signal aborts. */
  readonly values: (signal: AbortSignal) => AsyncGenerator<T, void, unknown>;
};

/** A queue of at most `limit` values; when it is full, `merge` folds the newest into the last waiting one. */
export function createChannel<T>(options: {
  readonly limit: number;
  readonly merge: (waiting: T, next: T) => T;
}): Channel<T> {
  const queue: T[] = [];
  let done = false;
  let failure: Error | undefined;
  let wake = (): void => {};
  return {
    push: (value) => {
      const last = queue.at(-1);
      if (queue.length >= options.limit && last !== undefined)
        queue[queue.length - 1] = options.merge(last, value);
      else queue.push(value);
      wake();
    },
    end: () => {
      done = true;
      wake();
    },
    fail: (cause) => {
      failure = cause;
      wake();
    },
    values: async function* (signal) {
      const onAbort = (): void => wake();
      signal.addEventListener('abort', onAbort);
      try {
        while (!signal.aborted) {
          const value = queue.shift();
          if (value !== undefined) yield value;
          else if (failure !== undefined) throw failure;
          else if (done) return;
          else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
