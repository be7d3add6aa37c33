// Where the data plane of a state folder listens.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from '@weir/shared/diagnostics';

// sun_path holds 108 bytes on Linux and 104 on macOS, the final zero included.
const SOCKET_PATH_BYTES_MAX = 103;

/**
 * The socket of a state folder: `DATA/plane.sock`; a private folder below the system's temporary one when that path is
 * too long for a Unix socket; a named pipe on Windows.
 */
export function planeSocketPath(dataDir: string): string {
  const full = resolve(dataDir);
  const digest = createHash('sha256').update(full).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\weir-${digest}`;
  const beside = join(full, 'plane.sock');
  if (Buffer.byteLength(beside) <= SOCKET_PATH_BYTES_MAX) return beside;
  return join(privateFolder(), `${digest}.sock`);
}

// Others may write to the temporary folder too: the folder must be ours alone, or a stranger could answer in it.
function privateFolder(): string {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `weir-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new Failure(
      'STATE_FOLDER',
      `folder ${folder} belongs to somebody else`,
      'Choose a shorter --data path.',
    );
  }
  return folder;
}
