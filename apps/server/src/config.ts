// Flags of `npm start` and the environment, parsed once into what the server needs.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from '@weir/shared/diagnostics';

export type Config = {
  readonly port: number;
  readonly doorPort: number;
  readonly dataDir: string;
  /** Origins besides loopback that may use the designer: a tunnel, a proxy, a development server. */
  readonly origins: readonly string[];
  readonly open: boolean;
  /** The clone: examples and the built web app are found below it. */
  readonly repoDir: string;
  /** Names the code that runs; a data plane of another build is replaced. */
  readonly build: string;
};

export const DEFAULT_PORT = 7070;

/** Parses arguments; a flag that does not exist or has no usable value is a Failure with a sentence. */
export function parseConfig(
  args: readonly string[],
  host: { readonly cwd: string; readonly repoDir: string; readonly build: string },
): Config {
  const { values } = parse(args);
  const port = portNumber(values.port, 'port') ?? DEFAULT_PORT;
  const doorPort = portNumber(values['door-port'], 'door-port') ?? port + 1;
  if (doorPort === port || doorPort > 65_535) throw usage(`door port ${doorPort} cannot be used`);
  return {
    port,
    doorPort,
    dataDir: resolve(host.cwd, values.data ?? 'data'),
    origins: (values.origin ?? []).map(parseOrigin),
    open: values['no-open'] !== true,
    repoDir: host.repoDir,
    build: host.build,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        'door-port': { type: 'string' },
        data: { type: 'string' },
        origin: { type: 'string', multiple: true },
        'no-open': { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : 'flags cannot be read');
  }
}

function portNumber(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw usage(`--${flag} ${text} is not a port number`);
  return port;
}

function parseOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url === undefined || !isWeb || url.pathname !== '/') throw usage(`--origin ${text} is not an origin`);
  return url.origin;
}

function usage(message: string): Failure {
  return new Failure(
    'BAD_REQUEST',
    message,
    'Flags: --port N --door-port N --data DIR --origin URL --no-open. Weir listens on 127.0.0.1 only.',
  );
}
