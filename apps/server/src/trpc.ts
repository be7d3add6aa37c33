// tRPC without a transformer, every procedure behind a session; the contract of `shared/api` decides kinds and types.

import { initTRPC, TRPCError } from '@trpc/server';
import { inputs, type MutationOutputs, type QueryOutputs, type SubscriptionOutputs } from '@weir/shared/api';
import { Failure, type FailureCode } from '@weir/shared/diagnostics';
import { z } from 'zod';
import type { Session } from './auth/sessions.ts';

/** Who asks. The session is looked up again at every call: a socket may outlive it. */
export type Context = { readonly session: () => Session | undefined };

export type Actor = { readonly user: string };

type Input<K extends keyof typeof inputs> = z.output<(typeof inputs)[K]>;
type Maybe<T> = T | Promise<T>;

type Handlers = {
  [K in keyof QueryOutputs]: (input: Input<K>, actor: Actor) => Maybe<QueryOutputs[K]>;
} & {
  [K in keyof MutationOutputs]: (input: Input<K>, actor: Actor) => Maybe<MutationOutputs[K]>;
} & {
  [K in keyof SubscriptionOutputs]: (
    input: Input<K>,
    signal: AbortSignal,
  ) => AsyncIterable<SubscriptionOutputs[K], void, unknown>;
};

export type Noun = keyof Handlers extends infer K ? (K extends `${infer N}.${string}` ? N : never) : never;

/** The procedures of one noun, each with the input and output of the contract: a wrong or missing one does not compile. */
export type ModuleHandlers<N extends Noun> = {
  [K in keyof Handlers as K extends `${N}.${infer Name}` ? Name : never]: Handlers[K];
};

export type AllHandlers = { [N in Noun]: ModuleHandlers<N> };

type Kinds = { [K in keyof QueryOutputs]: 'query' } & { [K in keyof MutationOutputs]: 'mutation' } & {
  [K in keyof SubscriptionOutputs]: 'subscription';
};

/** How each procedure travels. A procedure that is new in the contract is a type error here. */
export const KINDS: Kinds = {
  'session.me': 'query',
  'examples.list': 'query',
  'pipelines.list': 'query',
  'pipelines.create': 'mutation',
  'pipelines.remove': 'mutation',
  'drafts.get': 'query',
  'drafts.edit': 'mutation',
  'drafts.history': 'query',
  'drafts.changes': 'subscription',
  'doors.get': 'query',
  'doors.capture': 'query',
  'files.list': 'query',
  'files.head': 'query',
  'streams.list': 'query',
  'jobs.start': 'mutation',
  'jobs.stop': 'mutation',
  'jobs.get': 'query',
  'jobs.savepoint': 'mutation',
  'jobs.savepoints': 'query',
  'jobs.removeSavepoint': 'mutation',
  'jobs.compatibility': 'query',
  'jobs.deadLetters': 'query',
  'jobs.table': 'query',
  'jobs.changes': 'subscription',
  'jobs.tail': 'subscription',
  'live.ticket': 'mutation',
  'versions.list': 'query',
  'versions.get': 'query',
  'versions.publish': 'mutation',
  'versions.diff': 'query',
  'promotions.check': 'query',
  'promotions.deploy': 'mutation',
  'audit.list': 'query',
};

const t = initTRPC.context<Context>().create({
  isDev: false,
  // Subscriptions have their own socket with its own limits; an event stream over HTTP would have neither.
  sse: { enabled: false },
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    message: failureOf(error)?.message ?? 'something in Weir broke; its log has the details',
    data: { ...shape.data, stack: undefined, failure: failureOf(error) },
  }),
});

const procedure = t.procedure.use(async ({ ctx, next }) => {
  const session = ctx.session();
  if (session === undefined) {
    throw toTrpcError(
      new Failure('UNAUTHORIZED', 'there is no session', 'Sign in with the link of `npx weir link`.'),
    );
  }
  const result = await next({ ctx: { actor: { user: session.user } } });
  if (!result.ok && result.error.cause instanceof Failure) throw toTrpcError(result.error.cause);
  return result;
});

/** The router. Handlers are typed by the contract; tRPC itself sees them as unknown in and out. */
export function createRouter(handlers: AllHandlers) {
  const nouns: Record<string, Record<string, ReturnType<typeof build>>> = {};
  for (const [key, kind] of Object.entries(KINDS)) {
    const [noun = '', name = ''] = key.split('.');
    const input: z.ZodType = inputs[key as keyof typeof inputs];
    // The two records have the same keys by type; the pairing below is what `Handlers` guarantees.
    const module = handlers[noun as Noun] as unknown as Record<
      string,
      (...args: readonly unknown[]) => unknown
    >;
    const handler = module[name];
    if (handler === undefined) throw new Error(`bug: procedure ${key} has no handler`);
    nouns[noun] = { ...nouns[noun], [name]: build(kind, input, handler) };
  }
  return t.router(
    Object.fromEntries(Object.entries(nouns).map(([noun, procedures]) => [noun, t.router(procedures)])),
  );
}

export type AppRouter = ReturnType<typeof createRouter>;

function build(
  kind: Kinds[keyof Kinds],
  input: z.ZodType,
  handler: (...args: readonly unknown[]) => unknown,
) {
  // tRPC reads the body only for a procedure with an input; the body of one without is empty and no JSON.
  const base = input.safeParse(undefined).success ? procedure : procedure.input(input);
  switch (kind) {
    case 'query':
      return base.query(({ input: value, ctx }) => handler(value, ctx.actor));
    case 'mutation':
      return base.mutation(({ input: value, ctx }) => handler(value, ctx.actor));
    case 'subscription':
      return procedure.input(input).subscription(async function* ({ input: value, signal }) {
        // Subscription handlers give async iterables by type; tRPC aborts the signal when the client goes.
        yield* handler(value, signal ?? AbortSignal.any([])) as AsyncIterable<unknown>;
      });
  }
}

const TRPC_CODES: Partial<Record<FailureCode, TRPCError['code']>> = {
  BAD_REQUEST: 'BAD_REQUEST',
  UNAUTHORIZED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  PLANE_DOWN: 'SERVICE_UNAVAILABLE',
};

function toTrpcError(failure: Failure): TRPCError {
  return new TRPCError({
    code: TRPC_CODES[failure.code] ?? 'INTERNAL_SERVER_ERROR',
    message: failure.message,
    cause: failure,
  });
}

type FailureData = {
  readonly code: FailureCode;
  readonly message: string;
  readonly hint: string | undefined;
};

function failureOf(error: TRPCError): FailureData | undefined {
  if (error.cause instanceof Failure)
    return { code: error.cause.code, message: error.cause.message, hint: error.cause.hint };
  switch (error.code) {
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
      return { code: 'BAD_REQUEST', message: badInput(error), hint: undefined };
    case 'NOT_FOUND':
    case 'METHOD_NOT_SUPPORTED':
      return {
        code: 'NOT_FOUND',
        message: 'no such procedure',
        hint: 'Reload the page: it may be older than the server.',
      };
    case 'PAYLOAD_TOO_LARGE':
      return { code: 'PAYLOAD_TOO_LARGE', message: 'request is larger than 6 MiB', hint: undefined };
    default:
      return undefined;
  }
}

function badInput(error: TRPCError): string {
  const issue = error.cause instanceof z.ZodError ? error.cause.issues[0] : undefined;
  if (issue === undefined) return 'request has another shape than the procedure takes';
  return `request does not fit at ${issue.path.join('.') || 'its root'}: ${issue.message}`;
}
