// One-time tickets for `/live`: they prove that the page that opens the socket holds a session and read an answer.
import { hashToken, randomToken } from '../auth/secret.ts';

export type Tickets = {
  readonly issue: () => string;
  /** True once per ticket, within 30 seconds. */
  readonly redeem: (ticket: string) => boolean;
};

const TICKET_MS_MAX = 30_000;
const TICKETS_MAX = 1_000;

export function createTickets(now: () => number): Tickets {
  const expiresMs = new Map<string, number>();
  return {
    issue: () => {
      const ticket = randomToken(16);
      const [oldest] = expiresMs.keys();
      if (expiresMs.size >= TICKETS_MAX && oldest !== undefined) expiresMs.delete(oldest);
      expiresMs.set(hashToken(ticket), now() + TICKET_MS_MAX);
      return ticket;
    },
    redeem: (ticket) => {
      const hash = hashToken(ticket);
      const expires = expiresMs.get(hash);
      expiresMs.delete(hash);
      return expires !== undefined && expires >= now();
    },
  };
}
