// Tails: rows of one output port while somebody looks, dropped and counted when they look slowly.

import { jobKeyOf } from '@weir/runner-embedded/plane/protocol';
import type { TailEvent } from '@weir/shared/api';
import { Failure } from '@weir/shared/diagnostics';
import { randomToken } from '../../auth/secret.ts';
import type { PlaneClient } from '../../plane/client.ts';
import { createChannel } from '../../util/channel.ts';
import type { Lane } from './deployment-store.ts';

const EVENTS_WAITING_MAX = 5;

export async function* tailPort(
  plane: PlaneClient,
  tail: Lane & { readonly port: string; readonly where?: string | undefined },
  signal: AbortSignal,
): AsyncGenerator<TailEvent, void, unknown> {
  const tailId = randomToken(12);
  const jobKey = jobKeyOf(tail);
  const channel = createChannel<TailEvent>({ limit: EVENTS_WAITING_MAX, merge: skipNewest });
  const offEvent = plane.on('event', (event) => {
    if (event.event === 'job.changed' || event.tailId !== tailId) return;
    if (event.event === 'tail.rows') channel.push({ rows: event.rows, skipped: event.skipped });
    else if (event.error === undefined) channel.end();
    else channel.fail(new Failure('BAD_REQUEST', event.error.message, event.error.hint));
  });
  const offDown = plane.on('down', channel.end);
  try {
    await plane.request('job.tail.start', { jobKey, tailId, port: tail.port, where: tail.where });
    yield* channel.values(signal);
  } finally {
    offEvent();
    offDown();
    // A data plane that is gone has no tail left to stop.
    await plane.request('job.tail.stop', { jobKey, tailId }).catch(() => {});
  }
}

function skipNewest(waiting: TailEvent, next: TailEvent): TailEvent {
  return { rows: waiting.rows, skipped: waiting.skipped + next.skipped + next.rows.length };
}
