// The control plane's procedures, typed by the contract in shared/api. Queries and mutations over HTTP,
// subscriptions over one WebSocket that opens with the first of them.
import {
  createTRPCUntypedClient,
  createWSClient,
  httpLink,
  splitLink,
  TRPCClientError,
  wsLink,
} from '@trpc/client';
import type { Inputs, MutationOutputs, QueryOutputs, SubscriptionOutputs } from '@weir/shared/api';
import { reportSignedOut } from './session.tsx';

/** What a procedure failed with, in the words of the server. `NETWORK` when it could not be reached. */
export class ApiError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, hint?: string | undefined) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.hint = hint;
  }
}

type Rest<K extends keyof Inputs> = undefined extends Inputs[K] ? [] : [input: Inputs[K]];

/** The control plane as the page sees it. */
export const api = {
  query: async <K extends keyof QueryOutputs & keyof Inputs>(
    name: K,
    ...input: Rest<K>
  ): Promise<QueryOutputs[K]> => typed(client().query(name, input[0])),
  mutate: async <K extends keyof MutationOutputs & keyof Inputs>(
    name: K,
    ...input: Rest<K>
  ): Promise<MutationOutputs[K]> => typed(client().mutation(name, input[0])),
  /** Calls back for each value until the returned function is called. Reconnects by itself. */
  subscribe: <K extends keyof SubscriptionOutputs & keyof Inputs>(
    name: K,
    input: Inputs[K],
    on: {
      readonly value: (value: SubscriptionOutputs[K]) => void;
      readonly error?: ((error: ApiError) => void) | undefined;
    },
  ): (() => void) => {
    const subscription = client().subscription(name, input, {
      // The server's router is checked against the same contract, so the value has this type.
      onData: (value) => on.value(value as SubscriptionOutputs[K]),
      onError: (error) => on.error?.(toApiError(error)),
    });
    return () => subscription.unsubscribe();
  },
};

/** Sends a file of rows; gives the path under which pipelines read it. */
export async function uploadFile(name: string, body: Blob): Promise<{ readonly path: string }> {
  const response = await fetch(`/api/files?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: HEADERS,
    body,
  });
  if (response.status === 401) reportSignedOut(true);
  if (!response.ok) throw new ApiError('UPLOAD', `the server refused the file (${response.status})`);
  const value: unknown = await response.json();
  if (typeof value === 'object' && value !== null && 'path' in value && typeof value.path === 'string') {
    return { path: value.path };
  }
  throw new ApiError('UPLOAD', 'the server did not say where the file is');
}

// Guards against requests from other sites: a cross-origin page cannot set it without a preflight that we refuse.
const HEADERS = { 'x-weir': '1' } as const;

let made: ReturnType<typeof createTRPCUntypedClient> | undefined;

function client(): ReturnType<typeof createTRPCUntypedClient> {
  made ??= createTRPCUntypedClient({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: wsLink({ client: socket() }),
        false: httpLink({ url: '/trpc', headers: HEADERS }),
      }),
    ],
  });
  return made;
}

function socket(): ReturnType<typeof createWSClient> {
  const origin = window.location.origin.replace(/^http/, 'ws');
  return createWSClient({
    url: `${origin}/trpc-ws`,
    lazy: { enabled: true, closeMs: 5_000 },
    keepAlive: { enabled: true },
  });
}

// The contract types the outputs on both sides; see `subscribe`.
async function typed<T>(call: Promise<unknown>): Promise<T> {
  try {
    return (await call) as T;
  } catch (error) {
    const failure = toApiError(error);
    if (failure.code === 'UNAUTHORIZED') reportSignedOut(true);
    throw failure;
  }
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (!(error instanceof TRPCClientError))
    return new ApiError('NETWORK', error instanceof Error ? error.message : String(error));
  const data: unknown = error.data;
  if (typeof data === 'object' && data !== null) {
    if ('failure' in data && typeof data.failure === 'object' && data.failure !== null)
      return fromFailure(data.failure);
    if ('httpStatus' in data && data.httpStatus === 401) return new ApiError('UNAUTHORIZED', error.message);
    if ('code' in data && typeof data.code === 'string') return new ApiError(data.code, error.message);
  }
  return new ApiError('NETWORK', 'the server does not answer', 'Is Weir still running?');
}

function fromFailure(failure: object): ApiError {
  const code = 'code' in failure ? String(failure.code) : 'UNKNOWN';
  const message = 'message' in failure ? String(failure.message) : 'the request failed';
  return new ApiError(
    code,
    message,
    'hint' in failure && typeof failure.hint === 'string' ? failure.hint : undefined,
  );
}
