// A subscription to the rows of a port: collected as they come, handed to React at most four times a second.
import type { Environment, JsonRow } from '@weir/shared/api';
import { useEffect, useRef, useState } from 'react';
import { type ApiError, api } from '../api.ts';

const ROWS_MAX = 500;
const RENDER_MS = 250;

export type TailState = {
  /** Newest first. */
  readonly rows: readonly JsonRow[];
  readonly seen: number;
  /** Rows that did not fit between server and page. */
  readonly skipped: number;
  /** Rows that came while held. */
  readonly waiting: number;
  readonly error: string | undefined;
  readonly held: boolean;
  readonly setHeld: (held: boolean) => void;
};

type Shown = Pick<TailState, 'rows' | 'seen' | 'skipped' | 'waiting' | 'error'>;

const NOTHING: Shown = { rows: [], seen: 0, skipped: 0, waiting: 0, error: undefined };

/** Follows a port while `startedAt` is given; begins anew when anything of `wish` changes. */
export function useTail(wish: {
  readonly pipelineId: string;
  readonly environment: Environment;
  readonly port: string;
  readonly where: string;
  readonly startedAt: string | undefined;
}): TailState {
  const { pipelineId, environment, port, where, startedAt } = wish;
  const [shown, setShown] = useState(NOTHING);
  const [held, setHeld] = useState(false);
  const holding = useRef(false);
  useEffect(() => {
    holding.current = held;
  }, [held]);
  useEffect(() => {
    if (startedAt === undefined) return;
    let rows: readonly JsonRow[] = [];
    let fresh: JsonRow[] = [];
    let seen = 0;
    let skipped = 0;
    let timer = 0;
    const show = (): void => {
      timer = 0;
      if (holding.current) {
        setShown((last) =>
          last.waiting === fresh.length ? last : { ...last, waiting: fresh.length, seen, skipped },
        );
        return;
      }
      rows = [...fresh.reverse(), ...rows].slice(0, ROWS_MAX);
      fresh = [];
      setShown({ rows, seen, skipped, waiting: 0, error: undefined });
    };
    setShown(NOTHING);
    const stop = api.subscribe(
      'jobs.tail',
      { pipelineId, environment, port, ...(where === '' ? {} : { where }) },
      {
        value: (event) => {
          seen += event.rows.length;
          skipped += event.skipped;
          fresh.push(...event.rows);
          // Held for long: the oldest of the waiting rows go, as they would from the list.
          if (fresh.length > ROWS_MAX) fresh.splice(0, fresh.length - ROWS_MAX);
          if (timer === 0) timer = window.setTimeout(show, RENDER_MS);
        },
        error: (error) => setShown({ ...NOTHING, error: errorText(error) }),
      },
    );
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [pipelineId, environment, port, where, startedAt]);
  return { ...shown, held, setHeld };
}

function errorText(error: ApiError): string {
  const message = error.message.charAt(0).toUpperCase() + error.message.slice(1);
  return error.hint === undefined ? `${message}.` : `${message}. ${error.hint}`;
}
