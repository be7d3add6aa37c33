// The log of the control plane: fragments with fields, one line each, into the state folder.
import { appendFileSync, renameSync, statSync } from 'node:fs';

type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

export type Log = {
  readonly info: (fragment: string, fields?: Fields) => void;
  readonly warn: (fragment: string, fields?: Fields) => void;
  readonly error: (fragment: string, fields?: Fields) => void;
};

// One old file is kept, so the log takes at most twice this.
const LOG_BYTES_MAX = 10 * 1024 * 1024;

/** A log into a file; warnings and errors also go to standard error, where somebody looks. */
export function fileLog(path: string, now: () => number): Log {
  rotate(path);
  const write = (level: string, fragment: string, fields: Fields | undefined): void => {
    const line = `${JSON.stringify({ at: new Date(now()).toISOString(), level, event: fragment, ...fields })}\n`;
    if (level !== 'info') process.stderr.write(line);
    try {
      appendFileSync(path, line, { mode: 0o600 });
    } catch {
      // A full disk must not take the server down with its log; the same line went to standard error if it mattered.
    }
  };
  return {
    info: (fragment, fields) => write('info', fragment, fields),
    warn: (fragment, fields) => write('warn', fragment, fields),
    error: (fragment, fields) => write('error', fragment, fields),
  };
}

/** A log that says nothing, for tools and tests. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

function rotate(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && found.size > LOG_BYTES_MAX) renameSync(path, `${path}.1`);
}
