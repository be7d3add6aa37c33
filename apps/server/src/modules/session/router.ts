// Procedures of the session. Signing in is not one: it is `POST /api/session`, before there is a session.
import type { ModuleHandlers } from '../../trpc.ts';

export function sessionRouter(designerOrigin: string): ModuleHandlers<'session'> {
  return { me: (_input, actor) => ({ user: actor.user, designerOrigin }) };
}
