// The data plane as a process: arguments in, a socket and the door port open, a clean end when asked.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure, type FailureCode } from '@weir/shared/diagnostics';
import { RESERVE_BYTES } from '../disk/reserve.ts';
import { startDataPlane } from './data-plane.ts';
import { faultsFromEnvironment } from './faults.ts';
import { planeSocketPath } from './socket-path.ts';

const EXIT_CODES: Partial<Record<FailureCode, number>> = {
  BAD_REQUEST: 64,
  PORT_IN_USE: 69,
  STATE_FOLDER: 73,
  STATE_LOCKED: 75,
};

const MEBIBYTE = 1024 * 1024;

try {
  await run(process.argv.slice(2));
} catch (cause) {
  if (!(cause instanceof Failure)) throw cause;
  process.stderr.write(`data plane: ${cause.message}\n${cause.hint === undefined ? '' : `${cause.hint}\n`}`);
  process.exit(EXIT_CODES[cause.code] ?? 1);
}

async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      'door-port': { type: 'string', default: '7071' },
      examples: { type: 'string' },
      build: { type: 'string', default: 'development' },
      'reserve-mb': { type: 'string', default: String(RESERVE_BYTES / MEBIBYTE) },
    },
  });
  if (values.data === undefined)
    throw new Failure('BAD_REQUEST', 'option --data is missing', 'Name the state folder: --data DIR');
  const dataDir = resolve(values.data);
  const plane = await startDataPlane({
    dataDir,
    examplesDir: values.examples === undefined ? join(dataDir, 'examples') : resolve(values.examples),
    socketPath: planeSocketPath(dataDir),
    doorPort: Number(values['door-port']),
    build: values.build,
    reserveBytes: Number(values['reserve-mb']) * MEBIBYTE,
    workerEntry: workerEntry(),
    faults: faultsFromEnvironment(process.env.WEIR_FAULTS),
    now: Date.now,
    ended: () => process.exit(0),
  });
  process.on('SIGTERM', () => void plane.shutdown());
  process.on('SIGINT', () => void plane.shutdown());
}

/** In the bundle `worker.js` lies beside this file; from sources it is `worker.ts`. */
function workerEntry(): string {
  const bundled = join(import.meta.dirname, 'worker.js');
  return existsSync(bundled) ? bundled : join(import.meta.dirname, 'worker.ts');
}
