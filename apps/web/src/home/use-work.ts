// One thing at a time that may fail: what is being done, and the failure until it is read.
import { useState } from 'react';
import { ApiError } from '../api.ts';

/** Runs tasks; a new one takes the failure of the last away. */
export function useWork() {
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<ApiError>();
  return {
    busy,
    failure,
    dismiss: () => setFailure(undefined),
    run: (what: string, task: () => Promise<void>): void => {
      setBusy(what);
      setFailure(undefined);
      task()
        .catch((cause: unknown) =>
          setFailure(cause instanceof ApiError ? cause : new ApiError('BUG', String(cause))),
        )
        .finally(() => setBusy(undefined));
    },
  };
}
