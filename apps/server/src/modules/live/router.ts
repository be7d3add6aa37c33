// Procedures of live metrics: the ticket for the socket that carries them.
import type { Tickets } from '../../live/tickets.ts';
import type { ModuleHandlers } from '../../trpc.ts';

export function liveRouter(tickets: Tickets): ModuleHandlers<'live'> {
  return { ticket: () => ({ ticket: tickets.issue() }) };
}
