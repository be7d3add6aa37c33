// Which requests may be looked at: the right host always, the right origin for everything that changes something.
//
// A page of a stranger can make the user's browser send requests here, and a name of a stranger can resolve to
// 127.0.0.1 (DNS rebinding). Exact allow-lists of Host and Origin stop both; there is no CORS at all.
import type { IncomingMessage } from 'node:http';
import { Failure } from '@weir/shared/diagnostics';

export type RequestGuard = {
  /** For every request: the Host is ours, and a browser does not say that another site asks. */
  readonly checkHost: (request: IncomingMessage) => void;
  /** For changes and upgrades: the Origin is there and is ours. */
  readonly checkOrigin: (request: IncomingMessage) => void;
  readonly origins: readonly string[];
};

export function createRequestGuard(deps: {
  readonly port: number;
  readonly origins: readonly string[];
}): RequestGuard {
  const origins = [`http://127.0.0.1:${deps.port}`, `http://localhost:${deps.port}`, ...deps.origins];
  const allowedOrigins = new Set(origins);
  const allowedHosts = new Set(origins.map((origin) => new URL(origin).host));
  return {
    origins,
    checkHost: (request) => {
      const host = request.headers.host;
      if (host === undefined || !allowedHosts.has(host))
        throw refused('host', 'Use the address that Weir printed, or start it with --origin URL.');
    },
    checkOrigin: (request) => {
      const origin = request.headers.origin;
      if (origin === undefined || !allowedOrigins.has(origin))
        throw refused('origin', 'Start Weir with --origin URL to allow this one.');
      const site = request.headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin')
        throw refused('site', 'Requests of other sites are not served.');
    },
  };
}

function refused(what: string, hint: string): Failure {
  return new Failure('FORBIDDEN', `${what} of the request is not this server`, hint);
}
