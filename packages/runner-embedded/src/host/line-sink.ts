// A sink that writes every row as a line of JSON to one open file, buffered.
import { closeSync, openSync, writeSync } from 'node:fs';
import type { SinkDriver, SinkRequest } from '@weir/engine/host';
import { changeEncoder, rowEncoder } from '@weir/engine/runtime/rows-json';
import { Failure } from '@weir/shared/diagnostics';

const FLUSH_CHARS = 256 * 1024;

/** Writes to a path, or to standard output for `-`; changes as debezium-json. The file is emptied first. */
export function openLineSink(path: string, input: SinkRequest['input']): SinkDriver {
  const encode = (input.changes === 'append' ? rowEncoder : changeEncoder)(input.columns);
  const file = path === '-' ? 1 : openOutput(path);
  let text = '';
  const flush = (): void => {
    if (text === '') return;
    // Gone also when it cannot be written: closing does not try again.
    const bytes = Buffer.from(text);
    text = '';
    writeAll(file, path, bytes);
  };
  return {
    write: (batch, from, to) => {
      for (let row = from; row < to; row += 1) text += `${encode(batch, row)}\n`;
      if (text.length >= FLUSH_CHARS) flush();
    },
    prepare: () => null,
    commit: () => undefined,
    close: () => {
      flush();
      if (file !== 1) closeSync(file);
    },
  };
}

function openOutput(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (cause) {
    throw cannotWrite(path, cause, 'Name a file in a folder that exists and can be written.');
  }
}

/**
 * Writes all bytes; a pipe may take them in parts.
 *
 * @throws Failure SINK_FAILED; the error itself where the reader of a pipe has gone (EPIPE), which is no failure.
 */
function writeAll(file: number, path: string, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') throw error;
      // A full pipe: the reader is slower than we are.
      if (code !== 'EAGAIN')
        throw cannotWrite(path, error, 'The rows before it are written. Make room, or name another file.');
    }
  }
}

function cannotWrite(path: string, cause: unknown, hint: string): Failure {
  const name = path === '-' ? 'standard output' : `file ${path}`;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Failure('SINK_FAILED', `${name} cannot be written: ${why}`, hint);
}

/** A sink that forgets. */
export const FORGET: SinkDriver = {
  write: () => undefined,
  prepare: () => null,
  commit: () => undefined,
  close: () => undefined,
};
